"""Check that the catalog, Chroma and the keyword index agree, and that every vector is found."""

from collections.abc import Callable, Iterator, Sequence

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.catalog import Catalog
from retrieval.index.database_seal import find_damage
from retrieval.index.folder_seals import check_folder, is_sealed
from retrieval.index.home_folder import Home, Indexes
from retrieval.index.lock import writing
from retrieval.index.token_vectors import TokenFile
from retrieval.pages import without_text

_CHUNK = 500


def examine(
    home: Home, *, wait: bool = True, on_wait: Callable[[str], None] = lambda _: None
) -> list[str]:
    """Return what is wrong, a sentence each; [] if nothing is. It holds the writer's lock.

    Raises ExpectedError when the catalog itself is damaged.
    """
    with writing(home.path, wait=wait, on_wait=on_wait):
        home.catalog.check()
        problems = [*_catalog(home.catalog), *_databases(home)]
        if home.catalog.generation:
            try:
                problems += _index(home)
            except ExpectedError as error:
                problems.append(error.message)
        return problems


def remarks(catalog: Catalog) -> list[str]:
    """Return what a person should know of the articles though nothing is wrong, a sentence each."""
    return [
        f"{entry.id}: {without_text(entry.pages)}."
        for entry in catalog.entries()
        if entry.pages.pictures
    ]


def _catalog(catalog: Catalog) -> Iterator[str]:
    if catalog.cut_short:
        yield "A write was cut short; the next command that writes finishes it."
    if catalog.terms_outdated:
        yield "An older majlis made the keyword index; the next command that writes makes it anew."
    same = "o.text_hash = d.text_hash AND o.state != 'duplicate'"
    for entry in catalog.entries(
        f"state = 'duplicate' AND NOT EXISTS (SELECT 1 FROM documents o WHERE {same})"
    ):
        yield f"{entry.id} is noted as a duplicate, but of no other article."


def _databases(home: Home) -> Iterator[str]:
    """Yield which of the other databases of a home are damaged."""
    for path in sorted(home.path.glob("*.sqlite3")):
        if path.stem != "catalog" and (damage := find_damage(path)):
            yield f"{path.name} is damaged: {damage}. Put back a copy of it, or move it away."


def _index(home: Home) -> Iterator[str]:
    for folder in (home.path / "index").glob("*"):  # readers may still use the one before
        if folder == home.index or is_sealed(folder):
            check_folder(folder)
    indexes = Indexes(home.index)
    try:
        pending, stale = home.catalog.unfinished()
        expected = sorted(set(home.catalog.all_ids()) - set(pending))
        vectors = home.catalog.vector_ids(expected)
        unused = {*home.catalog.unused_vectors(), *home.catalog.vector_ids(pending).values()}
        yield from _disagreements(
            "Chroma", indexes.store.ids(), set(vectors.values()), unused, "vectors"
        )
        yield from _disagreements(
            "The keyword index", indexes.keywords.ids(), set(expected), set(stale), "passages"
        )
        yield from _tokens(home)
        yield from _unreachable(home, indexes, {v: i for i, v in vectors.items()})
    finally:
        indexes.close()


def _disagreements(
    name: str, ids: Sequence[int], expected: set[int], stale: set[int], what: str
) -> Iterator[str]:
    if missing := len(expected.difference(ids)):
        yield f"{name} lacks {missing} of {len(expected)} {what}."
    if surplus := len(set(ids) - expected - stale):
        yield f"{name} holds {surplus} {what} that the catalog does not."
    if twice := len(ids) - len(set(ids)):
        yield f"{name} holds {twice} {what} twice."


def _tokens(home: Home) -> Iterator[str]:
    end, _ = home.catalog.token_counts()
    try:
        for file in home.path.glob("tokens-*.bin"):
            TokenFile(file).check()
        count = len(home.tokens.map())
    except IndexDamagedError as error:
        yield error.message
        return
    if count < end:
        yield f"Token vectors are missing: {count} of {end} are there."


def _unreachable(home: Home, indexes: Indexes, passages: dict[int, int]) -> Iterator[str]:
    """Yield how many vectors Chroma does not return for themselves.

    `passages` holds a passage that has each vector, by the id of the vector.
    """
    lost = 0
    ids = list(passages)
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        vectors = home.catalog.vectors([passages[own] for own in chunk])
        for own, vector in zip(chunk, vectors, strict=True):
            near = indexes.store.nearest(vector, 5)
            best = near[0][1] if near else 0.0
            lost += own not in [i for i, _ in near] and best < 0.999
    if lost:
        yield f"Chroma does not find {lost} of {len(ids)} vectors."
