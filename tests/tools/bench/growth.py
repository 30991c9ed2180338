"""What grows with the corpus: text real, vectors real at first, then recombined from real ones."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from bot.assistant import Assistant
from bot.evaluating.svg_plot import Axes, Line, plot
from retrieval.index.home_folder import Home
from retrieval.index.token_vectors import DIMENSION
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.language.question_types import to_search_query
from retrieval.models.embed import Encoding, LocalModel, Vectors, normalized
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document
from retrieval.search.searcher import Searcher
from tests.support.places import EVALS
from tests.tools.bench.measure import Figure, percentiles, run, timed
from tests.tools.eval.sets import load

SIZES = (5_000, 15_000, 50_000, 200_000)
WANTED = {
    50_000: "question ≤ 30 / 80 ms (p50 / p99), search ≤ 15 / 40 ms, token vectors ≤ 500 MB",
    200_000: "question p95 ≤ 60 ms, one more article ≤ 1,000 ms",
}
QUESTIONS = 100
_GROUP = 500, 5_000  # articles put at once, at least and at most
_REAL = 2_000  # passages that are encoded; more would take an hour
_KEPT = 500  # of them with their token vectors
_MAX_TOKENS = 254  # that the model hears of a passage
_MEMORY = """
import sys
from pathlib import Path
import psutil
from bot.app import build
from bot.settings import Settings
assistant = build(Settings(_env_file=None, MAJLIS_HOME=Path(sys.argv[1]))).assistant
for question in sys.argv[2:]:
    assistant.ask(question)
print(psutil.Process().memory_info().rss)
"""


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at one size: milliseconds, and megabytes on the disk and in memory."""

    passages: int
    asked: list[float]
    found: list[float]
    adding: float
    disk: dict[str, float]
    memory: float

    def figure(self, wanted: str) -> Figure:
        """Give the row of the report."""
        disk = ", ".join(f"{kind} {size:,.0f} MB" for kind, size in self.disk.items())
        return Figure(
            f"{self.passages:,} passages",
            f"question {percentiles(self.asked, 95)}; search {percentiles(self.found, 95)};"
            f" one more article {self.adding:,.0f} ms; {disk};"
            f" memory of a process that asks {self.memory:,.0f} MB",
            wanted,
        )


