"""Read dates and stretches of time as people write them. The only module that knows dateparser."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LANGUAGES = ("en", "de", "fr", "es", "ru", "ar")
_ISO = re.compile(r"((?:1[89]|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])")
_TIME = re.compile(r"[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d{1,9})?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?")
_LIKE_ISO = re.compile(r"\d{4}-\d")
_SHORT_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_YEAR = re.compile(r"\d{4}")
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d)\b")
_LONGEST = 60  # characters of a date
# What must be written for a date to be so exact, and how much of an ISO date that is.
_EXACTNESS = ((("day", "month", "year"), 10), (("month", "year"), 7), (("year",), 4))


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`; both belong to it."""

    first: date
    last: date


def written_date(text: str) -> str:
    """Return a date that somebody wrote as ISO 8601, as exact as it is written; "" for none.

    >>> written_date("7 February 2026"), written_date("March 2024"), written_date("03/04/2024")
    ('2026-02-07', '2024-03', '2024')

    What can be read in two ways, as the last one, is only as exact as both agree. Of what follows
    an ISO date, only a time belongs to it; what looks like an ISO date and is none gives "".
    """
    text = _padded(" ".join(text.split()))[:_LONGEST]
    if _period_of_iso(text):
        return _iso_part(text)
    if _LIKE_ISO.match(text):
        return ""
    if numbers := _NUMBERS.match(text):
        return _day_and_month(int(numbers[1]), int(numbers[2]), numbers[3])
    readings = _EXACTNESS if _YEAR.search(text) else _EXACTNESS[:1]  # "30 Nov" is not Nov 2030
    for parts, length in readings:
        if moment := _reader(parts, None).get_date_data(text).date_obj:
            iso = moment.date().isoformat()[:length]
            return iso if _period_of_iso(iso) else ""
    return ""


def period_of_date(published: str) -> Period | None:
    """Return the days that an ISO date may mean ("2024" is a year); None for another text."""
    return _period_of_iso(published)


def period_of_words(words: str, today: date) -> Period | None:
    """Return the days that words mean, the last ones before today; None for other words.

    >>> period_of_words("October", date(2026, 11, 30)).last
    datetime.date(2026, 10, 31)
    """
    words = _padded(words.strip())
    if _LIKE_ISO.match(words) or _period_of_iso(words):
        return _period_of_iso(words)
    reading = _reader((), today).get_date_data(words[:_LONGEST])
    if reading.date_obj is None:
        return None
    day = reading.date_obj.date()
    match str(reading.period):
        case "year":
            return Period(date(day.year, 1, 1), date(day.year, 12, 31))
        case "quarter":
            first = (day.month - 1) // 3 * 3 + 1
            return Period(date(day.year, first, 1), _end_of_month(day.year, first + 2))
        case "month":
            return Period(day.replace(day=1), _end_of_month(day.year, day.month))
        case "week":
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6))
    return Period(day, day)


def day_of_words(words: str, today: date) -> date | None:
    """Return the day that words mean, counted from today: "3 months ago"; None for other words."""
    moment: datetime | None = _reader((), today).get_date_data(words[:_LONGEST]).date_obj
    return moment.date() if moment else None


def _period_of_iso(text: str) -> Period | None:
    match = _ISO.match(text)
    try:
        if not match:
            return None
        year, month, day = (int(part or 0) for part in match.groups())
        if day:
            return Period(date(year, month, day), date(year, month, day))
        if month:
            return Period(date(year, month, 1), _end_of_month(year, month))
        return Period(date(year, 1, 1), date(year, 12, 31)) if len(text) == 4 else None
    except ValueError:
        return None


def _iso_part(text: str) -> str:
    """Return the ISO date that a text begins with, and the time behind it."""
    match = _ISO.match(text)
    end = match.end() if match else 0
    time = _TIME.match(text, end) if end == len("2026-05-01") else None
    return text[: time.end() if time else end]


def _padded(text: str) -> str:
    """Return a text whose first date, as in "2026-5-1", has two digits for month and day."""
    match = _SHORT_ISO.match(text)
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}{text[match.end() :]}" if match else text


def _day_and_month(one: int, other: int, year: str) -> str:
    """Return the date of two numbers if only one of them can be the month, else the year."""
    day, month = (one, other) if one > 12 or one == other else (other, one)
    if not (month <= 12 and (day > 12 or day == month)):
        return year
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return ""


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@cache
def _reader(required: tuple[str, ...], today: date | None) -> "DateDataParser":
    """Return a parser for dates with the required parts, relative to a day if there is one."""
    from dateparser.date import DateDataParser  # takes a tenth of a second to load

    settings: dict[str, object] = {"PREFER_DAY_OF_MONTH": "first"}
    if today is None:
        settings |= {"REQUIRE_PARTS": list(required), "PARSERS": ["absolute-time"]}
    else:
        base = datetime(today.year, today.month, today.day)  # noqa: DTZ001  # a day, no moment
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    return DateDataParser(languages=list(LANGUAGES), settings=settings)
