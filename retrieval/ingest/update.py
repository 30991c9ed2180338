"""Add the articles of files, folders and addresses, remove them, and follow their changes."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.formats.decode import check_encoding
from retrieval.formats.recognize import SUFFIXES
from retrieval.index.home_folder import SEEDS, Home, seeds_folder
from retrieval.index.lock import adding, is_adding
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.intake import Intake, Outcome
from retrieval.ingest.paths import exists, is_text, resolved
from retrieval.ingest.piped import ROOT as PIPED
from retrieval.ingest.progress import SILENT, Progress
from retrieval.ingest.take_articles import ArticleTaker, folder_of
from retrieval.ingest.walk import walk
from retrieval.ingest.writer import Writer
from retrieval.web.addresses import AddressError, checked_address, is_address, page_id


def add(
    writer: Writer,
    paths: Sequence[str],
    *,
    encoding: str | None = "",
    progress: Progress = SILENT,
) -> list[Outcome]:
    """Add files, folders and addresses; one that cannot be added is reported, the others go on.

    All are read in an `encoding` if one is named, now and whenever they are read again; None reads
    each as it was added before. Raises ExpectedError for an encoding that does not exist.
    """
    intake = Intake(writer, progress)
    known_encoding = check_encoding(encoding) if encoding else encoding
    roots = [root for path in paths if (root := _root(path, intake))]
    with adding(writer.home.path):
        try:
            for root in roots:
                writer.catalog.set_root(root, finished=False)
                if known_encoding is not None:
                    writer.catalog.set_encoding(root, known_encoding)
            with _reporting(progress, roots):
                taker = ArticleTaker(intake)
                for root in roots:
                    taker.take(root, again=True)
                intake.flush()
        except KeyboardInterrupt:
            # Nobody who interrupts an add wants its rest later, but an empty home needs its seeds.
            for root in roots:
                if root != SEEDS:
                    writer.catalog.finish_root(root)
            raise
        for root in roots:
            if is_address(root) and not writer.catalog.entries("root = ?", root):
                writer.catalog.drop_root(root)
            else:
                writer.catalog.finish_root(root)
    return intake.outcomes


def sync(writer: Writer, *, progress: Progress = SILENT) -> list[Outcome]:
    """Add, replace and remove articles so that they are those of the roots now.

    Articles that a person removed stay out. A missing folder or page is refused, and its articles
    stay. What is being added is left to its add.
    """
    intake = Intake(writer, progress)
    taker = ArticleTaker(intake)
    finished = [root for root, is_finished in writer.catalog.roots().items() if is_finished]
    roots = [root for root in finished if not root.startswith(PIPED)]
    present = [root for root in roots if is_address(root) or exists(folder_of(root))]
    with _reporting(progress, present):
        for root in roots:
            if root not in present and not _vanished(writer, root, present):
                intake.refuse(root, "it is missing; its articles are kept until you remove them")
                continue
            ids = taker.take(root, again=False) if root in present else set()
            intake.flush()
            entries = writer.catalog.entries("root = ?", root)
            gone = [e for e in entries if e.id not in ids and e.source not in ids]
            if gone:
                intake.remove(gone)
            if root in present:
                writer.catalog.finish_root(root)
            else:
                writer.catalog.drop_root(root)
    return intake.outcomes


def resume(writer: Writer, *, progress: Progress = SILENT) -> list[Outcome]:
    """Finish every add that was interrupted; one whose folder has gone counts as finished."""
    roots = cut_short_roots(writer.home)
    outcomes = add(writer, roots, encoding=None, progress=progress) if roots else []
    for root in roots:
        writer.catalog.finish_root(root)
    return outcomes


def cut_short_roots(home: Home) -> list[str]:
    """Return what was being added when an add was interrupted; none while another is at work."""
    roots = [root for root, finished in home.catalog.roots().items() if not finished]
    return [] if roots and is_adding(home.path) else roots


def remove(writer: Writer, names: Sequence[str]) -> list[Outcome]:
    """Remove documents by id or path; the path of a folder means all in it."""
    intake = Intake(writer, SILENT)
    to_remove: dict[str, CatalogEntry] = {}
    named_roots: set[str] = set()
    for name in names:
        entries, path = _entries_of(writer, name)
        roots = [root for root in writer.catalog.roots() if folder_of(root).is_relative_to(path)]
        if not (entries or roots):
            intake.refuse(name, "there is no such article (`majlis list` shows them)")
        to_remove |= {entry.id: entry for entry in entries}
        named_roots |= {*roots, *(entry.root for entry in entries if _is_single(entry.root))}
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
    folders = [folder_of(root) for root in roots if not is_address(root)]
    for file in (file for folder in folders for file in walk(folder).files):
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
    if is_address(path):
        try:
            return checked_address(path)
        except AddressError as error:
            intake.refuse(path, str(error))
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


def _is_single(root: str) -> bool:
    """Return whether a root is one article, and no file or folder."""
    return is_address(root) or root.startswith(PIPED)


def _vanished(writer: Writer, root: str, present: Sequence[str]) -> bool:
    """Return whether a root that is one file was deleted, rather than its whole folder lost."""
    path = Path(root)
    if any(entry.source != root for entry in writer.catalog.entries("root = ?", root)):
        return False
    return exists(path.parent) or any(path.is_relative_to(folder_of(each)) for each in present)


def _entries_of(writer: Writer, name: str) -> tuple[list[CatalogEntry], Path]:
    """Return the documents that a name means, an id or a path of a file or folder, and the path."""
    if is_address(name):
        return _entries_of_page(writer, name), Path(os.devnull)
    path = resolved(name)
    if not (name and is_text(name) and is_text(str(path))):
        return [], path / "\0"
    if entry := writer.catalog.entry(name):
        return [entry], Path(entry.source)
    below = str(path).rstrip(os.sep) + os.sep
    where = "source = ? OR substr(source, 1, ?) = ?"
    return writer.catalog.entries(where, str(path), len(below), below), path


def _entries_of_page(writer: Writer, name: str) -> list[CatalogEntry]:
    """Return the documents that were added from an address, or are the page there."""
    try:
        address, page = checked_address(name), page_id(name)
    except AddressError:
        address = page = name
    where = "root = ? OR source = ? OR id = ? OR id = ?"
    return writer.catalog.entries(where, address, address, page, name)
