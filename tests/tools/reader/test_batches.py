"""Batches: everything once an epoch, groups together, and the same from any place on."""

from collections import Counter
from functools import cache
from itertools import islice

import pytest

from tests.tools.reader.batches import Batches, BatchPlace, EncodedPair, in_groups
from tests.tools.reader.pair_tokens import PairEncoder
from tests.tools.reader.pairs import PairKind, TrainingPair

WORDS = ["Denmark", "Norway", "Sweden", "Finland", "Iceland", "Estonia", "Latvia", "Poland"]


@cache
def encoder() -> PairEncoder:
    return PairEncoder()


def pair(number: int, group: str | None = None, source: str = "set") -> TrainingPair:
    passage = " ".join(WORDS[: number % 8 + 1])
    kind = PairKind.UNMARKED if number % 3 == 0 else PairKind.NEAR
    return TrainingPair(source, kind, "Map", f"Where is number {number}?", passage, None, group)


PAIRS = [pair(number) for number in range(300)] + [
    pair(number, f"group {number // 4}", "lot") for number in range(40)
]


def batches(size: int = 8, **weights: float) -> Batches:
    return Batches(in_groups(PAIRS), encoder(), 5, size, weights)


def epoch(made: Batches) -> list[list[EncodedPair]]:
    first: list[list[EncodedPair]] = []
    for place, batch in made.since(BatchPlace()):
        if place.epoch:
            return first
        first.append(batch)
    raise AssertionError("batches have no end")


def test_an_epoch_has_every_pair_once_in_batches_of_a_size() -> None:
    made = epoch(batches())
    assert sum(map(len, made)) == len(PAIRS)
    assert max(map(len, made)) == 8


@pytest.mark.parametrize(("weight", "times"), [(3.0, 3), (0.0, 0), (1.0, 1)])
def test_a_source_is_taken_as_often_as_its_weight_says(weight: float, times: int) -> None:
    in_group = sum(pair.group is not None for batch in epoch(batches(lot=weight)) for pair in batch)
    assert in_group == 40 * times


def test_half_a_weight_takes_about_half() -> None:
    size = sum(len(batch) for batch in epoch(batches(set=0.5)))
    assert 110 < size - 40 < 190


def test_a_group_stays_in_one_batch() -> None:
    for batch in epoch(batches()):
        sizes = Counter(pair.group for pair in batch if pair.group is not None)
        assert set(sizes.values()) <= {4}


def test_pairs_of_a_batch_are_of_similar_length() -> None:
    spreads = []
    for batch in epoch(batches()):
        lengths = [len(pair.tokens.ids) for pair in batch if pair.group is None]
        spreads.append(max(lengths, default=0) - min(lengths, default=0))
    assert sum(spreads) / len(spreads) < 4


@pytest.mark.parametrize("count", [1, 5, 43, 60, 100])
def test_what_follows_a_place_is_the_same_as_without_a_stop(count: int) -> None:
    whole = list(islice(batches().since(BatchPlace()), count + 30))
    place = whole[count - 1][0]
    assert list(islice(batches().since(place), 30)) == whole[count:]


def test_epochs_differ_and_seeds_differ() -> None:
    first = epoch(batches())
    second = [batch for _, batch in islice(batches().since(BatchPlace(1)), len(first))]
    other = Batches(in_groups(PAIRS), encoder(), 6, 8, {})
    assert first != second
    assert first != epoch(other)


def test_a_pair_whose_answer_is_cut_off_is_left_out() -> None:
    passage = "Nothing happened. " * 200 + "It was in 1890."
    span = len(passage) - 5, len(passage) - 1
    cut = TrainingPair("set", PairKind.POSITIVE, "", "When?", passage, span)
    one = Batches([(cut,), (pair(1),)], encoder(), 5, 8, {})
    assert [len(batch) for batch in epoch(one)] == [1]
