"""Say which articles a question was asked of, and how old those are that answer it."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.selecting.read_selection import Selection
from prompts import say
from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import Period, period_of_date
from retrieval.search.article_filter import ArticleFilter, source_names

_FAR_APART_DAYS = 366  # between the oldest and the newest source of an answer
_SOURCES = 8  # names of sources in a remark


def describe_filter(wanted: ArticleFilter, language: str) -> str:
    """Return which articles a filter lets through: "articles since 1 October 2026"."""
    kind = say("opinion-pieces", language) if wanted.opinion else say("articles", language)
    sources = [say("of-source", language, source=name) for name in wanted.sources]
    period = [_describe_period(wanted.period, language)] if wanted.period else []
    return " ".join([kind, *sources, *period])


def describe_selection(selection: Selection | None, language: str) -> str:
    """Return which articles a question was asked of, or why there are none; "" for all."""
    if selection is None or not selection.filter:
        return ""
    which = describe_filter(selection.filter, language)
    if selection.within:
        return say("selected", language, which=which)
    none = say("selected-none", language, which=which)
    return f"{none} {_describe_all(selection.articles.entries, language)}"


def describe_ages(published: Iterable[str], language: str, *, is_now: bool) -> str:
    """Return of which years the sources of an answer are, if they are far apart or unknown.

    `published` are their dates. Where only some have one, and the question `is_now` or they are far
    apart, that is said as well.
    """
    dates = list(published)
    periods = [period for each in dates if (period := period_of_date(each))]
    undated = len(dates) - len(periods)
    if not periods:
        return say("ages-unknown", language) if undated and is_now else ""
    oldest = min(periods, key=lambda period: period.first)
    newest = max(periods, key=lambda period: period.last)
    far = (newest.last - oldest.first).days > _FAR_APART_DAYS and oldest != newest
    remarks = []
    if far:
        first, last = oldest.first.year, newest.last.year
        remarks.append(say("ages", language, oldest=str(first), newest=str(last)))
    if undated and (far or is_now):
        remarks.append(say("ages-some-unknown", language, count=undated))
    return " ".join(remarks)


def describe_date(published: str, language: str) -> str:
    """Return a date as people write it, as exact as it is known: "3 November 2025", "May 2025"."""
    period = period_of_date(published)
    if period is None or len(published) == len("2025"):
        return published
    return _day(period.first, language, "d MMMM y" if period.first == period.last else "MMMM y")


def _describe_period(period: Period, language: str) -> str:
    first, last = _day(period.first, language), _day(period.last, language)
    if period.last == date.max:
        return say("since-day", language, day=first)
    if period.first == date.min:
        return say("until-day", language, day=last)
    if first == last:
        return say("of-day", language, day=first)
    return say("between-days", language, first=first, last=last)


def _describe_all(articles: Sequence[CatalogEntry], language: str) -> str:
    """Return of which years and sources all the articles are."""
    periods = [period for each in articles if (period := period_of_date(each.published))]
    undated = len(articles) - len(periods)
    described = [say("all-undated", language, count=undated)] if undated else []
    if periods:
        first = min(period.first.year for period in periods)
        last = max(period.last.year for period in periods)
        dated = say("all-dated", language, count=len(periods), oldest=str(first), newest=str(last))
        described.insert(0, dated)
    if names := source_names(articles):
        more = ["…"] if len(names) > _SOURCES else []
        described.append(say("all-sources", language, named=", ".join(names[:_SOURCES] + more)))
    return " ".join(described)


def _day(day: date, language: str, form: str = "d MMMM y") -> str:
    """Return a day as people write it: "1 October 2026"."""
    from babel.dates import format_date  # its data takes a while to load

    return str(format_date(day, form, locale=language if language in ("ar", "ru") else "en"))
