"""Check that the catalog, Chroma and the keyword index agree, and that every passage is found."""

from collections.abc import Callable, Iterator

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.catalog import Catalog
from retrieval.index.home_folder import Home, Indexes
from retrieval.index.lock import writing

_CHUNK = 500


def examine(
    home: Home, *, wait: bool = True, on_wait: Callable[[str], None] = lambda _: None
) -> list[str]:
    """Return what is wrong, a sentence each; [] if nothing is. It holds the writer's lock.

    Raises ExpectedError when the catalog itself is damaged.
    """
    with writing(home.path, wait=wait, on_wait=on_wait):
        home.catalog.check()
        problems = [*_catalog(home.catalog)]
        if home.catalog.generation:
            try:
                problems += _index(home)
            except ExpectedError as error:
                problems.append(error.message)
        return problems


def _catalog(catalog: Catalog) -> Iterator[str]:
    if catalog.cut_short:
        yield "A write was cut short; the next command that writes finishes it."
    same = "o.text_hash = d.text_hash AND o.state != 'duplicate'"
    for entry in catalog.entries(
        f"state = 'duplicate' AND NOT EXISTS (SELECT 1 FROM documents o WHERE {same})"
    ):
        yield f"{entry.id} is noted as a duplicate, but of no other article."


def _index(home: Home) -> Iterator[str]:
    indexes = Indexes(home.index)
    try:
        pending, stale = home.catalog.unfinished()
        expected = sorted(set(home.catalog.all_ids()) - set(pending))
        yield from _disagreements(indexes, set(expected), set(stale))
        yield from _tokens(home)
        yield from _unreachable(home, indexes, expected)
    finally:
        indexes.close()


def _disagreements(indexes: Indexes, expected: set[int], stale: set[int]) -> Iterator[str]:
    indexed = (("Chroma", indexes.store.ids()), ("The keyword index", indexes.keywords.ids()))
    for name, ids in indexed:
        if missing := len(expected.difference(ids)):
            yield f"{name} lacks {missing} of {len(expected)} passages."
        if surplus := len(set(ids) - expected - stale):
            yield f"{name} holds {surplus} passages that the catalog does not."
        if twice := len(ids) - len(set(ids)):
            yield f"{name} holds {twice} passages twice."


def _tokens(home: Home) -> Iterator[str]:
    end, _ = home.catalog.token_counts()
    try:
        count = len(home.tokens.map())
    except IndexDamagedError as error:
        yield error.message
        return
    if count < end:
        yield f"Token vectors are missing: {count} of {end} are there."


def _unreachable(home: Home, indexes: Indexes, ids: list[int]) -> Iterator[str]:
    """Yield how many passages Chroma does not return for their own vector."""
    lost = 0
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        for own, vector in zip(chunk, home.catalog.vectors(chunk), strict=True):
            near = indexes.store.nearest(vector, 5)
            best = near[0][1] if near else 0.0
            lost += own not in [i for i, _ in near] and best < 0.999
    if lost:
        yield f"Chroma does not find {lost} of {len(ids)} passages."
