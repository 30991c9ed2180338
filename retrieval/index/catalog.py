"""The catalog: every article, its passages and their vectors, in one SQLite file.

It is the truth. Chroma, the keyword index and whatever else is made from it can be made again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.index.database import Database
from retrieval.index.repeated_lines import RepeatedLines
from retrieval.index.reprints import ReprintGroups
from retrieval.index.rows import (
    CatalogEntry,
    IndexedPassage,
    document_row,
    marks_json,
    marks_of,
    passage_row,
    stored_passage,
)
from retrieval.index.rows import StoredPassage as StoredPassage
from retrieval.index.schema import MIGRATIONS
from retrieval.models.embed import Vectors
from retrieval.passages import Document, Span


class Catalog:
    """What one home knows; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open a catalog, making or migrating it when needed."""
        self._db = Database(path, MIGRATIONS, remedy="add your articles again")
        self.furniture = RepeatedLines(self._db)
        self._voices = ReprintGroups(self._db)
        self.changing = self._db.changing
        self.reading = self._db.reading
        self.check = self._db.check
        self.close = self._db.close

    # What is said about the whole

    def setting(self, key: str, default: str = "") -> str:
        """Read a value: "generation", "tokens", "embedder", "probe"."""
        rows = self._db.rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0][0]) if rows else default

    def set_setting(self, key: str, value: object) -> None:
        """Write a value."""
        self._db.rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, str(value))

    @property
    def generation(self) -> int:
        """Give the number of the index that is in use, 0 before there is one; it only grows."""
        return int(self.setting("generation", "0"))

    def roots(self) -> dict[str, bool]:
        """Give the folders and files that were added, and whether each add was finished."""
        rows = self._db.rows("SELECT path, finished FROM roots ORDER BY rowid")
        return {path: bool(finished) for path, finished in rows}

    def set_root(self, path: str, *, finished: bool) -> None:
        """Remember a folder or file that is added."""
        self._db.rows("INSERT OR REPLACE INTO roots VALUES (?, ?)", path, finished)

    def drop_root(self, path: str) -> None:
        """Forget a folder or file."""
        self._db.rows("DELETE FROM roots WHERE path = ?", path)

    def removed(self) -> set[str]:
        """Give the ids of the documents that a person removed by hand."""
        return {row[0] for row in self._db.rows("SELECT id FROM removed")}

    def set_removed(self, ids: Iterable[str]) -> None:
        """Remember that a person removed documents."""
        self._db.run_many("INSERT OR REPLACE INTO removed VALUES (?)", ((each,) for each in ids))

    def forget_removed(self, id: str) -> None:
        """Forget that a person removed a document, since it is added again."""
        self._db.rows("DELETE FROM removed WHERE id = ?", id)

    # Documents

    def entries(self, where: str = "1", *values: object) -> list[CatalogEntry]:
        """Give documents without their text, ordered by id; `where` is ours, never a person's."""
        rows = self._db.rows(
            "SELECT id, root, source, title, published, language, hash, text_hash, state, voice,"
            " length(text), (SELECT count(*) FROM passages p WHERE document = d.id AND NOT staged)"
            f" FROM documents d WHERE {where} ORDER BY id",
            *values,
        )
        return [CatalogEntry(*row) for row in rows]

    def entry(self, id: str) -> CatalogEntry | None:
        """Give one document without its text, or None."""
        found = self.entries("id = ?", id)
        return found[0] if found else None

    def document(self, id: str) -> Document | None:
        """Give a document with its text, or None."""
        rows = self._db.rows(
            "SELECT id, text, title, source, url, published, language, voice FROM documents"
            " WHERE id = ?",
            id,
        )
        return Document(*rows[0]) if rows else None

    def marks(self, id: str) -> list[tuple[Span, str]]:
        """Give the marked spans of a document and the rule of each."""
        rows = self._db.rows("SELECT marks FROM documents WHERE id = ?", id)
        return marks_of(rows[0][0])

    def put(
        self,
        document: Document,
        *,
        root: str,
        state: str,
        marks: Iterable[tuple[Span, str]] = (),
        passages: Sequence[IndexedPassage] = (),
    ) -> None:
        """Store a document and its passages in place of what it held; the old ones turn stale."""
        self._forget_passages(document.id)
        self._db.rows(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', x'')",
            *document_row(document, root, marks, state),
        )
        self._voices.assign(document)
        for indexed in passages:
            self._put_passage(indexed)

    def place(self, id: str, *, root: str, source: str) -> None:
        """Note that a document is now found elsewhere."""
        self._db.rows("UPDATE documents SET root = ?, source = ? WHERE id = ?", root, source, id)

    def drop(self, id: str) -> None:
        """Take a document and its passages out; the passages turn stale."""
        self._forget_passages(id)
        self._voices.drop(id)
        self.furniture.drop(id)
        self._db.rows("DELETE FROM documents WHERE id = ?", id)

    # Passages

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Give passages by id, in the order of their ids; one that is gone is left out."""
        return {s.passage.id: s for s in self._stored(f"id IN ({_places(ids)})", *ids)}

    def passages_of(self, document: str) -> list[StoredPassage]:
        """Give the passages of a document in order."""
        return self._stored("document = ? AND NOT staged", document)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Give the vectors of passages, shape (ids, dimension), in the order of `ids`."""
        found = self._db.rows(f"SELECT id, vector FROM passages WHERE id IN ({_places(ids)})", *ids)
        rows = dict(found)
        return np.stack([np.frombuffer(rows[i], np.float16).astype(np.float32) for i in ids])

    def all_ids(self) -> list[int]:
        """Give the ids of all passages."""
        rows = self._db.rows("SELECT id FROM passages WHERE staged = 0 ORDER BY id")
        return [row[0] for row in rows]

    def share_in(self, language: str) -> float:
        """Give the share of the documents that are in a language, by its code."""
        return float(self._db.rows("SELECT avg(language = ?) FROM documents", language)[0][0] or 0)

    def count_passages(self) -> int:
        """Count the passages; none before there is an index."""
        if not self.generation:
            return 0
        return int(self._db.rows("SELECT count(*) FROM passages WHERE staged = 0")[0][0])

    def token_counts(self) -> tuple[int, int]:
        """Give the end of the token records that are in use, and how many are."""
        end, used = self._db.rows(
            "SELECT coalesce(max(first + count), 0), coalesce(sum(count), 0) FROM passages"
            " WHERE staged = 0"
        )[0]
        return int(end), int(used)

    def move_tokens(self, firsts: dict[int, int]) -> None:
        """Note where token records lie now, by passage id."""
        rows = ((first, each) for each, first in firsts.items())
        self._db.run_many("UPDATE passages SET first = ? WHERE id = ?", rows)

    # A whole new set of passages, kept aside until it takes the place of the old one

    def stage(self, passages: Sequence[IndexedPassage]) -> list[int]:
        """Keep passages aside; gives the ids they will have."""
        return [self._put_passage(indexed, staged=True) for indexed in passages]

    def unstage(self) -> None:
        """Drop the passages that a killed writer kept aside."""
        self._db.rows("DELETE FROM passages WHERE staged = 1")

    def swap(self, marks: dict[str, list[tuple[Span, str]]]) -> None:
        """Let the passages kept aside, and the marks of their documents, take over."""
        self._db.rows("DELETE FROM passages WHERE NOT staged")
        self._db.rows("UPDATE passages SET staged = 0")
        rows = ((marks_json(spans), document) for document, spans in marks.items())
        self._db.run_many("UPDATE documents SET marks = ? WHERE id = ?", rows)

    # The journal

    @property
    def cut_short(self) -> bool:
        """Tell whether the index in use does not yet hold what the catalog holds."""
        sql = "SELECT EXISTS (SELECT 1 FROM documents WHERE state = 'pending')"
        return bool(self._db.rows(f"{sql} OR EXISTS (SELECT 1 FROM stale)")[0][0])

    def unfinished(self) -> tuple[list[int], list[int]]:
        """Give the passages that the index still has to take up, and those it has to drop."""
        sql = "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document"
        pending = self._db.rows(f"{sql} WHERE d.state = 'pending' AND NOT staged ORDER BY p.id")
        stale = self._db.rows("SELECT passage FROM stale")
        return [row[0] for row in pending], [row[0] for row in stale]

    def finish(self) -> None:
        """Note that the next index holds what the catalog holds and is in use from now on.

        Belongs inside `changing`.
        """
        self._db.rows("UPDATE documents SET state = 'indexed' WHERE state = 'pending'")
        self._db.rows("DELETE FROM stale")
        self.set_setting("generation", self.generation + 1)

    def _put_passage(self, indexed: IndexedPassage, *, staged: bool = False) -> int:
        rows = self._db.rows(
            "INSERT INTO passages (document, start, end, headings, sentences, text_hash, first,"
            " count, starts, vector, staged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            *passage_row(indexed),
            staged,
        )
        return int(rows[0][0])

    def _forget_passages(self, document: str) -> None:
        self._db.rows(
            "INSERT OR IGNORE INTO stale SELECT id FROM passages WHERE document = ?", document
        )
        self._db.rows("DELETE FROM passages WHERE document = ?", document)

    def _stored(self, where: str, *values: object) -> list[StoredPassage]:
        rows = self._db.rows(
            "SELECT id, document, start, end, headings, sentences, text_hash, first, count, starts"
            f" FROM passages WHERE {where} ORDER BY id",
            *values,
        )
        return [stored_passage(row) for row in rows]


def _places(ids: Sequence[object]) -> str:
    return ",".join("?" * len(ids))
