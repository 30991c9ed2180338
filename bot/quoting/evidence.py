"""What can be measured of how well the articles answer a question. Numbers only, no decision.

All of it is free of the corpus's size and of the question's length, so that a decision fitted on
one corpus carries over to another.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.asking.questions import asks_amount, merely_asks
from bot.quoting.extract import Chosen
from bot.quoting.offices import names_the_holder
from retrieval.embed import Vectors
from retrieval.search import Found
from retrieval.tokens import Likeness
from retrieval.words import terms

_FAR = 0.4  # a token with no nearer one in a sentence is not in it
_HOLDERS = 10  # sentences in which the holder of an office is looked for
_FEW = 5  # passages; among fewer a lead says nothing
_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measurements. Similarities are cosines, at most 1.

    `words`: the question's content words, weighed by rarity, in the best three sentences;
    `covered`: the share of the rarity of the question's terms that the best sentence holds;
    `far`: the share of the question's tokens that nothing in the best sentence is near to;
    `back`: how near the tokens of the best sentence are to the question, in the mean;
    `lead`: how far the best passage leads the fifth; `apart`: the least by which a content word is
    nearer to the best sentence than to the other passages in the mean, below 0 for one that stands
    elsewhere. Both are None where few passages were compared.
    `amount`: 1 if the question asks for a number. `weakest`: the lowest of those content words that
    are no names. `holder`: False if the question asks who holds an office in a country, and none of
    the best sentences names them.
    """

    words: float
    covered: float
    far: float
    back: float
    lead: float | None
    apart: float | None
    amount: float
    weakest: float
    holder: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word of a question: the numbers of its tokens, its rarity, whether it is a name."""

    tokens: npt.NDArray[np.intp]
    rarity: float
    name: bool

    def found(self, best: Vectors) -> float:
        """Give the mean of its tokens' best similarities."""
        return float(best[self.tokens].mean())


def measure(found: Found, ranked: Sequence[Chosen]) -> Evidence:
    """Measure the evidence of a search whose sentences, ranked, are not empty."""
    best = ranked[0]
    in_best = np.max([choice.best for choice in ranked[:3]], axis=0)
    rarity = _content(found)
    words = _words(found, rarity)
    held = set(terms(best.text))
    compared = [like for like in found.likeness if like is not None]
    maxsims = sorted((like.maxsim for like in compared), reverse=True)
    enough = len(maxsims) >= _FEW
    return Evidence(
        words=_weighed(words, in_best),
        covered=sum(w for term, w in rarity.items() if term in held) / (sum(rarity.values()) or 1),
        far=float((best.best < _FAR).mean()),
        back=float(best.likeness.back[best.part]),
        lead=maxsims[0] - maxsims[_FEW - 1] if enough else None,
        apart=_apart(words, best, compared) if enough else None,
        amount=float(asks_amount(found.query.text)),
        weakest=min((w.found(in_best) for w in words if not w.name), default=1.0),
        holder=names_the_holder(found.query.text, (choice.text for choice in ranked[:_HOLDERS])),
    )


def _apart(words: list[_Word], best: Chosen, compared: Sequence[Likeness]) -> float:
    others = [like.best.max(1) for like in compared if like is not best.likeness]
    usual: Vectors = np.mean(others, axis=0)
    return min((word.found(best.best - usual) for word in words), default=0.0)


def rarities(found: Found) -> dict[str, float]:
    """Give the inverse document frequency of each term of the question."""
    return {
        term: math.log(1 + found.passages / (0.5 + found.frequencies.get(term, 0)))
        for term in found.query.terms
    }


def _content(found: Found) -> dict[str, float]:
    """Give the rarity of each term of the question that carries its content."""
    rarity = rarities(found)
    return {term: w for term, w in rarity.items() if not merely_asks(term)} or rarity


def _words(found: Found, rarity: dict[str, float]) -> list[_Word]:
    offsets = found.query.encoding.offsets
    words = []
    for match in _WORD.finditer(found.query.text):
        weight = max((rarity.get(term, 0.0) for term in terms(match.group())), default=0.0)
        tokens = np.flatnonzero((offsets >= match.start()) & (offsets < match.end()))
        if weight and len(tokens):
            name = match.start() > 0 and match.group()[0].isupper()
            words.append(_Word(tokens, weight, name))
    return words


def _weighed(words: list[_Word], best: Vectors) -> float:
    """Give the mean similarity of words, weighed by their rarity."""
    if not words:
        return float(best.mean())
    return sum(w.found(best) * w.rarity for w in words) / sum(w.rarity for w in words)
