"""An embedder that remembers the vectors of the texts it embedded last."""

import threading
from collections.abc import Sequence

import numpy as np
from cachetools import LRUCache

from retrieval.models.embed import Embedder, Vectors

_CACHED_TEXTS = 4_096  # vectors, 6 MB


class CachedEmbedder:
    """Embeds texts, each only once while it is in the cache. Safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._lock = threading.Lock()
        self._cache: LRUCache[str, Vectors] = LRUCache(_CACHED_TEXTS)

    def embed_cached(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, dimension), each row of length 1."""
        with self._lock:
            vectors = {text: self._cache[text] for text in texts if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in vectors]
        if missing:
            vectors |= zip(missing, self._embedder.embed(missing), strict=True)
        with self._lock:
            self._cache.update(vectors)
        return np.stack([vectors[text] for text in texts])

    def cosines(self, question: str, texts: Sequence[str]) -> Vectors:
        """Return the cosine of each text with a question, shape (texts,)."""
        vector = self._embedder.embed_question(question)
        cosines: Vectors = self.embed_cached(texts) @ vector
        return cosines
