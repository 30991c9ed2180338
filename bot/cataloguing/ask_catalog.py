"""Ask the catalog whatever a question asks about the articles themselves."""

import time
from datetime import date

from bot.answers import Answer
from bot.ask_options import AskOptions
from bot.cataloguing.answer_from_catalog import CatalogReader
from bot.cataloguing.article_questions import (
    ArticleQuestion,
    CatalogFact,
    parse_article_question,
)
from bot.conversing.conversation import Conversation
from bot.conversing.standalone_question import StandaloneQuestion
from bot.selecting.describe_selection import describe_selection
from bot.selecting.read_selection import Selection, read_selection
from retrieval.language.question_types import is_question_word
from retrieval.language.rules import words
from retrieval.language.words import terms
from retrieval.search.searcher import Searcher

_ANYTHING = frozenset(terms(" ".join(words("article_questions", "anything"))))


def ask_catalog(
    question: StandaloneQuestion,
    conversation: Conversation | None,
    options: AskOptions,
    searcher: Searcher,
    today: date,
) -> Answer | None:
    """Return what the catalog answers, None for a question that the articles must answer."""
    start = time.perf_counter()
    all_articles = searcher.articles()
    selection = read_selection(question.words, options.articles, all_articles, today)
    parsed = (
        parse_article_question(selection.text)
        or parse_article_question(selection.whole_text)
        or parse_article_question(question.words)
    )
    if parsed is None and selection.filter and _asks_for_anything(selection):
        parsed = ArticleQuestion(CatalogFact.LIST)
    if parsed is None or (parsed.rest and not selection.filter):
        return None
    # "The post about losing hives in winter" may be of any time of the year.
    within = selection.otherwise if parsed.is_on_one else selection.within
    articles = [entry for entry in all_articles.entries if within is None or entry.id in within]
    last = conversation.last if conversation else None
    cited = [citation.quote.document_id for citation in last.citations] if last else []
    answer = CatalogReader(parsed, articles, searcher, options.language).read(cited)
    if answer is None:
        return None
    selected = describe_selection(selection, options.language)
    elapsed_ms = (time.perf_counter() - start) * 1000
    return Answer(
        question=question.words,
        standalone_question=question.words,
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


def _asks_for_anything(selection: Selection) -> bool:
    """Return whether nothing is asked but what there is: "What happened last week?"."""
    bare = {term for name in selection.filter.sources for term in terms(name)} | _ANYTHING
    return all(is_question_word(term) or term in bare for term in terms(selection.text))
