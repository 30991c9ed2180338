"""A short name is read with the long one that an article gives it."""

import pytest

from retrieval.language.abbreviations import expand_abbreviations, find_long_form

TEXT = (
    "Militias, notably the Popular Mobilization Forces (PMF), work with the Gulf Cooperation"
    " Council (GCC) and the Union of Arab Banks (UAB). The Turks (PKK) are others."
)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("PMF", "Popular Mobilization Forces"),
        ("pmf", "Popular Mobilization Forces"),
        ("GCC", "Gulf Cooperation Council"),
        ("UAB", "Union of Arab Banks"),
        ("PKK", ""),
        ("EU", ""),
    ],
)
def test_a_long_name_stands_before_its_letters(short: str, name: str) -> None:
    assert find_long_form(short, TEXT) == name


@pytest.mark.parametrize(
    ("question", "expected", "found"),
    [
        pytest.param(
            "Who is the PMF loyal to",
            "Who is the Popular Mobilization Forces (PMF) loyal to",
            {"PMF": "Popular Mobilization Forces"},
            id="capitals",
        ),
        pytest.param(
            "gcc and iran",
            "Gulf Cooperation Council (gcc) and iran",
            {"gcc": "Gulf Cooperation Council"},
            id="small letters",
        ),
        pytest.param("uab", "uab", {}, id="a word that is known"),
        pytest.param("What is PMF-led", "What is PMF-led", {}, id="a part of a word"),
        pytest.param("WHO and PKK", "WHO and PKK", {}, id="no definition"),
    ],
)
def test_a_short_name_is_spelled_out(question: str, expected: str, found: dict[str, str]) -> None:
    lexicon = {"uab", "and", "iran"}
    assert expand_abbreviations(question, lambda _: [TEXT], lambda: lexicon) == (expected, found)
