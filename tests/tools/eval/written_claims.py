"""How the check of claims judges claims that were written for it: tests/data/claims."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.generating.claim_support import Premise, find_unsupported
from bot.generating.likeness import Likeness, likeness
from retrieval.models.embed import LocalModel
from tests.support.places import DATA, SEEDS_FOLDER

FOLDER = DATA / "claims"
SETS = ("development-1", "development-2", "reported-1", "reported-2")
_AROUND = 500  # characters of an article on each side of a quote, which stand for its passage


@dataclass(frozen=True, slots=True)
class WrittenScore:
    """How many claims of a kind pass the check, of how many."""

    passed: int
    tried: int

    def __str__(self) -> str:
        """Return "3 of 10 (.300)"."""
        return f"{self.passed} of {self.tried} ({self.passed / self.tried:.3f})".replace("0.", ".")


def written_scores(name: str) -> tuple[WrittenScore, WrittenScore]:
    """Return how many false claims of a set pass, and how many true ones."""
    return _score(FOLDER / name / "false_claims.jsonl"), _score(
        FOLDER / name / "true_paraphrases.jsonl"
    )


def written_claims() -> Iterator[str]:
    """Say for each set how many false and how many true claims pass."""
    for name in SETS:
        false, true = written_scores(name)
        yield f"{name}: {false} false claims pass, {true} true ones"


def _score(path: Path) -> WrittenScore:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return WrittenScore(sum(map(_passes, rows)), len(rows))


def _passes(row: dict[str, Any]) -> bool:
    quote, file = row["quote"], SEEDS_FOLDER / row["source"]
    text = file.read_text(encoding="utf-8") if file.exists() else quote
    place = max(0, text.find(quote))
    title = text.splitlines()[0][:150] if file.exists() else ""
    around = text[max(0, place - _AROUND) : place + len(quote) + _AROUND]
    premise = Premise(quote, title, "", around)
    question = "What is said of Iraq?" if file.exists() else ""
    return not find_unsupported(row["claim"], [premise], question, quote, _likeness())


@cache
def _likeness() -> Likeness:
    return likeness(LocalModel().encode)
