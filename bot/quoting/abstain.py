"""Decide whether the evidence answers a question.

Two logistic regressions, one for questions after a single fact and one for broad ones (lists,
positions, reasons, rows), and a floor for questions after a reason, which presume what they ask
about. Their numbers lie in `abstain.json`; `make fit` makes them anew from half of the development
sets.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.asking.questions import Asked, asked
from bot.quoting.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Rule:
    """How much each measurement counts; a score above 0 speaks for an answer."""

    centers: dict[str, float]
    weights: dict[str, float]
    bias: float

    def parts(self, evidence: Evidence) -> dict[str, float]:
        """Give what each measurement adds to the score."""
        return {
            name: weight * (getattr(evidence, name) - self.centers[name])
            for name, weight in self.weights.items()
        }

    def score(self, evidence: Evidence) -> float:
        """Weigh the evidence."""
        return self.bias + sum(self.parts(evidence).values())


@dataclass(frozen=True, slots=True)
class Rules:
    """What was fitted."""

    fact: Rule
    broad: Rule
    premise_floor: float
    words_floor: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer, and the reasons in plain words for `--explain`.

    `confidence` is from 0 to 1, and more than 0.5 if the question is answered.
    """

    grounded: bool
    reason: str
    confidence: float


NOTHING_FOUND = Decision(False, "nothing was found that could be compared with the question", 0.0)


def decide(question: str, evidence: Evidence) -> Decision:
    """Decide whether the evidence answers a question."""
    rules = fitted()
    kind = asked(question)
    if kind is Asked.REASON and evidence.weakest_common < rules.premise_floor:
        return Decision(
            False,
            "what the question presumes is not in the articles"
            f" (its weakest word is found at {evidence.weakest_common:.2f},"
            f" {rules.premise_floor:.2f} is needed)",
            0.0,
        )
    rule = rules.fact if kind is Asked.FACT else rules.broad
    score = rule.score(evidence)
    parts = sorted(rule.parts(evidence).items(), key=lambda part: -abs(part[1]))[:4]
    said = ", ".join(f"{name.replace('_', ' ')} {value:+.2f}" for name, value in parts)
    reason = f"score {score:+.2f}, more than 0 is needed; most of it: {said}"
    return Decision(score > 0, reason, 1 / (1 + math.exp(-score)))


@cache
def fitted() -> Rules:
    """Read the fitted rules."""
    path = Path(__file__).parent / "abstain.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    return Rules(
        Rule(**fields["fact"]),
        Rule(**fields["broad"]),
        fields["premise_floor"],
        fields["words_floor"],
    )
