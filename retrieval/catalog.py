"""The catalog: every article, its passages and their vectors, in one SQLite file.

It is the truth. Chroma, the keyword index and whatever else is made from it can be made again.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.embed import Vectors
from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.passages import Document, Kind, Passage, Sentence, Span, digest
from retrieval.tokens import Place

SCHEMA_VERSION = 1

# Migration n brings a catalog from version n to n + 1; they are only ever appended to.
_MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE roots (path TEXT PRIMARY KEY, finished INTEGER NOT NULL);
    CREATE TABLE removed (id TEXT PRIMARY KEY);
    CREATE TABLE furniture (line TEXT, document TEXT, PRIMARY KEY (line, document)) WITHOUT ROWID;
    CREATE INDEX furniture_document ON furniture (document);
    CREATE TABLE documents (
        id TEXT PRIMARY KEY, root TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
        title TEXT NOT NULL, published TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
        hash TEXT NOT NULL, text_hash TEXT NOT NULL, marks TEXT NOT NULL, state TEXT NOT NULL
            CHECK (state IN ('pending', 'indexed', 'duplicate'))
    );
    CREATE INDEX documents_text ON documents (text_hash);
    CREATE INDEX documents_source ON documents (source);
    CREATE INDEX documents_unfinished ON documents (state) WHERE state = 'pending';
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents (id),
        start INTEGER NOT NULL, end INTEGER NOT NULL, headings TEXT NOT NULL,
        sentences TEXT NOT NULL, text_hash TEXT NOT NULL, first INTEGER NOT NULL,
        count INTEGER NOT NULL, starts TEXT NOT NULL, vector BLOB NOT NULL,
        staged INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX passages_document ON passages (document);
    CREATE TABLE stale (passage INTEGER PRIMARY KEY);
    """,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the catalog knows it, without its text."""

    id: str
    root: str
    source: str
    title: str
    published: str
    language: str
    hash: str
    text_hash: str
    state: str
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage with where its token vectors lie and the hash of its folded words."""

    passage: Passage
    place: Place
    text_hash: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A passage ready to be stored: `vector` has the embedder's dimension."""

    passage: Passage
    place: Place
    text_hash: str
    vector: Vectors


