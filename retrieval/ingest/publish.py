"""Make the next index beside the one that is in use, and swap it in.

Nobody reads the next index before it is whole, so a kill at any moment leaves what there was.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from retrieval.index.catalog import Catalog
from retrieval.index.home import Home, Indexes, copy_indexes, mark_complete
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
    """Let an index with the passages `ids`, and without `drop`, take the place of today's.

    It begins as a copy of today's, or empty if `fresh`. `then` is called when it is ready, in the
    transaction that swaps it in. Belongs inside the writer's lock.
    """
    folder = home.next_index
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if not fresh:
            copy_indexes(home.index, folder)
        _fill(folder, home.catalog, ids, drop, fresh)
        mark_complete(folder)
        with home.catalog.changing():
            then()
            home.catalog.finish()
    except OSError as error:
        raise unwritable(home.path, error) from error
    finally:
        home.sweep()


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
    """Give the search terms of passages by id."""
    document: Document | None = None
    for first in range(0, len(ids), _CHUNK):
        for stored in catalog.passages(ids[first : first + _CHUNK]).values():
            passage = stored.passage
            if document is None or document.id != passage.document_id:
                document = catalog.document(passage.document_id)
            assert document is not None
            yield passage.id, terms(passage_text(document, passage).text)
