"""What reaches a terminal: every word that a command prints goes through here.

Articles, file names, servers and models are untrusted. What a terminal would act on is shown as �
whoever wrote it; styles are ours, and are named beside the words.
"""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ISOLATE = re.compile("[\u2068\u2069\n]")
_NARROWEST = 10  # columns of a title that is cut


def write(words: str, *, to_stderr: bool = False, end: str = "\n") -> None:
    """Write words to standard output or standard error, without what could steer a terminal."""
    click.echo(strip_control_characters(words) + end, err=to_stderr, nl=False)


def write_parts(*parts: tuple[str, bool]) -> None:
    """Write words, each marked or not, one after the other; a mark is shown in a terminal only."""
    shown = ""
    for words, marked in parts:
        safe = strip_control_characters(words)
        shown += click.style(safe, bold=True, reverse=True) if marked else safe
    click.echo(shown)


def write_row(head: str, words: str, tail: str = "") -> None:
    """Write a row whose middle, in a terminal, is cut so that the row fits on one line."""
    head, words, tail = map(strip_control_characters, (head, words, tail))
    if sys.stdout.isatty():
        from rich.cells import cell_len

        middle = styled(words)
        room = shutil.get_terminal_size().columns - cell_len(head) - cell_len(tail)
        middle.truncate(max(room, _NARROWEST), overflow="ellipsis")
        words = middle.plain
    write(f"{head}{words}{tail}")


def safe_console(*, to_stderr: bool = False) -> Console:
    """Return rich's console for styled lines and what moves; it strips every text it renders."""
    from rich import console
    from rich.text import Text

    class SafeConsole(console.Console):
        """A console that renders no text with what could steer a terminal."""

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            """Render a text without it; all other things consist of texts."""
            if isinstance(renderable, str):
                renderable = strip_control_characters(renderable)
            elif isinstance(renderable, Text):
                renderable = renderable.copy()
                renderable.plain = strip_control_characters(renderable.plain)
            return super().render(renderable, options)

    return SafeConsole(stderr=to_stderr, highlight=False)


def styled(words: str, style: str = "") -> Text:
    """Return words for the console in a style of ours, without what could steer a terminal."""
    from rich.text import Text

    return Text(strip_control_characters(words), style)


def strip_control_characters(text: str) -> str:
    """Return a text that cannot steer a terminal: control characters and overrides are shown as �.

    Isolates stay where they are closed on their line: they steer nothing outside of them.
    """
    isolates = _isolates(text)
    return _STEERING.sub(lambda sign: sign[0] if sign.start() in isolates else "�", text)


def one_line(text: str) -> str:
    """Return a text on one line, without what could steer a terminal."""
    return " ".join(strip_control_characters(text).split())


def _isolates(text: str) -> set[int]:
    """Return where the isolates of a text that are closed on their line begin and end.

    Arabic sentences put values into them.
    """
    closed: set[int] = set()
    opening: list[int] = []
    for sign in _ISOLATE.finditer(text):
        if sign[0] == "\n":
            opening.clear()
        elif sign[0] == "\u2068":
            opening.append(sign.start())
        elif opening:
            closed |= {opening.pop(), sign.start()}
    return closed
