"""An answer in a terminal: coloured and linked when it is one, plain text when it is not."""

import sys
from pathlib import Path

import click

from bot.answers import Answer
from bot.render import LEAD, body, explained, harmless, plain, shortened, sources

_STYLES = {"note": "yellow", "context": "dim italic", "nearest": "dim", "statement": ""}


def show(answer: Answer) -> None:
    """Print an answer to standard output."""
    if not sys.stdout.isatty():
        click.echo(plain(answer))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    for kind, words in body(answer):
        text = Text(harmless(f"{LEAD.get(kind, '')}{words}"), style=_STYLES[kind])
        text.highlight_regex(r"\[\d+\]$", "bold cyan")
        console.print(text)
    if answer.citations:
        console.print()
    paths = {c.quote.document_id: c for c in answer.citations}
    for number, title, document, place in sources(answer):
        link = _link(answer, document) or paths[document].url
        row = Text.assemble(
            (f"[{number}] ", "bold cyan"), (harmless(shortened(title, 70)), "bold"), "  ",
            (harmless(document), f"link {link}" if link else ""), (f" {place}", "dim"),
        )  # fmt: skip
        console.print(row)


def explain(answer: Answer, *, to_stderr: bool) -> None:
    """Print how an answer was found."""
    click.echo(f"\n{explained(answer)}", err=to_stderr)


def _link(answer: Answer, document: str) -> str:
    """Give a link to the file of a document, if it has one here."""
    for hit in answer.hits:
        if hit.document.id == document and hit.document.source:
            path = Path(hit.document.source)
            return path.as_uri() if path.exists() else ""
    return ""
