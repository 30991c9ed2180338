"""Sentences of articles as the embedder hears them, one by one; the last ones are kept."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from retrieval.models.embed import Embedder, Vectors

_KEPT = 4_096  # vectors, 6 MB


class CachedEmbedder:
    """Vectors of sentences. Safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def embed_cached(self, texts: Sequence[str]) -> Vectors:
        """Give an array of shape (texts, dimension), each row of length 1."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self._embedder.embed(new), strict=True)
        with self._lock:
            for text in found:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])

    def cosines(self, question: str, texts: Sequence[str]) -> Vectors:
        """Give how like a question texts are, shape (texts,)."""
        vector = self._embedder.embed_question(question)
        cosines: Vectors = self.embed_cached(texts) @ vector
        return cosines
