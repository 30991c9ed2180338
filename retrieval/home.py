"""Where everything of one corpus lies on the disk."""

import shutil
from functools import cached_property
from pathlib import Path

from retrieval.catalog import Catalog
from retrieval.keywords import KeywordIndex
from retrieval.lock import unwritable
from retrieval.store import VectorStore
from retrieval.tokens import TokenFile

SEEDS = "seeds:"  # the root under which the seeds are remembered, wherever they lie


class Home:
    """A data directory: the catalog, and below `index/N` what is made from it."""

    def __init__(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        self.path = path

    @cached_property
    def catalog(self) -> Catalog:
        """Give the catalog, made when there is none."""
        return Catalog(self.path / "catalog.sqlite3")

    @property
    def index(self) -> Path:
        """Give the folder of the index that is in use."""
        return self.path / "index" / self.catalog.noted("index", "1")

    @property
    def tokens(self) -> TokenFile:
        """Give the token vectors that are in use."""
        return TokenFile(self.path / f"tokens-{self.index.name}.bin")

    def next_index(self) -> Path:
        """Give the folder for an index that takes the place of today's."""
        return self.path / "index" / str(int(self.catalog.noted("index", "1")) + 1)

    def next_tokens(self) -> TokenFile:
        """Give the file for token vectors that take the place of today's."""
        return TokenFile(self.path / f"tokens-{self.next_index().name}.bin")

    def sweep(self) -> None:
        """Delete what an earlier index or token file left behind; what is still open stays."""
        for folder in (self.path / "index").glob("*"):
            if folder != self.index:
                shutil.rmtree(folder, ignore_errors=True)
        for file in self.path.glob("tokens-*.bin"):
            if file != self.tokens.path:
                file.unlink(missing_ok=True)


class Indexes:
    """Chroma and the keyword index over the same passages."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if create:
            shutil.rmtree(folder, ignore_errors=True)
        self.keywords = KeywordIndex(folder / "keywords", create=create)
        self.store = VectorStore(folder / "chroma", create=create)

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()


def seeds_folder() -> Path:
    """Give the folder of the seed articles, in a checkout and in an installed majlis."""
    return Path(__file__).parent.parent / "seeds"
