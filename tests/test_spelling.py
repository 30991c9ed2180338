"""Misspelt words find the articles; words that occur are left alone."""

import pytest

from retrieval.spelling import one_slip, respelled

TERMS = ["export", "expert", "tehran", "jordan", "australia", "polici"]


def beginning(letters: str) -> list[str]:
    return [term for term in TERMS if term.startswith(letters)]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("jordn exprots", {"jordn": "jordan", "exprots": "export"}),
        ("What does Teheran want", {"Teheran": "tehran"}),
        ("Jordan exports experts", {}),
        ("Austria", {}),
        ("Jord", {}),
        ("T-72 in Basra 12345", {}),
    ],
)
def test_a_word_one_slip_from_a_known_one_is_read_as_that(
    question: str, read: dict[str, str]
) -> None:
    text, found = respelled(question, TERMS.__contains__, beginning)
    assert found == read
    for word, term in read.items():
        question = question.replace(word, term)
    assert text == question


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("tehran", "teheran", True),
        ("exprot", "export", True),
        ("jordn", "jordan", True),
        ("jortan", "jordan", True),
        ("currenc", "current", False),
        ("jorda", "jordan", False),
        ("jordan", "jordan", False),
        ("austria", "australia", False),
        ("abcd", "badc", False),
        ("iran", "iraqi", False),
    ],
)
def test_one_slip_is_one_letter(word: str, other: str, expected: bool) -> None:
    assert one_slip(word, other) is one_slip(other, word) is expected
