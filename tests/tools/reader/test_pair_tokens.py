"""The tokens of a pair: where its parts begin, and which of them answer."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.reader.pair_tokens import MAX_QUESTION_TOKENS, MAX_TOKENS, PairEncoder
from tests.tools.reader.pairs import PairKind, TrainingPair

CLS, SEP = 101, 102
PASSAGE = "The bridge was built in 1890 by Danes."


@cache
def encoder() -> PairEncoder:
    return PairEncoder()


@pytest.mark.parametrize("title", ["", "Bridges of Funen"])
@pytest.mark.parametrize("words", ["1890", "built in 1890", "The", "Danes", PASSAGE])
def test_a_span_is_at_its_words_with_and_without_a_title(words: str, title: str) -> None:
    start = PASSAGE.index(words)
    span = start, start + len(words)
    tokens = encoder().encode_pair("When was it built?", PASSAGE, title=title, span=span)
    assert tokens.span is not None
    first, last = (number - tokens.first for number in tokens.span)
    assert PASSAGE[tokens.offsets[first][0] : tokens.offsets[last][1]] == words


def test_the_question_stands_before_the_title_and_the_passage() -> None:
    tokens = encoder().encode_pair("Who?", "Danes.", title="Bridges")
    assert (tokens.ids[0], tokens.ids[tokens.first - 1], tokens.ids[-1]) == (CLS, SEP, SEP)
    assert tokens.types == (0, 0, 0, 0, 1, 1, 1, 1, 1)  # bridges : danes . [SEP]
    assert tokens.offsets == ((-9, -2), (-2, -1), (0, 5), (5, 6))


@given(st.text(max_size=700), st.text(max_size=1500), st.text(max_size=120))
def test_a_pair_fits_whatever_its_texts(question: str, passage: str, title: str) -> None:
    tokens = encoder().encode_pair(question, passage, title=title)
    assert len(tokens.ids) == len(tokens.types) <= MAX_TOKENS
    assert tokens.first <= MAX_QUESTION_TOKENS + 2
    assert len(tokens.offsets) == len(tokens.ids) - tokens.first - 1
    assert all(end <= len(passage) for _, end in tokens.offsets)


def test_a_span_behind_the_last_token_is_none() -> None:
    passage = "Nothing happened. " * 200 + "It was built in 1890."
    span = passage.index("1890"), passage.index("1890") + 4
    assert encoder().encode_pair("When?", passage, span=span).span is None


@pytest.mark.parametrize(
    ("kind", "span"),
    [
        pytest.param(PairKind.NEAR, (0, 3), id="of a negative"),
        pytest.param(PairKind.POSITIVE, (3, 3), id="empty"),
        pytest.param(PairKind.POSITIVE, (30, 39), id="behind the end"),
    ],
)
def test_a_span_that_is_none_is_refused(kind: PairKind, span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a span"):
        TrainingPair("set", kind, "", "When?", PASSAGE, span)
