"""Find the stretch of time that a question names: "since October", "in 2026", "last week"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.language.dates import Period, day_of_words, period_of_words
from retrieval.language.rules import pattern, replacements, table, words
from retrieval.language.time_kinds import kind_of_time

_STRETCH = pattern("time_words", "stretch")
_PUBLICATION = pattern("time_words", "publication")
_PUBLICATION_BEFORE = pattern("time_words", "publication_before")
_NOW = pattern("time_words", "now")
_PARTS = replacements("time_words", "part")
_SEASONS = {name: int(month) for name, month in table("time_words", "season_months").items()}
_COUNTS = {word: int(number) for word, number in table("time_words", "counts").items()}
_SEASON = re.compile(
    rf"(?:the )?(last |this )?({'|'.join(_SEASONS)})(?: (?:of )?(\d{{4}}))?", re.IGNORECASE
)
_BEFORE_YEAR = words("time_words", "before_year")
_RECENTLY = "two months"
_SO_FAR = re.compile(r"^(?:earlier|so far) ", re.IGNORECASE)
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
            _PUBLICATION_BEFORE.search(before)
            or match["between"]
            or match["since"]
            or match["onward"]
        ):
            continue
        if match["bare"] and not _is_bare_year(before):
            continue
        period = _period_of_match(match, today)
        if period:
            relative = not (_YEAR.search(match.group()) or _is_bare_month(match))
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


def _is_bare_year(before: str) -> bool:
    """Return whether a year at the end of a question says all: "minimum wage 2024?"."""
    last = (before.split() or [""])[-1].strip(",.").lower()
    return last.isascii() and last not in _BEFORE_YEAR


def _is_bare_month(match: re.Match[str]) -> bool:
    """Return whether "in March" is meant, which names no year and may be in the past of a text."""
    named = match["during"] or match["on"] or match["week"] or ""
    return bool(named) and not named.lower().startswith(("last", "this"))


def _period_of_match(match: re.Match[str], today: date) -> Period | None:
    """Return the days between the bounds that the groups of a match tell."""
    if match["lately"]:
        return _lately(match["lately"].replace("fortnight", "two weeks"), today)
    if match["recently"]:
        return _lately(_RECENTLY, today)
    if match["between"]:
        return _between(match["between"], match["and"], today)
    for name in ("since", "onward", "after", "before", "until"):
        if match[name]:
            point = period_of_point(match[name], today)
            return point and _one_sided(name, point)
    if match["week"]:
        day = period_of_point(match["week"], today)
        return day and Period(day.first, day.first + timedelta(days=6))
    named = (match[name] for name in ("during", "on", "bare", "ago", "adverb"))
    return period_of_point(_SO_FAR.sub("", next(filter(None, named), "")), today)


def _between(first: str, last: str, today: date) -> Period | None:
    """Return the days from one point to another, which gives the year where only it has one."""
    start, end = period_of_point(first, today), period_of_point(last, today)
    if start and end and kind_of_time(first) in ("month", "day") and not _YEAR.search(first):
        start = period_of_point(f"{first} {end.last.year}", today) or start
        if start.first > end.last:
            start = period_of_point(f"{first} {end.last.year - 1}", today) or start
    return Period(start.first, end.last) if start and end else None


def _one_sided(bound: str, point: Period) -> Period:
    match bound:
        case "since" | "onward":
            return Period(point.first, date.max)
        case "after":
            return Period(point.last + timedelta(days=1), date.max)
        case "before":
            return Period(date.min, point.first - timedelta(days=1))
    return Period(date.min, point.last)


def _lately(length: str, today: date) -> Period | None:
    """Return the days of "(the last) two weeks", up to today."""
    count, _, unit = length.rpartition(" ")
    number = _COUNTS.get(count.lower(), count or 1)
    first = day_of_words(f"{number} {unit.rstrip('s')}s ago", today)
    return Period(first, today) if first else None


def period_of_point(point: str, today: date) -> Period | None:
    """Return the days that a point in time means: "the end of 2024", "last summer", "May"."""
    for part, twelfths in _PARTS:
        if match := part.match(point):
            whole = period_of_point(point[match.end() :], today)
            return whole and _part_of(whole, *map(int, twelfths.split()))
    if season := _SEASON.fullmatch(point.strip()):
        return _season(season, today)
    return period_of_words(point.removeprefix("the "), today)


def _part_of(period: Period, start: int, end: int) -> Period:
    """Return a part of a period, in twelfths of it; those of a year are its months."""
    first, last = period.first, period.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        after = date(first.year + end // 12, end % 12 + 1, 1)
        return Period(date(first.year, start + 1, 1), after - timedelta(days=1))
    days = (last - first).days + 1
    return Period(
        first + timedelta(days=days * start // 12), first + timedelta(days=days * end // 12 - 1)
    )


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
