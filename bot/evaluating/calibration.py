"""How good the confidence of answers is: as an order of questions, and as a probability.

`confidence` is 0 to 1; `answerable` is 1 where the articles answer, else 0. Both have shape
(questions,); a question that has NaN in one of them is left out.
"""

from dataclasses import dataclass

import numpy as np

from bot.evaluating.bootstrap import Column

BINS = 10


def refused_at(answered: float, confidence: Column, answerable: Column) -> float:
    """Return the share of unanswerable questions refused by a threshold on the confidence.

    The threshold is the highest at which a share `answered` of the answerable questions is still
    answered. NaN if there are no answerable questions, or no others.
    """
    confidence, answerable = _drop_nan(confidence, answerable)
    yes, no = confidence[answerable == 1], confidence[answerable == 0]
    if not (len(yes) and len(no)):
        return float("nan")
    threshold = np.sort(yes)[::-1][int(np.ceil(answered * len(yes) - 1e-9)) - 1]
    return float(np.mean(no < threshold))


def risk_curve(confidence: Column, answerable: Column) -> Column:
    """Return the risk when 1, 2, … n questions are answered, the most confident ones first.

    The risk is the share of those that the articles do not answer. Questions of equal confidence
    share their risk, so that their order does not count.
    """
    confidence, answerable = _drop_nan(confidence, answerable)
    _, group = np.unique(-confidence, return_inverse=True)
    sizes = np.bincount(group)
    risk = np.bincount(group, weights=1 - answerable) / sizes
    return np.asarray(np.cumsum(np.repeat(risk, sizes)) / np.arange(1, len(group) + 1))


def risk_area(confidence: Column, answerable: Column) -> float:
    """Return the mean of the risk curve, 0 to 1: less is better.

    NaN if all questions are answerable, or none: there is nothing to separate.
    """
    known = _drop_nan(confidence, answerable)[1]
    if not 0 < known.sum() < len(known):
        return float("nan")
    return float(risk_curve(confidence, answerable).mean())


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of similar confidence: their mean confidence, the share answerable, how many."""

    confidence: float
    answerable: float
    count: int


def reliability(confidence: Column, answerable: Column) -> list[Bin]:
    """Return the questions in ten bins of equal width of confidence, without empty bins."""
    confidence, answerable = _drop_nan(confidence, answerable)
    numbers = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(float(confidence[own].mean()), float(answerable[own].mean()), int(own.sum()))
        for own in (numbers == number for number in range(BINS))
        if own.any()
    ]


def _drop_nan(confidence: Column, answerable: Column) -> tuple[Column, Column]:
    known = ~(np.isnan(confidence) | np.isnan(answerable))
    return confidence[known], answerable[known]
