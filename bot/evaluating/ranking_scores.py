"""Scores of a ranking, best first, without repetitions, against the documents that are relevant."""

import math
from collections.abc import Collection, Sequence


def recall_at(limit: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Give the share of the relevant that is among the first `limit`."""
    return len(set(ranked[:limit]) & set(relevant)) / len(set(relevant))


def hit_at(limit: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Give 1 if a relevant one is among the first `limit`, else 0."""
    return float(not set(ranked[:limit]).isdisjoint(relevant))


def reciprocal_rank(limit: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Give 1 / the rank of the first relevant one among the first `limit`, else 0."""
    return next((1 / rank for rank, name in enumerate(ranked[:limit], 1) if name in relevant), 0.0)


def ndcg_at(limit: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Give the discounted gain of the first `limit` as a share of the best (Järvelin, 2002)."""
    gain = sum(1 / math.log2(i + 2) for i, name in enumerate(ranked[:limit]) if name in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(limit, len(set(relevant)))))
