"""Cut a document into passages and, inside them, sentences, list items and table rows.

Only spans are made; the text is cut once, at the end, by whoever shows it. The only module that
knows langchain-text-splitters, which proposes where a very long line without sentences may be cut.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from retrieval.passages import Document, Passage, Sentence, SentenceKind, Span
from retrieval.text.boilerplate import BoilerplateMark, lines
from retrieval.text.sentences import broken, sentences
from retrieval.text.tables import Table, table_at

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

PASSAGE_CHARACTERS = 600
LONG_SENTENCE = 1_200

_HASHES = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_WIKI = re.compile(r"((?:=\s*)+)([^=\s].*?)\s*(?:=\s*)+")
_ITEM = re.compile(r"(?:[-*•‣◦–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_NO_HEADING = re.compile(r"[.!…:;,،。؛]\W{0,2}$|^[a-zа-яё|]|^\W*$")
_HEADING_CHARACTERS = 120
_HEADING_WORDS = 18
_PLAIN_LEVEL = 7


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a document lie.

    Passages, headings and marks together hold every character that is not white space, none twice.
    """

    headings: tuple[Span, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Units that may share a passage; `start` may lie before the first (a table's header)."""

    start: int
    units: tuple[Sentence, ...]
    headings: tuple[str, ...]


def split(document: Document, marks: list[BoilerplateMark]) -> Layout:
    """Cut a document; marked spans stay outside of every passage."""
    headings: list[Span] = []
    blocks = list(_blocks(document, marks, headings))
    barriers = sorted([span.start for span in headings] + [mark.span.start for mark in marks])
    passages = [
        passage
        for section in _sections(blocks, barriers)
        for passage in _passages(document.id, section)
    ]
    return Layout(tuple(headings), tuple(passages))


def _blocks(
    document: Document, marks: list[BoilerplateMark], headings: list[Span]
) -> Iterator[_Block]:
    """Yield the parts of a document in order; headings are put into `headings` as they come."""
    text = document.text
    rows = [line for line in lines(text) if not _covered(line, marks)]
    path: list[tuple[int, str]] = []
    lead_in: Span | None = None
    position = 0
    while position < len(rows):
        line = rows[position]
        trail = tuple(title for _, title in path)
        position += 1
        if table := table_at(text, rows, position - 1):
            position += sum(table.start < row.start <= table.rows[-1].start for row in rows)
            yield _Block(table.start, _rows(table), trail)
            lead_in = None
        elif heading := _heading(text, line, rows[position:]):
            level, title = heading
            headings.append(line)
            path = [step for step in path if step[0] < level] + [(level, title)]
            lead_in = None
        else:
            pieces = _sentences(document, line, marks)
            item = _ITEM.match(line.of(text))
            if item and pieces:
                yield _Block(line.start, _items(line, pieces, lead_in, text), trail)
                continue
            yield from (_Block(units[0].start, tuple(units), trail) for units in [pieces] if units)
            last = pieces[-1] if pieces else None
            lead_in = Span(last.start, last.end) if last and text[last.end - 1] in ":：" else None


def _covered(line: Span, marks: list[BoilerplateMark]) -> bool:
    return any(mark.span.start <= line.start and line.end <= mark.span.end for mark in marks)


def _heading(text: str, line: Span, following: list[Span]) -> tuple[int, str] | None:
    """Return the level and the words of a heading, or None."""
    words = line.of(text)
    if match := _HASHES.fullmatch(words):
        return len(match[1]), match[2]
    if words[0] == "=" and (match := _WIKI.fullmatch(words)):
        return match[1].count("="), match[2]
    if not is_plain_heading(words) or not following:
        return None
    below = following[0].of(text)
    return (_PLAIN_LEVEL, words) if not is_plain_heading(below) or _ITEM.match(below) else None


def is_plain_heading(words: str) -> bool:
    """Return whether a line has the form of a heading: short, no mark of a sentence at its end."""
    return (
        len(words) <= _HEADING_CHARACTERS
        and len(words.split()) <= _HEADING_WORDS
        and not _NO_HEADING.search(words)
        and not _ITEM.match(words)
        and "|" not in words
        and not re.search(r"[.!]\s", words.rstrip("?") if not words.isupper() else "")
    )


def _sentences(
    document: Document, line: Span, marks: list[BoilerplateMark]
) -> tuple[Sentence, ...]:
    """Cut one line into its unmarked sentences, a very long one into pieces."""
    text = document.text
    marked = {mark.span.start for mark in marks}
    return tuple(
        Sentence(piece.start, piece.end, broken=broken(piece.of(text)))
        for span in sentences(text, line.start, line.end, document.language)
        if span.start not in marked
        for piece in _pieces(text, span)
    )


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Cut a sentence of more than `LONG_SENTENCE` characters where langchain would."""
    if span.end - span.start <= LONG_SENTENCE:
        yield span
        return
    start = span.start
    for piece in _splitter().split_text(span.of(text)):
        end = start + len(piece)
        left = start + len(piece) - len(piece.lstrip())
        right = end - (len(piece) - len(piece.rstrip()))
        if left < right:
            yield Span(left, right)
        start = end
    if start != span.end:
        raise AssertionError("a splitter without overlap gives back its whole text")


@cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARACTERS,
        chunk_overlap=0,
        strip_whitespace=False,
        keep_separator="end",
        separators=["; ", ", ", " ", ""],
    )


def _rows(table: Table) -> tuple[Sentence, ...]:
    context = (table.header,) if table.header else ()
    return tuple(Sentence(row.start, row.end, SentenceKind.ROW, context) for row in table.rows)


def _items(
    line: Span, pieces: tuple[Sentence, ...], lead_in: Span | None, text: str
) -> tuple[Sentence, ...]:
    """Make a list item one unit, or its sentences when it is long."""
    context = (lead_in,) if lead_in else ()
    whole = pieces[-1].end - line.start <= PASSAGE_CHARACTERS and pieces[0].start == line.start
    if whole and pieces[-1].end == line.end:
        lost = any(piece.broken for piece in pieces)
        return (Sentence(line.start, line.end, SentenceKind.ITEM, context, lost),)
    return tuple(replace(piece, kind=SentenceKind.ITEM, context=context) for piece in pieces)


def _sections(blocks: list[_Block], barriers: list[int]) -> Iterator[list[_Block]]:
    """Group blocks between which neither a heading nor a marked span lies.

    A block with a marked span inside is cut there.
    """
    section: list[_Block] = []
    for block in (part for whole in blocks for part in _cut(whole, barriers)):
        if section and _between(barriers, section[-1].units[-1].end, block.start):
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _cut(block: _Block, barriers: list[int]) -> Iterator[_Block]:
    start, units = block.start, list(block.units)
    while units:
        size = 1
        while size < len(units) and not _between(barriers, units[size - 1].end, units[size].start):
            size += 1
        yield _Block(start, tuple(units[:size]), block.headings)
        units = units[size:]
        start = units[0].start if units else start


def _between(barriers: list[int], start: int, end: int) -> bool:
    return any(start <= barrier < end for barrier in barriers)


def _passages(document_id: str, section: list[_Block]) -> Iterator[Passage]:
    """Fill passages of about equal length, none longer than the limit unless a unit alone is."""
    starts = {block.units[0].start: block.start for block in section}
    units = [unit for block in section for unit in block.units]
    length = units[-1].end - section[0].start
    target = length / max(1, -(-length // PASSAGE_CHARACTERS))
    group: list[Sentence] = []
    for unit in units:
        if group:
            first = starts.get(group[0].start, group[0].start)
            grown = unit.end - first
            middle = (group[-1].end + unit.end) / 2 - first
            if grown > PASSAGE_CHARACTERS or middle > target:
                yield _passage(document_id, group, starts, section[0].headings)
                group = []
        group.append(unit)
    yield _passage(document_id, group, starts, section[0].headings)


def _passage(
    document_id: str, group: list[Sentence], starts: dict[int, int], headings: tuple[str, ...]
) -> Passage:
    start = starts.get(group[0].start, group[0].start)
    return Passage(document_id, start, group[-1].end, headings, tuple(group))
