"""Ask the catalog whatever a question asks about the articles themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.cataloguing.answer_from_catalog import CatalogReader
from bot.cataloguing.article_questions import (
    ArticleQuestion,
    CatalogFact,
    name_articles,
    parse_article_question,
)
from bot.conversing.standalone_question import StandaloneQuestion
from bot.extracting.citations import CitationList
from bot.generating.draft import Draft
from bot.generating.partial_answer import PartialAnswer
from bot.selecting.read_selection import Selection, read_selection
from retrieval.index.rows import CatalogEntry
from retrieval.language.question_types import is_question_word
from retrieval.language.rules import words
from retrieval.language.words import terms
from retrieval.search.article_filter import ArticleFilter
from retrieval.search.article_set import ArticleSet
from retrieval.search.searcher import Searcher

_ANYTHING = frozenset(terms(" ".join(words("article_questions", "anything"))))


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The ids of the articles that were just spoken of, to which "it" and "them" may point.

    `by_catalog` tells that the articles themselves were what was asked about.
    """

    ids: tuple[str, ...] = ()
    by_catalog: bool = False


@dataclass(frozen=True, slots=True)
class CatalogEnquiry:
    """What a question asks of the catalog, and of which articles.

    `text` is the question as it was understood; `meant` are the ids of the articles to which it
    points, None if it names them itself.
    """

    text: str
    question: ArticleQuestion
    selection: Selection
    meant: tuple[str, ...] | None


def read_enquiry(
    question: StandaloneQuestion,
    before: Antecedent,
    chosen: ArticleFilter,
    articles: ArticleSet,
    today: date,
) -> CatalogEnquiry | None:
    """Return what a question asks of the catalog, None for one that the articles must answer."""
    text, meant = _resolve(question, before)
    selection = read_selection(text, chosen, articles, today)
    parsed = _parse(text, selection)
    if parsed is None or (parsed.rest and not selection.filter):
        return None
    if parsed.points and meant is None and not selection.filter.opinion:
        return None
    return CatalogEnquiry(text, parsed, selection, meant)


def ask_catalog(
    enquiry: CatalogEnquiry, searcher: Searcher, language: str, citations: CitationList
) -> PartialAnswer | None:
    """Return what the catalog answers; its quotes are added to the `citations`.

    None if no article is meant, so that the articles must be asked.
    """
    question, selection = enquiry.question, enquiry.selection
    for within in _choices(enquiry):
        reader = CatalogReader(question, within, searcher, language, Draft(citations))
        if reader.read():
            break
        # "The post about losing hives in winter" may be of any time of the year.
        selection = replace(selection, filter=replace(selection.filter, period=None))
    else:
        return None
    reader.draft.reason = f"a question about the articles themselves: {question.fact}"
    ids = tuple(entry.id for entry in reader.meant)
    return PartialAnswer((enquiry.text,), reader.draft, ids, (selection,))


def _resolve(
    question: StandaloneQuestion, before: Antecedent
) -> tuple[str, tuple[str, ...] | None]:
    """Return a question without what it takes from others, and the articles to which it points."""
    named = name_articles(question.words)
    if before.by_catalog and named != question.words and parse_article_question(named):
        return named, before.ids
    parsed = parse_article_question(question.words)
    if parsed and not parsed.points:
        return question.words, None
    if parsed and parsed.is_on_one and before.ids:
        return question.words, before.ids[:1]
    return question.text, None


def _parse(text: str, selection: Selection) -> ArticleQuestion | None:
    """Return what a question asks about articles, with or without the words that select some.

    "What happened last week?" asks for all that there is.
    """
    forms = (selection.text, selection.whole_text, text)
    if parsed := next(filter(None, map(parse_article_question, forms)), None):
        return parsed
    is_for_all = selection.within and _asks_for_anything(selection)
    return ArticleQuestion(CatalogFact.LIST) if is_for_all else None


def _choices(enquiry: CatalogEnquiry) -> Iterator[list[CatalogEntry]]:
    """Yield the articles of which a question may be asked, the likeliest first."""
    selection = enquiry.selection
    by_id = {entry.id: entry for entry in selection.articles.entries}
    ids = by_id if enquiry.meant is None else [each for each in enquiry.meant if each in by_id]
    choices = [selection.within, selection.otherwise]
    for within in choices if enquiry.question.is_on_one else choices[:1]:
        yield [by_id[each] for each in ids if within is None or each in within]


def _asks_for_anything(selection: Selection) -> bool:
    """Return whether nothing is asked but what there is: "What happened last week?"."""
    bare = {term for name in selection.filter.sources for term in terms(name)} | _ANYTHING
    return all(is_question_word(term) or term in bare for term in terms(selection.text))
