"""A run as a file: its figures, and the values of each question, so that runs can be paired."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluating.bootstrap import RESAMPLES
from bot.evaluating.calibration import Column
from bot.evaluating.compare import FigureDifference
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.faults import worst
from bot.evaluating.figures import DIGITS, KEY, Figure, figures, figures_named
from retrieval.errors import ExpectedError

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an earlier run gave: the values of each question, by name."""

    ids: list[str]
    table: dict[str, Column]


def figures_json(run: Evaluation, found: Sequence[Figure]) -> dict[str, Any]:
    """Give a run as the fields that other programs rely on."""
    return {
        "schema_version": SCHEMA_VERSION,
        "set": run.name,
        "questions": len(run.cases),
        "articles": run.articles,
        "resamples": RESAMPLES,
        "figures": {each.measure.name: _figure(each) for each in found},
        "by": {
            sort: {
                name: {
                    f.measure.name: _figure(f) for f in figures(figures_named(run.table, own), KEY)
                }
                for name, own in groups.items()
            }
            for sort, groups in run.groups().items()
        },
        "worst": [{"id": fault.case.question.id, "why": fault.kind} for fault in worst(run.cases)],
    }


def differences_json(found: Sequence[FigureDifference]) -> dict[str, Any]:
    """Give the differences from a baseline."""
    return {
        each.measure.name: {
            "value": _rounded(each.value),
            "low": _rounded(each.low),
            "high": _rounded(each.high),
            "worse": each.worse,
            "better": each.better,
        }
        for each in found
    }


def values_json(run: Evaluation) -> dict[str, Any]:
    """Give the values of each question, in columns: `values[name][i]` is that of `ids[i]`."""
    return {
        "ids": run.ids,
        "values": {name: [_rounded(v) for v in column] for name, column in run.table.items()},
    }


def save(path: Path, fields: dict[str, Any]) -> None:
    """Write a run, each list of values on a line of its own."""
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
    """Read the values of a saved run."""
    columns = {
        str(name): np.array([np.nan if v is None else float(v) for v in column])
        for name, column in fields["values"].items()
    }
    ids = [str(each) for each in fields["ids"]]
    if any(len(column) != len(ids) for column in columns.values()):
        raise ValueError("a column is as long as the ids")
    return Baseline(ids, columns)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": _rounded(figure.value),
        "low": _rounded(figure.low),
        "high": _rounded(figure.high),
        "count": figure.count,
    }


def _rounded(value: float) -> float | int | None:
    """Round to four digits; a value that is not there is null, a whole one has no point."""
    if np.isnan(value):
        return None
    rounded = round(float(value), DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _lines(value: Any, indent: int = 0) -> str:
    """Write objects line by line, and all else on one line."""
    if not isinstance(value, dict) or (indent and not any(map(_big, value.values()))):
        return json.dumps(value, ensure_ascii=False)
    inside = ",\n".join(
        f"{' ' * (indent + 1)}{json.dumps(name, ensure_ascii=False)}: {_lines(each, indent + 1)}"
        for name, each in value.items()
    )
    return f"{{\n{inside}\n{' ' * indent}}}"


def _big(value: object) -> bool:
    return isinstance(value, dict | list)
