"""Changes of the corpus for admins in a chat; the files that they send are in HOME/telegram."""

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.app import App
from bot.corpus import open_writer
from retrieval.index.home_folder import Home
from retrieval.index.private_files import make_folder, write_whole
from retrieval.ingest.intake import Change, Outcome
from retrieval.ingest.update import add, remove, sync
from retrieval.ingest.writer import Writer
from retrieval.passages import digest

_NICENESS = 10

log = logging.getLogger(__name__)


def indexing_executor() -> ThreadPoolExecutor:
    """Return one thread that yields the processor to those that answer, where the system can."""
    return ThreadPoolExecutor(1, "indexing", initializer=_lower_priority)


class CorpusWriter:
    """Changes the corpus; every method waits for other writers, so it belongs into a thread."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._folder = app.home.path / "telegram"

    def add(self, name: str, content: bytes) -> list[Outcome]:
        """Store a file and add it; a file that is refused is deleted."""
        path = self._folder / safe_name(name)
        with self._writer() as opened:
            make_folder(self._folder, shared=self._app.home.shared)
            before = path.read_bytes() if path.exists() else None
            write_whole(path, content)
            outcomes = add(opened, [str(path)])
        if outcomes and all(outcome.change is Change.REFUSED for outcome in outcomes):
            path.unlink()
            if before is not None:
                write_whole(path, before)
        return outcomes

    def add_page(self, address: str) -> list[Outcome]:
        """Fetch a web page and add it."""
        with self._writer() as opened:
            return add(opened, [address])

    def remove(self, name: str) -> list[Outcome]:
        """Remove an article, and its file if it was sent in a chat."""
        with self._writer() as opened:
            entry = opened.catalog.entry(name)
            outcomes = remove(opened, [name])
        source = Path(entry.source) if entry else self._folder
        if source.parent == self._folder.resolve() and source.suffix != ".jsonl":
            source.unlink(missing_ok=True)
        return outcomes

    def sync(self) -> list[Outcome]:
        """Make the index equal to the folders that were added."""
        with self._writer() as opened:
            return sync(opened)

    @contextmanager
    def _writer(self) -> Iterator[Writer]:
        """Open a writer with a catalog of its own: who asks would wait for that of the app."""
        own = self._app.home
        own.check()
        home = Home(own.path, shared=own.shared, originals_mb=own.originals_mb)
        try:
            with open_writer(replace(self._app, home=home), on_wait=log.info) as opened:
                yield opened
        finally:
            if "catalog" in vars(home):
                home.catalog.close()


def _lower_priority() -> None:
    """Lower the priority of this thread; only Linux has one for a thread alone."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def safe_name(name: str) -> str:
    """Return a file name that stays in its folder, is readable, and fits a file system."""
    stem, dot, suffix = Path(name.replace("\\", "/")).name.rpartition(".")
    plain = re.sub(r"[^\w.-]+", "-", stem, flags=re.UNICODE).strip("-.")[:100]
    short = plain.encode()[:180].decode("utf-8", "ignore")  # file systems count bytes
    return f"{short or f'article-{digest(name)[:6]}'}{dot}{suffix.lower()}"
