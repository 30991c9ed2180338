"""Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009)."""

from collections.abc import Sequence

RRF_K = 10  # measured on XQuAD: better than the 60 of the paper


def fuse(*rankings: tuple[Sequence[int], float]) -> dict[int, float]:
    """Sum weight / (k + rank) over weighted rankings of ids; best first, ties by id."""
    scores: dict[int, float] = {}
    for ranking, weight in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + weight / (RRF_K + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
