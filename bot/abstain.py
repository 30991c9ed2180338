"""Decide whether the evidence answers a question."""

from dataclasses import dataclass

from bot.extract import Chosen
from retrieval.search import Found

_FLOOR = 0.55


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer, and the reasons in plain words for `--explain`."""

    grounded: bool
    reason: str


def decide(found: Found, chosen: list[Chosen]) -> Decision:
    """Decide."""
    if not chosen:
        return Decision(False, "nothing was found")
    score = chosen[0].score
    return Decision(score >= _FLOOR, f"the best sentence scores {score:.2f}, needed {_FLOOR}")
