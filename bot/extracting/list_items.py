"""The items of the list that a question asks for: all of them, or those that it describes."""

from collections.abc import Sequence

from bot.extracting.candidates import Candidate
from retrieval.language.question_types import is_question_word
from retrieval.language.words import terms
from retrieval.passages import SentenceKind
from retrieval.text.passage_text import reports_nothing

FEWEST = 3  # items of a list
MOST = 20  # that are shown of a list without being asked for more


def find_list_items(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return the items of the best candidate's list that a question asks for, in their order.

    "Which projects ended in 2021?" asks for items that say so, "List the projects" for all. No
    items are returned where the best candidate is none, or the question has words that neither the
    list's heading nor its items have.
    """
    below_headings = (c for c in candidates if c.sentence.kind is not SentenceKind.HEADING)
    best = next(below_headings, None)
    if best is None or not best.sentence.kind.is_listed:
        return []
    items = sorted(
        (each for each in candidates if _list_of(each) == _list_of(best) and _reports(each)),
        key=lambda each: each.sentence.start,
    )
    if len(items) < FEWEST:
        return []
    item_terms = [set(terms(each.text)) for each in items]
    some, every = set.union(*item_terms), set.intersection(*item_terms)
    needed = {term for term in terms(question) if not is_question_word(term)}
    if not needed <= some | _terms_above(best):
        return []
    described = needed & some - every
    return [item for item, words in zip(items, item_terms, strict=True) if described <= words]


def _reports(candidate: Candidate) -> bool:
    return not reports_nothing(candidate.hit.document, candidate.sentence)


def _list_of(candidate: Candidate) -> object:
    """Return what the items of one list have in common: their place in the article's layout."""
    sentence, passage = candidate.sentence, candidate.hit.passage
    return candidate.hit.document.id, passage.headings, sentence.kind, sentence.context


def _terms_above(candidate: Candidate) -> set[str]:
    """Return the terms of the title, the headings and the lead-in of a list."""
    document = candidate.hit.document
    above = (document.title, *candidate.hit.passage.headings)
    lead_in = (span.of(document.text) for span in candidate.sentence.context)
    return set(terms(" ".join((*above, *lead_in))))
