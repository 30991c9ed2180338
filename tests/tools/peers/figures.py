"""What is measured of a pipeline: what it finds, how fast, and what it takes."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from bot.evaluating.scores import characters, hit_at, passage_scores
from retrieval.index.home_folder import seeds_folder
from tests.support.places import EVALS
from tests.tools.eval.sets import Row, load, rows
from tests.tools.peers.asking import Asked
from tests.tools.peers.serve import Range

Figures: TypeAlias = dict[str, float]
Ask: TypeAlias = Callable[[Path], Asked]  # a pipeline's process over a store

LIMIT = 5
BUDGET = 3_000  # characters
_FAR = 20  # passages, among which are five documents and 3,000 characters
_WARM = 200
_COLD_RUNS = 7


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents, and questions with `spans` or `doc_ids`."""

    documents: Sequence[Row]
    questions: Sequence[Row]


def corpora() -> dict[str, Corpus]:
    """Give the three sets."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    return {
        "chunking_eval": Corpus(*load("chunking_eval")),
        "xquad": Corpus(docs, questions),
        "seeds": _seeds(),
    }


def _seeds() -> Corpus:
    """Give the five articles, and our questions in English that need no conversation."""
    documents = [
        {"id": path.name, "title": "", "text": path.read_text(encoding="utf-8")}
        for path in sorted(seeds_folder().iterdir())
    ]
    asked = [
        {
            "question": q["question"],
            "spans": [{"doc_id": g["source"], **g} for g in q["gold"]],
        }
        for q in rows(EVALS / "seed_questions.jsonl")
        if q["answerable"] and q["lang"] == "en" and not q["history"]
    ]
    return Corpus(documents, asked)


def indexed(ask: Ask, store: Path, sets: dict[str, Corpus]) -> Figures:
    """Store the sets; how long the largest takes, and how much memory."""
    figures = {}
    for name, corpus in sets.items():
        with ask(store / name) as process:
            begun = time.perf_counter()
            count = process.index(corpus.documents)
            if name == "chunking_eval":
                figures["passages"] = float(count)
                figures["indexing"] = time.perf_counter() - begun
                figures["indexing memory"] = process.memory()
    return figures


def found(ask: Ask, store: Path, sets: dict[str, Corpus]) -> Figures:
    """Ask every question of every set, and say what was found."""
    with ask(store / "chunking_eval") as process:
        figures = _chunking(process, sets["chunking_eval"].questions)
    with ask(store / "xquad") as process:
        figures |= _xquad(process, sets["xquad"].questions)
    with ask(store / "seeds") as process:
        questions = sets["seeds"].questions
        held = [_holds(process.search(q["question"], LIMIT), _gold(q)) for q in questions]
    return figures | {"seeds": float(sum(held)), "seeds asked": float(len(held))}


def _chunking(process: Asked, questions: Sequence[Row]) -> Figures:
    scores = [
        (
            *passage_scores(process.search(q["question"], LIMIT), _gold(q)),
            passage_scores(list(_within(process.search(q["question"], _FAR))), _gold(q))[0],
        )
        for q in questions
    ]
    names = ("recall", "precision", "iou", "budget recall")
    return dict(zip(names, map(statistics.fmean, zip(*scores, strict=True)), strict=True))


def _within(ranges: Iterable[Range]) -> Iterator[Range]:
    """Yield the first `BUDGET` characters of ranges."""
    left = BUDGET
    for document, start, end in ranges:
        if left:
            kept = min(left, characters([(document, start, end)]))
            yield document, start, start + kept
            left -= kept


def _xquad(process: Asked, questions: Sequence[Row]) -> Figures:
    ranked = [
        (list(dict.fromkeys(d for d, _, _ in process.search(q["question"], _FAR))), q["doc_ids"])
        for q in questions
    ]
    return {f"hit@{k}": statistics.fmean(hit_at(k, *row) for row in ranked) for k in (1, 5)}


def _gold(question: Row) -> list[Range]:
    return [(span["doc_id"], span["start"], span["end"]) for span in question["spans"]]


def _holds(ranges: Sequence[Range], gold: Sequence[Range]) -> bool:
    """Tell whether a passage holds a whole gold span."""
    return any(
        document == name and start <= first and last <= end
        for document, start, end in ranges
        for name, first, last in gold
    )


def speed(asks: dict[str, Ask], stores: dict[str, Path], corpus: Corpus) -> dict[str, Figures]:
    """Time the pipelines in turn, question by question, so that all meet the same machine."""
    questions = [q["question"] for q in corpus.questions]
    with ExitStack() as stack:
        running = {n: stack.enter_context(ask(stores[n])) for n, ask in asks.items()}
        warm: dict[str, list[float]] = {name: [] for name in running}
        for number, question in enumerate(questions[-_WARM // 10 :] + questions[:_WARM]):
            for name, process in running.items():
                milliseconds = process.timed(question, LIMIT)
                if number >= _WARM // 10:
                    warm[name].append(milliseconds)
        memory = {name: process.memory() for name, process in running.items()}
    cold = _cold(asks, stores, questions[0])
    return {
        name: {
            "cold": cold[name],
            "p50": float(np.percentile(warm[name], 50)),
            "p95": float(np.percentile(warm[name], 95)),
            "memory": memory[name],
        }
        for name in asks
    }


def _cold(asks: dict[str, Ask], stores: dict[str, Path], question: str) -> dict[str, float]:
    """Time processes that open an index, answer one question and end."""
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(_COLD_RUNS + 1):
        for name, ask in asks.items():
            begun = time.perf_counter()
            with ask(stores[name]) as process:
                process.search(question, LIMIT)
            if number:
                seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(times) for name, times in seconds.items()}
