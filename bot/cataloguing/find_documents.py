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

    They have most of its words in their title and the passages that a search for it finds, in the
    title rather than elsewhere; [] if none has half.
    """
    wanted = set(map(family, terms(topic)))
    by_id = {entry.id: entry for entry in articles}
    if not wanted or not by_id:
        return []
    titles: dict[str, set[str]] = {}
    texts: dict[str, set[str]] = {}
    for hit in searcher.find(topic, limit=_HITS, within=by_id.keys()).hits:
        document = hit.document
        title = titles.setdefault(document.id, wanted & _families(document.title))
        texts[document.id] = texts.get(document.id, title) | (wanted & _families(hit.text))
    scores = {each: (len(text), len(titles[each])) for each, text in texts.items()}
    best = max(scores.values(), default=(0, 0))
    if best[0] < _ENOUGH * len(wanted):
        return []
    return [by_id[each] for each, score in scores.items() if score == best][:_MOST]


def _families(text: str) -> set[str]:
    return set(map(family, terms(text)))


def documents_that_mention(
    topic: str, articles: Sequence[CatalogEntry], searcher: Searcher
) -> list[CatalogEntry]:
    """Return the articles in which all the words of a topic stand; of "A or B", those of either."""
    either = _OR.split(topic)
    mentioning = set().union(*(searcher.documents_with(terms(each)) for each in either))
    return [entry for entry in articles if entry.id in mentioning]
