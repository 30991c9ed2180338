"""Read from a question which articles it is asked of, and what is asked of them."""

from dataclasses import dataclass, replace
from datetime import date

from bot.selecting.source_words import SourceMention, asks_for_opinion, find_source
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

    Where no article has a date, a time in the question is only a part of it, as it has always been.
    """
    text, source = question, find_source(question, articles)
    wanted = replace(chosen, opinion=True) if asks_for_opinion(text, articles) else chosen
    if source:
        wanted = replace(wanted, sources=(source.name,))
        text = _without_source(text, source)
    time = find_time(text, today) if articles.is_dated else None
    if time is None:
        ids = articles.select(wanted)
        return Selection(_subject_only(text), text, wanted, articles, ids, ids)
    dated = replace(wanted, period=_both(wanted.period, time.period))
    return Selection(
        _subject_only(_cut(text, time.start, time.end)),
        _subject_only(text),
        dated,
        articles,
        articles.select(dated),
        articles.select(wanted),
        None if time.is_publication else time,
    )


def _both(one: Period | None, other: Period) -> Period:
    """Return the days that two periods share; of none, a period without days."""
    return Period(max(one.first, other.first), min(one.last, other.last)) if one else other


def _without_source(question: str, source: SourceMention) -> str:
    """Return a question without "according to the Herald"; another name stays in its sentence."""
    if source.start is None:
        subject = _SAYS_ON.match(question.replace(source.name, "SOURCE"))
        return f"What about {subject['subject']}?" if subject else question
    return _cut(question, source.start, source.end)


def _subject_only(question: str) -> str:
    """Return what a question asks articles about: "What do the articles say about wheat?"."""
    subject = _SAYS_ON.match(question)
    return f"What about {subject['subject']}?" if subject else question


def _cut(text: str, start: int, end: int) -> str:
    """Return a text without a stretch of it and the comma that set it apart."""
    before, behind = text[:start].rstrip(" ,"), text[end:].lstrip(" ,")
    rest = f"{before} {behind}".strip() if behind[:1] not in ("?", ".", "!") else before + behind
    return rest[:1].upper() + rest[1:] if start == 0 else rest
