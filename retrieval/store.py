"""The vectors of passages in Chroma. The only module that knows chromadb."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from retrieval.embed import Vectors
from retrieval.errors import IndexDamagedError

_NAME = "passages"
_BATCH = 2_000  # below Chroma's own limit of 5,461


class VectorStore:
    """One Chroma collection of vectors of length 1, by cosine; ids are passage ids."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        if not create and not (path / "chroma.sqlite3").exists():
            raise IndexDamagedError("Chroma's directory is missing")
        settings = Settings(anonymized_telemetry=False, is_persistent=True)
        with _explained():
            self._client = chromadb.PersistentClient(str(path), settings)
            if create:
                self._client.create_collection(
                    _NAME,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                )
            self._collection = self._client.get_collection(_NAME, embedding_function=None)

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store vectors, shape (ids, dimension), over whatever had these ids."""
        with _explained():
            for first in range(0, len(ids), _BATCH):
                batch = slice(first, first + _BATCH)
                self._collection.upsert(
                    ids=[str(i) for i in ids[batch]], embeddings=list(vectors[batch])
                )

    def delete(self, ids: Sequence[int]) -> None:
        """Drop vectors; an id that is not there is no failure."""
        with _explained():
            for first in range(0, len(ids), _BATCH):
                self._collection.delete(ids=[str(i) for i in ids[first : first + _BATCH]])

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Give passage ids and their cosine with a vector, shape (dimension,), nearest first."""
        with _explained():
            found = self._collection.query(
                query_embeddings=[np.asarray(vector, np.float32)],
                n_results=limit,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [(int(i), 1.0 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self) -> set[int]:
        """Give all ids that are stored."""
        with _explained():
            return {int(i) for i in self._collection.get(include=[])["ids"]}

    def close(self) -> None:
        """Let go of the directory, so that it can be opened anew."""
        self._client.close()
        SharedSystemClient.clear_system_cache()


@contextmanager
def _explained() -> Iterator[None]:
    """Turn Chroma's failures into ours."""
    try:
        yield
    except (ChromaError, ValueError, RuntimeError, OSError, KeyError, AttributeError) as error:
        raise IndexDamagedError(f"Chroma: {type(error).__name__}") from error
