"""Add the articles of files and folders, remove them, and follow changes of the files."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from retrieval.index.home_folder import SEEDS, seeds_folder
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.intake import Intake, Outcome
from retrieval.ingest.progress import SILENT, Progress
from retrieval.ingest.read import SUFFIXES, RefusedFile, read, walk
from retrieval.ingest.writer import Writer
from retrieval.passages import Document


def add(writer: Writer, paths: Sequence[str], *, progress: Progress = SILENT) -> list[Outcome]:
    """Add files and folders; one that cannot be added is reported and does not stop the others."""
    intake = Intake(writer, progress)
    roots = [root for path in paths if (root := _root(path, intake))]
    try:
        for root in roots:
            writer.catalog.set_root(root, finished=False)
        with _reporting(progress, roots):
            for root in roots:
                _take_root(intake, root, again=True)
            intake.flush()
    except KeyboardInterrupt:
        # Nobody who interrupts an add wants its rest later, but an empty home needs its seeds.
        for root in roots:
            writer.catalog.set_root(root, finished=root != SEEDS)
        raise
    for root in roots:
        writer.catalog.set_root(root, finished=True)
    return intake.outcomes


def sync(writer: Writer, *, progress: Progress = SILENT) -> list[Outcome]:
    """Add, replace and remove articles so that they are those of the roots now.

    Articles that a person removed stay out. A missing folder is refused, and its articles stay.
    """
    intake = Intake(writer, progress)
    roots = list(writer.catalog.roots())
    present = [root for root in roots if _exists(_folder(root))]
    with _reporting(progress, present):
        for root in roots:
            if root not in present and not _vanished(writer, root, present):
                intake.refuse(root, "it is missing; its articles are kept until you remove them")
                continue
            ids = _take_root(intake, root, again=False) if root in present else set()
            intake.flush()
            entries = writer.catalog.entries("root = ?", root)
            gone = [e for e in entries if e.id not in ids and e.source not in ids]
            if gone:
                intake.remove(gone)
            if root in present:
                writer.catalog.set_root(root, finished=True)
            else:
                writer.catalog.drop_root(root)
    return intake.outcomes


def resume(writer: Writer, *, progress: Progress = SILENT) -> list[Outcome]:
    """Finish every add that was interrupted; one whose folder has gone counts as finished."""
    roots = [root for root, finished in writer.catalog.roots().items() if not finished]
    outcomes = add(writer, roots, progress=progress) if roots else []
    for root in roots:
        writer.catalog.set_root(root, finished=True)
    return outcomes


def remove(writer: Writer, names: Sequence[str]) -> list[Outcome]:
    """Remove documents by id or path; the path of a folder means all in it."""
    intake = Intake(writer, SILENT)
    to_remove: dict[str, CatalogEntry] = {}
    named_roots: set[str] = set()
    for name in names:
        entries, path = _entries_of(writer, name)
        roots = [root for root in writer.catalog.roots() if _folder(root).is_relative_to(path)]
        if not (entries or roots):
            intake.refuse(name, "there is no such article (`majlis list` shows them)")
        to_remove |= {entry.id: entry for entry in entries}
        named_roots |= set(roots)
    if to_remove:
        writer.catalog.set_removed(to_remove)
        intake.remove(list(to_remove.values()))
    for root in named_roots:
        if not writer.catalog.entries("root = ?", root):
            writer.catalog.drop_root(root)
    return intake.outcomes


@contextmanager
def _reporting(progress: Progress, roots: Sequence[str]) -> Iterator[None]:
    total = 0
    for file in (file for root in roots for file in walk(_folder(root))):
        with suppress(OSError):
            total += file.stat().st_size
    progress.begin(total)
    try:
        yield
    finally:
        progress.end()


def _root(path: str, intake: Intake) -> str:
    """Return the name of a path in the catalog, "" if it is refused."""
    if path == SEEDS:
        return SEEDS
    if path.startswith(("http://", "https://")):
        intake.refuse(path, "majlis does not fetch pages yet; save it as .txt or .md")
        return ""
    resolved = _resolved(path)
    if resolved == seeds_folder():
        return SEEDS
    if not _is_text(str(resolved)):
        intake.refuse(path, "its name is not valid text; give it another one")
    elif not _exists(resolved):
        intake.refuse(path, "there is no such file or folder")
    elif not walk(resolved):
        intake.refuse(path, f"the folder holds no articles ({', '.join(SUFFIXES)})")
    else:
        return str(resolved)
    return ""


def _folder(root: str) -> Path:
    return seeds_folder() if root == SEEDS else Path(root)


def _vanished(writer: Writer, root: str, present: Sequence[str]) -> bool:
    """Return whether a root that is one file was deleted, rather than its whole folder lost."""
    path = Path(root)
    if any(entry.source != root for entry in writer.catalog.entries("root = ?", root)):
        return False
    return _exists(path.parent) or any(path.is_relative_to(_folder(each)) for each in present)


def _entries_of(writer: Writer, name: str) -> tuple[list[CatalogEntry], Path]:
    """Return the documents that a name means, an id or a path of a file or folder, and the path."""
    path = _resolved(name)
    if not (name and _is_text(name) and _is_text(str(path))):
        return [], path / "\0"
    if entry := writer.catalog.entry(name):
        return [entry], Path(entry.source)
    below = str(path).rstrip(os.sep) + os.sep
    where = "source = ? OR substr(source, 1, ?) = ?"
    return writer.catalog.entries(where, str(path), len(below), below), path


def _take_root(intake: Intake, root: str, *, again: bool) -> set[str]:
    """Take in all articles of a root; return their ids, and the sources that were refused.

    Without `again`, articles that a person removed stay out, and an id that another file has taken
    meanwhile stays with that file.
    """
    removed = set() if again else intake.catalog.removed()
    ids: set[str] = set()
    for item in _articles(intake, root):
        if isinstance(item, RefusedFile):
            intake.refuse(item.source, item.reason)
            ids.add(item.source.rsplit(":", 1)[0] if ".jsonl:" in item.source else item.source)
        elif item.id in ids:
            intake.refuse(f"{item.source} ({item.id})", "the id occurs twice")
        elif again or not (item.id in removed or _foreign(intake, item)):
            ids.add(item.id)
            if again:
                intake.catalog.forget_removed(item.id)
            intake.add(item, root)
    return ids


def _articles(intake: Intake, root: str) -> Iterator[Document | RefusedFile]:
    folder = _folder(root)
    for path in walk(folder):
        if not _is_text(str(path)):
            yield RefusedFile(str(path), "its name is not valid text; give it another one")
            continue
        for item in read(path, id=""):
            if isinstance(item, Document) and not item.id:
                yield replace(item, id=_id(intake, path, folder))
            elif isinstance(item, Document) and _is_text_file(_foreign(intake, item)):
                owner = _foreign(intake, item)
                yield RefusedFile(f"{path} ({item.id})", f"the id belongs to {owner}")
            else:
                yield item


def _foreign(intake: Intake, document: Document) -> str:
    """Return the other file with the id of a document if that file still exists, else ""."""
    holder = intake.source_of_id(document.id)
    return holder if holder not in ("", document.source) and _exists(Path(holder)) else ""


def _is_text_file(source: str) -> bool:
    return source != "" and not source.lower().endswith(".jsonl")


def _id(intake: Intake, path: Path, folder: Path) -> str:
    """Return the id of a file: its path in the folder, with names of parents if that is taken.

    A file that is in the catalog keeps its id.
    """
    if known := intake.id_of_source(str(path)):
        return known
    base = folder if folder != path else path.parent
    name = path.relative_to(base).as_posix()
    for parent in (base, *base.parents):
        holder = intake.source_of_id(name)
        if not (holder and _exists(Path(holder))):
            return name
        name = f"{parent.name}/{name}"
    return str(path)


def _resolved(path: str) -> Path:
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return Path(path).absolute()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _is_text(name: str) -> bool:
    """Return whether a file's name is valid text; on Linux it may be any bytes."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
