"""Put together what several voices found: fused by rank, reranked, copies folded."""

from collections.abc import Sequence

from retrieval.index.rows import StoredPassage
from retrieval.passages import Passage

RRF_K = 10  # measured on XQuAD: better than the 60 of the paper
# A reranked passage scores MaxSim + FUSED_WEIGHT * fused + NEIGHBOUR_WEIGHT * the better MaxSim of
# the passages before and after it. On chunking_eval (recall / IoU at 5) and XQuAD (hit@1 / @5):
# MaxSim alone .855/.091, .959/.999; with fused .863/.092, .961/1.0; with both .885/.094, .961/1.0.
FUSED_WEIGHT = 0.3
NEIGHBOUR_WEIGHT = 0.2
_NO_NEIGHBOUR = 0.3  # the MaxSim that a passage far from the question has


def fuse(*rankings: tuple[Sequence[int], float]) -> dict[int, float]:
    """Sum weight / (k + rank) over weighted rankings of ids; best first, ties by id.

    Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009).
    """
    scores: dict[int, float] = {}
    for ranking, weight in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + weight / (RRF_K + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def rerank(
    maxsim: dict[int, float], fused: dict[int, float], documents: dict[int, str]
) -> dict[int, float]:
    """Score the passages that were compared with the question, by id."""

    def beside(number: int) -> float:
        near = [
            n for n in (number - 1, number + 1) if n in maxsim and documents[n] == documents[number]
        ]
        return max((maxsim[n] for n in near), default=_NO_NEIGHBOUR)

    return {
        number: own + FUSED_WEIGHT * fused[number] + NEIGHBOUR_WEIGHT * beside(number)
        for number, own in maxsim.items()
    }


def fold_copies(
    ids: list[int], stored: dict[int, StoredPassage]
) -> tuple[list[int], dict[int, list[Passage]]]:
    """Fold passages with the same words into the earliest of them, at the place of the best."""
    groups: dict[str, list[int]] = {}
    for number in ids:
        groups.setdefault(stored[number].text_hash, []).append(number)
    kept, copies = [], {}
    for group in groups.values():
        first, *others = sorted(group)
        kept.append(first)
        copies[first] = [stored[number].passage for number in others]
    return kept, copies
