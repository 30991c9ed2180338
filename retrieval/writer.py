"""Put documents into the index and take them out, so that a kill at any moment does no harm.

The catalog is written first, in one transaction, with the documents *pending* and their old
passages *stale*; then both indexes; then the catalog says that it is done. The next writer repeats
what a killed one left.
"""

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from retrieval.catalog import Catalog
from retrieval.clean import furniture
from retrieval.fingerprint import check_fingerprint
from retrieval.home import Home, Indexes
from retrieval.lock import unwritable, writing
from retrieval.passages import Document
from retrieval.prepare import Models, encode, prepare
from retrieval.reading import read_passage
from retrieval.words import terms

_CHUNK = 500


class Writer:
    """The one writer of a home; use it as a context manager."""

    def __init__(
        self,
        home: Home,
        models: Models,
        *,
        wait: bool = True,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.home = home
        self.catalog = home.catalog
        self._models = models
        self._lock = writing(home.path, wait=wait, on_wait=on_wait)

    def __enter__(self) -> "Writer":
        """Take the lock and finish what a killed writer left."""
        self._lock.__enter__()
        try:
            check_fingerprint(self.catalog, self._models.embedder)
            self._indexes = self._open()
            self._recover()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the indexes and give the lock back."""
        self._indexes.close()
        self._lock.__exit__(kind, error, trace)

    def put(
        self,
        documents: Sequence[tuple[Document, str]],
        *,
        done: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Index documents, each with the root it came from; `done` hears of characters finished."""
        with self.catalog.changing():
            for document, _ in documents:
                self.catalog.set_furniture(document.id, furniture(document.text))
        prepared = [prepare(document, self.catalog) for document, _ in documents]
        indexed = encode(prepared, self._models, self.home.tokens, done=done)
        with self.catalog.changing():
            for (document, root), each, passages in zip(documents, prepared, indexed, strict=True):
                marks = [(mark.span, mark.rule) for mark in each.marks]
                self.catalog.put(
                    document, root=root, state="pending", marks=marks, passages=passages
                )
        self.settle()

    def settle(self) -> None:
        """Bring both indexes to what the catalog says."""
        pending, stale = self.catalog.unfinished()
        self._indexes.store.delete(stale)
        fill(self._indexes, self.catalog, pending, drop=stale)
        with self.catalog.changing():
            self.catalog.finish()

    def _open(self) -> Indexes:
        """Open the indexes; the first writer makes them."""
        fresh = not self.catalog.noted("index")
        try:
            indexes = Indexes(self.home.index, create=fresh)
        except OSError as error:
            raise unwritable(self.home.path, error) from error
        if fresh:
            self.catalog.note("index", "1")
        return indexes

    def _recover(self) -> None:
        end, _ = self.catalog.token_counts()
        self.home.tokens.cut(end)
        if any(self.catalog.unfinished()):
            self.settle()
        self.home.sweep()


def fill(
    indexes: Indexes, catalog: Catalog, ids: Sequence[int], *, drop: Sequence[int] = ()
) -> None:
    """Put passages of the catalog into both indexes; `drop` leaves the keyword index too."""
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        indexes.store.put(chunk, catalog.vectors(chunk))
    if ids or drop:
        indexes.keywords.put(_terms(catalog, ids), drop=drop)


def _terms(catalog: Catalog, ids: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """Give the search terms of passages by id."""
    document: Document | None = None
    for first in range(0, len(ids), _CHUNK):
        for stored in catalog.passages(ids[first : first + _CHUNK]).values():
            passage = stored.passage
            if document is None or document.id != passage.document_id:
                document = catalog.document(passage.document_id)
            assert document is not None
            yield passage.id, terms(read_passage(document, passage).text)
