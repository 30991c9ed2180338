"""Where everything of one corpus lies on the disk."""

import json
import shutil
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from retrieval.errors import IndexDamagedError
from retrieval.index.catalog import Catalog
from retrieval.index.keywords import KeywordIndex
from retrieval.index.lock import unwritable
from retrieval.index.token_vectors import TokenFile
from retrieval.index.vector_store import DATABASE, VectorStore, copy_database

SEEDS = "seeds:"  # the root under which the seeds are remembered, wherever they lie

_SIZES = "sizes.json"


class Home:
    """A data directory: the catalog, and below `index/N` what is made from it.

    N is the catalog's generation. A folder below `index` is written by one writer, before its
    generation begins, and not changed after that.
    """

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
        return self._index(self.catalog.generation)

    @property
    def next_index(self) -> Path:
        """Give the folder for the index that takes the place of today's."""
        return self._index(self.catalog.generation + 1)

    @property
    def tokens(self) -> TokenFile:
        """Give the token vectors that are in use."""
        return TokenFile(self._tokens(int(self.catalog.setting("tokens", "0"))))

    @property
    def next_tokens(self) -> TokenFile:
        """Give the file for token vectors that take the place of today's."""
        return TokenFile(self._tokens(self.catalog.generation + 1))

    def sweep(self) -> None:
        """Delete what earlier writers left; what came before today's may still have readers."""
        generation, tokens = self.catalog.generation, int(self.catalog.setting("tokens", "0"))
        for folder in (self.path / "index").glob("*"):
            if folder not in (self._index(generation), self._index(generation - 1)):
                shutil.rmtree(folder, ignore_errors=True)
        for file in self.path.glob("tokens-[0-9]*.bin"):
            number = int(file.stem.removeprefix("tokens-"))
            if number > tokens or number < tokens != generation:
                with suppress(OSError):  # Windows keeps what a reader still maps
                    file.unlink()

    def _index(self, generation: int) -> Path:
        return self.path / "index" / str(generation)

    def _tokens(self, generation: int) -> Path:
        """Give the file of token vectors that was begun with a generation."""
        return self.path / f"tokens-{generation}.bin"


class Indexes:
    """Chroma and the keyword index over the same passages, below one folder."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open them; raises IndexDamagedError when a file has not the size it was sealed with.

        A file that was cut short makes Chroma forget passages without a word, or end the process.
        """
        if not create:
            check_files(folder)
        self.keywords = KeywordIndex(folder / "keywords", create=create)
        self.store = VectorStore(folder / "chroma", create=create)

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()


def copy_indexes(source: Path, target: Path) -> None:
    """Copy the folder of an index that is in use."""
    check_files(source)
    for path in source.rglob("*"):
        copy = target / path.relative_to(source)
        if path.name == DATABASE:
            copy_database(path, copy)
        elif path.is_dir():
            copy.mkdir()
        elif not path.name.startswith(DATABASE):
            shutil.copyfile(path, copy)


def mark_complete(folder: Path) -> None:
    """Note the sizes of an index's files; nobody writes to them from now on."""
    (folder / _SIZES).unlink(missing_ok=True)
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(DATABASE)
    }
    (folder / _SIZES).write_text(json.dumps(sizes), encoding="ascii")


def check_files(folder: Path) -> None:
    """Make sure that the files of an index are there, each with the size it was sealed with."""
    try:
        sizes = json.loads((folder / _SIZES).read_bytes())
        paths = {folder / name: size for name, size in sizes.items()}
        bad = [path for path, size in paths.items() if path.stat().st_size != size]
    except (OSError, ValueError) as error:
        raise IndexDamagedError("a file of it is missing") from error
    if bad:
        raise IndexDamagedError(f"{bad[0].name} was cut short or changed")


def seeds_folder() -> Path:
    """Give the folder of the seed articles, in a checkout and in an installed majlis."""
    return Path(__file__).parents[2] / "seeds"
