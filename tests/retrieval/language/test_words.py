"""Search terms: stemmed, folded, and no word of meaning lost."""

import pytest

from retrieval.language.words import terms, word_with


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("北京大学，2020年", ["北京", "京大", "大学", "2020", "年"], id="Chinese"),
        pytest.param("东京Tokyo塔", ["东京", "tokyo", "塔"], id="Latin among it"),
        pytest.param("港口在哪里？", ["港口", "口在"], id="a word that only asks"),
        pytest.param("橋のタワー", ["橋の", "のタ", "タワ", "ワー"], id="Japanese"),
        pytest.param("ﾀﾜｰ", ["タワ", "ワー"], id="half-width"),
        pytest.param("แม่น้ำ", ["แม่", "ม่น้ํ", "น้ํา"], id="Thai"),
        pytest.param("ອຂ້າມ", ["ອຂ້", "ຂ້າ", "າມ"], id="Lao"),
        pytest.param("សៀវភៅ", ["សៀវ", "វភៅ"], id="Khmer"),
        pytest.param("သင်္ဘော", ["သင်္", "င်္ဘော"], id="Burmese"),
    ],
)
def test_scripts_without_spaces_give_pairs_of_characters(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_pair_is_shown_as_it_is() -> None:
    assert word_with("京大", "北京大学") == "京大"
    assert word_with("minist", "the ministers’ talks") == "ministers"


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
