"""The corpus of a home: open it for writing, and make sure that there is something to ask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bot.app import App
from retrieval.errors import ExpectedError
from retrieval.index.catalog import Catalog
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.progress import Progress
from retrieval.ingest.reading_options import ReadingOptions
from retrieval.ingest.update import add, cut_short_roots, resume
from retrieval.ingest.writer import Writer


def _ignore(_: str) -> None:
    """Do nothing with a note."""


@contextmanager
def open_writer(
    app: App, *, wait: bool = True, on_wait: Callable[[str], None] = _ignore
) -> Iterator[Writer]:
    """Open the writer of a home; an `add` that was cut short is finished first.

    `on_wait` is called with a sentence for the person whenever there is something to wait for.
    """
    with _writer(app, wait=wait, on_wait=on_wait) as writer:
        if cut_short_roots(writer.home):
            on_wait("Finishing an add that was cut short …")
            resume(writer)
        yield writer


def prepare(
    app: App,
    *,
    wait: bool = True,
    on_wait: Callable[[str], None] = _ignore,
    progress: Progress | None = None,
) -> None:
    """Index the seeds in an empty home; in another, finish what a killed writer left."""
    if not _is_untouched(app.home.catalog):
        finish(app, wait=wait, on_wait=on_wait, progress=progress)
        return
    with _writer(app, wait=wait, on_wait=on_wait) as writer:
        if _is_untouched(writer.catalog):
            on_wait("Indexing the articles that come with majlis …")
            add(writer, [SEEDS], progress=progress or Progress())


def finish(
    app: App,
    *,
    wait: bool = True,
    on_wait: Callable[[str], None] = _ignore,
    progress: Progress | None = None,
) -> None:
    """Finish what a killed writer or an older majlis left.

    Wait for another writer only while there is nothing to search yet. A home that cannot be
    written to can still be read, so its errors are ignored here.
    """
    catalog = app.home.catalog
    if not (cut_short_roots(app.home) or catalog.cut_short or catalog.terms_outdated):
        return
    if catalog.terms_outdated:
        on_wait("Making the keyword index anew for this version of majlis …")
    wait = wait and not catalog.count_passages()
    with (
        suppress(ExpectedError),
        _writer(app, wait=wait, on_wait=on_wait) as writer,
    ):
        resume(writer, progress=progress or Progress())


def _writer(app: App, *, wait: bool, on_wait: Callable[[str], None]) -> Writer:
    reading = ReadingOptions(app.settings.ocr, app.settings.fetch_private == "on")
    return Writer(app.home, app.models, reading=reading, wait=wait, on_wait=on_wait)


def _is_untouched(catalog: Catalog) -> bool:
    return not (catalog.generation or catalog.roots())
