"""Check that the catalog, Chroma and the keyword index agree, and that every passage is found."""

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.home import Home, Indexes

_CHUNK = 500


def examine(home: Home) -> list[str]:
    """Give what is wrong, a sentence each; nothing wrong is []."""
    catalog = home.catalog
    if not catalog.noted("index"):
        return []
    problems = []
    pending, stale = catalog.unfinished()
    if pending or stale:
        problems.append(f"A write was cut short: {len(pending) + len(stale)} passages are pending.")
    try:
        indexes = Indexes(home.index)
    except IndexDamagedError as error:
        return [*problems, error.message]
    try:
        problems += _disagreements(home, indexes)
        problems += _unreachable(home, indexes)
    except ExpectedError as error:
        problems.append(error.message)
    finally:
        indexes.close()
    return problems


def _disagreements(home: Home, indexes: Indexes) -> list[str]:
    catalog = set(home.catalog.all_ids())
    found = (("Chroma", indexes.store.ids()), ("The keyword index", indexes.keywords.ids()))
    problems = []
    for name, ids in found:
        if missing := len(catalog - ids):
            problems.append(f"{name} lacks {missing} of {len(catalog)} passages.")
        if surplus := len(ids - catalog):
            problems.append(f"{name} holds {surplus} passages that the catalog does not.")
    end, _ = home.catalog.token_counts()
    if end > len(home.tokens.map()):
        problems.append("Token vectors are missing: run `majlis rebuild --embed`.")
    return problems


def _unreachable(home: Home, indexes: Indexes) -> list[str]:
    """Ask Chroma for every passage by its own vector."""
    ids = home.catalog.all_ids()
    lost = 0
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        for id, vector in zip(chunk, home.catalog.vectors(chunk), strict=True):
            near = indexes.store.nearest(vector, 5)
            best = near[0][1] if near else 0.0
            lost += id not in [i for i, _ in near] and best < 0.999
    return [f"Chroma does not find {lost} of {len(ids)} passages."] if lost else []


