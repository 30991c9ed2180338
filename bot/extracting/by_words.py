"""Choose sentences by words alone, for questions in a script that the model does not read."""

import numpy as np

from bot.extracting.answerability import Decision, fitted_answerability
from bot.extracting.candidates import Candidate
from bot.extracting.evidence import term_rarities
from retrieval.index.token_vectors import TokenSimilarity
from retrieval.language.words import terms
from retrieval.search.searcher import SearchResult
from retrieval.text.passage_text import sentence_text

_NOTHING = TokenSimilarity(np.zeros((0, 1), np.float32), np.zeros(1, np.float32))


def rank_by_words(result: SearchResult) -> list[Candidate]:
    """Score the sentences of the hits by the share of the question's rarity that they hold."""
    rarity = term_rarities(result)
    whole = sum(rarity.values()) or 1.0
    ranked = []
    for hit in result.hits:
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
