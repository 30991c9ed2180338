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

from bot.extracting.candidates import Candidate
from bot.extracting.officeholders import names_officeholder
from bot.extracting.read_hits import NOTHING_READ, PassageReadings
from retrieval.index.token_vectors import TokenSimilarity
from retrieval.language.question_types import asks_for_amount, is_question_word
from retrieval.language.words import terms
from retrieval.models.embed import Vectors
from retrieval.search.searcher import SearchResult
from retrieval.text.passage_text import sentence_text

# What these three are worth: the shares of every second question of XQuAD en that are answered
# (.908) and, without their paragraph, refused (.860); in brackets another value, without a new fit.
# A token with no nearer one in a sentence is not in it (0.2: .933, .816; 0.8: .832, .927).
_FAR = 0.4
_HOLDERS = 10  # sentences in which the holder of an office is looked for (1, 20: no difference)
_FEW = 5  # passages; among fewer a lead says nothing (2: .871, .890; 10: .928, .794)
_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measurements. Similarities are cosines, at most 1.

    `word_similarity`: of the question's content words, weighed by rarity, in the best three
    sentences; `covered_rarity`: the share of the rarity of the question's terms that the best
    sentence holds; `unmatched_share`: the share of the question's tokens that nothing in the best
    sentence is near to; `reverse_similarity`: how near the tokens of the best sentence are to the
    question, in the mean; `margin`: how far the best passage leads the fifth; `specificity`: the
    least by which a content word is nearer to the best sentence than to the other passages in the
    mean, below 0 for one that stands elsewhere. Both are None where few passages were compared.
    `asks_amount`: 1 if the question asks for a number. `names_officeholder`: False if the question
    asks who holds an office in a country, and none of the best sentences names them. `reading`: the
    highest log-odds with which a passage was read to answer; None without a reader.
    """

    word_similarity: float
    covered_rarity: float
    unmatched_share: float
    reverse_similarity: float
    margin: float | None
    specificity: float | None
    asks_amount: float
    names_officeholder: bool
    reading: float | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word of a question: the numbers of its tokens, its rarity, whether it is a name."""

    tokens: npt.NDArray[np.intp]
    rarity: float
    name: bool

    def similarity(self, best: Vectors) -> float:
        """Return the mean of its tokens' best similarities."""
        return float(best[self.tokens].mean())


def measure_evidence(
    result: SearchResult, ranked: Sequence[Candidate], readings: PassageReadings = NOTHING_READ
) -> Evidence:
    """Measure the evidence of a search whose sentences, ranked, are not empty."""
    best = ranked[0]
    in_best = np.max([choice.best for choice in ranked[:3]], axis=0)
    rarity = content_rarities(result)
    words = _words(result, rarity)
    best_terms = set(terms(" ".join((best.text, *_lent_texts(best)))))
    compared = [like for like in result.similarities if like is not None]
    maxsims = sorted((like.maxsim for like in compared), reverse=True)
    enough = len(maxsims) >= _FEW
    return Evidence(
        word_similarity=_weighed(words, in_best),
        covered_rarity=sum(w for term, w in rarity.items() if term in best_terms)
        / (sum(rarity.values()) or 1),
        unmatched_share=float((best.best < _FAR).mean()),
        reverse_similarity=max(
            float(best.similarity.reverse[part]) for part in (best.part, *best.lenders)
        ),
        margin=maxsims[0] - maxsims[_FEW - 1] if enough else None,
        specificity=_specificity(words, best, compared) if enough else None,
        asks_amount=float(asks_for_amount(result.query.text)),
        names_officeholder=names_officeholder(
            result.query.text, (choice.text for choice in ranked[:_HOLDERS])
        ),
        reading=readings.yes,
    )


def _lent_texts(best: Candidate) -> list[str]:
    """Return the texts that lend a sentence their words: the question that it answers."""
    sentences = best.hit.passage.sentences
    return [sentence_text(best.hit.document, sentences[part - 1]) for part in best.lenders]


def _specificity(words: list[_Word], best: Candidate, compared: Sequence[TokenSimilarity]) -> float:
    others = [like.best.max(1) for like in compared if like is not best.similarity]
    usual: Vectors = np.mean(others, axis=0)
    return min((word.similarity(best.best - usual) for word in words), default=0.0)


def term_rarities(result: SearchResult) -> dict[str, float]:
    """Return the inverse document frequency of each term of the question."""
    return {
        term: math.log(1 + result.passages / (0.5 + result.frequencies.get(term, 0)))
        for term in result.query.terms
    }


def content_rarities(result: SearchResult) -> dict[str, float]:
    """Return the rarity of each term of the question that carries its content."""
    rarity = term_rarities(result)
    return {term: w for term, w in rarity.items() if not is_question_word(term)} or rarity


def _words(result: SearchResult, rarity: dict[str, float]) -> list[_Word]:
    offsets = result.query.encoding.offsets
    words = []
    for match in _WORD.finditer(result.query.text):
        weight = max((rarity.get(term, 0.0) for term in terms(match.group())), default=0.0)
        tokens = np.flatnonzero((offsets >= match.start()) & (offsets < match.end()))
        if weight and len(tokens):
            name = match.start() > 0 and match.group()[0].isupper()
            words.append(_Word(tokens, weight, name))
    return words


def _weighed(words: list[_Word], best: Vectors) -> float:
    """Return the mean similarity of words, weighed by their rarity."""
    if not words:
        return float(best.mean())
    return sum(w.similarity(best) * w.rarity for w in words) / sum(w.rarity for w in words)
