"""The numbers of a text, written in digits or in words, brought to one form.

"1.5 trillion" is 1,500,000,000,000; "one-fourth", "a quarter" and "25 %" are all 1/4.
"""

import re
import unicodedata
from collections.abc import Collection
from fractions import Fraction

from retrieval.language.rules import pattern, table, word_list, words

_UNITS = {word: value for value, word in enumerate(word_list("numbers", "up_to_19"))}
_TENS = {word: 10 * value for value, word in enumerate(word_list("numbers", "tens"), start=2)}
_SCALES = {word: int(value) for word, value in table("numbers", "scales").items()}
_PARTS = {word: int(value) for word, value in table("numbers", "parts").items()}
_LONE_PARTS = words("numbers", "lone_parts")
_CURRENCIES = table("numbers", "currencies")
_PER_CENT = word_list("numbers", "per_cent")
_NO_NUMBER = pattern("numbers", "no_number")
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f٬]\d{3})+(?:[.٫]\d+)?|\d+(?:[.,٫]\d+)?"
_TOKEN = re.compile(rf"{_DIGITS}|per\s+cent\b|[^\W\d_]+|[$€£₽¥%٪]")

Number = tuple[Fraction, str]


def find_numbers(text: str) -> set[Number]:
    """Return the numbers of a text, each with its currency or "".

    A lone "one" is no number, nor is the "two" of "the two countries".
    """
    tokens = _TOKEN.findall(_NO_NUMBER.sub(" ", _western(text)))
    numbers: set[Number] = set()
    place = 0
    while place < len(tokens):
        taken, value = _value(tokens[place:])
        if value is not None:
            end = place + taken
            before = _CURRENCIES.get(tokens[place - 1], "") if place else ""
            after = _currency(tokens[end]) if end < len(tokens) else ""
            numbers.add((value, before or after))
        place += max(1, taken)
    return numbers


def unmatched_numbers(claim: str, quoted: str, also: Collection[Number] = ()) -> list[str]:
    """Return the numbers of a claim that are not quoted; its currencies must be quoted too.

    `also` are numbers that count as quoted.
    """
    numbers = find_numbers(quoted).union(also)
    values = {value for value, _ in numbers}
    return sorted(
        _written(value, currency)
        for value, currency in find_numbers(claim)
        if ((value, currency) not in numbers if currency else value not in values)
    )


def _written(value: Fraction, currency: str) -> str:
    """Return a number as a person reads it; one that looks like a year has no comma."""
    if value.denominator != 1:
        return f"{currency}{float(value):.6g}"
    is_year = 1000 <= value < 2100 and not currency
    return str(int(value)) if is_year else f"{currency}{int(value):,}"


def _western(text: str) -> str:
    """Write digits of every script as 0-9, and words small; "km²" holds no number, "⑤" does."""
    small = text.lower().replace("ё", "е")
    return "".join(map(_digit, small, f" {small}"))


def _digit(c: str, before: str) -> str:
    if not c.isnumeric() or c.isalpha():
        return c
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    raised = unicodedata.decomposition(c).startswith(("<super>", "<sub>"))
    return " " if raised and before.isalnum() else f" {unicodedata.numeric(c):g} "


def _value(tokens: list[str]) -> tuple[int, Fraction | None]:
    """Read the number that tokens begin with: how many it takes, and its value."""
    first = tokens[0]
    if first[0].isdecimal():
        taken, value = 1, _digits(first)
    elif first in _UNITS or first in _TENS:
        taken, value = _words(tokens)
    elif first in ("a", "an") and tokens[1:2] and tokens[1] in (_SCALES | _PARTS):
        taken, value = 1, Fraction(1)
    elif first in _LONE_PARTS:
        taken, value = 0, Fraction(1)
    else:
        return 1, None
    lone = taken == 1 and first == "one"
    while taken < len(tokens):
        token = tokens[taken]
        if token in _SCALES:
            value *= _SCALES[token]
        elif token in _PARTS and not first[0].isdecimal():
            value /= _PARTS[token]
        elif (
            token in ("a", "an") and tokens[taken + 1 : taken + 2] and tokens[taken + 1] in _SCALES
        ):
            pass  # half a million
        elif token.startswith(_PER_CENT) or re.fullmatch(r"per\s+cent", token):
            value /= 100
        else:
            break
        taken, lone = taken + 1, False
    return taken, None if lone else value


def _words(tokens: list[str]) -> tuple[int, Fraction]:
    """Read "five", "twenty five", "two hundred five" as far as the words go, scales aside."""
    value, taken = 0, 0
    if tokens[0] in _TENS:
        value, taken = _TENS[tokens[0]], 1
    if taken < len(tokens) and tokens[taken] in _UNITS:
        value, taken = value + _UNITS[tokens[taken]], taken + 1
    return taken, Fraction(value)


def _digits(token: str) -> Fraction:
    """Read digits; a comma before exactly three of them groups, another one is a point."""
    grouped = re.sub(r"[,\u00a0\u202f٬](?=\d{3}(?:\D|$))", "", token)
    return Fraction(grouped.replace(",", ".").replace("٫", "."))


def _currency(token: str) -> str:
    return _CURRENCIES.get(token, "")
