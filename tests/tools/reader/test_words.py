"""Every list of words has what its examples say."""

from random import Random

import pytest

from tests.tools.reader.negatives import turn_round
from tests.tools.reader.words import antonyms, word_list, word_tables
from tests.tools.reader.yes_or_no import yes_or_no

LISTS = [name for name, fields in word_tables().items() if "words" in fields]
ANTONYMS = word_tables()["antonyms"]["ways"]
FORMS = word_tables()["yes_or_no"]["ways"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_word_for_it_and_not_the_one_against_it(name: str) -> None:
    assert word_tables()[name]["yes"] in word_list(name)
    assert word_tables()[name]["no"] not in word_list(name)


@pytest.mark.parametrize("way", ANTONYMS, ids=lambda way: way.get("words") or way["word"])
def test_an_antonym_turns_its_question_round_and_leaves_the_other_alone(
    way: dict[str, str],
) -> None:
    word, becomes = way["words"].split() if "words" in way else (way["word"], way["becomes"])
    assert antonyms()[word] == becomes
    assert turn_round(way["yes"], Random(1)) == way["yes"].replace(word, becomes)
    assert {word, becomes}.isdisjoint(way["no"].strip("?").lower().split())


def test_no_word_has_two_antonyms() -> None:
    words = [
        word
        for way in ANTONYMS
        for word in (way["words"] if "words" in way else way["word"]).split()
    ]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("way", FORMS, ids=lambda way: way["yes"])
def test_a_form_of_question_matches_its_example_alone(way: dict[str, str]) -> None:
    assert yes_or_no(way["yes"], "1890")
    assert yes_or_no(way["no"], "1890") is None


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("When was the bridge built?", "1890", "Was the bridge built in 1890?"),
        ("Where does the river rise?", "in the Alps", "Does the river rise in the Alps?"),
        ("Who was the first king?", "Harald", "Was Harald the first king?"),
    ],
)
def test_a_question_for_a_value_becomes_one_for_yes_or_no(
    question: str, answer: str, expected: str
) -> None:
    assert yes_or_no(question, answer) == expected
