"""Build the next index beside the one in use, and put it in its place.

Nobody reads an index before it is complete, so a kill at any moment leaves the one in use.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from retrieval.index.catalog import Catalog
from retrieval.index.folder_seals import seal_folder
from retrieval.index.home_folder import Home, Indexes, copy_indexes
from retrieval.index.lock import unwritable
from retrieval.index.vector_store import VectorStore
from retrieval.language.words import terms
from retrieval.passages import Document
from retrieval.text.passage_text import passage_text

_CHUNK = 500


def publish(  # noqa: PLR0913 - what to add and to drop, and how
    home: Home,
    ids: Sequence[int],
    *,
    drop: Sequence[int] = (),
    fresh: bool = False,
    vector_ids: Mapping[int, int] | None = None,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Replace the index by one with the passages `ids` and without the passages `drop`.

    It begins as a copy of the one in use, or empty if `fresh`; outdated terms are made anew for all
    passages. `vector_ids` are those of the catalog unless given. `then` is called in the
    transaction that puts the index to use. To be called while holding the writer's lock.
    """
    try:
        folder = home.next_index
        _begin(folder, None if fresh else home.index)
        indexes = Indexes(folder, create=fresh)
        try:
            _fill_vectors(indexes.store, home.catalog, ids, vector_ids)
            again = home.catalog.terms_outdated and not fresh
            indexed = home.catalog.all_ids() if again else ids
            indexes.keywords.put(_terms(home.catalog, indexed), drop=drop)
        finally:
            indexes.close()
        seal_folder(folder)
        for tokens in (home.tokens, home.next_tokens):
            tokens.seal()
        with home.catalog.changing():
            then()
            home.catalog.finish()
    except OSError as error:
        raise unwritable(home.path, error) from error
    finally:
        home.sweep()


def _begin(folder: Path, source: Path | None) -> None:
    """Make an empty folder, or a copy of a source."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if source:
        copy_indexes(source, folder)


def _fill_vectors(
    store: VectorStore, catalog: Catalog, ids: Sequence[int], vector_ids: Mapping[int, int] | None
) -> None:
    """Bring Chroma up to date; a vector that several passages have is stored once."""
    store.delete(catalog.unused_vectors())
    stored: set[int] = set()
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        numbers = vector_ids or catalog.vector_ids(chunk)
        new = {numbers[i]: i for i in reversed(chunk) if numbers[i] not in stored}
        if new:
            store.put(list(new), catalog.vectors(list(new.values())))
        stored |= new.keys()
    store.settle()


def _terms(catalog: Catalog, ids: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield the ids and the search terms of passages."""
    document: Document | None = None
    for first in range(0, len(ids), _CHUNK):
        for stored in catalog.passages(ids[first : first + _CHUNK]).values():
            passage = stored.passage
            if document is None or document.id != passage.document_id:
                document = catalog.document(passage.document_id)
            assert document is not None
            yield passage.id, terms(passage_text(document, passage).text)
