"""Let the earlier questions of a conversation count a little in the search for a follow-up.

Recall@5 on mtrag_clapnq: .444 for the last question alone, .457 if it is rewritten to stand alone,
.514 with the earlier ones as well. To join all questions into one query is worse than .444.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.token_vectors import Records, TokenSpan, compare_tokens
from retrieval.language.words import terms
from retrieval.models.embed import Encoding, Vectors, normalized

_FEEDBACK_PASSAGES = 3  # the best ones, whose neighbours in meaning are raised
_FEEDBACK_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class EarlierQuestions:
    """Earlier questions as the retrievers take them; together they count `weight` of a question.

    `vector` is the mean of their vectors, shape (dimension,). `tokens` holds the token vectors of
    all of them, shape (n, 384), and `shares` the weight of each, shape (n,): they add up to 1, and
    every question has the same part of it.
    """

    terms: tuple[str, ...]
    vector: Vectors
    tokens: Vectors
    shares: Vectors
    weight: float

    def shift(self, vector: Vectors) -> Vectors:
        """Return the vector of a question, shifted towards the earlier ones, with length 1."""
        return normalized(vector + np.float32(self.weight) * self.vector)

    def blend(
        self, maxsims: dict[int, float], records: Records, spans: Sequence[TokenSpan]
    ) -> dict[int, float]:
        """Return the MaxSim of a question blended with that of the earlier ones, by passage id.

        `spans` and `records` are those of the passages, in the order of `maxsims`.
        """
        compared = compare_tokens(self.tokens, records, spans)
        return {
            number: (own + self.weight * float(each.best.max(1) @ self.shares)) / (1 + self.weight)
            for (number, own), each in zip(maxsims.items(), compared, strict=True)
        }


def join_earlier(
    questions: Sequence[tuple[str, Encoding, Vectors]], weight: float
) -> EarlierQuestions | None:
    """Join earlier questions, each with its encoding and its vector; None if they do not count."""
    tokens = [encoding.tokens for _, encoding, _ in questions if len(encoding.tokens)]
    if not tokens or not weight:
        return None
    words = tuple(dict.fromkeys(term for text, _, _ in questions for term in terms(text)))
    vector: Vectors = np.stack([vector for _, _, vector in questions]).mean(0)
    shares = [np.full(len(each), 1 / len(each) / len(tokens), np.float32) for each in tokens]
    return EarlierQuestions(words, vector, np.concatenate(tokens), np.concatenate(shares), weight)


def raise_similar(scores: dict[int, float], vectors: Vectors) -> dict[int, float]:
    """Raise the scores of passages that are similar to the best ones.

    `vectors` holds those of the passages, in the order of `scores`. This is pseudo-relevance
    feedback (Rocchio, 1971): the turns of a conversation are often answered by similar passages.
    """
    if not scores:
        return scores
    order = np.argsort([-score for score in scores.values()], kind="stable")
    centre = normalized(vectors[order[:_FEEDBACK_PASSAGES]].mean(0))
    cosines = vectors @ centre
    return {
        number: score + _FEEDBACK_WEIGHT * float(cosine)
        for (number, score), cosine in zip(scores.items(), cosines, strict=True)
    }
