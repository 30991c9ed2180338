"""Decide whether the evidence answers a question.

A logistic regression on a few measurements, which is more lenient with broad questions (lists,
positions, rows): their answer is a choice of sentences, not one value. Beside it a floor for
questions after a reason, which presume what they ask about. The numbers lie in
`answerability.json`; `make fit` makes them anew from half of the development sets.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.extracting.evidence import Evidence
from retrieval.language.question_types import AnswerType, classify_question

STRICT = (AnswerType.FACT, AnswerType.REASON)


@dataclass(frozen=True, slots=True)
class AnswerabilityRule:
    """How much each measurement counts; a score above 0 speaks for an answer.

    `bias` holds for what is to be answered strictly, `broad_bias` for the rest.
    """

    centers: dict[str, float]
    weights: dict[str, float]
    bias: float
    broad_bias: float

    def parts(self, evidence: Evidence) -> dict[str, float]:
        """Return what each measurement adds to the score."""
        measured = {name: getattr(evidence, name) for name in self.weights}
        return {
            name: 0.0 if value is None else self.weights[name] * (value - self.centers[name])
            for name, value in measured.items()
        }

    def score(self, evidence: Evidence, *, strict: bool) -> float:
        """Weigh the evidence for a question that is to be answered strictly, or not."""
        bias = self.bias if strict else self.broad_bias
        return bias + sum(self.parts(evidence).values())


@dataclass(frozen=True, slots=True)
class FittedAnswerability:
    """What was fitted."""

    rule: AnswerabilityRule
    premise_floor: float
    words_floor: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer, and the reasons in plain words for `--explain`.

    `confidence` is from 0 to 1, and more than 0.5 if the question is answered.
    """

    answerable: bool
    reason: str
    confidence: float


NOTHING_FOUND = Decision(False, "nothing was found that could be compared with the question", 0.0)


def decide_answerability(question: str, evidence: Evidence, *, follows: bool = False) -> Decision:
    """Decide whether the evidence answers a question.

    One that `follows` from others on the same thing is more often answered where they were.
    """
    rules = fitted_answerability()
    kind = classify_question(question)
    if kind is AnswerType.REASON and evidence.weakest_word < rules.premise_floor:
        return Decision(
            False,
            "what the question presumes is not in the articles"
            f" (its weakest word is found at {evidence.weakest_word:.2f},"
            f" {rules.premise_floor:.2f} is needed)",
            0.0,
        )
    if not evidence.names_officeholder:
        return Decision(False, "no sentence names who holds the office in that country", 0.0)
    score = rules.rule.score(evidence, strict=kind in STRICT and not follows)
    parts = sorted(rules.rule.parts(evidence).items(), key=lambda part: -abs(part[1]))[:4]
    measured = ", ".join(f"{name.replace('_', ' ')} {value:+.2f}" for name, value in parts)
    reason = f"score {score:+.2f}, more than 0 is needed; most of it: {measured}"
    return Decision(score > 0, reason, 1 / (1 + math.exp(-score)))


@cache
def fitted_answerability() -> FittedAnswerability:
    """Read the fitted rules."""
    path = Path(__file__).parent / "answerability.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    return FittedAnswerability(
        AnswerabilityRule(**fields["rule"]),
        fields["premise_floor"],
        fields["words_floor"],
    )
