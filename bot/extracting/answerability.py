"""Decide whether the evidence answers a question.

A logistic regression on a few measurements, one with what the reader read and one without, which
is more lenient with broad questions (lists, positions, rows): their answer is a choice of
sentences, not one value. The numbers lie in `answerability.json`; `make fit` makes them anew from
half of the development sets.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.extracting.evidence import Evidence
from retrieval.language.question_types import AnswerType, classify_question

_FOLLOW_UP = 1.0  # added for a follow-up, as the questions before it were answered
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
    """What was fitted; `reader_rule` is for evidence that holds a reading."""

    rule: AnswerabilityRule
    reader_rule: AnswerabilityRule
    words_floor: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer, and the reasons in plain words for `--explain`.

    `confidence` is from 0 to 1, and more than 0.5 if the question is answered.
    """

    answerable: bool
    reason: str
    confidence: float


TOPIC_NAMED = Decision(True, "sentences name the subject that the question asks about", 1.0)
NOTHING_ASKED = Decision(False, "the question has no word that could be looked up", 0.0)
NOTHING_FOUND = Decision(False, "nothing was found that could be compared with the question", 0.0)


def no_such_party(names: Sequence[str]) -> Decision:
    """Return the decision on a question after the position of somebody whom no passage names."""
    return Decision(False, f"no passage that was found names {' or '.join(names)}", 0.0)


def nothing_of_thing(thing: str) -> Decision:
    """Return the decision on a follow-up that asks of another thing, which no passage names."""
    return Decision(False, f"no passage names {thing}, of which the question is asked", 0.0)


def nothing_of_time(time: str) -> Decision:
    """Return the decision on a question on a time of which the articles tell nothing."""
    return Decision(False, f"no passage that was found names {time}, and another is told of", 0.0)


def decide_answerability(
    question: str, evidence: Evidence, *, is_followup: bool = False
) -> Decision:
    """Decide whether the evidence answers a question.

    One that `is_followup` is more often answered, as the questions before it were.
    """
    fit = fitted_answerability()
    kind = classify_question(question)
    if not evidence.names_officeholder:
        return Decision(False, "no sentence names who holds the office in that country", 0.0)
    rule = fit.rule if evidence.reading is None else fit.reader_rule
    score = rule.score(evidence, strict=kind in STRICT) + _FOLLOW_UP * is_followup
    parts = sorted(rule.parts(evidence).items(), key=lambda part: -abs(part[1]))[:4]
    most = ", ".join(f"{name.replace('_', ' ')} {value:+.2f}" for name, value in parts)
    reason = f"score {score:+.2f}, more than 0 is needed; most of it: {most}"
    return Decision(score > 0, reason, 1 / (1 + math.exp(-score)))


@cache
def fitted_answerability() -> FittedAnswerability:
    """Read the fitted fit."""
    path = Path(__file__).parent / "answerability.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    return FittedAnswerability(
        AnswerabilityRule(**fields["rule"]),
        AnswerabilityRule(**fields["reader_rule"]),
        fields["words_floor"],
    )
