"""Tables of a page: cells between ruled lines, or cells that stand below each other."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from retrieval.formats.pdf_glyphs import Box
from retrieval.formats.pdf_segments import Segment, joined, rows

_TOUCHING = 2.5  # points between ruled lines that meet
_FEWEST_ROWS = 3  # of a table without ruled lines
_SHORT_CELL = 25  # characters of half of the cells in all columns of such a table but one
_LABEL = re.compile(r"\W|[\W_]?(?:\d{1,2}|[a-zA-Z])[\W_]?")  # before an item of a list
_GUTTER = 0.6  # ems between the columns of such a table
_MOST_RULES = 2_000


def ruled_tables(
    parts: Sequence[Segment], rules: Sequence[Box]
) -> tuple[list[Segment], list[Segment]]:
    """Return the tables between ruled lines, and the segments that are in none of them."""
    tables: list[Segment] = []
    rest = list(parts)
    for grid in _grids(rules[:_MOST_RULES]):
        across = _distinct(edge for rule in grid if _is_upright(rule) for edge in (rule.left,))
        up = _distinct(edge for rule in grid if not _is_upright(rule) for edge in (rule.bottom,))
        if len(across) < 3 or len(up) < 3:
            continue
        inside = [part for part in rest if _is_inside(part, across, up)]
        cells: defaultdict[tuple[int, int], list[Segment]] = defaultdict(list)
        for part in inside:
            row = bisect_right(up, part.middle) - 1
            cells[row, bisect_right(across, (part.left + part.right) / 2) - 1].append(part)
        columns = sorted({column for _, column in cells})
        lines = sorted({row for row, _ in cells}, reverse=True)
        if len(columns) < 2 or len(lines) < 2:
            continue
        tables.append(_table([[cells[row, column] for column in columns] for row in lines]))
        rest = [part for part in rest if not _is_inside(part, across, up)]
    return tables, rest


def aligned_tables(parts: Sequence[Segment]) -> list[Segment]:
    """Return the segments of a column as lines and tables, from top to bottom."""
    made: list[Segment] = []
    for several, run in groupby(rows(parts), lambda row: len(row) > 1):
        lines = list(run)
        table = _aligned_table(lines) if several and len(lines) >= _FEWEST_ROWS else None
        made += [table] if table else [row[0] if row[0].is_table else joined(row) for row in lines]
    return made


def _aligned_table(lines: Sequence[Sequence[Segment]]) -> Segment | None:
    """Return the table that rows of cells make, None if they are lines with wide gaps."""
    columns: list[list[float]] = []
    for part in sorted((part for row in lines for part in row), key=lambda each: each.left):
        if columns and part.left < columns[-1][1] + _GUTTER * part.size:
            columns[-1][1] = max(columns[-1][1], part.right)
        else:
            columns.append([part.left, part.right])
    lefts = [left for left, _ in columns]
    table = [_in_columns(row, lefts) for row in lines]
    filled = [[joined(row[n]).text for row in table if row[n]] for n in range(len(lefts))]
    if len(lefts) < 2 or any(2 * len(cells) < len(lines) for cells in filled):
        return None
    wordy = sum(median(map(len, cells)) > _SHORT_CELL for cells in filled)
    is_list = len(lefts) == 2 and any(all(map(_LABEL.fullmatch, cells)) for cells in filled)
    return None if wordy > len(lefts) - 1 or is_list else _table(table)


def _in_columns(row: Sequence[Segment], lefts: Sequence[float]) -> list[list[Segment]]:
    cells: list[list[Segment]] = [[] for _ in lefts]
    for part in row:
        cells[max(0, bisect_right(lefts, part.left + 0.01) - 1)].append(part)
    return cells


def _table(table: Sequence[Sequence[Sequence[Segment]]]) -> Segment:
    """Return rows of cells, each of which holds segments, as one segment."""
    text: list[str] = []
    boxes: list[Box | None] = []
    for row in table:
        if text:
            text.append("\n")
            boxes.append(None)
        for cell in row:
            text += "| "
            boxes += [None, None]
            for part in (joined(line) for line in rows(cell)):
                text += part.text.replace("|", "¦") + " "
                boxes += [*part.boxes, None]
        text.append("|")
        boxes.append(None)
    every = [part for row in table for cell in row for part in cell]
    return Segment(
        "".join(text),
        tuple(boxes),
        left=min(part.left for part in every),
        right=max(part.right for part in every),
        bottom=min(part.bottom for part in every),
        top=max(part.top for part in every),
        size=median(part.size for part in every),
        is_table=True,
    )


def _grids(rules: Sequence[Box]) -> Iterator[list[Box]]:
    """Yield the ruled lines that meet each other."""
    waiting = sorted(rules, key=lambda rule: -rule.top)
    while waiting:
        grid = [waiting.pop(0)]
        for rule in grid:  # which grows
            near = [each for each in waiting if _meet(rule, each)]
            if near:
                grid += near
                waiting = [each for each in waiting if not _meet(rule, each)]
        yield grid


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left <= other.right + _TOUCHING
        and other.left <= one.right + _TOUCHING
        and one.bottom <= other.top + _TOUCHING
        and other.bottom <= one.top + _TOUCHING
    )


def _is_upright(rule: Box) -> bool:
    return rule.top - rule.bottom > rule.right - rule.left


def _distinct(edges: Iterator[float]) -> list[float]:
    """Return edges in order, one for those that are nearly the same."""
    made: list[float] = []
    for edge in sorted(edges):
        if not made or edge - made[-1] > _TOUCHING:
            made.append(edge)
    return made


def _is_inside(part: Segment, across: Sequence[float], up: Sequence[float]) -> bool:
    middle = (part.left + part.right) / 2
    return across[0] <= middle <= across[-1] and up[0] <= part.middle <= up[-1]
