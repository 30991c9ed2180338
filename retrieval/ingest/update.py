"""Add the articles of files and folders, remove them, and follow changes of the files."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.formats.decode import check_encoding
from retrieval.formats.recognize import SUFFIXES
from retrieval.index.home_folder import SEEDS, seeds_folder
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.find_articles import find_articles, is_taken
from retrieval.ingest.intake import Intake, Outcome
from retrieval.ingest.paths import exists, is_text, resolved
from retrieval.ingest.progress import SILENT, Progress
from retrieval.ingest.read_document import RefusedFile
from retrieval.ingest.walk import SkippedLink, walk
from retrieval.ingest.writer import Writer


def add(
    writer: Writer,
    paths: Sequence[str],
    *,
    encoding: str | None = "",
    progress: Progress = SILENT,
) -> list[Outcome]:
    """Add files and folders; one that cannot be added is reported and does not stop the others.

    All are read in an `encoding` if one is named, now and whenever they are read again; None reads
    each as it was added before. Raises ExpectedError for an encoding that does not exist.
    """
    intake = Intake(writer, progress)
    known_encoding = check_encoding(encoding) if encoding else encoding
    roots = [root for path in paths if (root := _root(path, intake))]
    try:
        for root in roots:
            writer.catalog.set_root(root, finished=False)
            if known_encoding is not None:
                writer.catalog.set_encoding(root, known_encoding)
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
    present = [root for root in roots if exists(_folder(root))]
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
    outcomes = add(writer, roots, encoding=None, progress=progress) if roots else []
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
    for file in (file for root in roots for file in walk(_folder(root)).files):
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
    folder = resolved(path)
    if folder == seeds_folder():
        return SEEDS
    if not is_text(str(folder)):
        intake.refuse(path, "its name is not valid text; give it another one")
    elif not exists(folder):
        intake.refuse(path, "there is no such file or folder")
    else:
        return _root_with_articles(path, folder, intake)
    return ""


def _root_with_articles(path: str, folder: Path, intake: Intake) -> str:
    """Return the name of a file or folder, "" for a folder in which there is nothing to add."""
    walked = walk(folder)
    if walked.files:
        return str(folder)
    for link in walked.skipped:
        intake.skip(link.source, link.reason)
    intake.refuse(path, f"the folder holds no articles ({', '.join(SUFFIXES)})")
    return ""


def _folder(root: str) -> Path:
    return seeds_folder() if root == SEEDS else Path(root)


def _vanished(writer: Writer, root: str, present: Sequence[str]) -> bool:
    """Return whether a root that is one file was deleted, rather than its whole folder lost."""
    path = Path(root)
    if any(entry.source != root for entry in writer.catalog.entries("root = ?", root)):
        return False
    return exists(path.parent) or any(path.is_relative_to(_folder(each)) for each in present)


def _entries_of(writer: Writer, name: str) -> tuple[list[CatalogEntry], Path]:
    """Return the documents that a name means, an id or a path of a file or folder, and the path."""
    path = resolved(name)
    if not (name and is_text(name) and is_text(str(path))):
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
    for item in find_articles(intake, _folder(root)):
        if isinstance(item, SkippedLink):
            intake.skip(item.source, item.reason)
        elif isinstance(item, RefusedFile):
            intake.refuse(item.source, item.reason)
            ids.add(item.source.rsplit(":", 1)[0] if ".jsonl:" in item.source else item.source)
        elif item.document.id in ids:
            intake.refuse(f"{item.document.source} ({item.document.id})", "the id occurs twice")
        elif again or not (item.document.id in removed or is_taken(intake, item.document)):
            ids.add(item.document.id)
            if again:
                intake.catalog.forget_removed(item.document.id)
            intake.add(item.document, root, note=item.note, original=item.original)
    return ids
