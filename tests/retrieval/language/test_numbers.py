"""Numbers in digits and in words are brought to one form."""

from fractions import Fraction

import pytest

from retrieval.language.numbers import Number, find_numbers, unmatched_numbers

QUARTER = {(Fraction(1, 4), "")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one-fourth of exports", QUARTER),
        ("a quarter of exports", QUARTER),
        ("25 % of exports", QUARTER),
        ("25 per cent, 25 percent", QUARTER),
        ("quarter", QUARTER),
        ("$1.5 trillion", {(Fraction(1_500_000_000_000), "$")}),
        ("1,500,000 barrels", {(Fraction(1_500_000), "")}),
        ("1.5 million barrels", {(Fraction(1_500_000), "")}),
        ("two-thirds", {(Fraction(2, 3), "")}),
        ("half a million", {(Fraction(500_000), "")}),
        ("twenty-five soldiers", {(Fraction(25), "")}),
        ("the 1990s", {(Fraction(1990), "")}),
        ("S-400 and F-16", {(Fraction(400), ""), (Fraction(16), "")}),
        ("2013-2015", {(Fraction(2013), ""), (Fraction(2015), "")}),
        ("٢٠١٣", {(Fraction(2013), "")}),
        ("1,5 млн евро", {(Fraction(1_500_000), "€")}),
        ("10 billion dollars", {(Fraction(10**10), "$")}),
        ("one of the allies", set()),
        ("the two countries", set()),
        ("a hundred", {(Fraction(100), "")}),
        ("km², 10²", {(Fraction(10), "")}),
        ("½ of it, ⑤", {(Fraction(1, 2), ""), (Fraction(5), "")}),
        ("no numbers here", set()),
    ],
)
def test_numbers_are_brought_to_one_form(text: str, expected: set[Number]) -> None:
    assert find_numbers(text) == expected


@pytest.mark.parametrize(
    ("said", "quoted", "expected"),
    [
        ("It is $1.5 trillion.", "It is 1.5 trillion.", ["$1,500,000,000,000"]),
        ("It is 1.5 trillion.", "It is $1.5 trillion.", []),
        ("25 % of it", "one-fourth of it", []),
        ("It began in 2014.", "It began in 2013.", ["2014"]),
        ("three soldiers", "two soldiers", ["3"]),
    ],
)
def test_a_number_that_is_not_quoted_is_named(said: str, quoted: str, expected: list[str]) -> None:
    assert unmatched_numbers(said, quoted) == expected
