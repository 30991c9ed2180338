"""A home: the data directory of one corpus, and the files in it."""

import logging
import shutil
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from retrieval.errors import ExpectedError, IndexUnwritableError
from retrieval.index.catalog import Catalog
from retrieval.index.catalog_vectors import CatalogVectors
from retrieval.index.folder_seals import check_folder, check_sizes
from retrieval.index.keywords import KeywordIndex
from retrieval.index.lock import unwritable
from retrieval.index.originals import Originals
from retrieval.index.private_files import Presence, is_protected, make_folder, protect
from retrieval.index.token_vectors import TokenFile
from retrieval.index.vector_store import DATABASE, VectorStore, copy_database

SEEDS = "seeds:"  # the root of the seeds in the catalog, wherever majlis is installed

log = logging.getLogger(__name__)


class Home:
    """A data directory: the catalog, and in `index/N` what is made from it.

    N is the catalog's generation. A folder below `index` is written by one writer before its
    generation is in use, and never changed afterwards.
    """

    def __init__(self, path: Path, *, shared: bool = False, originals_mb: int = 0) -> None:
        """Open a home, or make one; only its owner may read it, unless it is shared.

        `originals_mb` is how much of the originals of articles is kept, in megabytes.
        """
        try:
            make_folder(path, shared=shared)
        except OSError as error:
            raise unwritable(path, error) from error
        self.path = path
        self.shared = shared
        self.originals_mb = originals_mb
        self.originals = Originals(path / "originals", originals_mb, shared=shared)
        self._presence = Presence(path)
        if not is_protected(path):
            self.protect()

    def protect(self) -> None:
        """Let nobody else read what was written since, unless the home is shared."""
        if not self.shared:
            protect(self.path)

    def problem(self) -> str:
        """Return what became of the home or its catalog while they were in use, "" if nothing."""
        if problem := self._presence.problem():
            return f"the home {problem}"
        problem = self.catalog.problem() if "catalog" in vars(self) else ""
        return f"the catalog {problem}" if problem else ""

    def check(self) -> None:
        """Raise ExpectedError if the home or its catalog has gone while they were in use."""
        if problem := self.problem():
            raise ExpectedError(
                f"In {str(self.path)!r}, {problem}.", hint="Put it back, or start majlis again."
            )

    @cached_property
    def catalog(self) -> Catalog:
        """Return the catalog; its file is made if there is none.

        A missing one beside an index is an error: it holds the articles.
        """
        path = self.path / "catalog.sqlite3"
        if not path.exists() and any((self.path / "index").glob("*/*")):
            hint = "Put back a copy of it, or delete the folder index and add your articles again."
            raise ExpectedError(
                f"The catalog {str(path)!r} is missing, but an index of its articles is there.",
                hint=hint,
            )
        return Catalog(path)

    @property
    def index(self) -> Path:
        """Return the folder of the index that is in use."""
        return self._index(self.catalog.generation)

    @property
    def next_index(self) -> Path:
        """Return the folder of the index that will replace the one in use."""
        return self._index(self.catalog.generation + 1)

    @property
    def tokens(self) -> TokenFile:
        """Return the file of the token vectors that are in use."""
        return TokenFile(self._tokens(int(self.catalog.setting("tokens", "0"))))

    @property
    def next_tokens(self) -> TokenFile:
        """Return the file of the token vectors that will replace those in use."""
        return TokenFile(self._tokens(self.catalog.generation + 1))

    def sweep(self) -> None:
        """Delete what earlier writers left; readers may still use the generation before."""
        generation, tokens = self.catalog.generation, int(self.catalog.setting("tokens", "0"))
        for folder in (self.path / "index").glob("*"):
            if folder not in (self._index(generation), self._index(generation - 1)):
                shutil.rmtree(folder, ignore_errors=True)
        for file in self.path.glob("tokens-[0-9]*.bin"):
            number = int(file.stem.removeprefix("tokens-"))
            if number > tokens or number < tokens != generation:
                with suppress(OSError):  # Windows does not delete a file that a reader has mapped
                    TokenFile(file).remove()

    def _index(self, generation: int) -> Path:
        return self.path / "index" / str(generation)

    def _tokens(self, generation: int) -> Path:
        """Return the file of token vectors that was made for a generation."""
        return self.path / f"tokens-{generation}.bin"


class Indexes:
    """Chroma and the keyword index over the same passages, below one folder."""

    def __init__(
        self, folder: Path, *, create: bool = False, catalog: Catalog | None = None
    ) -> None:
        """Open them; raises IndexDamagedError for a file of another size than was stored.

        Chroma does not notice a truncated file: it returns fewer passages, or ends the process.
        Where it cannot write, which it does to open its files, the vectors of `catalog` are
        searched instead.
        """
        if not create:
            check_sizes(folder)
        self.keywords = KeywordIndex(folder / "keywords", create=create)
        self.vectors: VectorStore | CatalogVectors
        try:
            self.vectors = VectorStore(folder / "chroma", create=create)
        except IndexUnwritableError as error:
            if catalog is None:
                raise
            log.warning("%s Its vectors are read from the catalog instead.", error.message)
            self.vectors = CatalogVectors(catalog)

    @property
    def store(self) -> VectorStore:
        """Return the vectors in Chroma."""
        assert isinstance(self.vectors, VectorStore)
        return self.vectors

    def close(self) -> None:
        """Close the files."""
        self.vectors.close()


def copy_indexes(source: Path, target: Path) -> None:
    """Copy the folder of an index that may be in use."""
    check_folder(source)
    for path in source.rglob("*"):
        copy = target / path.relative_to(source)
        if path.name == DATABASE:
            copy_database(path, copy)
        elif path.is_dir():
            copy.mkdir()
        elif not path.name.startswith(DATABASE):
            shutil.copyfile(path, copy)


def seeds_folder() -> Path:
    """Return the folder of the seed articles, in a checkout or an installed majlis."""
    return Path(__file__).parents[2] / "seeds"
