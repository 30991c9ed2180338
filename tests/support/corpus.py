"""A home and its commands, as tests use them in process."""

import os
from collections.abc import Callable
from pathlib import Path

from retrieval.index.home_folder import Home
from retrieval.ingest.intake import Outcome
from retrieval.ingest.update import add, remove, sync
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher

Write = Callable[[str, str], Path]
Rows = list[tuple[str, str, str]]

HERON = "Green herons lay bread on the water of the pond as bait for fish."
LATHE = "The lathe in the cellar cuts walnut bowls to a wall of two millimetres."
COMET = "Comet Halley returns to the inner solar system every seventy-six years."


class Corpus:
    """One home and its commands, each as a person would run it."""

    def __init__(self, home: Home, models: EmbeddingModels) -> None:
        self.home = home
        self.models = models

    def add(self, *paths: Path | str, encoding: str = "") -> Rows:
        with Writer(self.home, self.models) as writer:
            return rows(add(writer, [str(path) for path in paths], encoding=encoding))

    def sync(self) -> Rows:
        with Writer(self.home, self.models) as writer:
            return rows(sync(writer))

    def remove(self, *names: Path | str) -> Rows:
        with Writer(self.home, self.models) as writer:
            return rows(remove(writer, [str(name) for name in names]))

    def listed(self) -> dict[str, str]:
        return {entry.id: entry.state for entry in self.home.catalog.entries()}

    def best(self, words: str) -> tuple[str, str]:
        """Give the document of the best hit and its text."""
        searcher = Searcher(self.home, self.models)
        try:
            hit = searcher.search(words)[0]
        finally:
            searcher.close()
        return hit.document.id, hit.text

    def found(self, words: str) -> list[str]:
        """Give the documents whose passages hold these words."""
        searcher = Searcher(self.home, self.models)
        try:
            hits = searcher.search(words, limit=1000)
        finally:
            searcher.close()
        return [hit.document.id for hit in hits if words in hit.text]


def rows(outcomes: list[Outcome]) -> Rows:
    return [(outcome.name, outcome.change.value, outcome.why) for outcome in outcomes]


def filled(home: Home, models: EmbeddingModels, write: Write) -> Corpus:
    """Give a home that holds three articles."""
    corpus = Corpus(home, models)
    for name, text in (("a.txt", HERON), ("b.txt", LATHE), ("c.txt", COMET)):
        folder = write(name, text).parent
    corpus.add(folder)
    return corpus


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    os.truncate(path, path.stat().st_size // 2)
