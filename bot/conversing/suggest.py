"""Questions that one may ask next, and that the articles answer. Without a language model.

A candidate is the same question of a sister of one of its names ("Turkey" for "Russia", since the
articles speak of "Iran, Russia, and Turkey"), a heading as a question, or a name that was quoted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import TypeAlias

from bot.answers import Answer
from bot.conversing.requests import parse_request
from bot.extracting.candidates import Candidate
from retrieval.language.aliases import entities_in
from retrieval.language.question_types import (
    AnswerType,
    classify_question,
    is_question_word,
    proper_names,
    to_search_query,
)
from retrieval.language.rules import pattern
from retrieval.language.words import terms
from retrieval.passages import Hit, SentenceKind

TRIED = 8  # candidates that the engine is asked
_LONGEST = 100
_LOOKED_AT = 10  # hits, the best ones
_KNOWN_TO_ALL = 0.5  # of the passages; what they all are about tells nothing
_SWAPPED = (AnswerType.POSITION, AnswerType.ROW, AnswerType.LIST)
_NAME = pattern("suggestions", "name")
_NAMES_IN_A_LIST = pattern("suggestions", "names_in_a_list")
_BETWEEN_NAMES = pattern("suggestions", "between_names")
_LIST_GOES_ON = pattern("suggestions", "list_goes_on")
_HEADING_LEAD = pattern("suggestions", "heading_lead")
_HEADING = pattern("suggestions", "heading")
_OWNER = pattern("suggestions", "owner")
_Candidate: TypeAlias = tuple[str, Callable[[Candidate], bool]]


def suggest(
    answer: Answer,
    answering: Callable[[str], Sequence[Candidate]],
    *,
    commonness: Callable[[str], float],
    limit: int,
) -> list[str]:
    """Return questions to go on with, each answered with a sentence that was not shown before.

    `engine` gives what answers a question, nothing if it abstains; asked at most `TRIED` times.
    """
    if parse_request(answer.question):
        return []
    places = {(cited.quote.document_id, cited.quote.start) for cited in answer.citations}
    keys = {_key(answer.question), _key(answer.standalone_question)}
    suggestions: list[str] = []
    attempts = 0
    for question, fits in _candidates(answer, commonness):
        if len(suggestions) == limit or attempts == TRIED:
            break
        if len(question) > _LONGEST or _key(question) in keys:
            continue
        keys.add(_key(question))
        attempts += 1
        candidates = answering(question)
        fresh = [choice for choice in candidates if _place(choice) not in places]
        if fresh and fits(max(candidates, key=_score)) and any(map(fits, fresh)):
            suggestions.append(question)
            places |= set(map(_place, fresh))
    return suggestions


def _candidates(answer: Answer, commonness: Callable[[str], float]) -> Iterator[_Candidate]:
    """Yield questions, each with what tells whether a sentence of its answer is to the point."""
    hits = answer.hits[:_LOOKED_AT]
    quoted = {cited.quote.document_id for cited in answer.citations}
    near = [hit for hit in hits if hit.document.id in quoted] or list(answer.nearest)
    question = answer.standalone_question
    swaps, headings = _swaps(question, answer.hits, commonness), _from_headings(near)
    pairs = chain.from_iterable(zip_longest(swaps, headings))
    yield from (candidate for candidate in pairs if candidate)
    texts = [statement.text for statement in answer.statements] or [hit.text for hit in near]
    yield from _related(question, "\n".join(texts), answer.hits)


def _swaps(
    question: str, hits: Sequence[Hit], commonness: Callable[[str], float]
) -> Iterator[_Candidate]:
    """Ask the same of the sisters of the rarest name of a question."""
    parties = proper_names(question)
    if not parties or classify_question(question) not in _SWAPPED:
        return
    rarest = min(parties, key=commonness)
    if commonness(rarest) > _KNOWN_TO_ALL:
        return
    old = re.sub(r"[’']s?$", "", rarest)
    there = re.compile(rf"(?:\bthe )?\b{re.escape(old)}(?!\w)")
    rest = re.sub("|".join(map(re.escape, parties)), "", to_search_query(question))
    for sister in _sisters(old, hits):
        if not entities_in(sister) & entities_in(question) and sister not in question:
            new = _with_article(sister, hits)
            yield there.sub(new, question, count=1), _about((sister,), rest)


def _sisters(name: str, hits: Sequence[Hit]) -> list[str]:
    """Return the names that stand in a list or a column with a name, the most frequent first."""
    counts: Counter[str] = Counter()
    for hit in hits:
        for row in chain(_names_in_lists(hit.text), _columns(hit)):
            if name in row:
                counts.update(each for each in row if each != name)
    return [each for each, _ in counts.most_common()]


def _names_in_lists(text: str) -> Iterator[list[str]]:
    """Yield the names of each "A, B, and C"."""
    for match in _NAMES_IN_A_LIST.finditer(text):
        if not _LIST_GOES_ON.match(text[match.end() :]):
            yield [part.removeprefix("the ") for part in _BETWEEN_NAMES.split(match[0])]


def _columns(hit: Hit) -> Iterator[list[str]]:
    """Yield what stands below each other in the rows of a passage, where it is names."""
    rows = [
        [cell.strip() for cell in hit.document.text[s.start : s.end].strip("| ").split("|")]
        for s in hit.passage.sentences
        if s.kind is SentenceKind.ROW
    ]
    for column in zip_longest(*rows, fillvalue=""):
        yield [cell for cell in column if _NAME.fullmatch(cell)]


def _with_article(name: str, hits: Sequence[Hit]) -> str:
    """Return a name as it stands within sentences: "the United States"."""
    mentions = [
        match for hit in hits for match in re.finditer(rf"\w+ {re.escape(name)}\b", hit.text)
    ]
    with_article = sum(match[0].lower().startswith("the ") for match in mentions)
    return f"the {name}" if 2 * with_article > len(mentions) else name


def _from_headings(hits: Sequence[Hit]) -> Iterator[_Candidate]:
    """Ask what headings promise to tell."""
    for hit in hits:
        for heading in hit.passage.headings[-1:]:
            if question := as_question(heading, hit.document.text):
                yield question, _below(heading)


def as_question(heading: str, text: str) -> str:
    """Ask for what a heading is about; "" if it does not say so in a form that is known."""
    match = _HEADING.fullmatch(_HEADING_LEAD.sub("", heading.strip()))
    if not match or heading.isupper():
        return ""
    words = " ".join(_plain(word, heading, text) for word in match[1].split())
    owned = _OWNER.match(words) and not match[2]
    return f"What {'is' if match[2] else 'are'} {'' if owned else 'the '}{words}?"


def _plain(word: str, heading: str, text: str) -> str:
    """Write a word of a heading as it is written within the sentences of its article."""
    bare = re.sub(r"[’']s?$", "", word)
    body = text.replace(heading, "")
    forms = Counter(re.findall(rf"(?<=[a-z,] ){re.escape(bare)}\b", body, re.IGNORECASE))
    usual = forms.most_common(1)[0][0] if forms else bare.lower()
    return usual + word[len(bare) :]


def _related(question: str, text: str, hits: Sequence[Hit]) -> Iterator[_Candidate]:
    """Ask how what was asked about stands to others that were spoken of."""
    known = entities_in(question)
    first = next(
        (name for each in proper_names(question) for name in sorted(entities_in(each))), ""
    )
    for other in sorted(
        (each for each in entities_in(text) - known if each in text), key=text.index
    ):
        if first:
            both = f"{_with_article(first, hits)} and {_with_article(other, hits)}"
            yield f"How are relations between {both}?", _about((first, other))


def _about(parties: Sequence[str], words: str = "") -> Callable[[Candidate], bool]:
    """Return what tells whether a sentence names all of these, in the words of a question too."""
    needed = {term for term in terms(words) if not is_question_word(term)}

    def fits(choice: Candidate) -> bool:
        things = entities_in(choice.text)
        named = all(each in choice.text or entities_in(each) & things for each in parties)
        return named and needed <= set(terms(" ".join((choice.text, *choice.hit.passage.headings))))

    return fits


def _below(heading: str) -> Callable[[Candidate], bool]:
    """Return what tells whether a sentence stands below a heading."""
    return lambda choice: heading in choice.hit.passage.headings


def _score(choice: Candidate) -> float:
    return choice.score


def _place(choice: Candidate) -> tuple[str, int]:
    return choice.hit.document.id, choice.sentence.start


def _key(question: str) -> frozenset[str]:
    """Return what makes two questions the same."""
    return frozenset(terms(question))
