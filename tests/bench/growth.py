"""What grows with the corpus: text real, vectors and token vectors synthetic."""

import resource
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.assistant import Assistant
from bot.questions import focus
from retrieval.embed import Encoding, LocalModel, unit
from retrieval.home import Home
from retrieval.ingest import add
from retrieval.passages import Document
from retrieval.prepare import Models
from retrieval.search import Searcher
from retrieval.writer import Writer
from tests.bench.measure import Figure, percentiles, timed
from tests.eval.sets import EVALS, load

SIZES = (5_000, 15_000, 50_000)
QUESTIONS = 100
_GROUP = 400


class Synthetic(LocalModel):
    """The local model for questions; for passages, random vectors around few centres."""

    def __init__(self) -> None:
        super().__init__()
        self._random = np.random.default_rng(7)
        self._centres = unit(self._random.normal(size=(500, 384)).astype(np.float32))

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode one text for real, many by chance."""
        if len(texts) == 1:
            return super().encode(texts)
        return [self._made_up(text) for text in texts]

    def _made_up(self, text: str) -> Encoding:
        centre = self._centres[self._random.integers(len(self._centres))]
        offsets = np.arange(0, max(1, len(text)), 5)
        noise = self._random.normal(size=(1 + len(offsets), 384)).astype(np.float32) / 25
        vectors = unit(centre + noise)
        return Encoding(vectors[0], vectors[1:], offsets)


def growth(work: Path) -> Iterator[Figure]:
    """Fill an index step by step; at each size ask, add one more, look at disk and memory."""
    if not EVALS.exists():
        yield Figure("growth", "skipped: there are no articles here", "")
        return
    texts = [doc["text"] for doc in load("mtrag_clapnq")[0]]
    questions = [q["question"] for q in load("mtrag_clapnq")[1]][:QUESTIONS]
    local = Synthetic()
    local.warm()
    models = Models(local, local)
    home = Home(work / "growth")
    number = 0
    for size in SIZES:
        with Writer(home, models) as writer:
            while home.catalog.count_passages() < size:
                group = [_article(texts, number + i) for i in range(_GROUP)]
                number += _GROUP
                writer.put([(document, "bench") for document in group])
        yield _figure(home, models, questions, work, size)
    home.catalog.close()


def _article(texts: list[str], number: int) -> Document:
    """Give a text that is real, and not the same twice."""
    text = f"Report {number} of the series.\n\n{texts[number % len(texts)]}"
    return Document(f"article-{number}", text, f"Report {number}", language="en")


def _figure(home: Home, models: Models, questions: list[str], work: Path, size: int) -> Figure:
    searcher = Searcher(home, models)
    assistant = Assistant(searcher)
    for question in questions:  # warm: the page cache, the documents
        assistant.ask(question)
    asked = [timed(lambda q=q: assistant.ask(q)) for q in questions]  # type: ignore[misc]
    found = [timed(lambda q=q: searcher.find(focus(q), limit=20)) for q in questions]  # type: ignore[misc]
    searcher.close()
    one = work / f"one-{size}.txt"
    one.write_text(f"One more article, number {size}. It is short.", encoding="utf-8")
    adding = timed(lambda: _add(home, models, one))
    disk = {kind: _bytes(home, pattern) / 1e6 for kind, pattern in _DISK.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figure(
        f"{home.catalog.count_passages():,} passages",
        f"question {percentiles(asked)}; search {percentiles(found)}; one more article"
        f" {adding:,.0f} ms; "
        + ", ".join(f"{kind} {size:,.0f} MB" for kind, size in disk.items())
        + f"; peak memory {memory:,.0f} MB",
        "50,000: question ≤ 30 / 80 ms, search ≤ 15 / 40 ms, token vectors ≤ 500 MB"
        if size == SIZES[-1]
        else "",
    )


def _add(home: Home, models: Models, path: Path) -> None:
    with Writer(home, models) as writer:
        add(writer, [str(path)])


_DISK = {"catalog": "catalog.sqlite3", "token vectors": "tokens-*.bin", "index": "index/*/**/*"}


def _bytes(home: Home, pattern: str) -> int:
    """Give the size of the newest of what a pattern finds; of the index, only the one in use."""
    if pattern.startswith("index"):
        return sum(path.stat().st_size for path in home.index.rglob("*") if path.is_file())
    if pattern.startswith("tokens"):
        return home.tokens.path.stat().st_size
    return (home.path / pattern).stat().st_size
