"""What the commands about the corpus print."""

import re
from collections import Counter

from bot.cli.stderr_notes import note
from bot.json_text import json_line
from bot.output import one_line, write, write_parts
from retrieval.errors import ExpectedError
from retrieval.index.catalog import Catalog
from retrieval.ingest.intake import Change, Outcome
from retrieval.passages import Document

_SURROUNDINGS = 200  # characters shown before and after a span


def report(outcomes: list[Outcome], *, as_json: bool, quiet: bool) -> int:
    """Return what became of each article; gives 1 if any was refused."""
    counts = Counter(outcome.change for outcome in outcomes)
    if as_json:
        rows = [{"name": o.name, "change": o.change, "why": o.why} for o in outcomes]
        write(json_line({"outcomes": rows, "counts": dict(counts)}))
    for outcome in outcomes:
        if outcome.change is Change.REFUSED:
            write(f"refused: {one_line(outcome.name)}: {one_line(outcome.why)}", to_stderr=True)
        elif not (as_json or quiet or outcome.change is Change.UNCHANGED):
            why = f" ({one_line(outcome.why)})" if outcome.why else ""
            write(f"{outcome.change}: {one_line(outcome.name)}{why}", to_stderr=True)
    summary = ", ".join(f"{counts[change]:,} {change}" for change in Change if counts[change])
    note(f"{summary or 'nothing to do'}.", quiet=quiet)
    return 1 if counts[Change.REFUSED] else 0


def show(catalog: Catalog, name: str, *, marks: bool, as_json: bool) -> int:
    """Print an article, its marked spans, or one span with its surroundings."""
    document, start, end = document_and_span(catalog, name)
    if marks:
        for span, rule in catalog.marks(document.id):
            words = span.of(document.text)
            fields = {"start": span.start, "end": span.end, "rule": rule, "text": words}
            write(json_line(fields) if as_json else f"{span.start}-{span.end} {rule}: {words!r}")
    elif as_json:
        fields = {"document": document.id, "title": document.title, "start": start, "end": end}
        write(json_line(fields | {"text": document.text[start:end]}))
    elif (start, end) == (0, len(document.text)):
        write(document.text)
    else:
        _write_with_surroundings(document, start, end)
    return 0


def print_problems(problems: list[str], remarks: list[str], *, as_json: bool) -> int:
    """Print what is wrong, and remarks; raise ExpectedError if anything is wrong."""
    if as_json:
        fields = {"healthy": not problems, "problems": problems}
        write(json_line(fields | ({"remarks": remarks} if remarks else {})))
    else:
        state = problems or ["All is well: catalog, Chroma and keyword index agree."]
        write("\n".join([*state, *map(one_line, remarks)]))
    if problems:
        raise ExpectedError(
            "The index is not whole.",
            hint="`majlis rebuild` makes the index anew; nothing of it is lost.",
        )
    return 0


def document_and_span(catalog: Catalog, name: str) -> tuple[Document, int, int]:
    """Return the document and the span that DOC or DOC:START-END names; raises ExpectedError."""
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


def _write_with_surroundings(document: Document, start: int, end: int) -> None:
    text = document.text
    first, last = max(0, start - _SURROUNDINGS), min(len(text), end + _SURROUNDINGS)
    write(f"{one_line(document.title)}\n{one_line(document.id)} {start}-{end}\n")
    write_parts(
        (f"{'…' if first else ''}{text[first:start]}", False),
        (text[start:end], True),
        (f"{text[end:last]}{'…' if last < len(text) else ''}", False),
    )
