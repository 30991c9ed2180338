"""What Tab offers in a chat: commands, modes and the names of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.dot_commands import COMMANDS, MODES
from bot.rendering.text import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from retrieval.index.rows import CatalogEntry

_MOST = 50
_ENOUGH = 2  # letters of a name in a question, before names are offered


def completions(
    before: str, entries: Callable[[], Sequence[CatalogEntry]]
) -> Iterator[tuple[str, int, str]]:
    """Yield words for what stands before the cursor.

    Each with how many characters it takes the place of, and what it is.
    """
    command, space, argument = before.partition(" ")
    if before.startswith(".") and not space:
        for each in COMMANDS:
            if each.name.startswith(command):
                yield each.name, len(command), each.does
    elif command == ".mode":
        yield from ((mode, len(argument), "") for mode in MODES if mode.startswith(argument))
    elif command == ".about":
        yield from _names(argument, entries())
    elif not before.startswith("."):
        word = before.split()[-1] if before and not before[-1].isspace() else ""
        if len(word) >= _ENOUGH:
            yield from _names(word, entries())


def _names(begun: str, entries: Sequence[CatalogEntry]) -> Iterator[tuple[str, int, str]]:
    fitting = [entry for entry in entries if entry.id.casefold().startswith(begun.casefold())]
    for entry in fitting[:_MOST]:
        yield entry.id, len(begun), shortened(entry.title, 60)
