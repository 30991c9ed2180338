"""An answer as chat messages: plain text, and which parts of it are styled.

Offsets and lengths are UTF-16 units, as chats count them.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from urllib.parse import urlsplit

from bot.answers import Answer
from bot.output import strip_control_characters
from bot.rendering.text import (
    HasCitations,
    answer_lines,
    shortened,
    source_rows,
)
from retrieval.language.contacts import contact_spans

STRETCHES = 100  # of a message; what is beyond, Telegram drops
_LEADS = {"nearest": "- ", "context": "… "}
_SPANNING = frozenset({"block"})  # kinds that go on over the ends of pieces and lines
_SAFE = frozenset({"own", "code", "document", "link"})  # kinds in which a chat finds no contact


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line and their kind: of `answer_lines`, or "mark", "link", "document", "block".

    Several kinds stand beside each other: "block mark". Words of the kind "own" are the program's:
    the commands in them stay such, while a contact in any other words is shown as code, in which a
    chat makes nothing tappable and which copies as it stands.
    """

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
    """Yield the lines of an answer, as `text.plain` has them but without its columns."""
    return cited_lines(answer_lines(answer), answer)


def cited_lines(lines: Iterable[tuple[str, str]], source: HasCitations) -> Iterator[Line]:
    """Yield lines with the kinds of `answer_lines`, and then the sources that they cite."""
    yield from marked_lines(lines)
    if source.citations:
        yield []
    urls = {citation.number: citation.address for citation in source.citations}
    for number, title, document, place in source_rows(source):
        yield [
            Piece(f"[{number}]", "mark"), Piece(" "),
            with_links(shortened(title, 70), urls[number]), Piece("  "),
            Piece(document, "document"), Piece(f" {place}"),
        ]  # fmt: skip


def marked_lines(lines: Iterable[tuple[str, str]]) -> Iterator[Line]:
    """Yield lines with the kinds of `answer_lines`, their marks apart."""
    for kind, text in lines:
        marks = re.search(r"(?:\[\d+\])+$", text) if kind == "statement" else None
        end = marks.start() if marks else len(text)
        yield [Piece(_LEADS.get(kind, "") + text[:end], kind), Piece(text[end:], "mark")]


def messages(
    lines: Iterable[Line], *, limit: int, most: int = STRETCHES
) -> Iterator[tuple[str, list[Styled]]]:
    """Join lines to messages of at most `limit` units and `most` styled stretches.

    Only a line that is longer is cut. One that holds too many contacts is code as a whole.
    The work grows with the length of the lines, however many there are.
    """
    message: Line = []
    units = stretches = 0
    for part in (part for line in lines for part in _cut(line, limit)):
        styled, between = len(_styled(part)), _between(message, part)
        going_on = len(between.kind.split())
        longer = units + 1 + _units(part)
        if message and (longer > limit or stretches + styled - going_on > most):
            yield from _non_empty(message, most)
            message, units, stretches = [], 0, 0
        if message:
            message.append(between)
            units, stretches = longer, stretches + styled - going_on
        else:
            units, stretches = _units(part), styled
        message += part
    yield from _non_empty(message, most)


def linkable(url: str) -> bool:
    """Return whether a chat can take an address."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return False


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
    """Return as much of a text as so many units hold; no surrogate pair is torn."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _between(before: Line, after: Line) -> Piece:
    """Return the end of a line, styled as what stands on both sides of it is."""
    kinds = set(before[-1].kind.split()) & set(after[0].kind.split()) if before and after else ()
    return Piece("\n", " ".join(kind for kind in kinds if kind in _SPANNING))


def _non_empty(message: Line, most: int) -> Iterator[tuple[str, list[Styled]]]:
    """Yield a message, unless nobody could see it; one with too many stretches is code."""
    words = _text(message)
    text, styled = strip_control_characters(words), _styled(message)
    if text.strip():
        yield text, styled if len(styled) <= most else _styled([Piece(words, "code")])


def _styled(message: Line) -> list[Styled]:
    """Return the styled stretches of a message; what goes on in the next piece is one stretch."""
    styled: list[Styled] = []
    offset = 0
    for piece in _disarmed(message):
        length = _units([piece])
        for kind in piece.kind.split() if length else ():
            if kind == "own":
                continue
            going_on = styled if kind in _SPANNING else ()
            before = next((each for each in going_on if _goes_on(each, kind, piece, offset)), None)
            if before:
                styled.remove(before)
                styled.append(replace(before, length=before.length + length))
            else:
                styled.append(Styled(kind, offset, length, piece.url))
        offset += length
    return sorted(styled, key=lambda each: (each.offset, -each.length))


def _disarmed(message: Line) -> Iterator[Piece]:
    """Yield the pieces of a message, each contact in foreign words as a piece of code."""
    spans = deque(contact_spans(_text(message)))
    begin = 0
    for piece in message:
        end = begin + len(piece.text)
        while spans and spans[0][1] <= begin:
            spans.popleft()
        if not spans or _SAFE & set(piece.kind.split()):
            yield piece
        else:
            yield from _split_at(piece, begin, spans)
        begin = end


def _split_at(piece: Piece, begin: int, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the parts of a piece that begins there; those within the spans are code."""
    done, end = begin, begin + len(piece.text)
    for start, stop in takewhile(lambda span: span[0] < end, spans):
        start, stop = max(start, begin), min(stop, end)
        if start < stop:
            yield replace(piece, text=piece.text[done - begin : start - begin])
            words = piece.text[start - begin : stop - begin]
            yield replace(piece, text=words, kind=f"{piece.kind} code".strip())
            done = stop
    yield replace(piece, text=piece.text[done - begin :])


def _goes_on(stretch: Styled, kind: str, piece: Piece, offset: int) -> bool:
    ends = stretch.offset + stretch.length
    return (stretch.kind, stretch.url, ends) == (kind, piece.url, offset)


def _text(line: Line) -> str:
    return "".join(piece.text for piece in line)


def _units(line: Line) -> int:
    return sum(len(piece.text.encode("utf-16-le")) // 2 for piece in line)


def with_links(text: str, url: str) -> Piece:
    """Return words with a link, if a chat accepts the address: a wrong one costs the message."""
    return Piece(text, "link", url) if linkable(url) else Piece(text)
