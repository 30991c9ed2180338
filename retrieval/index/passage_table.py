"""The passages of a catalog and their vectors.

Passages with the same vector share it: Chroma holds it once, under the id of one of them, since it
does not find its way among many points at one place. A whole new set of passages can be staged
beside the one in use, and then take its place.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np

from retrieval.index.database import Database
from retrieval.index.rows import IndexedPassage, StoredPassage, passage_row, stored_passage
from retrieval.models.embed import Vectors

_CHUNK = 500
_Value = TypeVar("_Value")


class PassageTable:
    """The tables `passages` and `stale`; the latter lists removed ids that an index may hold.

    `vector_id` is the id under which the vector of a passage is in Chroma.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def by_id(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return passages by id, in the order of their ids, without those that have gone."""
        return {
            stored.passage.id: stored
            for chunk in _chunks(sorted(ids))
            for stored in self._stored(f"id IN ({_placeholders(chunk)})", *chunk)
        }

    def of_document(self, document: str) -> list[StoredPassage]:
        """Return the passages of a document in order."""
        return self._stored("document = ? AND NOT staged", document)

    def documents_of(self, ids: Sequence[int]) -> set[str]:
        """Return the ids of the documents of passages."""
        return {document for _, document in self._columns("id, document", ids)}

    def ids_within(self, documents: Collection[str]) -> list[int]:
        """Return the ids of the passages of documents, in order."""
        rows = (
            row
            for chunk in _chunks(list(documents))
            for row in self._db.rows(
                "SELECT id FROM passages"
                f" WHERE document IN ({_placeholders(chunk)}) AND NOT staged",
                *chunk,
            )
        )
        return sorted(row[0] for row in rows)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages, shape (ids, dimension), in the order of `ids`."""
        vectors = dict(self._columns("id, vector", ids))
        return np.stack([np.frombuffer(vectors[i], np.float16).astype(np.float32) for i in ids])

    def vector_ids(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the id under which the vector of each passage is in Chroma, by passage id."""
        return dict(self._columns("id, vector_id", ids))

    def with_vectors(self, vector_ids: Sequence[int]) -> dict[int, list[int]]:
        """Return the ids of the passages that have each vector, in order."""
        passages: dict[int, list[int]] = {}
        for chunk in _chunks(vector_ids):
            rows = self._db.rows(
                f"SELECT vector_id, id FROM passages WHERE vector_id IN ({_placeholders(chunk)})"
                " AND NOT staged ORDER BY id",
                *chunk,
            )
            for vector_id, number in rows:
                passages.setdefault(vector_id, []).append(number)
        return passages

    def share_vectors(self) -> dict[int, int]:
        """Return the vector id of each passage if the first of those with one vector gives it."""
        first: dict[bytes, int] = {}
        return {
            number: first.setdefault(sha256(vector).digest(), number)
            for number, vector in self._columns("id, vector", self.ids())
        }

    def set_vector_ids(self, vector_ids: Mapping[int, int]) -> None:
        """Store the vector ids of passages, by passage id."""
        rows = ((vector_id, number) for number, vector_id in vector_ids.items())
        self._db.run_many("UPDATE passages SET vector_id = ? WHERE id = ?", rows)

    def unused_vectors(self) -> list[int]:
        """Return the vector ids of removed passages that no other passage has."""
        used = "SELECT 1 FROM passages p WHERE p.vector_id = s.vector_id AND NOT staged"
        rows = self._db.rows(
            f"SELECT DISTINCT vector_id FROM stale s WHERE NOT EXISTS ({used}) ORDER BY vector_id"
        )
        return [row[0] for row in rows]

    def ids(self) -> list[int]:
        """Return the ids of all passages."""
        rows = self._db.rows("SELECT id FROM passages WHERE staged = 0 ORDER BY id")
        return [row[0] for row in rows]

    def count(self) -> int:
        """Count the passages."""
        return int(self._db.rows("SELECT count(*) FROM passages WHERE staged = 0")[0][0])

    def token_counts(self) -> tuple[int, int]:
        """Return the end of the last token record that is in use, and how many are in use."""
        end, used = self._db.rows(
            "SELECT coalesce(max(first + count), 0), coalesce(sum(count), 0) FROM passages"
            " WHERE staged = 0"
        )[0]
        return int(end), int(used)

    def move_tokens(self, firsts: dict[int, int]) -> None:
        """Store the number of the first token record of passages, by passage id."""
        rows = ((first, number) for number, first in firsts.items())
        self._db.run_many("UPDATE passages SET first = ? WHERE id = ?", rows)

    def put(self, indexed: IndexedPassage, *, staged: bool = False) -> int:
        """Store a passage and return its new id."""
        row = passage_row(indexed)
        same = self._db.rows(
            "SELECT vector_id FROM passages WHERE substr(vector, 1, 16) = substr(?, 1, 16)"
            " AND vector = ? AND staged = ? LIMIT 1",
            row[-1], row[-1], staged,
        )  # fmt: skip
        rows = self._db.rows(
            "INSERT INTO passages (document, start, end, headings, sentences, text_hash, first,"
            " count, starts, vector, staged, vector_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            *row,
            staged,
            same[0][0] if same else 0,
        )
        number = int(rows[0][0])
        if not same:
            self._db.rows("UPDATE passages SET vector_id = id WHERE id = ?", number)
        return number

    def drop(self, document: str) -> None:
        """Remove the passages of a document; their ids are stale from now on."""
        self._db.rows(
            "INSERT OR IGNORE INTO stale SELECT id, vector_id FROM passages WHERE document = ?",
            document,
        )
        self._db.rows("DELETE FROM passages WHERE document = ?", document)

    def stage(self, passages: Sequence[IndexedPassage]) -> list[int]:
        """Store passages that are not in use yet, and return their ids."""
        return [self.put(indexed, staged=True) for indexed in passages]

    def unstage(self) -> None:
        """Remove staged passages, which a killed writer may have left."""
        self._db.rows("DELETE FROM passages WHERE staged = 1")

    def use_staged(self) -> None:
        """Replace all passages by the staged ones."""
        self._db.rows("DELETE FROM passages WHERE NOT staged")
        self._db.rows("UPDATE passages SET staged = 0")

    def _columns(self, columns: str, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """Yield columns of passages in the order of their ids, a chunk of `ids` at a time."""
        for chunk in _chunks(ids):
            where = f"id IN ({_placeholders(chunk)})"
            yield from self._db.rows(
                f"SELECT {columns} FROM passages WHERE {where} ORDER BY id", *chunk
            )

    def _stored(self, where: str, *values: object) -> list[StoredPassage]:
        rows = self._db.rows(
            "SELECT id, document, start, end, headings, sentences, text_hash, first, count, starts"
            f" FROM passages WHERE {where} ORDER BY id",
            *values,
        )
        return [stored_passage(row) for row in rows]


def _chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """Yield values a chunk at a time, since a statement of SQLite takes only so many."""
    return (values[first : first + _CHUNK] for first in range(0, len(values), _CHUNK))


def _placeholders(ids: Sequence[object]) -> str:
    return ",".join("?" * len(ids))
