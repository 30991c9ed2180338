"""The vectors in the catalog, searched where Chroma cannot be: it writes when it is opened.

They also serve to search some of the passages, whose vectors Chroma would not give first.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from retrieval.index.catalog import Catalog
from retrieval.models.embed import Vectors

_BATCH = 10_000


class CatalogVectors:
    """All vectors of a catalog, each compared with a question: exact, and slower than Chroma."""

    def __init__(self, catalog: Catalog) -> None:
        """Read the vectors into memory."""
        passages = {number: i for i, number in catalog.vector_ids(catalog.all_ids()).items()}
        self._ids = list(passages)
        ids = list(passages.values())
        self._vectors = np.concatenate([catalog.vectors(batch) for batch in _batches(ids)])

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return the ids and cosines of the vectors nearest to one, nearest first."""
        return _best(self._ids, self._vectors @ np.asarray(vector, np.float32), limit)

    def close(self) -> None:
        """Do nothing: no file is open."""


def nearest_of(
    ids: Sequence[int], catalog: Catalog, vector: Vectors, limit: int
) -> list[tuple[int, float]]:
    """Return those of some passages (one at least) nearest to a vector: their ids and cosines."""
    question = np.asarray(vector, np.float32)
    cosines = [catalog.vectors(batch) @ question for batch in _batches(ids)]
    return _best(ids, np.concatenate(cosines), limit)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + _BATCH] for first in range(0, len(ids), _BATCH))


def _best(ids: Sequence[int], cosines: Vectors, limit: int) -> list[tuple[int, float]]:
    best = np.argsort(-cosines, kind="stable")[:limit]
    return [(ids[i], float(cosines[i])) for i in best]
