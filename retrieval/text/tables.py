"""Pipe tables: which lines are rows, and how a row reads with its header."""

import re
from dataclasses import dataclass

from retrieval.passages import Span

_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table: its header and rule (which may be missing) and its rows."""

    header: Span | None
    start: int
    rows: tuple[Span, ...]


def cells(row: str) -> list[str]:
    r"""Return the cells of a row, with or without outer pipes; `\|` is no border."""
    parts = [part.replace(r"\|", "|").strip() for part in _PIPE.split(row.strip())]
    if parts and not parts[0]:
        parts = parts[1:]
    if parts and not parts[-1]:
        parts = parts[:-1]
    return parts


def read_out(row: str, header: str = "") -> str:
    """Return a row with its header's labels: "Russia — Goal: Diversify; Aid: none".

    Empty cells are left out; without a header the cells stand side by side.
    """
    values, labels = cells(row), cells(header)
    if not labels or len(values) < 2:
        return "; ".join(filter(None, values))
    labels += [""] * (len(values) - len(labels))
    labelled = [
        f"{label}: {value}" if label else value
        for label, value in zip(labels[1:], values[1:], strict=False)
        if value
    ]
    return f"{values[0]} — {'; '.join(labelled)}" if values[0] else "; ".join(labelled)


def table_at(text: str, lines: list[Span], first: int) -> Table | None:
    """Read the table whose first line is `lines[first]`, if one begins there.

    A table has a rule below its header, or outer pipes on at least two lines in a row.
    """
    if not _PIPE.search(lines[first].of(text)):
        return None
    run = _adjacent(text, lines, first)
    if len(run) < 2:
        return None
    if _is_rule(run[1].of(text)):
        return Table(run[0], run[0].start, tuple(run[2:])) if len(run) > 2 else None
    if _is_rule(run[0].of(text)):
        return Table(None, run[0].start, tuple(run[1:]))
    width = len(cells(run[0].of(text)))
    if width > 1 and all(
        _outer(line.of(text)) and len(cells(line.of(text))) == width for line in run
    ):
        return Table(run[0], run[0].start, tuple(run[1:]))
    return None


def _adjacent(text: str, lines: list[Span], first: int) -> list[Span]:
    """Return the lines from `first` on that hold a pipe and follow each other without a blank."""
    run = [lines[first]]
    for line in lines[first + 1 :]:
        if text[run[-1].end : line.start].count("\n") != 1 or not _PIPE.search(line.of(text)):
            break
        run.append(line)
    return run


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) and "-" in line


def _outer(line: str) -> bool:
    return line.startswith("|") and line.endswith("|")
