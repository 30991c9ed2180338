"""Segments of a page: words in one line that no wide gap parts, in reading order."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.formats.pdf_glyphs import Box, Glyph
from retrieval.formats.pdf_numbers import in_logical_order

_GAP = 0.9  # ems between two segments: a wide space in a line, a gutter, cells of a table
_SAME_LINE = 0.45  # ems that the baselines of one line differ at most, a raised number's included
_SPACE = 0.2  # ems between the words of two segments
_RAISED, _SMALLER = 0.15, 0.85  # a raised number: ems above the baseline, share of the size
_DEPTH, _HEIGHT = 0.22, 0.78  # ems of a line below its baseline and above it
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BRACKETS = ("()", "[]", "{}", "«»")
_RIGHT_TO_LEFT = ("R", "AL")


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
    uprights = sorted(
        (rule for rule in rules if rule.top - rule.bottom > rule.right - rule.left),
        key=lambda rule: rule.left,
    )
    lefts = [rule.left for rule in uprights]
    made: list[Segment] = []
    current: list[Glyph] = []
    left = right = 0.0
    largest: Glyph | None = None
    for glyph in glyphs:
        if largest is not None:
            size = max(largest.size, glyph.size)
            gap = max(glyph.left - right, left - glyph.right)
            near = gap <= _GAP * size
            level = abs(glyph.baseline - largest.baseline) <= _SAME_LINE * size
            first = bisect_left(lefts, min(right, glyph.right) - 1)
            last = bisect_left(lefts, max(left, glyph.left) + 1)
            parted = gap > 0 and any(
                rule.bottom <= glyph.baseline + glyph.size / 2 <= rule.top
                for rule in uprights[first:last]
            )
            if not (near and level) or parted:
                made.append(_segment(current, largest))
                current, largest = [], None
        if largest is None:
            left, right, largest = glyph.left, glyph.right, glyph
        elif glyph.size > largest.size:
            largest = glyph
        left, right = min(left, glyph.left), max(right, glyph.right)
        current.append(glyph)
    return [*made, *([_segment(current, largest)] if largest else [])]


def _segment(glyphs: Sequence[Glyph], largest: Glyph) -> Segment:
    if is_right_to_left("".join(glyph.character for glyph in glyphs)):
        glyphs = in_logical_order(glyphs)
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
            reach = _SAME_LINE * max(above.size, part.size)
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


def is_right_to_left(text: str) -> bool:
    """Return whether most letters of a text are of a script that is read from right to left."""
    letters = [unicodedata.bidirectional(each) for each in text if each.isalpha()]
    return 2 * sum(each in _RIGHT_TO_LEFT for each in letters) > len(letters)


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
