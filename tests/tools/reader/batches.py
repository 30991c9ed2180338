"""Put training pairs into batches: of similar length, those of one question and group together.

Order and noise follow from the seed and the epoch alone, so a run can go on where it stopped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, TypeAlias

from tests.tools.reader.pair_tokens import PairEncoder, PairTokens
from tests.tools.reader.pairs import PairKind, TrainingPair
from tests.tools.reader.typing_noise import as_typed

TITLE_SHARE = 0.7  # of the questions; the passages of the others are read without their title
_POOL_BATCHES = 40  # batches whose pairs are sorted by length together

Group: TypeAlias = tuple[TrainingPair, ...]


class BatchPlace(NamedTuple):
    """A place in the endless row of batches."""

    epoch: int = 0
    pool: int = 0
    batch: int = 0


@dataclass(frozen=True, slots=True)
class EncodedPair:
    """A pair as it is learned; `group` has a number of its own for each group of an epoch."""

    tokens: PairTokens
    kind: PairKind
    answers: bool
    group: int | None


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches of some groups; the pairs of a source are taken `weights[source]` times."""

    groups: Sequence[Group]
    encoder: PairEncoder
    seed: int
    pairs: int  # in a batch, and a few more where a group would not fit
    weights: Mapping[str, float]

    def since(self, place: BatchPlace) -> Iterator[tuple[BatchPlace, list[EncodedPair]]]:
        """Yield batches from a place on without end, each with the place of the next one."""
        while True:
            for number, pool in enumerate(self._pools(place.epoch)):
                if number < place.pool:
                    continue
                batches = self._cut(pool, Random(f"{self.seed} {place.epoch} {number}"))
                for batch in range(place.batch, len(batches)):
                    place = BatchPlace(place.epoch, number, batch + 1)
                    yield place, batches[batch]
                place = BatchPlace(place.epoch, number + 1)
            place = BatchPlace(place.epoch + 1)

    def _pools(self, epoch: int) -> Iterator[list[tuple[int, Group]]]:
        """Yield the groups of an epoch in a random order, so many at a time."""
        random = Random(f"{self.seed} {epoch}")
        order = [group for group in self.groups for _ in range(self._times(group, random))]
        random.shuffle(order)
        pool: list[tuple[int, Group]] = []
        size = 0
        for number, group in enumerate(order):
            pool.append((number, group))
            size += len(group)
            if size >= self.pairs * _POOL_BATCHES:
                yield pool
                pool, size = [], 0
        if pool:
            yield pool

    def _times(self, group: Group, random: Random) -> int:
        """Return how often a group is taken; half a time is once in every second epoch."""
        weight = self.weights.get(group[0].source, 1.0)
        return int(weight) + (random.random() < weight % 1)

    def _cut(self, pool: list[tuple[int, Group]], random: Random) -> list[list[EncodedPair]]:
        """Encode the groups of a pool, and cut them into batches of similar length."""
        encoded = [self._encode(number, group, random) for number, group in pool]
        encoded.sort(key=lambda pairs: max((len(pair.tokens.ids) for pair in pairs), default=0))
        batches: list[list[EncodedPair]] = [[]]
        for pairs in encoded:
            if len(batches[-1]) + len(pairs) > self.pairs and batches[-1]:
                batches.append([])
            batches[-1] += pairs
        random.shuffle(batches)
        return [batch for batch in batches if batch]

    def _encode(self, number: int, group: Group, random: Random) -> list[EncodedPair]:
        """Encode the pairs of a group; one whose answer is cut off is left out."""
        question = as_typed(group[0].question, random)
        titled = random.random() < TITLE_SHARE
        encoded = []
        for pair in group:
            title = pair.title if titled else ""
            tokens = self.encoder.encode_pair(question, pair.passage, title=title, span=pair.span)
            if pair.span is None or tokens.span is not None:
                own = number if pair.group is not None else None
                encoded.append(EncodedPair(tokens, pair.kind, pair.answers, own))
        return encoded


def in_groups(pairs: Sequence[TrainingPair]) -> list[Group]:
    """Return the pairs, those of one source and group together and the others alone."""
    groups: dict[tuple[str, str], list[TrainingPair]] = {}
    for number, pair in enumerate(pairs):
        name = f"={number}" if pair.group is None else f"+{pair.group}"
        groups.setdefault((pair.source, name), []).append(pair)
    return [tuple(group) for group in groups.values()]
