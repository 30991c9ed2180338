"""A home: the data directory of one corpus, and the files in it."""

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

SEEDS = "seeds:"  # the root of the seeds in the catalog, wherever majlis is installed

_SIZES = "sizes.json"


class Home:
    """A data directory: the catalog, and in `index/N` what is made from it.

    N is the catalog's generation. A folder below `index` is written by one writer before its
    generation is in use, and never changed afterwards.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        self.path = path

    @cached_property
    def catalog(self) -> Catalog:
        """Return the catalog; its file is made if there is none."""
        return Catalog(self.path / "catalog.sqlite3")

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
                    file.unlink()

    def _index(self, generation: int) -> Path:
        return self.path / "index" / str(generation)

    def _tokens(self, generation: int) -> Path:
        """Return the file of token vectors that was made for a generation."""
        return self.path / f"tokens-{generation}.bin"


class Indexes:
    """Chroma and the keyword index over the same passages, below one folder."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open them; raises IndexDamagedError for a file of another size than was stored.

        Chroma does not notice a truncated file: it returns fewer passages, or ends the process.
        """
        if not create:
            check_files(folder)
        self.keywords = KeywordIndex(folder / "keywords", create=create)
        self.store = VectorStore(folder / "chroma", create=create)

    def close(self) -> None:
        """Close the files."""
        self.store.close()


def copy_indexes(source: Path, target: Path) -> None:
    """Copy the folder of an index that may be in use."""
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
    """Store the sizes of an index's files, which nobody changes from now on."""
    (folder / _SIZES).unlink(missing_ok=True)
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(DATABASE)
    }
    (folder / _SIZES).write_text(json.dumps(sizes), encoding="ascii")


def check_files(folder: Path) -> None:
    """Raise IndexDamagedError if a file is missing or has not the size that was stored."""
    try:
        sizes = json.loads((folder / _SIZES).read_bytes())
        paths = {folder / name: size for name, size in sizes.items()}
        bad = [path for path, size in paths.items() if path.stat().st_size != size]
    except (OSError, ValueError) as error:
        raise IndexDamagedError("a file of it is missing") from error
    if bad:
        raise IndexDamagedError(f"{bad[0].name} was cut short or changed")


def seeds_folder() -> Path:
    """Return the folder of the seed articles, in a checkout or an installed majlis."""
    return Path(__file__).parents[2] / "seeds"
