"""The blocks of a text: headings, paragraphs, list items, turns of speakers, tables.

A block is the text that sentences are cut in. Lines that a program wrapped are one block; lines
that a writer ended by hand (posts, verse, addresses) are a block each.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate, groupby
from operator import itemgetter

from retrieval.language.rules import pattern, words
from retrieval.passages import Span
from retrieval.pause import give_way
from retrieval.text.lines import TextLine, lines
from retrieval.text.markup import BULLET
from retrieval.text.tables import Table, tables
from retrieval.text.wrapping import Wrapping

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")
_HASHES = re.compile(r"#{1,6}(?=[ \t])")
_EQUALS = re.compile(r"(?:=[ \t]*)+")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_BARE = re.compile(
    r"(?:[^\w\s]|_)(?:\s*(?:[^\w\s]|_)){2,}"
)  # "***"; a lone sign belongs to the text around it
_TIME = re.compile(
    r"\[[^\[\]\n]{0,24}\d{1,2}:\d{2}[^\[\]\n]{0,10}\]"
    r"|[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?[\])]?(?=\W|\Z)"
)
_STAMP = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[A-Z]{2,4})?[\])]:?\Z")
_SPEAKER = pattern("lines", "speaker")
_NO_SPEAKER = words("lines", "no_speaker")
_LABEL_CHARACTERS = 120
_TERM_WORDS = 6  # that are defined in the next line, behind a colon
_FEWEST_LABELS = 3  # in a transcript
_LONGEST_HEADING = 160  # characters of a line that is marked as one


class BlockKind(Enum):
    """What a block is. HEADING is only what is marked as one; SIGNS hold no word."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    TABLE = "table"
    SIGNS = "signs"


