"""Combine the rankings of the retrievers: fuse them by rank, rerank the best, fold copies."""

from collections.abc import Mapping, Sequence

from retrieval.index.rows import StoredPassage
from retrieval.passages import Passage

RRF_K = 10  # measured on XQuAD: better than the 60 of the paper
# A reranked passage scores MaxSim + FUSED_WEIGHT * fused + NEIGHBOUR_WEIGHT * the better MaxSim of
# the passages before and after it. On chunking_eval (recall / IoU at 5) and XQuAD (hit@1 / @5):
# MaxSim alone .855/.091, .959/.999; with fused .863/.092, .961/1.0; with both .885/.094, .961/1.0.
FUSED_WEIGHT = 0.3
NEIGHBOUR_WEIGHT = 0.2
_NO_NEIGHBOUR = 0.3  # the usual MaxSim of a passage that has nothing to do with the question


def fuse(*rankings: tuple[Sequence[int], float]) -> dict[int, float]:
    """Return the sum of weight / (k + rank) over weighted rankings of ids; best first, ties by id.

    Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009).
    """
    scores: dict[int, float] = {}
    for ranking, weight in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + weight / (RRF_K + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def rerank(
    maxsims: Mapping[int, float], fused: Mapping[int, float], documents: Mapping[int, str]
) -> dict[int, float]:
    """Return the scores of the passages in `maxsims`; all arguments are by passage id."""

    def best_neighbour(number: int) -> float:
        neighbours = [
            maxsims[other]
            for other in (number - 1, number + 1)
            if other in maxsims and documents[other] == documents[number]
        ]
        return max(neighbours, default=_NO_NEIGHBOUR)

    return {
        number: own + FUSED_WEIGHT * fused[number] + NEIGHBOUR_WEIGHT * best_neighbour(number)
        for number, own in maxsims.items()
    }


def fold_copies(
    ids: Sequence[int], stored: Mapping[int, StoredPassage]
) -> tuple[list[int], dict[int, list[Passage]]]:
    """Fold passages of the same text into the earliest of them, at the place of the best.

    Return the ids that remain, in order, and the other passages of each.
    """
    groups: dict[str, list[int]] = {}
    for number in ids:
        groups.setdefault(stored[number].text_hash, []).append(number)
    remaining, copies = [], {}
    for group in groups.values():
        first, *others = sorted(group)
        remaining.append(first)
        copies[first] = [stored[number].passage for number in others]
    return remaining, copies
