"""Question sets: what is asked, and what is known of the right answer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.conversing.conversation import Turn
from bot.evaluating.range_scores import Range

T = TypeVar("T")
HALVES = ("even", "odd")  # rules are fitted on the even half and reported on the odd one


@dataclass(frozen=True, slots=True)
class Question:
    """A question; everything but its words may be unknown.

    `spans` are the gold quotes, `mentions` regular expressions that the quotes of a right answer
    match, `answerable` is None where nobody said.
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
    """A name, questions, and the file of their articles if they bring some."""

    name: str
    questions: tuple[Question, ...]
    articles: Path | None = None


def unnamed(words: str, history: tuple[Turn, ...]) -> str:
    """Give an id for a question that has none: the same for the same question."""
    said = "\n".join([*(turn.question or turn.answer_text for turn in history), words])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def half(id: str) -> int:
    """Give 0 for a question that rules may be fitted on, 1 for one that is reported."""
    return int(hashlib.sha256(id.encode()).hexdigest(), 16) % 2


def sample(questions: tuple[T, ...], limit: int) -> tuple[T, ...]:
    """Return at most `limit` questions, spread evenly over all; all of them for 0."""
    if not limit or limit >= len(questions):
        return questions
    return tuple(questions[place * len(questions) // limit] for place in range(limit))
