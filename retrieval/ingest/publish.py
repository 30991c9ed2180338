"""Build the next index beside the one in use, and put it in its place.

Nobody reads an index before it is complete, so a kill at any moment leaves the one in use.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from retrieval.index.catalog import Catalog
from retrieval.index.home_folder import Home, Indexes, copy_indexes, mark_complete
from retrieval.index.lock import unwritable
from retrieval.language.words import terms
from retrieval.passages import Document
from retrieval.text.passage_text import passage_text

_CHUNK = 500


def publish(
    home: Home,
    ids: Sequence[int],
    *,
    drop: Sequence[int] = (),
    fresh: bool = False,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Replace the index by one with the passages `ids` and without the passages `drop`.

    It begins as a copy of the one in use, or empty if `fresh`. `then` is called in the transaction
    that puts it to use. To be called while holding the writer's lock.
    """
    try:
        folder = home.next_index
        _begin(folder, None if fresh else home.index)
        _fill(folder, home.catalog, ids, drop, fresh)
        mark_complete(folder)
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


def _fill(
    folder: Path, catalog: Catalog, ids: Sequence[int], drop: Sequence[int], fresh: bool
) -> None:
    indexes = Indexes(folder, create=fresh)
    try:
        indexes.store.delete(drop)
        for first in range(0, len(ids), _CHUNK):
            chunk = ids[first : first + _CHUNK]
            indexes.store.put(chunk, catalog.vectors(chunk))
        indexes.keywords.put(_terms(catalog, ids), drop=drop)
    finally:
        indexes.close()


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
