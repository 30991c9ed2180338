"""Two runs of the same questions: by how much each figure differs, with a paired interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluating.bootstrap import Column, draws, interval, resample
from bot.evaluating.figures import DIGITS, Metric, Table, all_metrics, select_rows
from retrieval.errors import ExpectedError


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure minus the same figure of the baseline, and the ends of the difference's interval."""

    metric: Metric
    value: float
    low: float
    high: float

    @property
    def worse(self) -> bool:
        """Return whether the figure is worse and the whole interval says so."""
        higher = self.metric.higher
        return (higher is True and self.high < 0) or (higher is False and self.low > 0)

    @property
    def better(self) -> bool:
        """Return whether the figure is better and the whole interval says so."""
        higher = self.metric.higher
        return (higher is True and self.low > 0) or (higher is False and self.high < 0)


def differences(
    ids: Sequence[str], table: Table, before_ids: Sequence[str], before: Table
) -> list[FigureDifference]:
    """Compare a run with a baseline on the questions that both have, paired by id.

    Both use the same resamples, so that the difficulty of a question cancels out. Values are
    rounded as in a saved run, so that rounding makes no difference. Raises ExpectedError when the
    runs have no question in common.
    """
    rows, before_rows = _common_rows(ids, before_ids)
    new = _rounded(select_rows(table, rows))
    old = _rounded(select_rows(before, before_rows))
    known = {metric.name for metric in all_metrics(old)}
    resamples = draws(len(rows))
    results = []
    for metric in all_metrics(new):
        if metric.name in known:
            statistic, columns, old_columns = metric.statistic, metric.of(new), metric.of(old)
            value = statistic(*columns) - statistic(*old_columns)
            change = resample(statistic, columns, resamples)
            change = change - resample(statistic, old_columns, resamples)
            results.append(FigureDifference(metric, value, *interval(value, change)))
    return [each for each in results if not np.isnan(each.value)]


def _common_rows(ids: Sequence[str], before_ids: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the row numbers of the common questions in each of the two runs."""
    place_of = {name: place for place, name in enumerate(before_ids)}
    pairs = [(row, place_of[name]) for row, name in enumerate(ids) if name in place_of]
    if not pairs:
        raise ExpectedError(
            "The baseline has no question in common with this set.",
            hint="Compare with a file that --save wrote for the same questions.",
        )
    return [row for row, _ in pairs], [row for _, row in pairs]


def _rounded(table: Table) -> dict[str, Column]:
    return {name: np.round(column, DIGITS) for name, column in table.items()}
