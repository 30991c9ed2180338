"""How much of a claim a text says in other words, by the vectors of their tokens."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from retrieval.models.embed import Encoding

_REMEMBERED = 64  # texts; a sentence is held against several claims

Likeness = Callable[[str, str], float]


def likeness(encode: Callable[[Sequence[str]], list[Encoding]]) -> Likeness:
    """Return a function of a claim and a text: how like the text is to each token of the claim.

    It is the mean over the tokens of the claim of the cosine of the likest token of the text
    (MaxSim), up to 1.
    """

    @lru_cache(maxsize=_REMEMBERED)
    def read(text: str) -> Encoding:
        return encode([text])[0]

    def measure(claim: str, text: str) -> float:
        mine, theirs = read(claim), read(text)
        if not len(mine.tokens) or not len(theirs.tokens):
            return 0.0
        return float((mine.tokens @ theirs.tokens.T).max(1).mean())

    return measure
