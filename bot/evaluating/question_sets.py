"""Question sets: what is asked, and what is known of the right answer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.conversing.conversation import Turn
from bot.evaluating.scores import Range

T = TypeVar("T")
HALVES = ("even", "odd")  # rules are fitted on the even half and reported on the odd one


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its right answer; all but its words may be unknown.

    `answers` are texts of which each is right. `documents` and `spans` are the articles and the
    quotes that answer. `mentions` are regular expressions that the quotes of a right answer match.
    `answerable` tells whether the articles answer, None if that is unknown.
    """

    id: str
    words: str
    answers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    spans: tuple[Range, ...] = ()
    answerable: bool | None = None
    type: str = ""
    language: str = ""
    history: tuple[Turn, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A name, questions, and the file of the articles they are about, if the set has one."""

    name: str
    questions: tuple[Question, ...]
    articles: Path | None = None


def question_id(words: str, history: tuple[Turn, ...]) -> str:
    """Return an id for a question that has none: a hash of its words and its history."""
    text = "\n".join([*(turn.question or turn.answer_text for turn in history), words])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def half(id: str) -> int:
    """Return 0 for a question that rules may be fitted on, 1 for one that is only reported."""
    return int(hashlib.sha256(id.encode()).hexdigest(), 16) % 2


def sample(questions: tuple[T, ...], limit: int) -> tuple[T, ...]:
    """Return at most `limit` questions, spread evenly over all; all of them for 0."""
    if not limit or limit >= len(questions):
        return questions
    return tuple(questions[place * len(questions) // limit] for place in range(limit))