@dataclass(frozen=True, slots=True)
class Block:
    """A block; `span` reaches from its first character (a bullet, a "#") to its last word.

    `body` is where its words begin if a "#" stands before them. `lines` counts its lines, `level`
    is that of a heading, `title` its words, `indent` the columns before it, `label` the speaker's
    name before a turn, with its colon. `after_gap` says that a blank line lies before it.
    """

    kind: BlockKind
    span: Span
    after_gap: bool
    lines: int = 1
    body: int = 0
    indent: int = 0
    level: int = 0
    title: str = ""
    label: Span | None = None
    table: Table | None = None

    def __post_init__(self) -> None:
        """Let the words begin with the block where nothing else was said."""
        object.__setattr__(self, "body", max(self.body, self.span.start))


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of a text in order; together they hold every word of it, none twice."""
    matter = FRONT_MATTER.match(text)
    rows = list(lines(text, matter.end() if matter else 0))
    return _Reader(text, rows).read()


class _Reader:
    """Reads the blocks of a document from its lines."""

    def __init__(self, text: str, rows: Sequence[TextLine]) -> None:
        self._text = text
        self._rows = rows
        self._tables = tables(text, rows)
        self._labels = _labels(text, rows)
        self._widest = _widest(rows)
        self._alone = {
            number
            for first, table in self._tables.items()
            for number in range(first, first + table.lines)
        }
        pairs = [
            (rows[number - 1], rows[number])
            for number in range(1, len(rows))
            if number - 1 not in self._alone and self._goes_on(number, number - 1)
        ]
        self._wrapping = Wrapping(text, rows, pairs)

    def read(self) -> list[Block]:
        """Return the blocks in order."""
        made: list[Block] = []
        number = 0
        while number < len(self._rows):
            give_way()
            block = self._block(number)
            made.append(block)
            number += block.lines
        return made

    def _block(self, number: int) -> Block:
        row = self._rows[number]
        if table := self._tables.get(number):
            span = Span(table.start, table.rows[-1].end)
            return Block(BlockKind.TABLE, span, row.after_gap, table.lines, table=table)
        words = row.span.of(self._text)
        if _BARE.fullmatch(words[:_LONGEST_HEADING]) and _BARE.fullmatch(words):
            return Block(BlockKind.SIGNS, row.span, row.after_gap)
        if heading := self._marked_heading(number, words):
            return heading
        size = self._size(number)
        span = Span(row.span.start, self._rows[number + size - 1].span.end)
        hashes = _HASHES.match(words)  # of a paragraph that was given them
        body = row.span.start + hashes.end() if hashes else 0
        block = Block(BlockKind.PARAGRAPH, span, row.after_gap, size, body, row.indent)
        if BULLET.match(words):
            return replace(block, kind=BlockKind.ITEM)
        if label := self._labels.get(number):
            return replace(block, label=label)
        return block

    def _marked_heading(self, number: int, words: str) -> Block | None:
        """Return the block of a line that is marked as a heading, and is no paragraph after all."""
        row = self._rows[number]
        heading = Block(BlockKind.HEADING, row.span, row.after_gap)
        if len(words) > _LONGEST_HEADING:
            return None
        if match := _HASHES.match(words):
            title = words[match.end() :].strip().rstrip("#").rstrip()
            body = row.span.start + words.index(title, match.end()) if title else 0
            return replace(heading, level=match.end(), title=title, body=body)
        if words[-1] == "=" and (match := _EQUALS.match(words)):
            body = row.span.start + match.end()
            title = words.strip("= \t")
            return replace(heading, level=match[0].count("="), title=title, body=body)
        below = self._rows[number + 1] if number + 1 < len(self._rows) else None
        if below and not below.after_gap and row.after_gap and not BULLET.match(words):
            underline = below.span.of(self._text)
            if len(underline) <= _LONGEST_HEADING and _UNDERLINE.fullmatch(underline):
                return replace(heading, level=1 if underline[0] == "=" else 2, title=words)
        return None

    def _size(self, first: int) -> int:
        """Return how many lines from `first` on are one block."""
        size = 1
        while first + size < len(self._rows) and self._joins(first, first + size):
            size += 1
        return size

    def _joins(self, first: int, number: int) -> bool:
        if not self._goes_on(number, first):
            return False
        upper, lower = self._rows[number - 1], self._rows[number]
        hangs = BULLET.match(self._rows[first].span.of(self._text))
        if hangs and lower.indent > self._rows[first].indent and not upper.hard_break:
            return True
        return self._wrapping.joins(upper, lower, self._widest[number])

    def _goes_on(self, number: int, first: int) -> bool:
        """Return whether a line may belong to the block whose first line is `first`."""
        upper, row = self._rows[number - 1], self._rows[number]
        if row.after_gap or row.quoted != upper.quoted or self._is_stamp(upper):
            return False
        words = row.span.of(self._text)
        return not (
            number in self._alone
            or number in self._labels
            or _HASHES.match(words)
            or _BARE.fullmatch(words[:_LONGEST_HEADING])
            or self._begins_item(BULLET, words, number, first)
            or self._begins_item(_TIME, words, number, first)
        )

    def _is_stamp(self, row: TextLine) -> bool:
        """Return whether a line ends with the time of the post below it."""
        return row.width <= _LABEL_CHARACTERS and bool(_STAMP.search(row.span.of(self._text)))

    def _begins_item(self, sign: re.Pattern[str], words: str, number: int, first: int) -> bool:
        """Return whether a sign begins a line, and is no number in the middle of a sentence."""
        if not sign.match(words):
            return False
        above = self._rows[number - 1].span.of(self._text)
        if words[0] == ":" and len(above.split()) > _TERM_WORDS:
            return False
        inside = words[0].isdigit() and not sign.match(self._rows[first].span.of(self._text))
        return not (inside and (above[-1].isalpha() or above[-1] in ",;(–"))


def _widest(rows: Sequence[TextLine]) -> list[int]:
    """Return for each line the width of the widest in its run, which ends at a gap."""
    widths: list[int] = []
    for _, run in groupby(enumerate(accumulate(row.after_gap for row in rows)), itemgetter(1)):
        numbers = [number for number, _ in run]
        widths += [max(rows[number].width for number in numbers)] * len(numbers)
    return widths


def _without_time(label: str) -> str:
    """Return a label without the date and the time before the name."""
    return label.rpartition("]")[2].lstrip("0123456789:.,/ ")


def _labels(text: str, rows: Sequence[TextLine]) -> dict[int, Span]:
    """Return the labels of speakers, each under the number of its line.

    There are none in a text with fewer than three, or in which none speaks twice.
    """
    labels: dict[int, Span] = {}
    for number, row in enumerate(rows):
        start = row.span.start
        match = _SPEAKER.match(text[start : min(row.span.end, start + _LABEL_CHARACTERS)])
        if match and match[0].strip("*_: ").casefold() not in _NO_SPEAKER:
            labels[number] = Span(start, start + match.end())
    names = Counter(_without_time(span.of(text)) for span in labels.values())
    if len(labels) < _FEWEST_LABELS or max(names.values()) < 2:
        return {}
    return labels
