"""Tables of plain text: which lines are rows, and how a row reads with its header.

Cells are parted by pipes, by the tabs or wide gaps of columns, or by the semicolons and commas of
CSV.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.passages import Span
from retrieval.text.lines import TextLine

_RULE = re.compile(r"[|+: \t]*[-=][-=|+: \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r"(?<=\S)(?:[ \t]*\t[ \t]*| {2,})(?=\S)")
_COMMA = re.compile(r",(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…؟。]\W{0,3}\Z")
_FEWEST_ROWS = 3  # of a table without pipes, its header included
_LONGEST_CELL = 60  # characters, without pipes: longer ones are prose
_LONGEST_ROW = 2_000


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table: its header (which may be missing) and its rows, without any rules.

    `start` is where the first line begins; `lines` counts all lines up to the last row.
    """

    header: Span | None
    start: int
    rows: tuple[Span, ...]
    lines: int


def cells(row: str) -> list[str]:
    r"""Return the cells of a row; `\|` is no border of cells."""
    return next((cut(row) for cut in _CUTS if _parts(cut, row)), [row.strip()])


def read_out(row: str, header: str = "", above: str = "") -> str:
    """Return a row with its header's labels: "Russia — Goal: Diversify; Aid: none".

    Empty cells are left out; without a header the cells stand side by side. A row whose first cell
    is empty goes on under the first cell of the row `above`.
    """
    values, labels = cells(row), cells(header) if header else []
    if above and len(values) > 1 and not values[0]:
        values[0] = cells(above)[0]
    if not labels or len(values) < 2:
        return "; ".join(filter(None, values))
    labels += [""] * (len(values) - len(labels))
    labelled = [
        f"{label}: {value}" if label else value
        for label, value in zip(labels[1:], values[1:], strict=False)
        if value
    ]
    return f"{values[0]} — {'; '.join(labelled)}" if values[0] else "; ".join(labelled)


def is_spanned(row: str) -> bool:
    """Return whether a row has no first cell, because the one above it reaches down."""
    values = cells(row)
    return len(values) > 1 and not values[0]


def tables(text: str, rows: Sequence[TextLine]) -> dict[int, Table]:
    """Return the tables of a document, each under the number of its first line."""
    tables_at = {}
    for cut, run in _runs(text, rows):
        table = _pipe_table(text, rows, run) if cut is _pipes else _bare_table(text, rows, run, cut)
        if table:
            tables_at[table[0]] = table[1]
    return tables_at


_Cut = Callable[[str], list[str]]


def _pipes(row: str) -> list[str]:
    parts = [part.replace(r"\|", "|").strip() for part in _PIPE.split(row.strip())]
    if parts and not parts[0]:
        parts = parts[1:]
    return parts[:-1] if parts and not parts[-1] else parts


def _columns(row: str) -> list[str]:
    return [cell.strip() for cell in _GAP.split(row)]


def _semicolons(row: str) -> list[str]:
    return next(csv.reader([row], delimiter=";"))


def _commas(row: str) -> list[str]:
    return next(csv.reader([row]))


_CUTS: tuple[_Cut, ...] = (_pipes, _columns, _semicolons, _commas)


def _parts(cut: _Cut, row: str) -> bool:
    """Return whether a row has the borders of a kind of table."""
    if len(row) > _LONGEST_ROW or "\n" in row or "\r" in row:
        return False
    if cut is _pipes:
        return bool(_PIPE.search(row))
    if cut is _columns:
        return bool(_GAP.search(row))
    if cut is _semicolons:
        return ";" in row and len(cut(row)) > 1
    return len(_COMMA.findall(row)) > 1 and ", " not in row and len(cut(row)) > 2


def _runs(text: str, rows: Sequence[TextLine]) -> Iterator[tuple[_Cut, range]]:
    """Yield the lines that follow each other without a gap and have borders of one kind."""
    kinds: list[tuple[_Cut | None, int]] = []
    run = 0
    for number, row in enumerate(rows):
        words = row.span.of(text)
        kind = next((cut for cut in _CUTS if _parts(cut, words)), None)
        is_rule = kinds and bool(_RULE.fullmatch(words[:_LONGEST_ROW]))
        if is_rule and not row.after_gap:
            kind = kinds[-1][0]
        if row.after_gap or (number and row.quoted != rows[number - 1].quoted):
            run = number
        kinds.append((kind, run))
    for (kind, _), group in groupby(range(len(rows)), lambda number: kinds[number]):
        numbers = list(group)
        if kind:
            yield kind, range(numbers[0], numbers[-1] + 1)


def _pipe_table(text: str, rows: Sequence[TextLine], run: range) -> tuple[int, Table] | None:
    """Read a table that has a rule, or as many cells on each of its lines."""
    words = [rows[number].span.of(text) for number in run]
    rule = next((place for place, line in enumerate(words) if _is_rule(line)), None)
    if rule is not None:
        first = max(0, rule - 1)
        return _table(text, rows, run[first:], has_header=rule > 0)
    widths = {len(_pipes(line)) for line in words}
    outer = all(line.startswith("|") and line.endswith("|") for line in words)
    if len(words) < (2 if outer else _FEWEST_ROWS) or len(widths) > 1 or widths == {1}:
        return None
    return _table(text, rows, run, has_header=True)


def _bare_table(
    text: str, rows: Sequence[TextLine], run: range, cut: _Cut
) -> tuple[int, Table] | None:
    """Read a table without pipes: as many cells on each line, and none of them a sentence."""
    rule = next((n for n in run if _is_rule(rows[n].span.of(text))), None)
    lines = [rows[n].span.of(text) for n in run if not _is_rule(rows[n].span.of(text))]
    split = [cut(line) for line in lines]
    if len(split) < _FEWEST_ROWS or len({len(parts) for parts in split}) > 1:
        return None
    every = [cell for parts in split for cell in parts]
    if max(map(len, every)) > _LONGEST_CELL:
        return None
    if any(_SENTENCE_END.search(cell) for parts in split for cell in parts[:-1]):
        return None
    has_header = rule == run[0] + 1 or not any(map(str.isdigit, lines[0]))
    return _table(text, rows, run, has_header=has_header)


def _table(
    text: str, rows: Sequence[TextLine], run: range, *, has_header: bool
) -> tuple[int, Table] | None:
    filled = [number for number in run if not _is_rule(rows[number].span.of(text))]
    header = rows[filled[0]].span if has_header and filled else None
    body = filled[has_header:]
    if not body:
        return None
    spans = tuple(rows[number].span for number in body)
    return run[0], Table(header, rows[run[0]].span.start, spans, body[-1] - run[0] + 1)


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line[:_LONGEST_ROW]))
