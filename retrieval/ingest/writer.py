"""Add documents to the index and remove them, so that a kill at any moment does no harm.

The catalog is written first, in one transaction: the documents become *pending* and their former
passages *stale*. Then an index that has them is published. If a writer is killed in between, the
next one publishes it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType

from retrieval.errors import IndexDamagedError
from retrieval.index.fingerprint import check_fingerprint, stored_fingerprint
from retrieval.index.folder_seals import check_sizes, is_sealed
from retrieval.index.home_folder import Home
from retrieval.index.lock import unwritable, writing
from retrieval.ingest.prepare import encode, prepare
from retrieval.ingest.publish import publish
from retrieval.ingest.reading_options import USUAL_READING, ReadingOptions
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document
from retrieval.text.boilerplate import repeatable_lines
from retrieval.text.cut_text import CutText


class Writer:
    """The only writer of a home at a time, as a context manager."""

    def __init__(
        self,
        home: Home,
        models: EmbeddingModels,
        *,
        reading: ReadingOptions = USUAL_READING,
        wait: bool = True,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.home = home
        self.reading = reading
        self.catalog = home.catalog
        self._models = models
        self._wait = wait
        self._on_wait = on_wait
        self._lock = ExitStack()
        self._fingerprint: tuple[str, str] | None = None  # as it was checked last

    def __enter__(self) -> "Writer":
        """Take the writer's lock, and finish what a killed writer left."""
        self._begin(wait=self._wait)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock."""
        if error is None:
            self.home.originals.drop_all_but(self.catalog.originals())
        self.home.protect()
        self._lock.close()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let others write during the block; to be called when nothing is half done.

        After it, one's turn is waited for in any case. If the block raises, others go on.
        """
        self.__exit__(None, None, None)
        yield
        self._begin(wait=True)

    def keep_original(self, content: bytes) -> bool:
        """Keep the bytes that an article is extracted from; return whether nothing is missing.

        Nothing is where there are none, or where the home keeps no originals.
        """
        try:
            originals = self.home.originals
            return not (content and originals.is_on) or originals.keep(content)
        except OSError as error:
            raise unwritable(self.home.path, error) from error

    def put(
        self,
        documents: Sequence[tuple[Document, str]],
        *,
        duplicates: Sequence[tuple[Document, str]] = (),
        drop: Iterable[str] = (),
        done: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Index documents, each with its root, and drop others by id, all or nothing.

        `duplicates` are stored, not indexed. `done` is called with numbers of finished characters.
        """
        cuts = [CutText(document.text, document.language) for document, _ in documents]
        with self.catalog.changing():
            for (document, _), cut in zip(documents, cuts, strict=True):
                self.catalog.repeated_lines.put(document.id, repeatable_lines(cut))
        prepared = [
            prepare(document, cut, self.catalog)
            for (document, _), cut in zip(documents, cuts, strict=True)
        ]
        indexed = encode(prepared, self._models, self.home.tokens, done=done)
        with self.catalog.changing():
            self._drop_and_note(drop, duplicates)
            for (document, root), each, passages in zip(documents, prepared, indexed, strict=True):
                marks = [(mark.span, mark.rule) for mark in each.marks]
                self.catalog.put(
                    document, root=root, state="pending", marks=marks, passages=passages
                )
        self._settle()

    def _drop_and_note(
        self, drop: Iterable[str], duplicates: Sequence[tuple[Document, str]]
    ) -> None:
        for id_to_drop in drop:
            self.catalog.drop(id_to_drop)
        for document, root in duplicates:
            self.catalog.repeated_lines.put(document.id, ())
            self.catalog.put(document, root=root, state="duplicate")

    def _settle(self) -> None:
        """Publish an index that has all that the catalog has, if the one in use has not.

        One that an older majlis made is made anew, so that it can be sealed.
        """
        if self.catalog.cut_short or self.catalog.terms_outdated:
            if self.catalog.generation and is_sealed(self.home.index):
                pending, stale = self.catalog.unfinished()
                publish(self.home, pending, drop=stale)
            else:
                publish(self.home, self.catalog.all_ids(), fresh=True)

    def _begin(self, *, wait: bool) -> None:
        self.home.check()
        self._lock.enter_context(writing(self.home.path, wait=wait, on_wait=self._on_wait))
        try:
            if self._fingerprint != stored_fingerprint(self.catalog):
                check_fingerprint(self.catalog, self._models.embedder)
                self._fingerprint = stored_fingerprint(self.catalog)
            self._recover()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def _recover(self) -> None:
        end, _ = self.catalog.token_counts()
        tokens = self.home.tokens
        tokens.check(only_end=True)
        try:
            if end == 0:
                tokens.remove()
            else:
                tokens.cut(end)
        except OSError as error:
            raise unwritable(self.home.path, error) from error
        if len(tokens.map()) < end:
            raise IndexDamagedError(f"{tokens.path.name} was cut short")
        if self.catalog.generation:
            check_sizes(self.home.index)
        self._settle()
        self.home.sweep()
