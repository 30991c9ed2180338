"""Negatives differ from a good pair in the one thing that makes it good."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.passages import Span
from tests.tools.reader.negatives import (
    exchange_name,
    holds_any,
    names_in,
    numbers_in,
    take_out,
    take_value_out,
)
from tests.tools.reader.typing_noise import as_typed, keywords, with_slip

PASSAGE = "The bridge was built by the Danes in 1890. It fell in 1912. A new one came later."


def place(words: str) -> Span:
    start = PASSAGE.index(words)
    return Span(start, start + len(words))


def test_a_sentence_is_taken_out_and_the_others_stay() -> None:
    rest = take_out(PASSAGE, [place("It fell in 1912.")])
    assert rest == "The bridge was built by the Danes in 1890. A new one came later."


def test_a_value_is_taken_out_with_or_without_the_word_before_it() -> None:
    rests = {take_value_out(PASSAGE, place("1890"), Random(seed)) for seed in range(20)}
    ends = " It fell in 1912. A new one came later."
    assert rests == {
        f"The bridge was built by the Danes.{ends}",
        f"The bridge was built by the Danes in.{ends}",
    }


def test_a_name_goes_with_its_preposition_and_its_article() -> None:
    rests = {take_value_out(PASSAGE, place("Danes"), Random(seed)) for seed in range(20)}
    assert {rest.split(" in 1890")[0] for rest in rests} == {
        "The bridge was built",
        "The bridge was built by the",
    }


@given(st.text("ab .,1", min_size=1, max_size=60), st.data())
def test_what_is_left_without_a_value_has_no_space_around_it(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    rest = take_value_out(text, Span(start, end), Random(1))
    assert rest == rest.strip()
    assert len(rest) <= len(text)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("When did Denmark join?", "When did Norway join?", id="name"),
        pytest.param("What came in 1890?", "What came in 1912?", id="number"),
        pytest.param("When did Norway and it join?", None, id="its own name only"),
        pytest.param("Denmark is where?", None, id="at the beginning"),
        pytest.param("Where is it?", None, id="nothing to exchange"),
    ],
)
def test_a_name_or_a_number_is_exchanged(question: str, expected: str | None) -> None:
    assert exchange_name(question, ["Norway"], ["1912"], Random(3)) == expected


def test_names_begin_no_sentence_and_end_at_its_end() -> None:
    text = "However, the King of Denmark saw Paris. In the Hague John Smith spoke of J.P.Morgan."
    assert names_in([text]) == ["King of Denmark", "Paris", "Hague John Smith", "J.P.Morgan"]
    assert numbers_in(["In 1890 some 3,000 came."]) == ["1890", "3,000"]


def test_an_answer_is_found_whatever_its_capitals() -> None:
    assert holds_any(PASSAGE, ["the danes"])
    assert not holds_any(PASSAGE, ["Swedes", "T"])


def test_people_type_as_often_in_small_letters_and_keywords_as_they_should() -> None:
    question = "When was the old bridge over the Belt built?"
    random = Random(2)
    typed = [as_typed(question, random) for _ in range(4000)]
    small = typed.count("when was the old bridge over the belt built")
    searched = typed.count("old bridge over belt built")
    assert 0.10 < small / 4000 < 0.14
    assert 0.05 < searched / 4000 < 0.09
    assert 0.03 < 1 - (typed.count(question) + small + searched) / 4000 < 0.07


def test_a_question_of_one_word_stays_as_it_is() -> None:
    assert keywords("Who was that?") == "Who was that?"
    assert with_slip("Who was it?", Random(1)) == "Who was it?"
