"""Dates as pages write them: for programs (ISO, mail) and for people, in the page's language."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from retrieval.language.rules import pattern

_OTHER = pattern("web_pages", "other_date")
_MONTH = r"([^\W\d_]{2,14}(?: [^\W\d_]{3,12})?)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\d/])")
_DAY_FIRST = re.compile(
    rf"(?<![\d.:]){_DAY} (?:de |of |d')?{_MONTH}\.?,? (?:del? |г\. )?(\d{{4}})(?!\d)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"(?<![^\W\d_]){_MONTH}\.? {_DAY},? (\d{{4}})(?!\d)", re.IGNORECASE)
_EAST_ASIAN = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_UNSET = ("1970-01-01", "1900-01-01")  # what programs write for no date
_MONTHS = 12
_MOST = 300  # characters of a line
_BEFORE = 40  # characters before a date that may say what happened then
_LOCALES = {"ar": ("ar", "ar_SY", "ar_DZ", "ar_MA"), "no": ("nb",), "zh": ()}


def machine_date(value: str) -> str:
    """Return a date that was written for programs as ISO 8601, with its time and zone if it has.

    "" for one that is none, or cannot be true.
    """
    words = value.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(words)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        day = moment.date().isoformat()
        if not _is_likely(moment.date()):
            return ""
        return day if len(words) <= len(day) else moment.isoformat(timespec="seconds")
    return next(written_dates(words, "en"), "")


def written_dates(words: str, language: str) -> Iterator[str]:
    """Yield the days that a line names, as ISO 8601, without those of an update or a copyright.

    A date that could be of two days (3/4/2026) is not one.
    """
    plain = unicodedata.normalize("NFKC", words)[:_MOST]
    end = 0
    for start, stop, day in sorted(_days(plain, language)):
        if not _OTHER.search(plain[max(end, start - _BEFORE) : start]):
            yield day.isoformat()
        end = stop


def _days(plain: str, language: str) -> Iterator[tuple[int, int, date]]:
    """Yield the days of a line, each with where it begins and ends."""
    for match in (*_YEAR_FIRST.finditer(plain), *_EAST_ASIAN.finditer(plain)):
        yield from _day(match, match[1], match[2], match[3])
    for match in _DOTTED.finditer(plain):
        yield from _day(match, match[3], match[2], match[1])
    for match in _SLASHED.finditer(plain):
        first, second = int(match[1]), int(match[2])
        if first > _MONTHS or first == second:
            yield from _day(match, match[3], match[2], match[1])
        elif second > _MONTHS:
            yield from _day(match, match[3], match[1], match[2])
    for match in _DAY_FIRST.finditer(plain):
        yield from _day(match, match[3], _month(match[2], language), match[1])
    for match in _MONTH_FIRST.finditer(plain):
        yield from _day(match, match[3], _month(match[1], language), match[2])


def _day(
    match: re.Match[str], year: str, month: str | int, day: str
) -> Iterator[tuple[int, int, date]]:
    with suppress(ValueError):
        made = date(int(year), int(month), int(day))
        if _is_likely(made):
            yield match.start(), match.end(), made


def _is_likely(day: date) -> bool:
    return _FIRST_YEAR <= day.year <= _LAST_YEAR and day.isoformat() not in _UNSET


def _month(name: str, language: str) -> int:
    """Return the number of a month by its name in a language or in English, 0 if it is none."""
    plain = name.casefold().strip(". ")
    for each in (language, "en"):
        months = _months(each)
        for words in (plain, plain.partition(" ")[0], plain.rpartition(" ")[2]):
            if words in months:
                return months[words]
    return 0


@cache
def _months(language: str) -> dict[str, int]:
    months: dict[str, int] = {}
    for name in _LOCALES.get(language, (language,)):
        try:
            locale = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, month in get_month_names(width, context, locale).items():
                    months.setdefault(str(month).casefold().strip("."), number)
    return months
