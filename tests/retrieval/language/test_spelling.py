"""Misspelt words find the articles; words that occur are left alone."""

from collections.abc import Iterator

import pytest

from retrieval.language.spelling import Vocabulary, correct_spelling, differs_by_one_edit, sound

TERMS = ["export", "expert", "tehran", "jordan", "australia", "polici", "iraq", "iran", "major",
         "relat", "russia", "vershinin", "kurdish"]  # fmt: skip
WORDS = ["exports", "tehran", "jordan", "austria", "iraq", "iran", "mayor", "major", "relations",
         "russia", "which", "sells", "seas", "kurdistan", "kurdish", "what"]  # fmt: skip


def beginning(letters: str) -> list[str]:
    return [term for term in TERMS if term.startswith(letters)]


KNOWN = Vocabulary(TERMS.count, beginning, lambda: frozenset(WORDS))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        pytest.param("jordn exprots", {"jordn": "jordan", "exprots": "export"}, id="one slip"),
        pytest.param("What does Teheran want", {"Teheran": "tehran"}, id="a capital"),
        pytest.param("rusia relatons", {"rusia": "russia", "relatons": "relations"}, id="forms"),
        pytest.param("Vershinn", {"Vershinn": "vershinin"}, id="a name of the articles only"),
        pytest.param("irak", {"irak": "iraq"}, id="a short word that sounds the same"),
        pytest.param("iral", {}, id="a short word that does not"),
        pytest.param("wich sels", {"wich": "which", "sels": "sells"}, id="words of questions"),
        pytest.param("kurdistn", {}, id="the nearest word is not in the articles"),
        pytest.param("the mayor", {}, id="an English word that the articles do not use"),
        pytest.param("Jordan exports experts", {}, id="words that occur"),
        pytest.param("Austria Jord", {}, id="other words"),
        pytest.param("T-72 in Basra 12345", {}, id="numbers"),
        pytest.param("الأردن Россия", {}, id="other scripts"),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_that_occurs(
    question: str, read: dict[str, str]
) -> None:
    text, found = correct_spelling(question, KNOWN)
    assert found == read
    for word, term in read.items():
        question = question.replace(word, term)
    assert text == question


@pytest.mark.parametrize(
    ("word", "other"),
    [("irak", "iraq"), ("siria", "syria"), ("wich", "which"), ("rusia", "russia"),
     ("farmacy", "pharmacy"), ("presedent", "precedent")],
)  # fmt: skip
def test_words_that_sound_the_same_do(word: str, other: str) -> None:
    assert sound(word) == sound(other)


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
    assert differs_by_one_edit(word, other) is differs_by_one_edit(other, word) is expected


def test_a_text_of_unknown_words_costs_no_more_than_a_few_of_them() -> None:
    """Each word is compared with thousands, which adds up to seconds in a long text."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    text = " ".join(f"zq{one}{two}wx" for one in letters for two in letters)
    asked: list[str] = []

    def beginning(letters: str) -> Iterator[str]:
        asked.append(letters)
        for count in range(10**6):
            assert count < 10_000, "an article of distinct words is compared to its end"
            yield f"zq{count}"

    assert correct_spelling(f"jordn {text}", Vocabulary(TERMS.count, beginning, KNOWN.lexicon)) == (
        f"jordan {text}", {"jordn": "jordan"}
    )  # fmt: skip
    assert 1 <= len(asked) <= 100
