"""Two runs of the same questions: how much each figure differs, and whether that says anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluating.bootstrap import draws, interval, resample
from bot.evaluating.calibration import Column
from bot.evaluating.figures import DIGITS, Metric, Table, all_metrics, figures_named
from retrieval.errors import ExpectedError


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """By how much a figure differs from the baseline, with the ends of its paired interval."""

    measure: Metric
    value: float
    low: float
    high: float

    @property
    def worse(self) -> bool:
        """Tell whether the figure is worse by more than its interval."""
        higher = self.measure.higher
        return (higher is True and self.high < 0) or (higher is False and self.low > 0)

    @property
    def better(self) -> bool:
        """Tell whether the figure is better by more than its interval."""
        higher = self.measure.higher
        return (higher is True and self.low > 0) or (higher is False and self.high < 0)


def differences(
    ids: Sequence[str], table: Table, before_ids: Sequence[str], before: Table
) -> list[FigureDifference]:
    """Compare with a baseline on the questions that both have, paired by id.

    Both are resampled alike, so that what makes a question hard cancels out; and rounded alike, as
    a saved run is, so that rounding makes no difference.
    """
    places = {name: place for place, name in enumerate(before_ids)}
    both = [(own, places[name]) for own, name in enumerate(ids) if name in places]
    if not both:
        raise ExpectedError(
            "The baseline has no question in common with this set.",
            hint="Compare with a file that --save wrote for the same questions.",
        )
    new = _rounded(figures_named(table, [own for own, _ in both]))
    old = _rounded(figures_named(before, [other for _, other in both]))
    known = {each.name for each in all_metrics(old)}
    drawn = draws(len(both))
    found = []
    for measure in all_metrics(new):
        if measure.name not in known:
            continue
        value = measure.statistic(*measure.of(new)) - measure.statistic(*measure.of(old))
        change = resample(measure.statistic, measure.of(new), drawn) - resample(
            measure.statistic, measure.of(old), drawn
        )
        found.append(FigureDifference(measure, value, *interval(value, change)))
    return [each for each in found if not np.isnan(each.value)]


def _rounded(table: Table) -> dict[str, Column]:
    return {name: np.round(column, DIGITS) for name, column in table.items()}
