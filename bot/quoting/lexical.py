"""Choose sentences by words alone, for questions in a script that the model does not read."""

import numpy as np

from bot.quoting.abstain import Decision, fitted_answerability
from bot.quoting.evidence import term_rarities
from bot.quoting.extract import Candidate
from retrieval.reading import sentence_text
from retrieval.search import SearchResult
from retrieval.tokens import TokenSimilarity
from retrieval.words import terms

_NOTHING = TokenSimilarity(np.zeros((0, 1), np.float32), np.zeros(1, np.float32))


def rank_by_words(found: SearchResult) -> list[Candidate]:
    """Score the sentences of the hits by the share of the question's rarity that they hold."""
    rarity = term_rarities(found)
    whole = sum(rarity.values()) or 1.0
    ranked = []
    for hit in found.hits:
        if not hit.match.terms:
            continue
        for sentence in hit.passage.sentences:
            held = set(terms(sentence_text(hit.document, sentence)))
            score = sum(w for term, w in rarity.items() if term in held) / whole
            ranked.append(Candidate(hit, sentence, score, _NOTHING.best[:, 0], _NOTHING))
    return sorted(ranked, key=lambda chosen: -chosen.score)


def decide_by_words(ranked: list[Candidate]) -> Decision:
    """Decide by how much of the question the best sentence holds."""
    held, floor = (ranked[0].score if ranked else 0.0), fitted_answerability().words_floor
    return Decision(
        held >= floor,
        f"the model does not read this script; the best sentence holds {held:.2f} of the"
        f" question's words by rarity, {floor:.2f} is needed",
        held / (held + floor),
    )
