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

from bot.asking.questions import merely_asks
from bot.quoting.extract import Chosen
from retrieval.embed import Vectors
from retrieval.reading import read_passage
from retrieval.search import Found
from retrieval.words import terms

FAR = 0.2
_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measurements. Similarities are cosines, at most 1; a higher one speaks for an answer.

    `sentence`, `passage`: MaxSim of the question with the best sentence and with its passage.
    `words_sentence`, `words_best`: the question's content words, weighed by rarity, in the best
    sentence and in the best three; `weakest_word`: the lowest of them in the passage;
    `weakest_common`: the lowest in the best three of those that are no names.
    `covered`: the share of the rarity of the question's terms that the best sentence and its title
    hold; `missing`: the rarity (0 to 1) of the rarest term that the passage does not hold.
    `lead_second`, `lead_fifth`: how far the best sentence leads; `lead_passage`: how far its
    passage leads the mean of all that were compared. A lead of more than `FAR` says nothing more.
    """

    sentence: float
    passage: float
    words_sentence: float
    words_best: float
    weakest_word: float
    weakest_common: float
    covered: float
    missing: float
    lead_second: float
    lead_fifth: float
    lead_passage: float


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
    in_passage = best.likeness.best.max(1)
    rarity = _rarity(found)
    words = _words(found, rarity)
    reading = read_passage(best.hit.document, best.hit.passage)
    in_title = set(terms(reading.prefix))
    held = in_title | set(terms(best.text))
    passage_held = in_title | set(terms(" ".join(reading.units)))
    rarest = math.log(1 + 2 * found.passages)
    maxsims = [like.maxsim for like in found.likeness if like is not None]
    return Evidence(
        sentence=float(best.best.mean()),
        passage=best.likeness.maxsim,
        words_sentence=_weighed(words, np.maximum(best.best, best.likeness.best[:, 0] - 0.05)),
        words_best=_weighed(words, in_best),
        weakest_word=min((word.found(in_passage) for word in words), default=0.5),
        weakest_common=min((w.found(in_best) for w in words if not w.name), default=1.0),
        covered=sum(w for term, w in rarity.items() if term in held) / (sum(rarity.values()) or 1),
        missing=max((w for t, w in rarity.items() if t not in passage_held), default=0.0) / rarest,
        lead_second=best.score - ranked[min(1, len(ranked) - 1)].score,
        lead_fifth=min(FAR, best.score - ranked[min(4, len(ranked) - 1)].score),
        lead_passage=min(FAR, max(maxsims) - float(np.mean(maxsims))),
    )


def _rarity(found: Found) -> dict[str, float]:
    """Give the inverse document frequency of each term of the question that carries its content."""
    rarity = {
        term: math.log(1 + found.passages / (0.5 + found.frequencies.get(term, 0)))
        for term in found.query.terms
    }
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
