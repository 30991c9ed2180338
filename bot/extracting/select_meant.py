"""Select the sentences that are what a question means, however like it others are."""

from collections.abc import Sequence

from bot.extracting.candidates import Candidate
from retrieval.language.question_types import asks_for_denial, topic_of
from retrieval.language.rules import pattern
from retrieval.language.words import family, terms
from retrieval.text.passage_text import passage_text

_NEGATION = pattern("claims", "negation")


def select_meant(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return the candidates that are what a question means, however like it others are.

    Of those on "anything on Egypt" the ones that name it, of those on "how is it NOT" denials. Of a
    topic of several words that no sentence names whole, the sentences of passages that do.
    """
    topic = set(terms(topic_of(question)))
    denial = asks_for_denial(question)
    if not (topic or denial):
        return list(candidates)
    meant = [
        candidate
        for candidate in candidates
        if topic <= set(terms(candidate.text)) and (not denial or _NEGATION.search(candidate.text))
    ]
    return meant if denial or meant else _of_passages_on(candidates, set(map(family, topic)))


def _of_passages_on(candidates: Sequence[Candidate], topic: set[str]) -> list[Candidate]:
    """Return the sentences with a word of a topic, of the passages that have all its words.

    Words of one family count as the same; sentences with more of them come first.
    """
    shared = {}
    for place, candidate in enumerate(candidates):
        hit = candidate.hit
        if topic <= set(map(family, terms(passage_text(hit.document, hit.passage).text))):
            shared[place] = len(topic & set(map(family, terms(candidate.text))))
    places = sorted((place for place in shared if shared[place]), key=lambda at: -shared[at])
    return [candidates[place] for place in places]
