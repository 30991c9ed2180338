"""Find the texts that have most of a question's rarer words: BM25, in memory."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from retrieval.language.words import terms

# Of Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with the usual values.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75


class WordIndex:
    """Some texts by their words."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(terms(text)) for text in texts]
        lengths = [sum(each.values()) for each in counts]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        self._weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (each, length) in enumerate(zip(counts, lengths, strict=True)):
            room = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / mean)
            for term, times in each.items():
                self._weights[term].append((number, times / (times + room)))
        self._size = len(texts)

    def likest(self, question: str, count: int) -> list[int]:
        """Return the numbers of the texts with words of a question, the best first."""
        scores: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(terms(question)):  # in one order, so that sums are the same
            rows = self._weights.get(term, [])
            rarity = math.log(1 + (self._size - len(rows) + 0.5) / (len(rows) + 0.5))
            for number, weight in rows:
                scores[number] += rarity * weight
        return sorted(scores, key=lambda number: (-scores[number], number))[:count]
