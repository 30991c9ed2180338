"""Step from a time to the one before or after it: from April to May, from Q1 to Q2."""

import re
from calendar import day_name, month_name
from datetime import date, timedelta

from retrieval.language.rules import table

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COUNTS = {word: int(number) for word, number in table("time_words", "counts").items()}
_ORDINALS = {word: int(number) for word, number in table("pieces", "ordinal").items()}
_MONTHS = tuple(month_name)[1:]
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})"
    rf"|(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
    r"(?P<year>,? (?:19|20)\d\d\b)?",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "week": 7}
_COMMON_YEAR = 2023
_WORD = re.compile(r"\w+")
_NO_MONTH = "may"  # in small letters a verb


def step_time(question: str, unit: str, count: str, direction: int) -> str:
    """Return a question of a time so many units later, or earlier (`direction` -1); "" for none.

    >>> step_time("How many people gave blood in April?", "month", "", 1)
    'How many people gave blood in May?'
    """
    steps = direction * (_COUNTS.get(count.lower()) or int(count or 1))
    if unit == "year":
        year = _YEAR.search(question)
        return put(question, year.span(), str(int(year[0]) + steps)) if year else ""
    if unit in _DAYS and (day := _DAY.search(question)):
        other = _other_day(day, steps * _DAYS[unit])
        return put(question, day.span(), other) if other else ""
    names = {"month": _MONTHS, "day": tuple(day_name)}.get(unit, ())
    for word in _WORD.finditer(question):
        if word[0].capitalize() in names and word[0] != _NO_MONTH:
            place = (names.index(word[0].capitalize()) + steps) % len(names)
            return put(question, word.span(), names[place])
        if unit == "quarter" and (other := _other_quarter(word[0], steps)):
            return put(question, word.span(), other)
    return ""


def _other_quarter(word: str, steps: int) -> str:
    """Return the quarter so many steps from one: Q2 of Q1, "second" of "first"; "" for none."""
    if re.fullmatch("[Qq][1-4]", word):
        number = int(word[1]) + steps
        return f"{word[0]}{number}" if 1 <= number <= 4 else ""
    number = _ORDINALS.get(word.lower(), 0) + steps
    others = [name for name, each in _ORDINALS.items() if each == number and name.isalpha()]
    return others[0] if word.lower() in _ORDINALS and 1 <= number <= 4 and others else ""


def _other_day(day: re.Match[str], days: int) -> str:
    """Return the day so many days from one, without a year of a common one; "" for none."""
    year = day["year"] or ""
    month = _MONTHS.index((day["month"] or day["month2"]).capitalize()) + 1
    try:
        other = date(
            int(year[-4:] or _COMMON_YEAR), month, int(day["day"] or day["day2"])
        ) + timedelta(days)
    except ValueError:  # the 31st of June
        return ""
    name = _MONTHS[other.month - 1]
    written = f"{other.day} {name}" if day["day"] else f"{name} {other.day}"
    return f"{written}{year[:-4]}{other.year}" if year else written


def put(text: str, span: tuple[int, int], words: str) -> str:
    """Return a text with words in the place of a span of it."""
    return f"{text[: span[0]]}{words}{text[span[1] :]}"
