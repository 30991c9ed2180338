"""What was asked before, as a soft weight on the search for a follow-up.

R@5 on mtrag_clapnq: the last question alone .444; made to stand alone .457; with this .514. All
joined to one query is worse than nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.token_vectors import Records, TokenSpan, compare_tokens
from retrieval.language.words import terms
from retrieval.models.embed import Encoding, Vectors, normalized

_AGREEING = 3  # passages that speak for others like them
_AGREEMENT_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class EarlierQuestions:
    """Earlier questions as the voices hear them; what they find counts `weight` of the question.

    `vector` has shape (dimension,), the mean of their vectors; `tokens` (n, 384) are those of all
    of them, `shares` (n,) how much each counts, so that every question counts the same.
    """

    terms: tuple[str, ...]
    vector: Vectors
    tokens: Vectors
    shares: Vectors
    weight: float

    def shift(self, vector: Vectors) -> Vectors:
        """Lean the vector of a question toward the earlier ones."""
        return normalized(vector + np.float32(self.weight) * self.vector)

    def blend(
        self, maxsims: dict[int, float], records: Records, places: Sequence[TokenSpan]
    ) -> dict[int, float]:
        """Blend a question's MaxSim with the passages at `places` with that of the earlier ones."""
        compared = compare_tokens(self.tokens, records, places)
        return {
            number: (own + self.weight * float(like.best.max(1) @ self.shares)) / (1 + self.weight)
            for (number, own), like in zip(maxsims.items(), compared, strict=True)
        }


def join_earlier(
    heard: Sequence[tuple[str, Encoding, Vectors]], weight: float
) -> EarlierQuestions | None:
    """Put together earlier questions, each with its encoding and vector; None if nothing counts."""
    tokens = [encoding.tokens for _, encoding, _ in heard if len(encoding.tokens)]
    if not tokens or not weight:
        return None
    words = tuple(dict.fromkeys(term for text, _, _ in heard for term in terms(text)))
    vector: Vectors = np.stack([vector for _, _, vector in heard]).mean(0)
    shares = [np.full(len(each), 1 / len(each) / len(tokens), np.float32) for each in tokens]
    return EarlierQuestions(words, vector, np.concatenate(tokens), np.concatenate(shares), weight)


def raise_agreeing(scores: dict[int, float], vectors: Vectors) -> dict[int, float]:
    """Raise the scores of passages that are like the best ones; `vectors` in the order of `scores`.

    A turn of a conversation is often answered where its neighbours in meaning are: pseudo-relevance
    feedback (Rocchio, 1971) on what was reranked.
    """
    if not scores:
        return scores
    order = np.argsort([-score for score in scores.values()], kind="stable")
    centre = normalized(vectors[order[:_AGREEING]].mean(0))
    likeness = vectors @ centre
    return {
        number: score + _AGREEMENT_WEIGHT * float(like)
        for (number, score), like in zip(scores.items(), likeness, strict=True)
    }
