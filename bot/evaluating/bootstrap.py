"""Confidence intervals of figures, by resampling the questions (the bootstrap; Efron, 1979)."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
COVERAGE = 95  # per cent, of the intervals
_SEED = 20261129
Column: TypeAlias = NDArray[np.float64]  # a value for each question, NaN where there is none
Statistic: TypeAlias = Callable[..., float]  # of one or more columns
Draws: TypeAlias = NDArray[np.int64]


def draws(questions: int) -> Draws:
    """Return the questions of each resample as row numbers, shape (RESAMPLES, questions).

    The seed is fixed, so the same questions give the same intervals.
    """
    return np.random.default_rng(_SEED).integers(0, questions, (RESAMPLES, questions))


def mean(column: Column) -> float:
    """Return the mean of a column without its NaN; NaN if nothing else is in it."""
    values = column[~np.isnan(column)]
    return float(values.mean()) if len(values) else float("nan")


def resample(statistic: Statistic, columns: Sequence[Column], rows: Draws) -> Column:
    """Return the statistic of each resample, shape (RESAMPLES,); `rows` comes from `draws`."""
    if statistic is mean:
        return _means(columns[0], rows)
    return np.array([statistic(*(column[own] for column in columns)) for own in rows])


def interval(value: float, resamples: Column) -> tuple[float, float]:
    """Return the ends of the 95 % percentile interval around a value, from its resamples.

    Resamples for which the statistic is NaN are left out; without any, both ends are the value.
    """
    values = resamples[~np.isnan(resamples)]
    if not len(values):
        return value, value
    tail = (100 - COVERAGE) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return min(float(low), value), max(float(high), value)


def _means(column: Column, rows: Draws) -> Column:
    counted = ~np.isnan(column)
    filled = np.where(counted, column, 0.0)
    counts = counted[rows].sum(axis=1)
    sums = filled[rows].sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