class Recombined(LocalModel):
    """The local model for questions and the first passages; then vectors made from theirs.

    A vector is one that was heard, half of another and a little noise: its nearest have a cosine
    of .7 to .8, as passages of one article have. Token vectors are a stretch of those heard.
    """

    def __init__(self) -> None:
        super().__init__()
        self._random = np.random.default_rng(7)
        self._vectors: list[Vectors] = []
        self._tokens: list[Vectors] = []
        self._pool: Vectors = np.zeros((0, DIMENSION), np.float32)

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode one text for real, many only until enough were heard."""
        if len(texts) == 1:
            return super().encode(texts)
        if len(self._vectors) >= _REAL:
            return [self._made_up(text) for text in texts]
        heard = super().encode(texts)
        self._vectors += [encoding.vector for encoding in heard]
        if len(self._tokens) < _KEPT:
            self._tokens += [encoding.tokens for encoding in heard]
        elif not len(self._pool):
            self._pool = np.concatenate(self._tokens)
        return heard

    def _made_up(self, text: str) -> Encoding:
        first, second = (self._vectors[i] for i in self._random.integers(_REAL, size=2))
        noise = self._random.normal(size=DIMENSION).astype(np.float32) * 0.3 / DIMENSION**0.5
        offsets = np.arange(0, max(1, len(text)), 5)[:_MAX_TOKENS]
        begin = self._random.integers(len(self._pool) - len(offsets))
        tokens = self._pool[begin : begin + len(offsets)]
        return Encoding(normalized(0.8 * first + 0.4 * second + noise), tokens, offsets)


def growth(work: Path) -> Iterator[Figure]:
    """Fill an index step by step; at each size ask, add one more, look at disk and memory."""
    if not EVALS.exists():
        yield Figure("growth", "skipped: there are no articles here", "")
        return
    texts = [doc["text"] for doc in load("mtrag_clapnq")[0]]
    questions = [q["question"] for q in load("mtrag_clapnq")[1]][:QUESTIONS]
    local = Recombined()
    local.warm()
    models = EmbeddingModels(local, local)
    home = Home(work / "growth")
    points = []
    number = 0
    for size in SIZES:
        with Writer(home, models) as writer:
            while (missing := size - home.catalog.count_passages()) > 0:
                count = int(np.clip(missing // 3, *_GROUP))
                group = [_article(texts, number + i) for i in range(count)]
                number += count
                writer.put([(document, "bench") for document in group])
        points.append(_measured(home, models, questions, work))
        yield points[-1].figure(WANTED.get(size, ""))
    home.catalog.close()
    (work / "growth.svg").write_text(_plot(points), encoding="utf-8")


def _article(texts: list[str], number: int) -> Document:
    """Give a text that is real, and not the same twice."""
    text = f"Report {number} of the series.\n\n{texts[number % len(texts)]}"
    return Document(f"article-{number}", text, f"Report {number}", language="en")


def _measured(home: Home, models: EmbeddingModels, questions: list[str], work: Path) -> Point:
    searcher = Searcher(home, models)
    assistant = Assistant(searcher)
    for question in questions:  # warm: the page cache, the documents
        assistant.ask(question)
    asked = [timed(lambda q=q: assistant.ask(q)) for q in questions * 2]  # type: ignore[misc]  # mypy gives a lambda with a default no type
    found = [timed(lambda q=q: searcher.find(to_search_query(q), limit=20)) for q in questions * 2]  # type: ignore[misc]  # mypy gives a lambda with a default no type
    searcher.close()
    passages = home.catalog.count_passages()
    adding = median(timed(lambda i=i: _add_one(home, models, work, i)) for i in range(3))  # type: ignore[misc]  # mypy gives a lambda with a default no type
    disk = {
        "catalog": _megabytes(home.path.glob("catalog.sqlite3*")),
        "token vectors": _megabytes([home.tokens.path]),
        "index": _megabytes(home.index.rglob("*")),
    }
    memory = run([sys.executable, "-c", _MEMORY, str(home.path), *questions[:20]])
    return Point(passages, asked, found, adding, disk, int(memory) / 1e6)


def _add_one(home: Home, models: EmbeddingModels, work: Path, number: int) -> None:
    path = work / f"one-{home.catalog.generation}.txt"
    path.write_text(f"One more article, number {number} of {path.stem}.", encoding="utf-8")
    with Writer(home, models) as writer:
        add(writer, [str(path)])


def _megabytes(paths: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def _plot(points: Sequence[Point]) -> str:
    """Draw what grows, each line in shares of its own highest value."""
    lines = {
        "question, p50, ms": [float(np.median(point.asked)) for point in points],
        "one more article, ms": [point.adding for point in points],
        "disk, MB": [sum(point.disk.values()) for point in points],
        "memory, MB": [point.memory for point in points],
    }
    sizes = [point.passages for point in points]
    axes = Axes([(size / sizes[-1], f"{size:,}") for size in sizes], [], "passages")
    drawn = [Line(*_scaled(name, sizes, values)) for name, values in lines.items()]
    return plot(axes, drawn, background="#fff")


def _scaled(
    name: str, sizes: Sequence[int], values: Sequence[float]
) -> tuple[str, list[tuple[float, float]]]:
    """Scale a line to its own highest value; both ends are written out."""
    highest = max(values)
    points = [(s / sizes[-1], v / highest) for s, v in zip(sizes, values, strict=True)]
    return f"{name}: {values[0]:,.0f} → {values[-1]:,.0f}", points
