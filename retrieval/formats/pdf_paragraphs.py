"""The blocks of a column: paragraphs, headings, list items, footnotes, tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from statistics import median

from retrieval.formats.pdf_bidi import is_right_to_left
from retrieval.formats.pdf_segments import Segment

_HEADING_SIZE = 1.15  # of the size of the body
_LONGEST_HEADING = 150  # characters
_NOTE_SIZE = 0.93  # of the size of the body: footnotes are smaller
_OTHER_SIZE = 0.08  # share by which the sizes of two paragraphs differ
_LOOSE = 1.25  # of the usual distance of lines: a gap between paragraphs
_FURTHEST = 2.2  # ems between the baselines of lines of one paragraph
_INDENT = 0.8  # ems of a first line
_WORD_SPACE = 0.25  # ems
_ITEM = re.compile(r"(?:[•‣⁃◦▪▫●○■□◆➤➢►–*-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_BULLET = re.compile(r"[•‣⁃◦▪▫●○■□◆➤➢►–*-]\s+")
_NOTE = re.compile(r"(?:[⁰¹²³⁴-⁹]{1,3}|\d{1,3}[.)]?|[*†‡§]{1,3}|\[\d{1,3}\])\s*\S")
_END = re.compile(r"[.!?…:;؟。]['\"”’»)\]⁰¹²³⁴-⁹†‡*]*\Z")


class PartKind(Enum):
    """What a part of a page is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together; `is_full` says that the last one reaches to the margin."""

    kind: PartKind
    lines: tuple[Segment, ...]
    is_full: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether it is prose that ends in the middle of a sentence."""
        text = self.lines[-1].text
        return self.kind in (PartKind.PARAGRAPH, PartKind.ITEM) and not _END.search(text)

    def goes_on_in(self, following: "Part") -> bool:
        """Return whether a paragraph in the next column or page is the rest of this one."""
        if not self.is_open or following.kind is not PartKind.PARAGRAPH:
            return False
        sizes = self.lines[-1].size, following.lines[0].size
        if max(sizes) - min(sizes) > _OTHER_SIZE * max(sizes):
            return False
        first = following.lines[0].text[:1]
        return first.islower() or self.is_full or self.lines[-1].text.endswith(("-", "\xad", ","))


def read_parts(lines: Sequence[Segment], body_size: float) -> list[Part]:
    """Return the parts of a column in order; `body_size` is that of most text of the document."""
    prose = [line for line in lines if not line.is_table]
    if not prose:
        return [Part(PartKind.TABLE, (line,)) for line in lines]
    column = _Column(prose, body_size)
    parts = [column.part(group) for group in _groups(lines, column)]
    last = len(parts)
    while last and column.is_note(parts[last - 1]):
        last -= 1
    return [*parts[:last], *(Part(PartKind.FOOTNOTE, part.lines) for part in parts[last:])]


def _groups(lines: Sequence[Segment], column: "_Column") -> Iterator[list[Segment]]:
    """Yield the lines of each part."""
    group = list(lines[:1])
    for above, line in pairwise(lines):
        if column.parts(above, line, group[0]):
            yield group
            group = []
        group.append(line)
    yield group


class _Column:
    """The measures of a column, by which its lines are parted."""

    def __init__(self, lines: Sequence[Segment], body_size: float) -> None:
        self._body_size = body_size
        self._left = min(line.left for line in lines)
        self._right = max(line.right for line in lines)
        self._backwards = is_right_to_left("".join(line.text for line in lines))
        pitches = [
            above.baseline - line.baseline
            for above, line in pairwise(lines)
            if 0 < above.baseline - line.baseline < _FURTHEST * line.size
        ]
        self._pitch = median(pitches) if pitches else 0.0
        self._bold = 2 * sum(len(line.text) for line in lines if line.bold) > sum(
            len(line.text) for line in lines
        )

    def parts(self, above: Segment, line: Segment, first: Segment) -> bool:
        """Return whether a new part begins with a line; `first` is that of the part above."""
        if above.is_table or line.is_table:
            return True
        distance = above.baseline - line.baseline
        size = max(above.size, line.size)
        if distance > max(_LOOSE * self._pitch, size) or distance > _FURTHEST * size:
            return True
        if abs(above.size - line.size) > _OTHER_SIZE * size or above.bold != line.bold:
            return not self._is_inside(above, line)
        if _ITEM.match(line.text) and (_ITEM.match(first.text) or _END.search(above.text)):
            return True
        if self._is_heading_line(line):
            return False
        indent = self._indent(line)
        if _NOTE.match(line.text) and line.size <= _NOTE_SIZE * self._body_size:
            return True
        hangs = bool(_ITEM.match(first.text))
        if indent > _INDENT * size and indent > self._indent(above) + _INDENT * size / 2:
            return not hangs
        return self._has_room(above, line) and bool(_END.search(above.text))

    def part(self, lines: Sequence[Segment]) -> Part:
        """Return the part that lines make."""
        text = " ".join(line.text for line in lines)
        if lines[0].is_table:
            return Part(PartKind.TABLE, tuple(lines))
        full = self._space_after(lines[-1]) < 3 * lines[-1].size
        if all(map(self._is_heading_line, lines)) and len(text) <= _LONGEST_HEADING:
            larger = lines[0].size >= _HEADING_SIZE * self._body_size
            if any(each.isalpha() for each in text) and (larger or not _END.search(text)):
                return Part(PartKind.HEADING, tuple(lines))
        kind = PartKind.ITEM if _ITEM.match(lines[0].text) else PartKind.PARAGRAPH
        return Part(kind, tuple(lines), full)

    def is_note(self, part: Part) -> bool:
        """Return whether a part at the end of a column is a footnote."""
        first = part.lines[0]
        small = first.size <= _NOTE_SIZE * self._body_size
        return small and not first.is_table and bool(_NOTE.match(first.text))

    def _is_heading_line(self, line: Segment) -> bool:
        larger = line.size >= _HEADING_SIZE * self._body_size
        bold = line.bold and not self._bold and line.size >= _NOTE_SIZE * self._body_size
        return not line.is_table and (larger or bold)

    def _is_inside(self, above: Segment, line: Segment) -> bool:
        """Return whether lines that look different are one sentence with words in bold."""
        if abs(above.size - line.size) > _OTHER_SIZE * max(above.size, line.size):
            return False
        return not _END.search(above.text) and not self._has_room(above, line)

    def _indent(self, line: Segment) -> float:
        return self._right - line.right if self._backwards else line.left - self._left

    def _space_after(self, line: Segment) -> float:
        return line.left - self._left if self._backwards else self._right - line.right

    def _has_room(self, above: Segment, line: Segment) -> bool:
        """Return whether the first word of a line would have had room in the line above."""
        word = line.text.partition(" ")[0]
        width = line.width * len(word) / max(1, len(line.text)) + _WORD_SPACE * line.size
        return self._space_after(above) > width + line.size / 2


def without_bullet(text: str) -> int:
    """Return how many characters a bullet takes at the beginning of an item, 0 for a number."""
    match = _BULLET.match(text)
    return match.end() if match else 0
