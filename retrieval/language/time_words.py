"""Find the stretch of time that a question names: "since October", "in 2026", "last week"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.language.dates import Period, day_of_words, period_of_words
from retrieval.language.rules import pattern, replacements, table

_STRETCH = pattern("time_words", "stretch")
_PUBLICATION = pattern("time_words", "publication")
_PUBLICATION_BEFORE = pattern("time_words", "publication_before")
_NOW = pattern("time_words", "now")
_PARTS = replacements("time_words", "part")
_SEASONS = {name: int(month) for name, month in table("time_words", "season_months").items()}
_COUNTS = {word: int(number) for word, number in table("time_words", "counts").items()}
_SEASON = re.compile(
    rf"(last |this )?(?:the )?({'|'.join(_SEASONS)})(?: (\d{{4}}))?", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_OF_TIME = pattern("time_words", "of_time")


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A stretch of time in a question: where it stands, and its first and last day.

    `is_publication` tells that it can only mean when articles were published; "in 2019" may also
    mean when something happened.
    """

    start: int
    end: int
    period: Period
    is_publication: bool
    words: str = ""

    def is_named_in(self, text: str) -> bool:
        """Return whether a text names a year of the stretch, or the month that the question does.

        >>> mention = find_time("What did it cost in 2019?", date(2026, 11, 30))
        >>> mention.is_named_in("In 2019 it cost 12 crowns.")
        True
        """
        if _YEAR.search(self.words):
            years = range(self.period.first.year, self.period.last.year + 1)
            return any(int(year) in years for year in _YEARS.findall(text))
        return self.words.split()[-1].casefold() in text.casefold()


def find_time(question: str, today: date) -> TimeMention | None:
    """Return the first stretch of time that a question names, None if it names none.

    >>> find_time("What is new since October?", date(2026, 11, 30)).period.first
    datetime.date(2026, 10, 1)
    """
    speaks_of_articles = bool(_PUBLICATION.search(question))
    for match in _STRETCH.finditer(question):
        before = question[: match.start()]
        if _OF_TIME.match(match.group()) and not (
            _PUBLICATION_BEFORE.search(before) or match["between"] or match["since"]
        ):
            continue
        period = _period_of_match(match, today)
        if period:
            relative = not _YEAR.search(match.group()) and not _is_bare_month(match)
            certain = speaks_of_articles or relative
            return TimeMention(*match.span(), period, certain, match.group())
    return None


def asks_for_now(question: str) -> bool:
    """Return whether a question asks for what holds now: "Who is …", "the latest", "currently"."""
    return bool(_NOW.search(question))


def without_now(question: str) -> str:
    """Return a question without the words that ask for what holds now.

    >>> without_now("What is the latest price of wheat right now?")
    'What is the price of wheat?'
    """
    plain = " ".join(_NOW.sub(" ", question).split())
    return re.sub(r"[\s,]+(?=[?.!])", "", plain).strip(" ,") or question


def _is_bare_month(match: re.Match[str]) -> bool:
    """Return whether "in March" is meant, which names no year and may be in the past of a text."""
    words = match["during"] or match["on"] or ""
    return bool(words) and not words.lower().startswith(("last", "this"))


def _period_of_match(match: re.Match[str], today: date) -> Period | None:
    """Return the days between the bounds that the groups of a match tell."""
    if words := match["lately"]:
        return _lately(words, today)
    if match["between"]:
        first, last = (period_of_point(match[name], today) for name in ("between", "and"))
        if last and first and not _YEAR.search(match["between"]):
            first = period_of_point(f"{match['between']} {last.last.year}", today) or first
        return Period(first.first, last.last) if first and last else None
    bounds = {name: match[name] for name in ("since", "after", "before", "until") if match[name]}
    for name, words in bounds.items():
        point = period_of_point(words, today)
        return point and _one_sided(name, point)
    words = match["during"] or match["on"] or match["bare"] or match["adverb"] or ""
    return period_of_point(words.removeprefix("earlier "), today)


def _one_sided(bound: str, point: Period) -> Period:
    match bound:
        case "since":
            return Period(point.first, date.max)
        case "after":
            return Period(point.last + timedelta(days=1), date.max)
        case "before":
            return Period(date.min, point.first - timedelta(days=1))
    return Period(date.min, point.last)


def _lately(words: str, today: date) -> Period | None:
    """Return the days of "(the last) two weeks", up to today."""
    count, _, unit = words.rpartition(" ")
    number = _COUNTS.get(count.lower(), count or 1)
    first = day_of_words(f"{number} {unit.rstrip('s')}s ago", today)
    return Period(first, today) if first else None


def period_of_point(words: str, today: date) -> Period | None:
    """Return the days that a point in time means: "the end of 2024", "last summer", "May"."""
    for part, third in _PARTS:
        if match := part.match(words):
            whole = period_of_point(words[match.end() :], today)
            return whole and _third_of(whole, third)
    if season := _SEASON.fullmatch(words.strip()):
        return _season(season, today)
    return period_of_words(words.removeprefix("the "), today)


def _third_of(period: Period, third: str) -> Period:
    days = (period.last - period.first) // 3
    match third:
        case "first":
            return Period(period.first, period.first + days)
        case "last":
            return Period(period.last - days, period.last)
    return Period(period.first + days, period.last - days)


def _season(match: re.Match[str], today: date) -> Period:
    """Return the season of a year, or the last one that has begun; winter begins in December."""
    month = _SEASONS[match[2].lower()]
    year = int(match[3]) if match[3] else today.year
    first = date(year, month, 1)
    if not match[3] and first > today:
        first = date(year - 1, month, 1)
    if (match[1] or "").lower() == "last " and _end_of_season(first) >= today:
        first = date(first.year - 1, month, 1)
    return Period(first, _end_of_season(first))


def _end_of_season(first: date) -> date:
    year, month = divmod(first.year * 12 + first.month + 2, 12)
    return date(year, month + 1, 1) - timedelta(days=1)
