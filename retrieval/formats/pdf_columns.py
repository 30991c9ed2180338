"""The columns of a page: its segments in the order in which a person reads them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from retrieval.formats.pdf_bidi import is_right_to_left
from retrieval.formats.pdf_segments import Segment, rows

_FEWEST_LINES = 3  # of a column whose edge counts
_MOST_EDGES = 40  # that are tried
_TOLERANCE = 1.5  # points
_LINE_CHARACTERS = 14  # of half of the lines of a column; cells of a table are shorter
_FILLED = 0.55  # of the column's width, by half of its lines
_WHOLE = 0.4  # of its lines, in which no wide space parts the words
_STEP = 4  # points that a gutter may differ from page to page
_MOST_USUAL, _USUAL_LINES = 2, 12  # gutters of a document, and the lines that they part
_DEEPEST = 6  # columns beside each other


@dataclass(frozen=True, slots=True)
class _Band:
    """What lies between two lines that reach over a gutter; `is_split` if that has both sides."""

    left: list[Segment]
    right: list[Segment]
    is_split: bool


def usual_gutters(pages: Sequence[Sequence[Segment]]) -> list[float]:
    """Return where gutters part many lines of a document; a short column is known by them."""
    counts: Counter[int] = Counter()
    for page in pages:
        gutter, bands = _best_gutter(page, ())
        if gutter is not None:
            counts[round(gutter / _STEP)] += _parted(bands)
    common = counts.most_common(_MOST_USUAL)
    return [step * _STEP for step, count in common if count >= _USUAL_LINES]


def reading_order(
    parts: Sequence[Segment], usual: Sequence[float] = (), *, depth: int = _DEEPEST
) -> list[list[Segment]]:
    """Return the segments of a page by column, in reading order.

    A line that reaches over both columns parts what stands above it from what stands below.
    """
    _, bands = _best_gutter(parts, usual) if depth else (None, [])
    if not bands:
        return [list(parts)] if parts else []
    ordered: list[list[Segment]] = []
    for band in bands:
        if not band.is_split:
            ordered += reading_order([*band.left, *band.right], depth=depth - 1)
            continue
        sides = [band.left, band.right]
        if is_right_to_left("".join(part.text for part in (*band.left, *band.right))):
            sides.reverse()
        for side in sides:
            ordered += reading_order(side, depth=depth - 1)
    return ordered


def _best_gutter(
    parts: Sequence[Segment], usual: Sequence[float]
) -> tuple[float | None, list[_Band]]:
    """Return the gutter that parts most lines, and its bands; None if there is one column."""
    best: tuple[float | None, list[_Band]] = None, []
    most = 0
    lines = rows(parts)
    tried = [(gutter, 1) for gutter in usual]
    tried += [(gutter, _FEWEST_LINES) for gutter in _gutters(parts)]
    for gutter, fewest in tried:
        bands = list(_bands(lines, gutter, is_usual=fewest == 1))
        count = _parted(bands)
        if count >= fewest and count > most:
            best, most = (gutter, bands), count
    return best


def _parted(bands: Sequence[_Band]) -> int:
    """Return how many lines have another one beside them."""
    return sum(min(len(band.left), len(band.right)) for band in bands if band.is_split)


def _gutters(parts: Sequence[Segment]) -> list[float]:
    """Return where a gutter may be: beside an edge that several lines have in common."""
    lefts = Counter(round(part.left) for part in parts if not part.is_table)
    rights = Counter(round(part.right) for part in parts if not part.is_table)
    edges = [(count, edge - 2 * _TOLERANCE) for edge, count in lefts.items()]
    edges += [(count, edge + 2 * _TOLERANCE) for edge, count in rights.items()]
    common = sorted((edge for edge in edges if edge[0] >= _FEWEST_LINES), reverse=True)
    return [edge for _, edge in common[:_MOST_EDGES]]


def _bands(lines: Sequence[Sequence[Segment]], gutter: float, *, is_usual: bool) -> Iterator[_Band]:
    """Yield the bands of a page from top to bottom."""
    for reaches_over, run in groupby(lines, lambda row: _reaches_over(row, gutter)):
        together = [part for row in run for part in row]
        left = [part for part in together if part.right <= gutter + _TOLERANCE]
        right = [part for part in together if part.right > gutter + _TOLERANCE]
        prose = sum(map(_is_prose, (left, right)))
        splits = prose == 2 or (is_usual and prose == 1 and bool(left and right))
        yield _Band(left, right, splits and not reaches_over)


def _reaches_over(row: Sequence[Segment], gutter: float) -> bool:
    return any(p.left < gutter - _TOLERANCE and p.right > gutter + _TOLERANCE for p in row)


def _is_prose(parts: Sequence[Segment]) -> bool:
    """Return whether segments are the lines of a column, rather than cells of a table."""
    lines = rows(part for part in parts if not part.is_table)
    if len(lines) < 2 or sum(len(row) == 1 for row in lines) < _WHOLE * len(lines):
        return False
    lefts, rights = [row[0].left for row in lines], [row[-1].right for row in lines]
    widths = [right - left for left, right in zip(lefts, rights, strict=True)]
    characters = [sum(len(part.text) for part in row) for row in lines]
    fill = median(widths) / max(max(rights) - min(lefts), 1)
    return fill >= _FILLED and median(characters) >= _LINE_CHARACTERS
