"""What is shown in a terminal: coloured and linked when it is one, plain text when it is not."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from bot.rendering.text import (
    LEAD,
    answer_lines,
    explain_answer,
    marked_statement,
    one_line,
    plain,
    shortened,
    source_rows,
    strip_control_characters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

    from bot.answers import Answer, Statement

WIDEST = 100  # longer lines are hard to read
_NARROWEST = 28  # of a title beside its document; below that it stands on a line of its own
_TITLE = 70
_STYLES = {"note": "yellow", "context": "dim italic", "nearest": "dim"}
_MARKS = re.compile(r" ((?:\[\d+\])+)$")
_GLUE = "\0"  # stands between the last word and its marks while a line is broken


def show(answer: Answer) -> None:
    """Print an answer to standard output."""
    Screen(plain=not sys.stdout.isatty()).show(answer)


def explain(answer: Answer, *, to_stderr: bool) -> None:
    """Print how an answer was found."""
    click.echo(f"\n{explain_answer(answer)}", err=to_stderr)


class Screen:
    """Standard output, in lines as wide as it is; `plain` when no person looks at it."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain

    @property
    def width(self) -> int:
        """Return the columns that a line may have."""
        return 1_000 if self.plain else min(WIDEST, shutil.get_terminal_size().columns)

    def show(self, answer: Answer) -> None:
        """Print an answer."""
        if self.plain:
            click.echo(plain(answer))
            return
        for kind, words in answer_lines(answer):
            self.line(kind, words)
        self.sources(answer)

    def line(self, kind: str, words: str) -> None:
        """Print one line of the body of an answer; the kinds are those of `answer_lines`."""
        from rich.text import Text

        if kind != "statement":
            style, lead = _STYLES[kind], LEAD.get(kind, "")
            self._indented(
                Text(lead, style), Text(strip_control_characters(words), style), len(lead)
            )
            return
        text = Text(_MARKS.sub(rf"{_GLUE}\1", strip_control_characters(words)))
        text.highlight_regex(r"(\[\d+\])+$", "bold cyan")
        for line in text.wrap(self._console, self.width):
            line.plain = line.plain.replace(_GLUE, " ")
            line.rstrip()
            self._print(line)

    def statement(self, statement: Statement) -> None:
        """Print a statement with its marks."""
        self.line("statement", marked_statement(statement))

    def sources(self, answer: Answer) -> None:
        """Print where the quotes of an answer stand, below an empty line."""
        if not answer.citations:
            return
        self.parts()
        links = _links(answer)
        self.rows(
            [(f"[{number}]", title, f"{one_line(document)} {place}", links[document])
             for number, title, document, place in source_rows(answer)]
        )  # fmt: skip

    def rows(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        """Print marks, titles and places (with a link or "") in columns.

        Where they do not fit beside each other, each place is below its title. A title that is
        only the name of the document is left out.
        """
        from rich.cells import cell_len
        from rich.text import Text

        lines = [
            (mark, "" if place.startswith(title) else shortened(title, _TITLE), place, link)
            for mark, title, place, link in rows
        ]
        indent = 1 + max(cell_len(mark) for mark, *_ in lines)
        room = (
            self.width
            - indent
            - 2
            - max(cell_len(strip_control_characters(place)) for _, _, place, _ in lines)
        )
        longest = max(cell_len(strip_control_characters(title)) for _, title, _, _ in lines)
        beside, wide = room >= min(_NARROWEST, longest), min(room, longest)
        for mark, title, place, link in lines:
            head = Text(f"{mark:<{indent}}", style="bold cyan")
            name = Text(strip_control_characters(title))
            where = Text(strip_control_characters(place), style=_linked(link))
            if beside:
                name.truncate(wide, overflow="ellipsis", pad=True)
                self._print(Text.assemble(head, name, "  ", where))
            else:
                for below in filter(None, (name, where)):
                    self._indented(head, below, indent)
                    head = Text(" " * indent)

    def parts(self, *parts: tuple[str, str]) -> None:
        """Print words, each with its style ("", "bold", "dim", …), one after the other."""
        from rich.text import Text

        self._print(
            Text.assemble(*((strip_control_characters(words), style) for words, style in parts))
        )

    def hang(self, head: str, words: str, style: str) -> None:
        """Print words whose further lines stand below the first, beside a head."""
        from rich.cells import cell_len
        from rich.text import Text

        text = Text(strip_control_characters(words), style)
        self._indented(
            Text(strip_control_characters(head), style),
            text,
            cell_len(strip_control_characters(head)),
        )

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Print names and what they are, in two columns."""
        from rich.cells import cell_len
        from rich.text import Text

        rows = list(pairs)
        indent = min(
            self.width // 2, 2 + max(cell_len(strip_control_characters(name)) for name, _ in rows)
        )
        for name, what in rows:
            head = Text(f"{strip_control_characters(name):<{indent}}", style="cyan")
            self._indented(head, Text(strip_control_characters(what)), indent)

    def error(self, message: str, hint: str) -> None:
        """Print what is wrong and what to do; to standard error where nobody looks."""
        if self.plain:
            click.echo(f"error: {message}", err=True)
            if hint:
                click.echo(f"hint: {hint}", err=True)
            return
        self.parts(("error: ", "bold red"), (message, ""))
        if hint:
            self.parts(("hint: ", "bold"), (hint, "dim"))

    def status(self) -> Status | None:
        """Return a line that tells what is being done and then vanishes; None where none can."""
        if self.plain or self._console.is_dumb_terminal:
            return None
        return self._console.status("", spinner_style="cyan")

    def say(self, status: Status, words: str) -> None:
        """Show a text in a status line, on one line."""
        from rich.text import Text

        status.update(Text(shortened(strip_control_characters(words), self.width - 4), style="dim"))

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        return Console(highlight=False)

    def _print(self, text: Text) -> None:
        if self.plain:
            click.echo(text.plain)
        else:
            self._console.print(text, width=self.width)

    def _indented(self, head: Text, text: Text, indent: int) -> None:
        """Print a text beside a head, its further lines below each other."""
        from rich.text import Text

        if self.plain or self.width <= indent + 8:
            self._print(Text.assemble(head, text))
            return
        for line in text.wrap(self._console, self.width - indent):
            line.rstrip()
            self._print(Text.assemble(head, line))
            head = Text(" " * indent)


def status_context(status: Status | None) -> AbstractContextManager[object]:
    """Return a context in which a status line is shown, if there is one."""
    return status or nullcontext()


def _links(answer: Answer) -> dict[str, str]:
    """Return the link of each document that is cited: to its file if it is here, or its URL."""
    files = {hit.document.id: hit.document.source for hit in answer.hits if hit.document.source}
    links = {}
    for citation in answer.citations:
        document = citation.quote.document_id
        path = Path(files.get(document, ""))
        links[document] = path.as_uri() if path.is_absolute() and path.exists() else citation.url
    return links


def _linked(link: str) -> str:
    """Return the style of a place; what could be more than a link is none."""
    safe = link.isascii() and link.isprintable() and " " not in link
    return f"dim link {link}" if safe and urlsplit(link).scheme in _SCHEMES else "dim"


_SCHEMES = ("http", "https", "file")
