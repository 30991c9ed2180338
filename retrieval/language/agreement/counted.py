"""What the numbers of a text count: "2 million barrels a day" counts barrels, for each day."""

import re
from collections.abc import Iterator
from fractions import Fraction

from retrieval.language.agreement.clauses import clauses_behind
from retrieval.language.numbers import Number, find_numbers
from retrieval.language.rules import pattern, table
from retrieval.language.words import terms

_NUMBER = pattern("contradictions", "number")
_UNITS = {  # by word, the unit and its class
    word: (unit.partition(" of ")[0], unit.partition(" of ")[2])
    for word, unit in table("agreement", "units").items()
}
_YEARS = table("agreement", "years")
_RATE = pattern("agreement", "rate")
_CHANGE = pattern("agreement", "change")
_APPROXIMATIONS = (  # how far the right number may lie from the one that is named
    (pattern("agreement", "near_number"), Fraction(9, 10), Fraction(11, 10)),
    (pattern("agreement", "more_than_number"), Fraction(1), Fraction(6, 5)),
    (pattern("agreement", "less_than_number"), Fraction(4, 5), Fraction(1)),
)
_PER_CENT = re.compile(r"\s?(?:%|per ?cent\b)")
_MEANT_BY = 40  # characters before a number
_BEHIND = 3  # words behind a number, among which its unit stands
_PERSONS = "people"
_LOOSE = ("time", "bodies")  # classes of units that are named without being counted


def find_other_unit(claim: str, quoted: str) -> str:
    """Return why the numbers of a claim count something else than those of its quote, or "".

    >>> find_other_unit("It sold 2 million tonnes.", "It sold 2 million barrels.")
    'the quote counts barrels and not tonnes'
    """
    held = list(counted(quoted))
    held += [
        (value * int(_YEARS[word]), "years", "time")
        for value, word in _counted_words(quoted)
        if word in _YEARS
    ]
    for value, unit, kind in counted(claim):
        others = {other for number, other, its in held if number == value and its == kind}
        is_some_people = unit == _PERSONS and others and "families" not in others
        if others and unit not in others and not is_some_people:
            return f"the quote counts {min(others)} and not {unit}"
    return _find_strange_unit(claim, quoted)


def _find_strange_unit(claim: str, quoted: str) -> str:
    """Return that a claim has a unit that its quote has not, which has another of the class."""
    held, mine = _units_in(quoted), _units_in(claim)
    for unit, kind in sorted(mine - held):
        others = {other for other, its in held if its == kind}
        if others and unit != _PERSONS and kind not in _LOOSE:
            return f"the quote counts {min(others)} and not {unit}"
    return ""


def _units_in(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"[a-z]+", text.lower())
    return {_UNITS[word] for word in words if word in _UNITS}


def find_other_rate(claim: str, quoted: str) -> str:
    """Return which rate a claim names and its quote does not, or "".

    >>> find_other_rate("They got $5 a month.", "They got $5 per episode.")
    "the quote does not say 'a month'"
    """
    held = {_of_a_rate(match) for match in _RATE.finditer(quoted)}
    numbered = find_numbers(claim)
    for match in _RATE.finditer(claim):
        if numbered and _of_a_rate(match) not in held:
            return f"the quote does not say {match.group()!r}"
    return ""


def find_other_change(claim: str, quoted: str) -> str:
    """Return that a claim says by how much where its quote says to what, or the other way; or "".

    >>> find_other_change("It may rise by 2 million.", "It may rise to 2 million.")
    "the quote does not say 'by'"
    """
    changes = list(_changes(quoted))
    for word, value in _changes(claim):
        others = {other for other, number in changes if number == value}
        if others and word not in others:
            return f"the quote does not say {word!r}"
    return ""


def approximated(claim: str, quoted: str) -> set[Number]:
    """Return the numbers of a claim that it says to be near, over or under one of its quote.

    >>> approximated("Nearly 80 % came, over 1,200.", "77 % came, 1,243 people.")
    {(Fraction(4, 5), ''), (Fraction(1200, 1), '')}
    """
    held = find_numbers(quoted)
    return {
        (value, currency)
        for marks, low, high in _APPROXIMATIONS
        for match in _NUMBER.finditer(claim)
        if marks.search(_before(claim, match))
        for value, currency in find_numbers(_with_per_cent(claim, match))
        if any(low * value <= other <= high * value and other for other, _ in held)
    }


def _with_per_cent(text: str, number: re.Match[str]) -> str:
    per_cent = _PER_CENT.match(text, number.end())
    return number.group() + (per_cent.group() if per_cent else "")


def _before(text: str, number: re.Match[str]) -> str:
    """Return the words before a number, as many as may say how it is meant."""
    return text[max(0, number.start() - _MEANT_BY) : number.start()]


def _changes(text: str) -> Iterator[tuple[str, Fraction]]:
    for match in _NUMBER.finditer(text):
        if way := _CHANGE.search(_before(text, match)):
            for value, _ in find_numbers(match.group()):
                yield way[1].lower(), value


def counted(text: str) -> Iterator[tuple[Fraction, str, str]]:
    """Yield the numbers of a text that count something known: the value, the unit and its class."""
    for value, word in _counted_words(text):
        unit, kind = _UNITS[word]
        yield value, unit, kind


def years_in(text: str) -> set[Fraction]:
    """Return how many years the decades and centuries of a text are."""
    return {value * int(_YEARS[word]) for value, word in _counted_words(text) if word in _YEARS}


def _counted_words(text: str) -> Iterator[tuple[Fraction, str]]:
    for match in _NUMBER.finditer(text):
        behind = clauses_behind(text, match.end())[0]
        words = re.findall(r"[a-z]+", behind.lower())[:_BEHIND]
        unit = next((word for word in words if word in _UNITS), "")
        if unit and "square" not in words and "sq" not in words:
            for value, _ in find_numbers(match.group()):
                yield value, unit


def _of_a_rate(match: re.Match[str]) -> str:
    word = next(group for group in match.groups() if group)
    return {"dai": "day", "annual": "year"}.get(word, (terms(word) or [word])[0])
