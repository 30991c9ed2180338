"""Read the best passages of a search together with the question, within bounds."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.models.reader import PassageReading, Reader, ReaderInput
from retrieval.passages import Hit
from retrieval.text.passage_text import is_order, passage_text

MOST = 8  # passages
_FIRST = 3  # are read before the rest
_SURE = 3.0  # log-odds above which the rest is not read for a fact
_LEAST = 2  # passages; where so many questions wait that fewer would be left, nothing is read
_PATIENCE_S = 0.3  # the rest is not read where the first took longer
_DOUBT = 0.02  # added to a probability before its logarithm is taken


@dataclass(frozen=True, slots=True)
class PassageReadings:
    """What was read, by the place of the hit among the hits of the search."""

    by_place: Mapping[int, PassageReading] = field(default_factory=dict)

    @property
    def yes(self) -> float | None:
        """Return the highest log-odds that a passage answers; None if nothing was read."""
        return max((reading.yes for reading in self.by_place.values()), default=None)

    def support(self, place: int, sentence: int) -> float:
        """Return the logarithm of the probability that the answer lies in a sentence of a hit.

        What was not read counts as improbable; 0 if nothing was read at all.
        """
        if not self.by_place:
            return 0.0
        reading = self.by_place.get(place)
        share = 0.0 if reading is None else reading.shares[sentence] * probability(reading.yes)
        return math.log(_DOUBT + float(share))


NOTHING_READ = PassageReadings()


def read_hits(
    reader: Reader, question: str, hits: Mapping[int, Hit], *, broad: bool, at_once: int = 1
) -> PassageReadings:
    """Read the first hits; those after the first few only if it is `broad`, or they are unsure.

    The hits are by their places in the search, in the order in which they are to be read.

    Fewer are read the more questions wait to be answered `at_once`, none where they are many, and
    the first few only where the machine is slow.
    """
    most = MOST // at_once
    if most < _LEAST:
        return NOTHING_READ
    texts = [_reader_input(hit) for hit in list(hits.values())[:most]]
    start = time.perf_counter()
    readings = reader.read(question, texts[:_FIRST])
    sure = not broad and any(reading.yes > _SURE for reading in readings)
    if not sure and time.perf_counter() - start < _PATIENCE_S:
        readings += reader.read(question, texts[_FIRST:])
    return PassageReadings(dict(zip(hits, readings, strict=False)))


def _reader_input(hit: Hit) -> ReaderInput:
    """Return a passage as it is read: without orders to a reader, so that they bend nothing."""
    text = passage_text(hit.document, hit.passage)
    units = zip(text.units, hit.passage.sentences, strict=True)
    return ReaderInput(
        text.prefix,
        tuple("" if is_order(hit.document, sentence) else unit for unit, sentence in units),
    )


def probability(log_odds: float) -> float:
    """Return the probability that has these log-odds."""
    return 1 / (1 + math.exp(-log_odds))