class Catalog:
    """One connection; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open a catalog, making or migrating it when needed."""
        self.path = path
        self._lock = threading.RLock()
        with _explained(path):
            self._db = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._db.isolation_level = None
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise ExpectedError(
                    f"The index in {str(path.parent)!r} was made by a newer majlis"
                    f" (version {version} of its catalog, this one knows {SCHEMA_VERSION}).",
                    hint="Update majlis, or choose another home with --home DIR.",
                )
            if version < SCHEMA_VERSION:
                self._migrate()
            self._db.execute("PRAGMA synchronous = NORMAL")

    def _migrate(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        with self.changing():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            for script in _MIGRATIONS[version:]:
                for statement in script.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make all changes in the block, or none of them."""
        with self._lock, _explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()

    # What is said about the whole

    def noted(self, key: str, default: str = "") -> str:
        """Read a value: "generation", "index", "embedder", "probe"."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0][0]) if rows else default

    def note(self, key: str, value: object) -> None:
        """Write a value."""
        self._run("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, str(value))

    @property
    def generation(self) -> int:
        """Give a number that grows whenever readers must look anew."""
        return int(self.noted("generation", "0"))

    def roots(self) -> dict[str, bool]:
        """Give the folders and files that were added, and whether each add was finished."""
        return {path: bool(done) for path, done in self._rows("SELECT path, finished FROM roots")}

    def set_root(self, path: str, *, finished: bool) -> None:
        """Remember a folder or file that is added."""
        self._run("INSERT OR REPLACE INTO roots VALUES (?, ?)", path, finished)

    def drop_root(self, path: str) -> None:
        """Forget a folder or file."""
        self._run("DELETE FROM roots WHERE path = ?", path)

    def removed(self) -> set[str]:
        """Give the ids of the documents that a person removed by hand."""
        return {row[0] for row in self._rows("SELECT id FROM removed")}

    def set_removed(self, id: str, removed: bool) -> None:
        """Remember, or forget, that a person removed a document."""
        verb = "INSERT OR REPLACE INTO removed VALUES (?)" if removed else ""
        self._run(verb or "DELETE FROM removed WHERE id = ?", id)

    # Documents

    def entries(self, where: str = "1", *values: object) -> list[Entry]:
        """Give documents without their text, ordered by id; `where` is ours, never a person's."""
        rows = self._rows(
            "SELECT id, root, source, title, published, language, hash, text_hash, state,"
            " length(text), (SELECT count(*) FROM passages WHERE document = documents.id AND NOT staged)"
            f" FROM documents WHERE {where} ORDER BY id",
            *values,
        )
        return [Entry(*row) for row in rows]

    def entry(self, id: str) -> Entry | None:
        """Give one document without its text, or None."""
        found = self.entries("id = ?", id)
        return found[0] if found else None

    def document(self, id: str) -> Document | None:
        """Give a document with its text, or None."""
        rows = self._rows(
            "SELECT id, text, title, source, url, published, language FROM documents WHERE id = ?",
            id,
        )
        return Document(*rows[0]) if rows else None

    def marks(self, id: str) -> list[tuple[Span, str]]:
        """Give the marked spans of a document and the rule of each."""
        rows = self._rows("SELECT marks FROM documents WHERE id = ?", id)
        return [(Span(start, end), rule) for start, end, rule in json.loads(rows[0][0])]

    def put(
        self,
        document: Document,
        *,
        root: str,
        state: str,
        marks: Iterable[tuple[Span, str]] = (),
        passages: Sequence[Indexed] = (),
    ) -> None:
        """Store a document and its passages in place of what it held; the old ones turn stale."""
        self._forget_passages(document.id)
        self._run(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            document.id,
            root,
            document.source,
            document.url,
            document.title,
            document.published,
            document.language,
            document.text,
            document.content_hash,
            digest(document.text),
            _marks_json(marks),
            state,
        )
        for indexed in passages:
            self._put_passage(indexed)

    def place(self, id: str, *, root: str, source: str) -> None:
        """Note that a document is now found elsewhere."""
        self._run("UPDATE documents SET root = ?, source = ? WHERE id = ?", root, source, id)

    def drop(self, id: str) -> None:
        """Take a document and its passages out; the passages turn stale."""
        self._forget_passages(id)
        self._run("DELETE FROM furniture WHERE document = ?", id)
        self._run("DELETE FROM documents WHERE id = ?", id)

    def set_furniture(self, id: str, lines: Iterable[str]) -> None:
        """Remember the lines of a document that would be boilerplate if others had them."""
        with self._lock, _explained(self.path):
            self._db.execute("DELETE FROM furniture WHERE document = ?", (id,))
            rows = ((digest(line)[:16], id) for line in lines)
            self._db.executemany("INSERT OR IGNORE INTO furniture VALUES (?, ?)", rows)

    def documents_with(self, line: str, *, up_to: int) -> int:
        """Count the documents that hold a line, up to a number."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM furniture WHERE line = ? LIMIT ?)"
        return int(self._rows(sql, digest(line)[:16], up_to)[0][0])

    # Passages

    def passages(self, ids: Sequence[int]) -> dict[int, Stored]:
        """Give passages by id; one that is gone, or not yet in both indexes, is left out."""
        return {s.passage.id: s for s in self._stored(f"id IN ({_places(ids)})", *ids)}

    def passages_of(self, document: str) -> list[Stored]:
        """Give the passages of a document in order."""
        return self._stored("document = ? AND NOT staged", document)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Give the vectors of passages, shape (ids, dimension), in the order of `ids`."""
        rows = dict(self._rows(f"SELECT id, vector FROM passages WHERE id IN ({_places(ids)})", *ids))
        return np.stack([np.frombuffer(rows[i], np.float16).astype(np.float32) for i in ids])

    def all_ids(self) -> list[int]:
        """Give the ids of all passages."""
        return [row[0] for row in self._rows("SELECT id FROM passages WHERE NOT staged ORDER BY id")]

    def count_passages(self) -> int:
        """Count the passages."""
        return int(self._rows("SELECT count(*) FROM passages WHERE NOT staged")[0][0])

    def token_counts(self) -> tuple[int, int]:
        """Give the end of the token records that are in use, and how many are."""
        sql = "SELECT coalesce(max(first + count), 0), coalesce(sum(count), 0) FROM passages"
        end, used = self._rows(sql)[0]
        return int(end), int(used)

    def move_tokens(self, firsts: dict[int, int]) -> None:
        """Note where token records lie now, by passage id."""
        with self._lock, _explained(self.path):
            rows = ((first, id) for id, first in firsts.items())
            self._db.executemany("UPDATE passages SET first = ? WHERE id = ?", rows)

    # A whole new set of passages, kept aside until it takes the place of the old one

    def stage(self, passages: Sequence[Indexed]) -> list[int]:
        """Keep passages aside; gives the ids they will have."""
        return [self._put_passage(indexed, staged=True) for indexed in passages]

    def unstage(self) -> None:
        """Drop the passages that a killed writer kept aside."""
        self._run("DELETE FROM passages WHERE staged")

    def swap(self, marks: dict[str, list[tuple[Span, str]]]) -> None:
        """Let the passages kept aside, and the marks of their documents, take over."""
        self._run("DELETE FROM passages WHERE NOT staged")
        self._run("UPDATE passages SET staged = 0")
        for id, spans in marks.items():
            self._run("UPDATE documents SET marks = ? WHERE id = ?", _marks_json(spans), id)

    # The journal

    def unfinished(self) -> tuple[list[int], list[int]]:
        """Give the passages that both indexes still have to take up, and those they have to drop."""
        sql = "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document"
        pending = self._rows(f"{sql} WHERE d.state = 'pending' AND NOT staged")
        stale = self._rows("SELECT passage FROM stale")
        return [row[0] for row in pending], [row[0] for row in stale]

    def finish(self) -> None:
        """Note that both indexes hold what the catalog holds, and tell the readers.

        Belongs inside `changing`.
        """
        self._run("UPDATE documents SET state = 'indexed' WHERE state = 'pending'")
        self._run("DELETE FROM stale")
        self.note("generation", self.generation + 1)

    def _put_passage(self, indexed: Indexed, *, staged: bool = False) -> int:
        passage, place = indexed.passage, indexed.place
        rows = self._rows(
            "INSERT INTO passages (document, start, end, headings, sentences, text_hash, first,"
            " count, starts, vector, staged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            passage.document_id,
            passage.start,
            passage.end,
            json.dumps(passage.headings, ensure_ascii=False),
            json.dumps([_sentence_row(s) for s in passage.sentences]),
            indexed.text_hash,
            place.first,
            place.count,
            json.dumps(place.starts),
            indexed.vector.astype(np.float16).tobytes(),
            staged,
        )
        return int(rows[0][0])

    def _forget_passages(self, document: str) -> None:
        self._run("INSERT OR IGNORE INTO stale SELECT id FROM passages WHERE document = ?", document)
        self._run("DELETE FROM passages WHERE document = ?", document)

    def _stored(self, where: str, *values: object) -> list[Stored]:
        rows = self._rows(
            "SELECT id, document, start, end, headings, sentences, text_hash, first, count, starts"
            f" FROM passages WHERE {where} ORDER BY id",
            *values,
        )
        return [_stored(row) for row in rows]

    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock, _explained(self.path):
            return self._db.execute(sql, values).fetchall()

    def _run(self, sql: str, *values: object) -> None:
        self._rows(sql, *values)


def _places(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))


def _marks_json(marks: Iterable[tuple[Span, str]]) -> str:
    return json.dumps([(span.start, span.end, rule) for span, rule in marks])


def _sentence_row(sentence: Sentence) -> list[object]:
    context = [(span.start, span.end) for span in sentence.context]
    return [sentence.start, sentence.end, sentence.kind, context, sentence.broken]


def _stored(row: tuple) -> Stored:  # type: ignore[type-arg]
    id, document, start, end, headings, sentences, text_hash, first, count, starts = row
    units = tuple(
        Sentence(a, b, Kind(kind), tuple(Span(*span) for span in context), broken)
        for a, b, kind, context, broken in json.loads(sentences)
    )
    passage = Passage(document, start, end, tuple(json.loads(headings)), units, id)
    return Stored(passage, Place(first, count, tuple(json.loads(starts))), text_hash)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ExpectedError(
            f"The catalog {str(path)!r} cannot be used: {error}.",
            hint="Mend its permissions, free some space, or choose another home with --home DIR.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise IndexDamagedError(f"the catalog {str(path)!r}: {error}") from error
