"""The commands about the corpus: what they print, and the seeds of an empty home."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from bot.app import App
from bot.cli.batches import line
from bot.rendering.text import strip_control_characters
from retrieval.errors import ExpectedError
from retrieval.index.catalog import Catalog
from retrieval.index.home import SEEDS
from retrieval.ingest.intake import Change, Outcome
from retrieval.ingest.progress import Progress
from retrieval.ingest.update import add, resume
from retrieval.ingest.writer import Writer
from retrieval.passages import Document

_SURROUNDINGS = 200


@contextmanager
def writer(app: App, *, wait: bool, on_wait: Callable[[str], None]) -> Iterator[Writer]:
    """Open the writer of a home; an add that was cut short is finished first."""
    with Writer(app.home, app.models, wait=wait, on_wait=on_wait) as opened:
        if not all(opened.catalog.roots().values()):
            on_wait("Finishing an add that was cut short …")
            resume(opened)
        yield opened


def prepare(app: App, *, quiet: bool, wait: bool, on_wait: Callable[[str], None]) -> None:
    """Index the seeds in an empty home, and finish what a killed writer left."""
    if not _untouched(app.home.catalog):
        finish(app, quiet=quiet, wait=wait, on_wait=on_wait)
        return
    with Writer(app.home, app.models, wait=wait, on_wait=on_wait) as opened:
        if _untouched(opened.catalog):
            note("Indexing the articles that come with majlis …", quiet=quiet)
            add(opened, [SEEDS], progress=progress(quiet))


def finish(app: App, *, quiet: bool, wait: bool, on_wait: Callable[[str], None]) -> None:
    """Finish what a killed writer left.

    Waits for a writer at work only when there is nothing to search yet; what stands in the way of
    writing is no reason not to read.
    """
    catalog = app.home.catalog
    if all(catalog.roots().values()) and not catalog.cut_short:
        return
    wait = wait and not catalog.count_passages()
    with (
        suppress(ExpectedError),
        Writer(app.home, app.models, wait=wait, on_wait=on_wait) as opened,
    ):
        resume(opened, progress=progress(quiet))


def _untouched(catalog: Catalog) -> bool:
    return not (catalog.generation or catalog.roots())


def progress(quiet: bool, doing: str = "indexing") -> Progress:
    """Give a bar in a terminal, and silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        return Progress()
    from bot.cli.progress_bar import Bar

    return Bar(doing)


def note(words: str, *, quiet: bool) -> None:
    """Say something beside the answer."""
    if not quiet:
        click.echo(words, err=True)


def report(outcomes: list[Outcome], *, as_json: bool, quiet: bool) -> int:
    """Say what became of each article; gives 1 if any was refused."""
    counts = Counter(outcome.change for outcome in outcomes)
    if as_json:
        rows = [{"name": o.name, "change": o.change, "why": o.why} for o in outcomes]
        click.echo(line({"outcomes": rows, "counts": dict(counts)}))
    for outcome in outcomes:
        if outcome.change is Change.REFUSED:
            click.echo(f"refused: {outcome.name}: {outcome.why}", err=True)
        elif not (as_json or quiet or outcome.change is Change.UNCHANGED):
            why = f" ({outcome.why})" if outcome.why else ""
            click.echo(f"{outcome.change}: {outcome.name}{why}", err=True)
    said = ", ".join(f"{counts[change]:,} {change}" for change in Change if counts[change])
    note(f"{said or 'nothing to do'}.", quiet=quiet)
    return 1 if counts[Change.REFUSED] else 0


def list_articles(catalog: Catalog, *, as_json: bool) -> int:
    """List the articles."""
    entries = catalog.entries()
    first: dict[str, str] = {}
    for entry in entries:
        first.setdefault(entry.reprint_group or entry.id, entry.id)
    for entry in entries:
        reprinted = first[entry.reprint_group or entry.id]
        reprinted = "" if reprinted == entry.id else reprinted
        if as_json:
            fields = {
                "document": entry.id, "title": entry.title, "published": entry.published,
                "language": entry.language, "characters": entry.characters,
                "passages": entry.passages, "state": entry.state, "source": entry.source,
                "reprints": reprinted,
            }  # fmt: skip
            click.echo(line(fields))
            continue
        date = f" ({entry.published})" if entry.published else ""
        state = "" if entry.state == "indexed" else f" [{entry.state}]"
        like = f" [nearly the same as {reprinted}]" if reprinted else ""
        click.echo(f"{entry.id}  {' '.join(entry.title.split())}{date}{state}{like}")
    return 0


def show(catalog: Catalog, name: str, *, marks: bool, as_json: bool) -> int:
    """Print an article, its marked spans, or one span with its surroundings."""
    document, start, end = _named(catalog, name)
    if marks:
        for span, rule in catalog.marks(document.id):
            words = span.of(document.text)
            fields = {"start": span.start, "end": span.end, "rule": rule, "text": words}
            click.echo(line(fields) if as_json else f"{span.start}-{span.end} {rule}: {words!r}")
    elif as_json:
        fields = {"document": document.id, "title": document.title, "start": start, "end": end}
        click.echo(line(fields | {"text": document.text[start:end]}))
    elif (start, end) == (0, len(document.text)):
        click.echo(strip_control_characters(document.text))
    else:
        click.echo(_surrounded(document, start, end))
    return 0


def findings(problems: list[str], *, as_json: bool) -> int:
    """Print what is wrong; gives 1 if anything is."""
    if as_json:
        click.echo(line({"healthy": not problems, "problems": problems}))
    else:
        click.echo("\n".join(problems) or "All is well: catalog, Chroma and keyword index agree.")
    if problems:
        raise ExpectedError(
            "The index is not whole.", hint="Nothing is lost: run `majlis rebuild`."
        )
    return 0


def _named(catalog: Catalog, name: str) -> tuple[Document, int, int]:
    """Give the document and the span that DOC or DOC:START-END names."""
    if document := catalog.document(name):
        return document, 0, len(document.text)
    match = re.fullmatch(r"(.+):(\d{1,12})-(\d{1,12})", name, re.DOTALL)
    document = catalog.document(match[1]) if match else None
    if not match or document is None:
        raise ExpectedError(
            f"There is no article {match[1] if match else name!r}.",
            hint="`majlis list` shows the articles.",
        )
    start, end = int(match[2]), int(match[3])
    if not start < end <= len(document.text):
        raise ExpectedError(
            f"{document.id!r} has no span {start}-{end}; it has {len(document.text):,} characters.",
            hint="Name a span as START-END, counted in characters from 0.",
        )
    return document, start, end


def _surrounded(document: Document, start: int, end: int) -> str:
    text = document.text
    first, last = max(0, start - _SURROUNDINGS), min(len(text), end + _SURROUNDINGS)
    before, after = (
        strip_control_characters(text[first:start]),
        strip_control_characters(text[end:last]),
    )
    marked = click.style(strip_control_characters(text[start:end]), bold=True, reverse=True)
    head = f"{document.title}\n{document.id} {start}-{end}\n\n"
    return f"{head}{'…' if first else ''}{before}{marked}{after}{'…' if last < len(text) else ''}"
