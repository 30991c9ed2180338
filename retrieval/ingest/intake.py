"""Decide for each document whether it is new, changed or a duplicate, and have it written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from retrieval.index.catalog import Catalog
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.progress import Progress
from retrieval.ingest.writer import Writer
from retrieval.passages import Document, digest

_GROUP_CHARACTERS = 200_000
_NOT_KEPT = "its original is not kept, since MAJLIS_ORIGINALS_MB is used up"


class Change(StrEnum):
    """What became of an article."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One article or file by name, what became of it, and `why` if that needs a reason."""

    name: str
    change: Change
    why: str = ""


@dataclass(slots=True)
class Intake:
    """Collects documents and indexes them in groups; `flush` must be called at the end."""

    writer: Writer
    progress: Progress
    outcomes: list[Outcome] = field(default_factory=list)
    _waiting: dict[str, tuple[Document, str]] = field(default_factory=dict)
    _duplicates: dict[str, tuple[Document, str]] = field(default_factory=dict)
    _first_of_text: dict[str, str] = field(default_factory=dict)
    _leaving: list[CatalogEntry] = field(default_factory=list)

    @property
    def catalog(self) -> Catalog:
        """Return the catalog of the home."""
        return self.writer.catalog

    def add(self, document: Document, root: str, *, note: str = "", original: bytes = b"") -> None:
        """Index a document with the next group, unless it is unchanged or a duplicate.

        A `note` on how it was read is told if it is indexed, and the `original` bytes are kept.
        """
        if document.id in self._waiting or document.id in self._duplicates:
            self.flush()
        entry = self.catalog.entry(document.id)
        text_hash = digest(document.text)
        first = self._first_with(document.id, text_hash)
        why = f"the same text as {first}" if first else ""
        same = entry is not None and entry.hash == document.content_hash
        if entry and same and (first or not _is_copy(entry)):
            self._pass_over(document, root, entry, why, original)
            return
        if entry and not _is_copy(entry):
            self._leaving.append(entry)
        if first:
            self._duplicates[document.id] = (document, root)
            self._record(document.id, Change.DUPLICATE, why)
        else:
            self._index(document, root)
            change = Change.REPLACED if entry and not same else Change.ADDED
            if not self.writer.keep_original(original):
                note = "; ".join(filter(None, (note, _NOT_KEPT)))
            self._record(document.id, change, note)
        if sum(len(each.text) for each, _ in self._waiting.values()) > _GROUP_CHARACTERS:
            self.flush()

    def _pass_over(
        self, document: Document, root: str, entry: CatalogEntry, why: str, original: bytes
    ) -> None:
        """Record a document that is in the catalog already, perhaps from another file."""
        self.progress.advance(len(document.text))
        known = (entry.root, entry.source, entry.original, entry.extractor)
        if known != (root, document.source, document.original, document.extractor):
            self.catalog.place(document, root=root)
        self.writer.keep_original(original)
        self._record(document.id, Change.DUPLICATE if _is_copy(entry) else Change.UNCHANGED, why)

    def flush(self) -> None:
        """Index the documents that were collected."""
        self._write(set())

    def remove(self, entries: Sequence[CatalogEntry]) -> None:
        """Remove documents; the first duplicate of each takes its place."""
        self._leaving += entries
        for entry in entries:
            self._record(entry.id, Change.REMOVED)
        self._write({entry.id for entry in entries})

    def refuse(self, name: str, why: str) -> None:
        """Record a file that could not be added."""
        self._record(name, Change.REFUSED, why)

    def skip(self, name: str, why: str) -> None:
        """Record a link or a file that was passed over."""
        self._record(name, Change.SKIPPED, why)

    def pass_over_copy(self, name: str, why: str) -> None:
        """Record what is in the catalog under another name."""
        self._record(name, Change.DUPLICATE, why)

    def pass_over_unchanged(self, id: str) -> None:
        """Record a document whose source says that it has not changed."""
        self._record(id, Change.UNCHANGED)

    def id_of_source(self, source: str) -> str:
        """Return the id of the document that was read from a file, "" if there is none."""
        waiting = (each for each, _ in (*self._waiting.values(), *self._duplicates.values()))
        ids = [each.id for each in waiting if each.source == source]
        ids += [entry.id for entry in self.catalog.entries("source = ?", source)]
        return ids[0] if ids else ""

    def source_of_id(self, id: str) -> str:
        """Return the source of the document with an id, "" if there is none."""
        if id in self._waiting:
            return self._waiting[id][0].source
        if id in self._duplicates:
            return self._duplicates[id][0].source
        entry = self.catalog.entry(id)
        return entry.source if entry else ""

    def _index(self, document: Document, root: str) -> None:
        self._first_of_text[digest(document.text)] = document.id
        self._waiting[document.id] = (document, root)

    def _write(self, gone: set[str]) -> None:
        self._promote(gone)
        if self._waiting or self._duplicates or gone:
            self.writer.put(
                list(self._waiting.values()),
                duplicates=list(self._duplicates.values()),
                drop=gone,
                done=self.progress.advance,
            )
        for done in (self._waiting, self._duplicates, self._first_of_text, self._leaving):
            done.clear()

    def _promote(self, gone: set[str]) -> None:
        """Index the first duplicate of each text that is about to be removed."""
        for leaving in self._leaving:
            if self._first_with("", leaving.text_hash):
                continue
            where = "text_hash = ? AND state = 'duplicate'"
            entries = self.catalog.entries(where, leaving.text_hash)
            busy = gone | self._waiting.keys() | self._duplicates.keys()
            known = [(self.catalog.document(e.id), e.root) for e in entries if e.id not in busy]
            new = [
                pair
                for pair in self._duplicates.values()
                if digest(pair[0].text) == leaving.text_hash
            ]
            for document, root in [*known, *new][:1]:
                assert document is not None
                self._duplicates.pop(document.id, None)
                self._index(document, root)
                self._record(document.id, Change.ADDED, f"in place of {leaving.id}")

    def _first_with(self, id: str, text_hash: str) -> str:
        """Return the id of another document that has this text or is about to; "" if none."""
        if text_hash in self._first_of_text:
            return self._first_of_text[text_hash]
        leaving = {id, *(entry.id for entry in self._leaving)}
        entries = self.catalog.entries("text_hash = ? AND state != 'duplicate'", text_hash)
        return next((entry.id for entry in entries if entry.id not in leaving), "")

    def _record(self, name: str, change: Change, why: str = "") -> None:
        self.outcomes.append(Outcome(name, change, why))


def _is_copy(entry: CatalogEntry) -> bool:
    return entry.state == "duplicate"
