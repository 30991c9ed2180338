"""Read from a question which articles it is asked of, and what is asked of them."""

from dataclasses import dataclass, replace
from datetime import date

from bot.selecting.source_words import asks_for_opinion, find_source
from retrieval.language.dates import Period
from retrieval.language.rules import pattern
from retrieval.language.time_words import TimeMention, find_time
from retrieval.search.article_filter import ArticleFilter
from retrieval.search.article_set import ArticleSet

_SAYS_ON = pattern("source_words", "says_on")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of all articles a question is asked of, and the question without the words for them.

    `within` holds the ids of the articles that count, None for all. `time` is a stretch of time
    that may also be that of what happened: `whole_text` is the question with it, and `otherwise`
    the articles in which something of that time may be told.
    """

    text: str
    whole_text: str
    filter: ArticleFilter
    articles: ArticleSet
    within: frozenset[str] | None = None
    otherwise: frozenset[str] | None = None
    time: TimeMention | None = None


def read_selection(
    question: str, chosen: ArticleFilter, articles: ArticleSet, today: date
) -> Selection:
    """Return which articles a question is asked of: those `chosen` that it names itself, too.

    Where no article has a date, a time in the question is only a part of it.
    """
    wanted = replace(chosen, opinion=True) if asks_for_opinion(question, articles) else chosen
    unnamed = question
    if source := find_source(question, articles):
        wanted = replace(wanted, sources=(source.name,))
        # A name says nothing of a time: "the Harbour Post" is no post.
        unnamed = question.replace(source.name, "_" * len(source.name))
    time = find_time(unnamed, today) if articles.is_dated else None
    whole_text = _subject_of(question, articles)
    if time is None:
        ids = articles.select(wanted)
        return Selection(whole_text, whole_text, wanted, articles, ids, ids)
    dated = replace(wanted, period=_both(wanted.period, time.period))
    return Selection(
        _subject_of(_cut(question, time.start, time.end), articles),
        whole_text,
        dated,
        articles,
        articles.select(dated),
        articles.select(wanted),
        None if time.is_publication else time,
    )


def _subject_of(question: str, articles: ArticleSet) -> str:
    """Return what a question asks of articles, without the words that name their source.

    "What do the articles say about wheat?" asks what there is about wheat.
    """
    source = find_source(question, articles)
    if source and source.start is not None:
        question = _cut(question, source.start, source.end)
    elif source:
        question = question.replace(source.name, "SOURCE")
    subject = _SAYS_ON.match(question)
    if subject:
        return f"What about {subject['subject']}?"
    return question.replace("SOURCE", source.name) if source else question


def _both(one: Period | None, other: Period) -> Period:
    """Return the days that two periods share; of none, a period without days."""
    return Period(max(one.first, other.first), min(one.last, other.last)) if one else other


def _cut(text: str, start: int, end: int) -> str:
    """Return a text without a stretch of it and the comma that set it apart."""
    before, behind = text[:start].rstrip(" ,"), text[end:].lstrip(" ,")
    rest = f"{before} {behind}".strip() if behind[:1] not in ("?", ".", "!") else before + behind
    return rest[:1].upper() + rest[1:] if start == 0 else rest
