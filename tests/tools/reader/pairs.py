"""The pairs that the reader learns from: a question, a passage, and whether it answers."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from retrieval.errors import ExpectedError


class PairKind(StrEnum):
    """How a pair came to be; the first three answer the question.

    `POSITIVE` has the words that answer as its span, `SENTENCE` the sentence that holds them,
    `UNMARKED` no span. `IMPOSSIBLE` is a question that people wrote to be unanswerable.
    """

    POSITIVE = "positive"
    SENTENCE = "sentence"
    UNMARKED = "unmarked"
    NEAR = "near"
    CUT = "cut"
    GONE = "gone"
    SWAP = "swap"
    ANTONYM = "antonym"
    IMPOSSIBLE = "impossible"


ANSWERING = frozenset({PairKind.POSITIVE, PairKind.SENTENCE, PairKind.UNMARKED})


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """A question, a passage, and the characters of the passage that answer, if they are known.

    Pairs of one `group` are passages that are compared with each other for one question.
    """

    source: str
    kind: PairKind
    title: str
    question: str
    passage: str
    span: tuple[int, int] | None = None
    group: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a span that is none of the passage or that answers nothing."""
        if self.span is None:
            return
        start, end = self.span
        if not (self.answers and 0 <= start < end <= len(self.passage)):
            raise ValueError(f"not a span of the passage of {self.question!r}: {self.span}")

    @property
    def answers(self) -> bool:
        """Return whether the passage answers the question."""
        return self.kind in ANSWERING

    def to_row(self) -> dict[str, Any]:
        """Return the pair as a JSON object."""
        return {
            "source": self.source,
            "kind": self.kind,
            "title": self.title,
            "question": self.question,
            "passage": self.passage,
            "span": self.span,
            "answers": self.answers,
            "group": self.group,
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "TrainingPair":
        """Return the pair of a JSON object; raise ValueError for a row that contradicts itself."""
        pair = cls(
            row["source"],
            PairKind(row["kind"]),
            row["title"],
            row["question"],
            row["passage"],
            tuple(row["span"]) if row["span"] else None,
            row["group"],
        )
        if pair.answers != row["answers"]:
            raise ValueError(f"a pair of kind {pair.kind!r} has answers={row['answers']!r}")
        return pair


def read_pairs(path: Path) -> Iterator[TrainingPair]:
    """Yield the pairs of a file of JSON lines; raise ExpectedError for a line that is no pair."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield TrainingPair.from_row(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise ExpectedError(
                    f"Line {number} of {path.name!r} is no training pair: {error!r}.",
                    hint="Write the file again with `python -m tests.tools.reader build`.",
                ) from error


def write_pairs(path: Path, pairs: Iterable[TrainingPair]) -> int:
    """Write pairs as JSON lines, and return how many there are."""
    rows = [json.dumps(pair.to_row(), ensure_ascii=False) + "\n" for pair in pairs]
    path.write_text("".join(rows), encoding="utf-8")
    return len(rows)
