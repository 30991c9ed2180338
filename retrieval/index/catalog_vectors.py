"""The vectors in the catalog, searched where Chroma cannot be: it writes when it is opened."""

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
        batches = (ids[first : first + _BATCH] for first in range(0, len(ids), _BATCH))
        self._vectors = np.concatenate([catalog.vectors(batch) for batch in batches])

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return the ids and cosines of the vectors nearest to one, nearest first."""
        cosines = self._vectors @ np.asarray(vector, np.float32)
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(self._ids[i], float(cosines[i])) for i in best]

    def close(self) -> None:
        """Do nothing: no file is open."""
