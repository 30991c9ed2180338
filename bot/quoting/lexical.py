"""Choose sentences by words alone, for questions in a script that the model does not read."""

import numpy as np

from bot.quoting.abstain import Decision, fitted
from bot.quoting.evidence import rarities
from bot.quoting.extract import Chosen
from retrieval.reading import said
from retrieval.search import Found
from retrieval.tokens import Likeness
from retrieval.words import terms

_NOTHING = Likeness(np.zeros((0, 1), np.float32), np.zeros(1, np.float32))


def rank_by_words(found: Found) -> list[Chosen]:
    """Score the sentences of the hits by the share of the question's rarity that they hold."""
    rarity = rarities(found)
    whole = sum(rarity.values()) or 1.0
    ranked = []
    for hit in found.hits:
        if not hit.match.terms:
            continue
        for sentence in hit.passage.sentences:
            held = set(terms(said(hit.document, sentence)))
            score = sum(w for term, w in rarity.items() if term in held) / whole
            ranked.append(Chosen(hit, sentence, score, _NOTHING.best[:, 0], _NOTHING))
    return sorted(ranked, key=lambda chosen: -chosen.score)


def decide_by_words(ranked: list[Chosen]) -> Decision:
    """Decide by how much of the question the best sentence holds."""
    held, floor = (ranked[0].score if ranked else 0.0), fitted().words_floor
    return Decision(
        held >= floor,
        f"the model does not read this script; the best sentence holds {held:.2f} of the"
        f" question's words by rarity, {floor:.2f} is needed",
        held / (held + floor),
    )
