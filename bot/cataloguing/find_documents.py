"""Find the articles that a question about articles means."""

from collections.abc import Sequence

from retrieval.index.rows import CatalogEntry
from retrieval.language.rules import pattern
from retrieval.language.words import family, terms
from retrieval.search.searcher import Searcher

_OR = pattern("article_questions", "or")
_HITS = 30
_MOST = 3  # articles that one phrase may mean
_ENOUGH = 0.5  # share of a topic's words that an article must have


def documents_on(
    topic: str, articles: Sequence[CatalogEntry], searcher: Searcher
) -> list[CatalogEntry]:
    """Return the articles that a phrase such as "the wolves in the Tarn valley" means, best first.

    They have most of its words, in the title rather than in the text only; [] if none has half.
    """
    wanted = set(map(family, terms(topic)))
    by_id = {entry.id: entry for entry in articles}
    if not wanted or not by_id:
        return []
    hits = searcher.find(topic, limit=_HITS, within=by_id.keys()).hits
    scores: dict[str, tuple[float, float]] = {}
    for hit in hits:
        document = hit.document
        if document.id not in scores:
            title = set(map(family, terms(document.title)))
            text = title | set(map(family, terms(document.text)))
            scores[document.id] = (len(wanted & text), len(wanted & title))
    best = max(scores.values(), default=(0, 0))
    if best[0] < _ENOUGH * len(wanted):
        return []
    return [by_id[each] for each, score in scores.items() if score == best][:_MOST]


def documents_that_mention(
    topic: str, articles: Sequence[CatalogEntry], searcher: Searcher
) -> list[CatalogEntry]:
    """Return the articles in which all the words of a topic stand; of "A or B", those of either."""
    either = _OR.split(topic)
    mentioning = set().union(*(searcher.documents_with(terms(each)) for each in either))
    return [entry for entry in articles if entry.id in mentioning]
