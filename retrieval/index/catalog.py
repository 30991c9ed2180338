"""The catalog: every article, its passages and their vectors, in one SQLite file.

Everything else in a home is made from it and can be made again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from retrieval.index.database import Database
from retrieval.index.passage_table import PassageTable
from retrieval.index.repeated_lines import RepeatedLines
from retrieval.index.reprints import ReprintGroups
from retrieval.index.rows import (
    DOCUMENT_COLUMNS,
    ENTRY_COLUMNS,
    CatalogEntry,
    IndexedPassage,
    catalog_entry,
    document_row,
    marks_from_json,
    marks_to_json,
    stored_document,
)
from retrieval.index.rows import StoredPassage as StoredPassage
from retrieval.index.schema import MIGRATIONS
from retrieval.index.web_pages import WebPages
from retrieval.language.words import TERMS_VERSION
from retrieval.passages import Document, Span


class Catalog:
    """The catalog of one home. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open a catalog; its file is made, or migrated, if necessary."""
        self._db = Database(
            path, MIGRATIONS, remedy="delete the folder index, then add your articles again"
        )
        self.repeated_lines = RepeatedLines(self._db)
        self.web_pages = WebPages(self._db)
        self._reprint_groups = ReprintGroups(self._db)
        self._passages = PassageTable(self._db)
        self.changing = self._db.changing
        self.reading = self._db.reading
        self.check = self._db.check
        self.check_seal = self._db.check_seal
        self.close = self._db.close
        self.problem = self._db.problem
        self.passages = self._passages.by_id
        self.passages_of = self._passages.of_document
        self.passages_within = self._passages.ids_within
        self.documents_of = self._passages.documents_of
        self.vectors = self._passages.vectors
        self.vector_ids = self._passages.vector_ids
        self.passages_with_vectors = self._passages.with_vectors
        self.share_vectors = self._passages.share_vectors
        self.set_vector_ids = self._passages.set_vector_ids
        self.unused_vectors = self._passages.unused_vectors
        self.all_ids = self._passages.ids
        self.token_counts = self._passages.token_counts
        self.move_tokens = self._passages.move_tokens
        self.stage = self._passages.stage
        self.unstage = self._passages.unstage

    # The whole

    def setting(self, key: str, default: str = "") -> str:
        """Return a stored value: "generation", "tokens", "terms", "embedder" or "probe"."""
        rows = self._db.rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0][0]) if rows else default

    def set_setting(self, key: str, value: object) -> None:
        """Store a value."""
        self._db.rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, str(value))

    @property
    def generation(self) -> int:
        """Return the number of the index in use; it only grows, and is 0 before there is one."""
        return int(self.setting("generation", "0"))

    def roots(self) -> dict[str, bool]:
        """Return the folders and files that were added, and whether each add was finished."""
        rows = self._db.rows("SELECT path, finished FROM roots ORDER BY rowid")
        return {path: bool(finished) for path, finished in rows}

    def set_root(self, path: str, *, finished: bool) -> None:
        """Store a folder or file that is added."""
        encoding = self.encodings().get(path, "")
        self._db.rows("INSERT OR REPLACE INTO roots VALUES (?, ?, ?)", path, finished, encoding)

    def finish_root(self, path: str) -> None:
        """Store that the add of a root was finished, unless the root has been removed."""
        self._db.rows("UPDATE roots SET finished = 1 WHERE path = ?", path)

    def encodings(self) -> dict[str, str]:
        """Return the encoding that was named for each folder and file that was added, or ""."""
        return dict(self._db.rows("SELECT path, encoding FROM roots"))

    def set_encoding(self, root: str, encoding: str) -> None:
        """Store in which encoding the files of a root are read, "" to recognise that of each."""
        self._db.rows("UPDATE roots SET encoding = ? WHERE path = ?", encoding, root)

    def drop_root(self, path: str) -> None:
        """Remove a folder or file from the roots."""
        self._db.rows("DELETE FROM roots WHERE path = ?", path)

    def removed(self) -> set[str]:
        """Return the ids of the documents that a person removed."""
        return {row[0] for row in self._db.rows("SELECT id FROM removed")}

    def set_removed(self, ids: Iterable[str]) -> None:
        """Store that a person removed documents."""
        self._db.run_many("INSERT OR REPLACE INTO removed VALUES (?)", ((each,) for each in ids))

    def forget_removed(self, id: str) -> None:
        """Forget that a person removed a document, since it is added again."""
        self._db.rows("DELETE FROM removed WHERE id = ?", id)

    # Documents

    def entries(self, where: str = "1", *values: object) -> list[CatalogEntry]:
        """Return documents without their text, ordered by id.

        `where` is an SQL condition, which only the program writes; what a person gives goes into
        `values`.
        """
        rows = self._db.rows(
            f"SELECT {ENTRY_COLUMNS} FROM documents d WHERE {where} ORDER BY id", *values
        )
        return [catalog_entry(row) for row in rows]

    def entry(self, id: str) -> CatalogEntry | None:
        """Return a document without its text, None if there is none."""
        entries = self.entries("id = ?", id)
        return entries[0] if entries else None

    def document(self, id: str) -> Document | None:
        """Return a document with its text, None if there is none."""
        rows = self._db.rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", id)
        return stored_document(rows[0]) if rows else None

    def extracted(self, source: str, original: str, extractor: str) -> Document | None:
        """Return what an extractor made of the bytes of a file before, None if it did not.

        `original` is the SHA-256 of the bytes.
        """
        where = "source = ? AND original = ? AND extractor = ?"
        entries = self.entries(where, source, original, extractor)
        return self.document(entries[0].id) if entries else None

    def marks(self, id: str) -> list[tuple[Span, str]]:
        """Return the spans of a document that are not part of the article, and the rule of each."""
        rows = self._db.rows("SELECT marks FROM documents WHERE id = ?", id)
        return marks_from_json(rows[0][0])

    def originals(self) -> set[str]:
        """Return the SHA-256 of each original that articles were extracted from."""
        rows = self._db.rows("SELECT DISTINCT original FROM documents WHERE original != ''")
        return {row[0] for row in rows}

    def share_in(self, language: str) -> float:
        """Return the share of the documents in a language, by its code, 0 to 1."""
        return float(self._db.rows("SELECT avg(language = ?) FROM documents", language)[0][0] or 0)

    def count_passages(self) -> int:
        """Count the passages; none before there is an index."""
        return self._passages.count() if self.generation else 0

    def put(
        self,
        document: Document,
        *,
        root: str,
        state: str,
        marks: Iterable[tuple[Span, str]] = (),
        passages: Sequence[IndexedPassage] = (),
    ) -> None:
        """Store a document and its passages in place of its former ones, which become stale."""
        self._passages.drop(document.id)
        row = document_row(document, root, marks, state)
        places = ", ".join("?" * len(row))
        self._db.rows(
            f"INSERT OR REPLACE INTO documents ({', '.join(row)}) VALUES ({places})", *row.values()
        )
        self._reprint_groups.assign(document)
        for indexed in passages:
            self._passages.put(indexed)

    def place(self, document: Document, *, root: str) -> None:
        """Store that the same document was read from another file, or by another extractor."""
        columns = "root = ?, source = ?, original = ?, extractor = ?"
        values = (root, document.source, document.original, document.extractor)
        self._db.rows(f"UPDATE documents SET {columns} WHERE id = ?", *values, document.id)

    def drop(self, id: str) -> None:
        """Remove a document, its page and its passages, which become stale."""
        self.web_pages.drop_page_of(id)
        self._passages.drop(id)
        self._reprint_groups.drop(id)
        self.repeated_lines.drop(id)
        self._db.rows("DELETE FROM documents WHERE id = ?", id)

    # The journal: what the index in use still lacks

    @property
    def cut_short(self) -> bool:
        """Return whether the index in use lacks something, because a writer was killed."""
        sql = "SELECT EXISTS (SELECT 1 FROM documents WHERE state = 'pending')"
        return bool(self._db.rows(f"{sql} OR EXISTS (SELECT 1 FROM stale)")[0][0])

    def unfinished(self) -> tuple[list[int], list[int]]:
        """Return the ids of passages that the index has yet to add, and of those to drop."""
        sql = "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document"
        pending = self._db.rows(f"{sql} WHERE d.state = 'pending' AND NOT staged ORDER BY p.id")
        stale = self._db.rows("SELECT passage FROM stale ORDER BY passage")
        return [row[0] for row in pending], [row[0] for row in stale]

    @property
    def terms_outdated(self) -> bool:
        """Return whether the keyword index was made of other terms than questions are made of."""
        return self.generation > 0 and self.setting("terms", "1") != TERMS_VERSION

    def finish(self) -> None:
        """Let the next generation begin, whose index has all that the catalog has.

        To be called inside `changing`.
        """
        self.set_setting("terms", TERMS_VERSION)
        self._db.rows("UPDATE documents SET state = 'indexed' WHERE state = 'pending'")
        self._db.rows("DELETE FROM stale")
        self.set_setting("generation", self.generation + 1)

    def swap(self, marks: dict[str, list[tuple[Span, str]]]) -> None:
        """Replace all passages by the staged ones, and the marks of documents, by id."""
        self._passages.use_staged()
        rows = ((marks_to_json(spans), document) for document, spans in marks.items())
        self._db.run_many("UPDATE documents SET marks = ? WHERE id = ?", rows)
