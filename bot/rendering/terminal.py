"""What is shown in a terminal: coloured and linked when it is one, plain text when it is not."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.output import one_line, safe_console, styled, write
from bot.rendering.text import (
    LEAD,
    answer_lines,
    explain_answer,
    marked_statement,
    plain,
    shortened,
    source_rows,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


def show(answer: Answer) -> None:
    """Print an answer to standard output."""
    Screen(plain=not sys.stdout.isatty()).show(answer)


def explain(answer: Answer, *, to_stderr: bool) -> None:
    """Print how an answer was found."""
    write(f"\n{explain_answer(answer)}", to_stderr=to_stderr)


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
            write(plain(answer))
            return
        for kind, words in answer_lines(answer):
            self.line(kind, words)
        self.sources(answer)

    def line(self, kind: str, words: str) -> None:
        """Print one line of the body of an answer; the kinds are those of `answer_lines`."""
        if kind != "statement":
            style, lead = _STYLES[kind], LEAD.get(kind, "")
            self._indented(styled(lead, style), styled(words, style), len(lead))
            return
        text = styled(words)
        text.plain = _MARKS.sub(rf"{_GLUE}\1", text.plain)
        text.highlight_regex(r"(\[\d+\])+$", "bold cyan")
        for line in self._wrapped(text, self.width):
            line.plain = line.plain.replace(_GLUE, " ")
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
            [(f"[{number}]", title, f"{one_line(document)} {place}", links[number])
             for number, title, document, place in source_rows(answer)]
        )  # fmt: skip

    def rows(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        """Print marks, titles and places (with a link or "") in columns.

        Where they do not fit beside each other, each place is below its title. A title that is
        only the name of the document is left out.
        """
        from rich.text import Text

        lines = [
            (
                styled(mark, "bold cyan"),
                styled("" if place.startswith(title) else shortened(title, _TITLE)),
                styled(place, _linked(link)),
            )
            for mark, title, place, link in rows
        ]
        columns = zip(*lines, strict=True)
        marks, longest, farthest = (max(text.cell_len for text in each) for each in columns)
        indent = marks + 1
        room = self.width - indent - 2 - farthest
        beside, wide = room >= min(_NARROWEST, longest), min(room, longest)
        for head, name, where in lines:
            head.pad_right(indent - head.cell_len)
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

        self._print(Text.assemble(*(styled(words, style) for words, style in parts)))

    def hang(self, head: str, words: str, style: str) -> None:
        """Print words whose further lines stand below the first, beside a head."""
        beside = styled(head, style)
        self._indented(beside, styled(words, style), beside.cell_len)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Print names and what they are, in two columns."""
        rows = [(styled(name, "cyan"), styled(what)) for name, what in pairs]
        indent = min(self.width // 2, 2 + max(name.cell_len for name, _ in rows))
        for name, what in rows:
            name.pad_right(indent - name.cell_len)
            self._indented(name, what, indent)

    def error(self, message: str, hint: str) -> None:
        """Print what is wrong and what to do; to standard error where nobody looks."""
        if self.plain:
            write(f"error: {message}", to_stderr=True)
            if hint:
                write(f"hint: {hint}", to_stderr=True)
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
        status.update(styled(shortened(words, self.width - 4), "dim"))

    @cached_property
    def _console(self) -> Console:
        return safe_console()

    def _print(self, text: Text) -> None:
        if self.plain:
            write(text.plain)
        else:
            self._console.print(text, width=self.width)

    def _indented(self, head: Text, text: Text, indent: int) -> None:
        """Print a text beside a head, its further lines below each other."""
        from rich.text import Text

        if self.plain or self.width <= indent + 8:
            self._print(Text.assemble(head, text))
            return
        for line in self._wrapped(text, self.width - indent):
            self._print(Text.assemble(head, line))
            head = Text(" " * indent)

    def _wrapped(self, text: Text, width: int) -> Iterator[Text]:
        """Yield the lines of a text; an isolate that is broken is closed, and begins again."""
        from rich.text import Text

        opened = 0
        for part in text.wrap(self._console, width):
            part.rstrip()
            line = Text.assemble(_ISOLATE * opened, part)
            opened = max(0, line.plain.count(_ISOLATE) - line.plain.count(_END_OF_ISOLATE))
            yield line.append(_END_OF_ISOLATE * opened)


def status_context(status: Status | None) -> AbstractContextManager[object]:
    """Return a context in which a status line is shown, if there is one."""
    return status or nullcontext()


def _links(answer: Answer) -> dict[int, str]:
    """Return the link of each citation by number: to the file that was added, or its URL."""
    files = {hit.document.id: hit.document.source for hit in answer.hits if hit.document.source}
    links = {}
    for citation in answer.citations:
        document = citation.quote.document_id
        path = Path(files.get(document, ""))
        is_here = path.is_absolute() and path.exists()
        url = path.as_uri() if is_here else web_address(citation.url)
        links[citation.number] = replace(citation, url=url).address
    return links


def _linked(link: str) -> str:
    """Return the style of a place; what could be more than a link is none."""
    safe = link.isascii() and link.isprintable() and " " not in link
    return f"dim link {link}" if link and safe else "dim"
