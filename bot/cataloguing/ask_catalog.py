"""Ask the catalog whatever a question asks about the articles themselves."""

import time
from dataclasses import replace
from datetime import date
from functools import partial

from bot.answers import Answer
from bot.ask_options import AskOptions
from bot.cataloguing.answer_from_catalog import CatalogReader
from bot.cataloguing.article_questions import (
    ArticleQuestion,
    CatalogFact,
    parse_article_question,
)
from bot.conversing.conversation import Conversation
from bot.conversing.split_question import split_question
from bot.conversing.standalone_question import StandaloneQuestion
from bot.selecting.describe_selection import describe_selection
from bot.selecting.read_selection import Selection, read_selection
from retrieval.index.rows import CatalogEntry
from retrieval.language.question_types import is_question_word
from retrieval.language.rules import words
from retrieval.language.words import terms
from retrieval.search.article_set import ArticleSet
from retrieval.search.searcher import Searcher

_ANYTHING = frozenset(terms(" ".join(words("article_questions", "anything"))))


def ask_catalog(
    question: StandaloneQuestion,
    conversation: Conversation | None,
    options: AskOptions,
    searcher: Searcher,
    today: date,
) -> Answer | None:
    """Return what the catalog answers, None for a question that the articles must answer.

    A question of several parts is left to them: what of it is not answered is said there.
    """
    start = time.perf_counter()
    all_articles = searcher.articles()
    pointing = parse_article_question(question.words)
    text = question.words if pointing and pointing.is_on_one else question.text
    if len(split_question(text)) > 1:
        return None
    selection = read_selection(text, options.articles, all_articles, today)
    parsed = _parse(text, selection)
    if parsed is None or (parsed.rest and not selection.filter):
        return None
    cited = _last_cited(conversation)
    reader = partial(CatalogReader, parsed, searcher=searcher, language=options.language)
    answer = reader(_chosen(all_articles, selection.within)).read(cited)
    if answer is None and parsed.is_on_one:
        # "The post about losing hives in winter" may be of any time of the year.
        answer = reader(_chosen(all_articles, selection.otherwise)).read(cited)
        selection = replace(selection, filter=replace(selection.filter, period=None))
    if answer is None:
        return None
    selected = describe_selection(selection, options.language)
    elapsed_ms = (time.perf_counter() - start) * 1000
    return Answer(
        question=question.words,
        standalone_question=text,
        statements=tuple(answer.statements),
        citations=tuple(answer.citations),
        abstained=not answer.statements,
        remark=" ".join(filter(None, (selected, answer.remark))),
        reason=f"a question about the articles themselves: {parsed.fact}",
        timing_ms=(("search", 0.0), ("answer", elapsed_ms)),
        elapsed_ms=elapsed_ms,
        language=options.language,
        confidence=1.0 if answer.statements else 0.0,
    )


def _parse(text: str, selection: Selection) -> ArticleQuestion | None:
    """Return what a question asks about articles, with or without the words that select some.

    "What happened last week?" asks for all that there is.
    """
    forms = (selection.text, selection.whole_text, text)
    if parsed := next(filter(None, map(parse_article_question, forms)), None):
        return parsed
    is_for_all = selection.within and _asks_for_anything(selection)
    return ArticleQuestion(CatalogFact.LIST) if is_for_all else None


def _last_cited(conversation: Conversation | None) -> list[str]:
    """Return the ids of the articles that the last answer with quotes has quoted."""
    turns = reversed(conversation.turns) if conversation else ()
    answers = (turn.answer for turn in turns if turn.answer and turn.answer.citations)
    last = next(answers, None)
    return [citation.quote.document_id for citation in last.citations] if last else []


def _chosen(articles: ArticleSet, within: frozenset[str] | None) -> list[CatalogEntry]:
    return [entry for entry in articles.entries if within is None or entry.id in within]


def _asks_for_anything(selection: Selection) -> bool:
    """Return whether nothing is asked but what there is: "What happened last week?"."""
    bare = {term for name in selection.filter.sources for term in terms(name)} | _ANYTHING
    return all(is_question_word(term) or term in bare for term in terms(selection.text))
