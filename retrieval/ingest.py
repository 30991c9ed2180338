"""Make the index hold the articles of files and folders: add, remove, sync."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from retrieval.catalog import Entry
from retrieval.home import SEEDS, seeds_folder
from retrieval.passages import Document, digest
from retrieval.read import SUFFIXES, Refusal, read, walk
from retrieval.writer import Writer

_GROUP_CHARACTERS = 200_000


class Change(StrEnum):
    """What became of an article."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One article, or one file, and what became of it."""

    name: str
    change: Change
    why: str = ""


class Progress:
    """Hears how far an add is; this one keeps silent."""

    def begin(self, total: int) -> None:
        """Learn how many characters, about, are to come."""

    def advance(self, characters: int) -> None:
        """Learn that so many more are done."""

    def end(self) -> None:
        """Learn that all is done, or has failed."""


SILENT = Progress()


@dataclass(slots=True)
class _Batch:
    """Documents on their way in."""

    writer: Writer
    progress: Progress
    outcomes: list[Outcome] = field(default_factory=list)
    waiting: list[tuple[Document, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def take(self, document: Document, root: str, *, again: bool) -> None:
        """Decide what is to be done with a document, and index it with the next group."""
        catalog = self.writer.catalog
        entry = catalog.entry(document.id)
        if again:
            catalog.set_removed(document.id, False)
        if entry and entry.hash == document.content_hash:
            self._unchanged(document, entry, root)
            return
        text_hash = digest(document.text)
        if original := self._original(document.id, text_hash):
            with catalog.changing():
                catalog.put(document, root=root, state="duplicate")
            self._say(document, Change.DUPLICATE, f"the same text as {original}")
            if entry:
                self.writer.settle()
                self._promote(entry)
            return
        self.texts[text_hash] = document.id
        self.waiting.append((document, root))
        self._say(document, Change.REPLACED if entry else Change.ADDED)
        if sum(len(d.text) for d, _ in self.waiting) > _GROUP_CHARACTERS:
            self.flush()
        if entry:
            self.flush()
            self._promote(entry)

    def flush(self) -> None:
        """Index what waits."""
        if self.waiting:
            self.writer.put(self.waiting, done=self.progress.advance)
            self.waiting.clear()
            self.texts.clear()

    def drop(self, entry: Entry) -> None:
        """Take a document out; a duplicate of it takes its place."""
        with self.writer.catalog.changing():
            self.writer.catalog.drop(entry.id)
        self.writer.settle()
        self.outcomes.append(Outcome(entry.id, Change.REMOVED))
        self._promote(entry)

    def refuse(self, name: str, why: str) -> None:
        """Note what did not come in."""
        self.outcomes.append(Outcome(name, Change.REFUSED, why))

    def _unchanged(self, document: Document, entry: Entry, root: str) -> None:
        if entry.source != document.source:
            self.writer.catalog.place(entry.id, root=root, source=document.source)
        self.progress.advance(len(document.text))
        if entry.state == "duplicate":
            original = self._original(entry.id, entry.text_hash)
            self._say(document, Change.DUPLICATE, f"the same text as {original}")
        else:
            self._say(document, Change.UNCHANGED)

    def _original(self, id: str, text_hash: str) -> str:
        if text_hash in self.texts:
            return self.texts[text_hash]
        where = "text_hash = ? AND state != 'duplicate' AND id != ?"
        found = self.writer.catalog.entries(where, text_hash, id)
        return found[0].id if found else ""

    def _promote(self, gone: Entry) -> None:
        """Index the first duplicate of a text that went."""
        catalog = self.writer.catalog
        if gone.state == "duplicate" or self._original("", gone.text_hash):
            return
        for entry in catalog.entries("text_hash = ? AND state = 'duplicate'", gone.text_hash)[:1]:
            if document := catalog.document(entry.id):
                self.writer.put([(document, entry.root)], done=lambda _: None)

    def _say(self, document: Document, change: Change, why: str = "") -> None:
        self.outcomes.append(Outcome(document.id, change, why))


def add(writer: Writer, paths: Sequence[str], *, progress: Progress = SILENT) -> list[Outcome]:
    """Add files and folders; one that cannot come in is reported and never stops the others."""
    batch = _Batch(writer, progress)
    roots = [root for path in paths if (root := _root(path, batch))]
    with _shown(progress, roots):
        for root in roots:
            writer.catalog.set_root(root, finished=False)
            _take_root(batch, root, again=True)
            batch.flush()
            writer.catalog.set_root(root, finished=True)
    return batch.outcomes


def sync(writer: Writer, *, progress: Progress = SILENT) -> list[Outcome]:
    """Make the index equal to the folders and files that were added.

    What was removed by hand stays out. A folder that is missing is refused, its articles stay.
    """
    batch = _Batch(writer, progress)
    roots = list(writer.catalog.roots())
    present = [root for root in roots if _folder(root).exists()]
    with _shown(progress, present):
        for root in roots:
            if root not in present:
                batch.refuse(root, "it is missing; its articles are kept until you remove them")
                continue
            seen = _take_root(batch, root, again=False)
            batch.flush()
            for entry in writer.catalog.entries("root = ?", root):
                if entry.id not in seen and entry.source not in seen:
                    batch.drop(entry)
            writer.catalog.set_root(root, finished=True)
    return batch.outcomes


def resume(writer: Writer, *, progress: Progress = SILENT) -> list[Outcome]:
    """Finish every add that was cut short."""
    roots = [root for root, finished in writer.catalog.roots().items() if not finished]
    return add(writer, roots, progress=progress) if roots else []


@contextmanager
def _shown(progress: Progress, roots: list[str]) -> Iterator[None]:
    files = (file for root in roots for file in walk(_folder(root)))
    progress.begin(sum(file.stat().st_size for file in files))
    try:
        yield
    finally:
        progress.end()


def remove(writer: Writer, names: list[str]) -> list[Outcome]:
    """Take documents out by id or path; those of a folder when it is named."""
    batch = _Batch(writer, SILENT)
    for name in names:
        path = str(Path(name).resolve())
        entries = [e for e in [writer.catalog.entry(name)] if e] or writer.catalog.entries(
            "source = ? OR substr(source, 1, ?) = ?", path, len(path) + 1, f"{path}/"
        )
        if not entries:
            batch.refuse(name, "there is no such article (`majlis list` shows them)")
        for entry in entries:
            batch.drop(entry)
            writer.catalog.set_removed(entry.id, True)
        writer.catalog.drop_root(path)
    return batch.outcomes


def _root(path: str, batch: _Batch) -> str:
    """Give the name under which a path is remembered; nothing if it is refused."""
    if path == SEEDS:
        return SEEDS
    if path.startswith(("http://", "https://")):
        batch.refuse(path, "majlis does not fetch pages yet; save it as .txt or .md")
        return ""
    resolved = Path(path).resolve()
    if resolved == seeds_folder():
        return SEEDS
    if not resolved.exists():
        batch.refuse(path, "there is no such file or folder")
    elif not walk(resolved):
        batch.refuse(path, f"the folder holds no articles ({', '.join(SUFFIXES)})")
    else:
        return str(resolved)
    return ""


def _folder(root: str) -> Path:
    return seeds_folder() if root == SEEDS else Path(root)


def _take_root(batch: _Batch, root: str, *, again: bool) -> set[str]:
    """Read all articles of a root; give their ids, and the sources that were refused."""
    removed = set() if again else batch.writer.catalog.removed()
    seen: set[str] = set()
    for item in _articles(batch, root):
        if isinstance(item, Refusal):
            batch.refuse(item.source, item.reason)
            seen.add(item.source.rsplit(":", 1)[0] if ".jsonl:" in item.source else item.source)
        elif item.id in seen:
            batch.refuse(f"{item.source} ({item.id})", "the id occurs twice")
        else:
            seen.add(item.id)
            if item.id not in removed:
                batch.take(item, root, again=again)
    return seen


def _articles(batch: _Batch, root: str) -> Iterator[Document | Refusal]:
    folder = _folder(root)
    for path in walk(folder):
        for item in read(path, id=""):
            if isinstance(item, Document) and not item.id:
                yield replace(item, id=_id(batch, path, folder))
            elif isinstance(item, Document) and (taken := _taken(batch, item)):
                yield Refusal(f"{path} ({item.id})", f"the id belongs to {taken}")
            else:
                yield item


def _taken(batch: _Batch, document: Document) -> str:
    """Give the file that owns the id of a JSON line, if it is not a JSON-lines file."""
    entry = batch.writer.catalog.entry(document.id)
    foreign = entry and entry.source != document.source and not entry.source.endswith(".jsonl")
    return entry.source if entry and foreign else ""


def _id(batch: _Batch, path: Path, folder: Path) -> str:
    """Name a file by its path below the folder, with the folder's name before it if that is taken.

    A file that is known keeps its id.
    """
    known = batch.writer.catalog.entries("source = ?", str(path))
    if known:
        return known[0].id
    name = path.relative_to(folder).as_posix() if folder != path else path.name
    for parent in (folder if folder != path else path.parent, *folder.parents):
        entry = batch.writer.catalog.entry(name)
        waiting = any(d.id == name and d.source != str(path) for d, _ in batch.waiting)
        if (entry is None or not Path(entry.source).exists()) and not waiting:
            return name
        name = f"{parent.name}/{name}"
    return str(path)
