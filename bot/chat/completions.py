"""What the Tab key completes in a chat: commands, modes and the names of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.dot_commands import COMMANDS, MODES
from bot.rendering.text import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from retrieval.index.rows import CatalogEntry

_MAX_NAMES = 50
_MIN_LETTERS = 2  # of a word in a question, before names of articles are offered for it


def completions(
    before: str, entries: Callable[[], Sequence[CatalogEntry]]
) -> Iterator[tuple[str, int, str]]:
    """Yield completions of the text before the cursor.

    Each is a text, how many characters before the cursor it replaces, and a description.
    """
    command, space, argument = before.partition(" ")
    if before.startswith(".") and not space:
        for each in COMMANDS:
            if each.name.startswith(command):
                yield each.name, len(command), each.description
    elif command == ".mode":
        yield from ((mode, len(argument), "") for mode in MODES if mode.startswith(argument))
    elif command == ".about":
        yield from _names(argument, entries())
    elif not before.startswith("."):
        word = before.split()[-1] if before and not before[-1].isspace() else ""
        if len(word) >= _MIN_LETTERS:
            yield from _names(word, entries())


def _names(beginning: str, entries: Sequence[CatalogEntry]) -> Iterator[tuple[str, int, str]]:
    fitting = [entry for entry in entries if entry.id.casefold().startswith(beginning.casefold())]
    for entry in fitting[:_MAX_NAMES]:
        yield entry.id, len(beginning), shortened(entry.title, 60)
