"""What confidence is worth: whether it orders the questions, and whether it can be believed.

`confidence` is 0 to 1; `answerable` is 1 where the articles answer, else 0. Both have the shape
(questions,); a question that lacks one of them (NaN) is left out.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.float64]
BINS = 10


def refused_at(answered: float, confidence: Column, answerable: Column) -> float:
    """Give the share of the unanswerable that is refused while `answered` of the others are not.

    The floor of confidence is the highest that still answers so many; NaN if one sort is missing.
    """
    confidence, answerable = _known(confidence, answerable)
    yes, no = confidence[answerable == 1], confidence[answerable == 0]
    if not (len(yes) and len(no)):
        return float("nan")
    floor = np.sort(yes)[::-1][int(np.ceil(answered * len(yes) - 1e-9)) - 1]
    return float(np.mean(no < floor))


def risk_curve(confidence: Column, answerable: Column) -> Column:
    """Give for 1, 2, … n questions answered, the most confident first, the share answered in vain.

    In vain: the articles do not answer. Among equals the order is no merit: they share their risk.
    """
    confidence, answerable = _known(confidence, answerable)
    _, group = np.unique(-confidence, return_inverse=True)
    sizes = np.bincount(group)
    vain = np.bincount(group, weights=1 - answerable) / sizes
    return np.asarray(np.cumsum(np.repeat(vain, sizes)) / np.arange(1, len(group) + 1))


def risk_area(confidence: Column, answerable: Column) -> float:
    """Give the mean of the risk-coverage curve, 0 to 1: less is better.

    Where all questions are answerable, or none, confidence has nothing to tell apart: NaN.
    """
    known = _known(confidence, answerable)[1]
    if not 0 < known.sum() < len(known):
        return float("nan")
    return float(risk_curve(confidence, answerable).mean())


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: their mean confidence, the share answerable, how many."""

    confidence: float
    answerable: float
    count: int


def reliability(confidence: Column, answerable: Column) -> list[Bin]:
    """Give the questions in ten bins of confidence, empty ones left out."""
    confidence, answerable = _known(confidence, answerable)
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(float(confidence[own].mean()), float(answerable[own].mean()), int(own.sum()))
        for own in (place == number for number in range(BINS))
        if own.any()
    ]


def _known(confidence: Column, answerable: Column) -> tuple[Column, Column]:
    known = ~(np.isnan(confidence) | np.isnan(answerable))
    return confidence[known], answerable[known]
