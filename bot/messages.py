"""An answer as chat messages: plain text, and which stretches of it are styled.

Offsets and lengths are UTF-16 units, as chats count them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.answers import Answer
from bot.render import body, shortened, sources

_LEADS = {"nearest": "- ", "context": "… "}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line and what they are: a kind of `body`, or "mark", "link", "document"."""

    text: str
    kind: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """A stretch of a message and the kind of its words."""

    kind: str
    offset: int
    length: int
    url: str = ""


Line = list[Piece]


def lines(answer: Answer) -> Iterator[Line]:
    """Yield the lines of an answer, the same as `render.plain` gives without its columns."""
    for kind, text in body(answer):
        marks = re.search(r"(?:\[\d+\])+$", text) if kind == "statement" else None
        end = marks.start() if marks else len(text)
        yield [Piece(_LEADS.get(kind, "") + text[:end], kind), Piece(text[end:], "mark")]
    if answer.citations:
        yield []
    urls = {citation.number: citation.url for citation in answer.citations}
    for number, title, document, place in sources(answer):
        yield [
            Piece(f"[{number}]", "mark"), Piece(" "),
            _linked(shortened(title, 70), urls[number]), Piece("  "),
            Piece(document, "document"), Piece(f" {place}"),
        ]  # fmt: skip


def messages(lines: Iterable[Line], *, limit: int) -> Iterator[tuple[str, list[Styled]]]:
    """Join lines to messages of at most `limit` units; only a line that is longer is cut."""
    message: Line = []
    for line in lines:
        for part in _cut(line, limit):
            if message and _units([*message, Piece("\n"), *part]) > limit:
                yield from _written(message)
                message = []
            message = [*message, Piece("\n"), *part] if message else part
    yield from _written(message)


def harmless(text: str) -> str:
    """Leave out what a stranger need not know: paths and addresses, which stand in quotes."""
    return re.sub(r"(['\"])(?:(?!\1).)*[/\\](?:(?!\1).)*\1", "…", text)


def _cut(line: Line, limit: int) -> Iterator[Line]:
    """Cut a line that is longer than a message, behind a space where there is one."""
    part: Line = []
    for piece in line:
        rest = piece.text
        while _units([*part, Piece(rest)]) > limit:
            head = _fitting(rest, limit - _units(part))
            head = head[: max(head.rfind(" "), head.rfind("\n")) + 1] or ("" if part else head)
            yield [*part, replace(piece, text=head)]
            part, rest = [], rest[len(head) :]
        part.append(replace(piece, text=rest))
    yield part


def _fitting(text: str, units: int) -> str:
    """Give as much of a text as so many units hold; no surrogate pair is torn."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _written(message: Line) -> Iterator[tuple[str, list[Styled]]]:
    """Yield a message, unless nobody could see it."""
    text = "".join(piece.text for piece in message)
    styled, offset = [], 0
    for piece in message:
        length = _units([piece])
        if length and piece.kind:
            styled.append(Styled(piece.kind, offset, length, piece.url))
        offset += length
    if text.strip():
        yield text, styled


def _units(line: Line) -> int:
    return sum(len(piece.text.encode("utf-16-le")) // 2 for piece in line)


def _linked(text: str, url: str) -> Piece:
    """Link words to an address a chat can take; a wrong one would cost the whole message."""
    parts = urlsplit(url)
    fits = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    return Piece(text, "link", url) if fits else Piece(text)
