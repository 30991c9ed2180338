"""A run as a JSON file: its figures, and the values of each question for a later comparison."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluating.bootstrap import RESAMPLES, Column
from bot.evaluating.differences import FigureDifference
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.figures import DIGITS, KEY, Figure, compute_figures, select_rows
from bot.evaluating.worst_cases import worst_cases
from bot.json_text import json_line
from retrieval.errors import ExpectedError

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """The values of the questions of an earlier run, by name; `ids` are the questions' ids."""

    ids: list[str]
    table: dict[str, Column]


def figures_json(run: Evaluation, figures: Sequence[Figure]) -> dict[str, Any]:
    """Return a run as JSON fields, which other programs rely on."""
    return {
        "schema_version": SCHEMA_VERSION,
        "set": run.name,
        "questions": len(run.cases),
        "articles": run.articles,
        "resamples": RESAMPLES,
        "figures": {each.metric.name: _figure(each) for each in figures},
        "by": {
            grouping: {name: _group(run, rows) for name, rows in groups.items()}
            for grouping, groups in run.groups().items()
        },
        "worst": [
            {"id": fault.case.question.id, "why": fault.kind} for fault in worst_cases(run.cases)
        ],
    }


def differences_json(differences: Sequence[FigureDifference]) -> dict[str, Any]:
    """Return the differences from a baseline as JSON fields."""
    return {
        each.metric.name: {
            "value": _rounded(each.value),
            "low": _rounded(each.low),
            "high": _rounded(each.high),
            "worse": each.worse,
            "better": each.better,
        }
        for each in differences
    }


def values_json(run: Evaluation) -> dict[str, Any]:
    """Return the values of all questions in columns: `values[name][i]` is that of `ids[i]`."""
    return {
        "ids": run.ids,
        "values": {name: [_rounded(v) for v in column] for name, column in run.table.items()},
    }


def save(path: Path, fields: dict[str, Any]) -> None:
    """Write a run, each list of values on a line of its own; raises ExpectedError."""
    try:
        path.write_text(_lines(fields) + "\n", encoding="utf-8")
    except OSError as error:
        raise ExpectedError(
            f"{str(path)!r} cannot be written: {error.strerror}.", hint="Choose another path."
        ) from error


def read_baseline(path: Path) -> Baseline:
    """Read the values that `save` wrote; raises ExpectedError for another file."""
    try:
        return baseline(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExpectedError(
            f"{str(path)!r} is no saved run ({type(error).__name__}).",
            hint="Make one with `majlis eval SET --save FILE`.",
        ) from error


def baseline(fields: dict[str, Any]) -> Baseline:
    """Return the values of a saved run; raises ValueError, KeyError or TypeError if it is none."""
    columns = {
        str(name): np.array([np.nan if v is None else float(v) for v in column])
        for name, column in fields["values"].items()
    }
    ids = [str(each) for each in fields["ids"]]
    if any(len(column) != len(ids) for column in columns.values()):
        raise ValueError("a column is not as long as the ids")
    return Baseline(ids, columns)


def _group(run: Evaluation, rows: Sequence[int]) -> dict[str, Any]:
    """Return the key figures of some questions, by name."""
    figures = compute_figures(select_rows(run.table, rows), KEY)
    return {figure.metric.name: _figure(figure) for figure in figures}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": _rounded(figure.value),
        "low": _rounded(figure.low),
        "high": _rounded(figure.high),
        "count": figure.count,
    }


def _rounded(value: float) -> float | int | None:
    """Round to four digits; NaN becomes null, and a whole number is written without a point."""
    if np.isnan(value):
        return None
    rounded = round(float(value), DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _lines(value: Any, indent: int = 0) -> str:
    """Return JSON in which each field of a nested object stands on a line of its own."""
    if not isinstance(value, dict) or (indent and not any(map(_big, value.values()))):
        return json_line(value)
    inside = ",\n".join(
        f"{' ' * (indent + 1)}{json_line(name)}: {_lines(each, indent + 1)}"
        for name, each in value.items()
    )
    return f"{{\n{inside}\n{' ' * indent}}}"


def _big(value: object) -> bool:
    return isinstance(value, dict | list)
