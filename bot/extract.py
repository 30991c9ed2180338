"""Choose the sentences, list items and table rows that answer a question."""

from dataclasses import dataclass

import numpy as np

from bot.questions import Asked, asked
from retrieval.passages import Hit, Sentence
from retrieval.reading import said
from retrieval.search import Found
from retrieval.words import terms

_HITS = 10
_LIMITS = {Asked.FACT: 2, Asked.LIST: 5, Asked.POSITION: 5}
_MARGINS = {Asked.FACT: 0.03, Asked.LIST: 0.12, Asked.POSITION: 0.12}
_BROKEN = 0.05
_SAME = 0.75


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence that was chosen, its passage, and its score (a mean cosine, at most 1)."""

    hit: Hit
    sentence: Sentence
    score: float

    @property
    def text(self) -> str:
        """Give the sentence as it is shown."""
        return said(self.hit.document, self.sentence)


def extract(found: Found) -> list[Chosen]:
    """Choose what answers a question, best first; nothing found is []."""
    candidates = ranked(found)
    if not candidates:
        return []
    kind = asked(found.query.text)
    floor = candidates[0].score - _MARGINS[kind]
    chosen: list[Chosen] = []
    for candidate in candidates:
        if candidate.score < floor or len(chosen) == _LIMITS[kind]:
            break
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def ranked(found: Found) -> list[Chosen]:
    """Score every sentence of the best hits, best first.

    The score is MaxSim: the mean over the question's tokens of the best similarity among the
    sentence's token vectors, as they were encoded inside their passage.
    """
    candidates = [
        Chosen(hit, sentence, float(score) - _BROKEN * sentence.broken)
        for hit, parts in list(zip(found.hits, found.parts, strict=True))[:_HITS]
        if parts is not None
        for sentence, score in zip(
            hit.passage.sentences, np.mean(parts[:, 1:], axis=0), strict=True
        )
    ]
    return sorted(candidates, key=lambda chosen: -chosen.score)


def _repeats(candidate: Chosen, other: Chosen) -> bool:
    """Tell whether a sentence says again what another one says."""
    mine, theirs = set(terms(candidate.text)), set(terms(other.text))
    return bool(mine) and len(mine & theirs) >= _SAME * min(len(mine), len(theirs))
