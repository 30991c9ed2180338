"""The vectors of passages in Chroma. The only module that knows chromadb.

Any process that opens a directory, even to read, may bring Chroma's HNSW files up to date in place,
and a kill meanwhile leaves files that it cannot read again (seen within 25 kills). So one process
writes a directory, which brings its files up to date at once, and closes it; then it is only read.
"""

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import IndexDamagedError, index_failures
from retrieval.models.embed import Vectors

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

DATABASE = "chroma.sqlite3"
_NAME = "passages"
# Chroma brings its files up to date after so many changes, the fewest that it takes. Then one
# change is left at most, and no reader writes to the files.
_SYNC_THRESHOLD = 2
_BATCH = 2_000  # below Chroma's own limit of 5,461
_clients = threading.Lock()  # Chroma counts the clients of a process without a lock


class VectorStore:
    """One Chroma collection of vectors of length 1, by cosine; all of them differ.

    An id is that of a passage that has the vector, or had it before it was removed.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        if not create and not (path / DATABASE).exists():
            raise IndexDamagedError("Chroma's directory is missing")
        self._database = (path / DATABASE).absolute().as_uri()
        with _clients, index_failures("Chroma", writing=create):
            self._client, self._collection = _open(path, create=create)

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store vectors, shape (ids, dimension); those of ids that exist are replaced."""
        with index_failures("Chroma", writing=True):
            for first in range(0, len(ids), _BATCH):
                batch = slice(first, first + _BATCH)
                self._collection.upsert(
                    ids=[str(i) for i in ids[batch]], embeddings=list(vectors[batch])
                )

    def delete(self, ids: Sequence[int]) -> None:
        """Remove vectors; ids that do not exist are ignored."""
        with index_failures("Chroma", writing=True):
            for first in range(0, len(ids), _BATCH):
                self._collection.delete(ids=[str(i) for i in ids[first : first + _BATCH]])

    def settle(self) -> None:
        """Let Chroma bring its files up to date, so that no reader does.

        It does so after some changes; without any left to make, a vector is stored once more.
        """
        with index_failures("Chroma", writing=True):
            for _ in range(_SYNC_THRESHOLD):
                some = self._collection.get(limit=1, include=["embeddings"])
                if some["ids"] and some["embeddings"] is not None and not self._is_settled():
                    self._collection.upsert(ids=some["ids"], embeddings=some["embeddings"])

    def _is_settled(self) -> bool:
        """Return whether both parts of Chroma, metadata and vectors, hold all changes."""
        with closing(sqlite3.connect(f"{self._database}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT count(*), count(DISTINCT seq_id) FROM max_seq_id")
            return bool(next(rows) == (2, 1))

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return the ids and cosines of the vectors nearest to one, nearest first."""
        with index_failures("Chroma"):
            result = self._collection.query(
                query_embeddings=np.asarray(vector, np.float32)[None],
                n_results=limit,
                include=["distances"],
            )
        distances = result["distances"] or [[]]
        return [(int(i), 1.0 - d) for i, d in zip(result["ids"][0], distances[0], strict=True)]

    def ids(self) -> list[int]:
        """Return all ids that are stored."""
        with index_failures("Chroma"):
            return [int(i) for i in self._collection.get(include=[])["ids"]]

    def close(self) -> None:
        """Close the directory, so that it can be opened again."""
        with _clients:
            self._client.close()  # type: ignore[attr-defined]  # ClientAPI does not name it


def _open(path: Path, *, create: bool) -> tuple["ClientAPI", "Collection"]:
    import chromadb  # takes most of a second, which not every command needs to wait
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    try:
        client = chromadb.PersistentClient(str(path), settings)
    except BaseException:
        _forget_client(path)
        raise
    try:
        if create:
            client.create_collection(
                _NAME,
                embedding_function=None,
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "ef_search": 200,
                        "sync_threshold": _SYNC_THRESHOLD,
                        "batch_size": _SYNC_THRESHOLD,
                    }
                },
            )
        return client, client.get_collection(_NAME, embedding_function=None)
    except BaseException:
        client.close()  # type: ignore[attr-defined]  # ClientAPI does not name it
        raise


def _forget_client(path: Path) -> None:
    """Make Chroma forget a directory that could not be opened, which it would remember."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(str(path), None)
    SharedSystemClient._identifier_to_refcount.pop(str(path), None)


def copy_database(source: Path, target: Path) -> None:
    """Copy Chroma's database, to which readers that open it meanwhile may write."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        try:
            old.backup(new)
        except sqlite3.OperationalError as error:
            raise OSError(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(f"Chroma: {error}") from error
