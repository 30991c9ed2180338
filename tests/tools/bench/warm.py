"""A warm question over the five articles, with its time by stage."""

import functools
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.extracting import extractor
from retrieval.index.home_folder import SEEDS, Home
from retrieval.index.keywords import KeywordIndex
from retrieval.index.passage_table import PassageTable
from retrieval.index.vector_store import VectorStore
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embed import LocalModel
from retrieval.models.reader import LocalReader
from retrieval.search import rank_passages
from retrieval.search.searcher import Searcher
from tests.tools.bench.measure import Figure, percentiles, timed
from tests.tools.eval.sets import models, reader

QUESTIONS = (
    "How is Iraq positioned toward Russia?",
    "Who accepted the Iraqi ambassador's credentials in Moscow?",
    "What share of Jordanian industrial exports goes to Iraq?",
    "Where did Iraq send wheat?",
    "What steps are recommended against militia influence?",
    "Why does Iraq want to stop militias from attacking Israel?",
    "What is the capital of Australia?",
    "According to the security table, what does Russia contribute to Iraq?",
    "What is Iraq's GDP in dollars?",
    "iraq wheat syria",
)
ROUNDS = 30
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("encode", LocalModel, "encode"),
    ("dense", VectorStore, "nearest"),
    ("BM25", KeywordIndex, "best"),
    ("catalog", PassageTable, "by_id"),
    ("MaxSim", rank_passages, "compare_tokens"),
    ("read", LocalReader, "read"),
    ("rank", extractor, "rank_sentences"),
    ("measure", extractor, "measure_evidence"),
)


def warm(work: Path) -> Iterator[Figure]:
    """Measure questions one after the other in one process."""
    home = Home(work / "warm")
    with Writer(home, models()) as writer:
        add(writer, [SEEDS])
    assistant = Assistant(Searcher(home, models()), reader=reader())
    unread = Assistant(Searcher(home, models()))
    for question in QUESTIONS:
        assistant.ask(question)
        unread.ask(question)
    pairs = [
        (timed(lambda q=q: assistant.ask(q)), timed(lambda q=q: unread.ask(q)))  # type: ignore[misc]  # mypy gives a lambda with a default no type
        for _ in range(ROUNDS)
        for q in QUESTIONS
    ]
    times, times_unread = zip(*pairs, strict=True)
    stages = by_stage(work / "warm")
    said = ", ".join(f"{name} {statistics.median(ms):.1f}" for name, ms in stages.items())
    yield Figure("warm question, five articles", percentiles(times), "p50 ≤ 60 ms, p99 ≤ 120 ms")
    yield Figure(
        "the same without the reader", percentiles(times_unread), "p50 ≤ 20 ms, p99 ≤ 50 ms"
    )
    yield Figure("of which, medians in ms", said, "")
    home.catalog.close()


def by_stage(folder: Path) -> dict[str, list[float]]:
    """Ask a home again with a clock around each stage; return milliseconds by stage."""
    kept: dict[str, list[float]] = {}
    before = [(owner, name, getattr(owner, name)) for _, owner, name in STAGES]
    for stage, owner, name in STAGES:
        setattr(owner, name, _clocked(getattr(owner, name), kept.setdefault(stage, [])))
    home = Home(folder)  # opened now, so that it uses the clocks
    try:
        assistant = Assistant(Searcher(home, models()), reader=reader())
        for question in QUESTIONS * 5:
            assistant.ask(question)
    finally:
        home.catalog.close()
        for owner, name, original in before:
            setattr(owner, name, original)
    return kept


def _clocked(function: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    @functools.wraps(function)
    def clocked(*args: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            times.append((time.perf_counter() - begun) * 1000)

    return clocked
