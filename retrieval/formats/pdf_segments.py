"""Segments of a page: words in one line that no wide gap parts, in reading order."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.formats.pdf_bidi import (
    SAME_LINE,
    has_right_to_left,
    in_logical_order,
    is_right_to_left,
    visual_rows,
)
from retrieval.formats.pdf_glyphs import Box, Glyph

_GAP = 0.9  # ems between two segments: a wide space in a line, a gutter, cells of a table
_SPACE = 0.2  # ems between the words of two segments
_RAISED, _SMALLER = 0.15, 0.85  # a raised number: ems above the baseline, share of the size
_DEPTH, _HEIGHT = 0.22, 0.78  # ems of a line below its baseline and above it
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BRACKETS = ("()", "[]", "{}", "«»")


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Words and where each character stands; a table has its rows as lines.

    `boxes` has an item for each character of `text`, None for one that is not on the page.
    """

    text: str
    boxes: tuple[Box | None, ...]
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    is_table: bool = False

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return (self.bottom + self.top) / 2

    @property
    def width(self) -> float:
        """Return its width."""
        return self.right - self.left

    @property
    def baseline(self) -> float:
        """Return the height of the baseline of a line."""
        return self.bottom + _DEPTH * self.size


def segments(glyphs: Sequence[Glyph], rules: Sequence[Box] = ()) -> list[Segment]:
    """Return the segments of glyphs that come in the order of a page's text.

    An upright rule parts two segments however near they are.
    """
    fences = _Fences(rules)
    text = "".join(glyph.character for glyph in glyphs)
    if not has_right_to_left(text):
        written = [glyph for glyph in glyphs if glyph.character != " "]
        return [_segment(group) for group in _groups(written, fences)]
    backwards = is_right_to_left(text)
    return [
        _segment(in_logical_order(group, backwards=backwards))
        for row in visual_rows(glyphs)
        for group in _groups(row, fences)
        if any(glyph.character != " " for glyph in group)
    ]


class _Fences:
    """The upright rules of a page."""

    def __init__(self, rules: Sequence[Box]) -> None:
        uprights = (rule for rule in rules if rule.top - rule.bottom > rule.right - rule.left)
        self._rules = sorted(uprights, key=lambda rule: rule.left)
        self._lefts = [rule.left for rule in self._rules]

    def part(self, left: float, right: float, height: float) -> bool:
        """Return whether a rule stands between two places."""
        if not self._rules:
            return False
        first, last = bisect_left(self._lefts, left - 1), bisect_left(self._lefts, right + 1)
        return any(rule.bottom <= height <= rule.top for rule in self._rules[first:last])


def _groups(glyphs: Sequence[Glyph], fences: _Fences) -> Iterator[list[Glyph]]:
    """Yield glyphs that no wide gap parts, and that stand in one line."""
    group: list[Glyph] = []
    left = right = 0.0
    largest: Glyph | None = None
    for glyph in glyphs:
        if glyph.character == " ":
            group.append(glyph)
            continue
        if largest is not None:
            size = max(largest.size, glyph.size)
            gap = max(glyph.left - right, left - glyph.right)
            level = abs(glyph.baseline - largest.baseline) <= SAME_LINE * size
            edges = (right, glyph.left) if glyph.left > right else (glyph.right, left)
            height = glyph.baseline + glyph.size / 2
            if gap > _GAP * size or not level or (gap > 0 and fences.part(*edges, height)):
                yield group
                group, largest = [], None
        if largest is None:
            left, right, largest = glyph.left, glyph.right, glyph
        elif glyph.size > largest.size:
            largest = glyph
        left, right = min(left, glyph.left), max(right, glyph.right)
        group.append(glyph)
    if group:
        yield group


def _segment(glyphs: Sequence[Glyph]) -> Segment:
    largest = max(glyphs, key=lambda glyph: glyph.size)
    text: list[str] = []
    boxes: list[Box | None] = []
    bold = 0
    for number, glyph in enumerate(glyphs):
        if glyph.spaced and number:
            text.append(" ")
            boxes.append(None)
        for character in _plain(_raised(glyph, largest)):
            text.append(character)
            boxes.append(glyph.box)
        bold += glyph.bold
    return Segment(
        "".join(text),
        tuple(boxes),
        left=min(glyph.left for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        bottom=largest.baseline - _DEPTH * largest.size,
        top=largest.baseline + _HEIGHT * largest.size,
        size=largest.size,
        bold=2 * bold > len(glyphs),
    )


def _raised(glyph: Glyph, largest: Glyph) -> str:
    """Return the character of a glyph, a raised number as one that is raised in plain text."""
    above = glyph.baseline - largest.baseline
    if glyph.size < _SMALLER * largest.size and above > _RAISED * largest.size:
        return glyph.character.translate(_SUPERSCRIPTS)
    return glyph.character


def _plain(character: str) -> str:
    """Return the letters of a ligature or a presentation form, anything else as it is."""
    if "\ufb00" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufeff":
        return unicodedata.normalize("NFKC", character)
    return character


def rows(parts: Iterable[Segment]) -> list[list[Segment]]:
    """Return segments by row from top to bottom; those of a row stand at one height."""
    made: list[list[Segment]] = []
    for part in sorted(parts, key=lambda each: (-each.middle, each.left)):
        above = made[-1][0] if made else None
        if above and not (above.is_table or part.is_table):
            reach = SAME_LINE * max(above.size, part.size)
            if abs(above.baseline - part.baseline) <= reach:
                made[-1].append(part)
                continue
        made.append([part])
    return [sorted(row, key=lambda each: each.left) for row in made]


def joined(row: Sequence[Segment]) -> Segment:
    """Return the segments of a row as one, in the order in which its script is read."""
    if is_right_to_left("".join(part.text for part in row)):
        row = sorted(row, key=lambda part: -part.right)
    if len(row) == 1:
        return replace(row[0], text=_paired(row[0].text))
    main = max(row, key=lambda part: len(part.text))
    text, boxes = row[0].text, list(row[0].boxes)
    for before, part in pairwise(row):
        gap = max(part.left - before.right, before.left - part.right)
        if gap > _SPACE * max(before.size, part.size):
            text += " "
            boxes.append(None)
        is_raised = part.size < _SMALLER * main.size and part.baseline > main.baseline
        text += part.text.translate(_SUPERSCRIPTS) if is_raised else part.text
        boxes += part.boxes
    return replace(
        main,
        text=_paired(text),
        boxes=tuple(boxes),
        left=min(part.left for part in row),
        right=max(part.right for part in row),
        bottom=min(part.bottom for part in row),
        top=max(part.top for part in row),
    )


def _paired(text: str) -> str:
    """Return a text from right to left with brackets that open before they close.

    PDFium mirrors some brackets of such a line and not others.
    """
    if not is_right_to_left(text):
        return text
    for pair in _BRACKETS:
        if sum(map(text.count, pair)) % 2 == 0:
            signs = iter(pair * len(text))
            text = "".join(next(signs) if each in pair else each for each in text)
    return text
