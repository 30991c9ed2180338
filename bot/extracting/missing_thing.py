"""Whether any passage names what a follow-up asks of: "And Mosul?", "And the brewery?"."""

from retrieval.language.aliases import entities_in
from retrieval.language.words import terms
from retrieval.search.search_result import SearchResult


def is_named(thing: str, result: SearchResult) -> bool:
    """Return whether a passage names a thing by any of its words, or it was read as another word.

    True also where that cannot be told: for a name in foreign letters, or one not looked for.
    """
    own, counts = terms(thing), result.frequencies
    if not (own and thing.isascii() and result.query.in_local_script and counts.keys() >= set(own)):
        return True
    is_read_otherwise = any(word.casefold() in thing.casefold() for word in result.query.readings)
    if is_read_otherwise or any(counts[term] for term in own):
        return True
    entities = entities_in(thing)
    return any(entities & entities_in(hit.text) for hit in result.hits)
