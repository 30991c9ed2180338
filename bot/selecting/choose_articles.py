"""Choose articles by options: --since, --until and --source, of a command or within a question."""

import re
from collections.abc import Sequence
from datetime import date

from retrieval.errors import ExpectedError
from retrieval.language.dates import Period
from retrieval.language.time_words import period_of_point
from retrieval.search.article_filter import ALL_ARTICLES, ArticleFilter

# Telephones make a dash of two hyphens.
_OPTION = re.compile(
    r"(?<!\S)(?:--|[–—])(since|until|source)[= ]\s*(\"[^\"]{1,200}\"|“[^”]{1,200}”|\S+)\s*"
)


def choose_articles(
    since: str,
    until: str,
    sources: Sequence[str],
    today: date,
    chosen: ArticleFilter = ALL_ARTICLES,
) -> ArticleFilter:
    """Return the articles that options choose, besides those that were `chosen` before.

    A bound is a date or words for one ("2026-10", "last week"); "" is none, and both belong to it.
    Raises ExpectedError for a bound that is none.
    """
    period = chosen.period
    if since or until:
        first = _day(since, today).first if since else period.first if period else date.min
        last = _day(until, today).last if until else period.last if period else date.max
        period = Period(first, last)
    return ArticleFilter(period, tuple(sources) or chosen.sources, chosen.opinion)


def take_options(question: str, chosen: ArticleFilter, today: date) -> tuple[str, ArticleFilter]:
    """Return a question without the options in it, and the articles that they choose.

    >>> take_options("--source Herald Who won?", ALL_ARTICLES, date(2026, 11, 30))[0]
    'Who won?'
    """
    named = [(match[1], match[2].strip('"“”')) for match in _OPTION.finditer(question)]
    if not named:
        return question, chosen
    bounds = dict(named)
    sources = [value for name, value in named if name == "source"]
    rest = _OPTION.sub("", question).strip()
    since, until = bounds.get("since", ""), bounds.get("until", "")
    return rest, choose_articles(since, until, sources, today, chosen)


def _day(words: str, today: date) -> Period:
    period = period_of_point(words.strip(), today)
    if period is None:
        raise ExpectedError(
            f"{words!r} is no date.", hint="Write one such as 2026-10-01, 2026 or “last month”."
        )
    return period
