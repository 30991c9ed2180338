"""Intervals by resampling the questions: how much a figure owes to which questions were asked."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.evaluating.calibration import Column

RESAMPLES = 1000
COVERED = 95  # per cent
_SEED = 20261129
Statistic: TypeAlias = Callable[..., float]
Draws: TypeAlias = NDArray[np.int64]


def draws(questions: int) -> Draws:
    """Give the places of the questions of each resample, shape (RESAMPLES, questions).

    The seed is fixed: the same questions give the same intervals.
    """
    return np.random.default_rng(_SEED).integers(0, questions, (RESAMPLES, questions))


def mean(column: Column) -> float:
    """Give the mean of the values that are there; NaN if none are."""
    kept = column[~np.isnan(column)]
    return float(kept.mean()) if len(kept) else float("nan")


def resample(statistic: Statistic, columns: Sequence[Column], places: Draws) -> Column:
    """Give a statistic of each resample, shape (RESAMPLES,)."""
    if statistic is mean:
        return _means(columns[0], places)
    return np.array([statistic(*(column[own] for column in columns)) for own in places])


def interval(value: float, resamples: Column) -> tuple[float, float]:
    """Give the ends of the 95 % percentile interval around a value (Efron, 1979).

    Resamples in which the statistic does not exist are left out.
    """
    kept = resamples[~np.isnan(resamples)]
    if not len(kept):
        return value, value
    tail = (100 - COVERED) / 2
    low, high = np.percentile(kept, [tail, 100 - tail])
    return min(float(low), value), max(float(high), value)


def _means(column: Column, places: Draws) -> Column:
    counted = ~np.isnan(column)
    filled = np.where(counted, column, 0.0)
    counts = counted[places].sum(axis=1)
    sums = filled[places].sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
