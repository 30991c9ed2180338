"""Search terms: stemmed, folded, and no word of meaning lost."""

import pytest

from retrieval.language.words import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US policy lets us down", ["usa", "polici", "let"]),
        ("the U.S. and the U.S.A.", ["usa", "usa"]),
        ("a T-72 tank", ["t-72", "72", "tank"]),
        ("COVID-19", ["covid-19", "covid", "19"]),
        ("Iraq’s ministers' talks", ["iraq", "minist", "talk"]),
        ("Erdoğan naïve", ["erdogan", "naiv"]),
        ("what is it", []),
        ("", []),
        ("😀 … !", []),
    ],
)
def test_english_words_become_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_russian_endings_are_folded() -> None:
    assert terms("российские отношения") == terms("российских отношений")


def test_arabic_letters_and_vowel_marks_are_folded() -> None:
    assert terms("أَهْدَاف") == terms("اهداف")
    assert terms("العلاقة") == terms("العلاقه")


@pytest.mark.parametrize(
    "words",
    [
        "العراق والعراق بالعراق للعراق وبالعراق فالعراق",
        "علاقات العلاقات والعلاقات",
        "مدينة المدينة والمدينة",
    ],
)
def test_what_arabic_writes_together_with_a_word_is_left_out(words: str) -> None:
    assert len(set(terms(words))) == 1


def test_arabic_words_that_only_ask_are_no_terms() -> None:
    assert terms("ما هي أي من هؤلاء الذين كانوا عند ذلك إليه إلى؟") == []
