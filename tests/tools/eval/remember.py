"""An embedder that remembers: the same texts are asked for in a dozen indexes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.models.embed import Embedder, Vectors


class Remembering:
    """An embedder of the same name that keeps every vector, in a file if it is told to."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._path = path
        self._kept: dict[str, Vectors] = {}
        if path.exists():
            with np.load(path) as file:
                self._kept = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give an array of shape (texts, dimension)."""
        new = [text for text in dict.fromkeys(texts) if _key("p", text) not in self._kept]
        if new:
            vectors = self._embedder.embed(new)
            self._kept |= {_key("p", t): v for t, v in zip(new, vectors, strict=True)}
        return np.stack([self._kept[_key("p", text)] for text in texts])

    def embed_question(self, question: str) -> Vectors:
        """Give the vector of a question."""
        key = _key("q", question)
        if key not in self._kept:
            self._kept[key] = self._embedder.embed_question(question)
        return self._kept[key]

    def load_ahead(self) -> None:
        """Load nothing ahead."""

    def keep(self) -> None:
        """Write the file."""
        keys = np.array(list(self._kept))
        with self._path.open("wb") as file:
            np.savez(file, keys=keys, vectors=np.stack(list(self._kept.values())))


def _key(kind: str, text: str) -> str:
    return kind + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
