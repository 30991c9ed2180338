"""Find the article files of a folder; a link is followed as long as it stays inside of it."""

import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.formats.recognize import SUFFIXES, UNREAD


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A link that was not followed, or a file in a format that is not read, and the reason."""

    source: str
    reason: str


@dataclass(slots=True)
class Walk:
    """What a folder holds: its article files, each once, and what was passed over."""

    files: list[Path] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)


def walk(root: Path) -> Walk:
    """Return the article files below a folder in order, without hidden ones; a file itself.

    A link is followed if it leads to a file or folder inside `root` that is not reached otherwise.
    """
    if root.is_file():
        return Walk([root])
    walker = _Walker(root.resolve())
    walker.enter(root)
    walker.follow_links()
    return Walk(sorted(walker.files), walker.skipped)


class _Walker:
    def __init__(self, base: Path) -> None:
        self.files: list[Path] = []
        self.skipped: list[SkippedFile] = []
        self._base = base
        self._links: deque[Path] = deque()
        self._real_folders: set[Path] = set()

    def enter(self, folder: Path) -> None:
        """Collect the files below a folder, and its links, which are not followed yet."""
        for name, folders, files in os.walk(folder):
            here = Path(name)
            entries = [here / entry for entry in (*folders, *files) if not _is_hidden(entry)]
            self._links += sorted(entry for entry in entries if entry.is_symlink())
            self.files += [entry for entry in entries if _is_article_file(entry)]
            self.skipped += [
                SkippedFile(str(entry), UNREAD[suffix])
                for entry in sorted(here / name for name in files if not _is_hidden(name))
                if (suffix := entry.suffix.lower()) in UNREAD and not entry.is_symlink()
            ]
            self._real_folders.add(here.resolve())
            folders[:] = [entry for entry in folders if self._is_new(here / entry)]

    def _is_new(self, folder: Path) -> bool:
        return (
            not (_is_hidden(folder.name) or folder.is_symlink())
            and folder.resolve() not in self._real_folders
        )

    def follow_links(self) -> None:
        """Follow the links, and those behind them; a file or folder that was seen counts once."""
        real_files = {path.resolve() for path in self.files}
        while self._links:
            link = self._links.popleft()
            target = _target(link)
            if target is None:
                self.skipped.append(SkippedFile(str(link), "it is a link that leads nowhere"))
            elif target.is_relative_to(self._base):
                self._follow(link, target, real_files)
            elif target.is_dir() or _is_article(link):
                reason = "it is a link that leads out of what was added"
                self.skipped.append(SkippedFile(str(link), reason))

    def _follow(self, link: Path, target: Path, real_files: set[Path]) -> None:
        if target.is_dir() and target not in self._real_folders:
            before = len(self.files)
            self.enter(link)
            real_files |= {path.resolve() for path in self.files[before:]}
        elif target.is_file() and _is_article(link) and target not in real_files:
            real_files.add(target)
            self.files.append(link)


def _target(link: Path) -> Path | None:
    """Return where a link leads in the end, None if that is nowhere or may not be looked at."""
    try:
        return link.resolve(strict=True)
    except (OSError, RuntimeError):  # a link that leads to itself
        return None


def _is_hidden(name: str) -> bool:
    """Return whether a file or folder is hidden, as the locks are that Office puts beside files."""
    return name.startswith((".", "~$"))


def _is_article(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _is_article_file(path: Path) -> bool:
    """Return whether a path is an article and no link; without permission to look, assume it is."""
    if not _is_article(path):
        return False
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return True
