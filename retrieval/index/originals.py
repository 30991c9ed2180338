"""The bytes that articles were extracted from, each once, named by their SHA-256."""

from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from retrieval.index.private_files import make_folder, write_whole

_MEGABYTE = 1_000_000


class Originals:
    """The folder of the originals of a home; at most `megabytes` of them are kept, 0 for none."""

    def __init__(self, folder: Path, megabytes: int, *, shared: bool = False) -> None:
        self._folder = folder
        self._most = megabytes * _MEGABYTE
        self._shared = shared
        self._size: int | None = None  # bytes of all, once they were counted

    @property
    def is_on(self) -> bool:
        """Return whether any originals are kept."""
        return self._most > 0

    def keep(self, content: bytes) -> bool:
        """Store the bytes of an original unless they are there; return whether they are kept.

        Raises OSError.
        """
        path = self._folder / sha256(content).hexdigest()
        if path.exists():
            return True
        if self._size is None:
            self._size = sum(each.stat().st_size for each in self._folder.glob("*"))
        if self._size + len(content) > self._most:
            return False
        make_folder(self._folder, shared=self._shared)
        write_whole(path, content)
        self._size += len(content)
        return True

    def has(self, name: str) -> bool:
        """Return whether there is an original of this SHA-256, "" for none."""
        return bool(name) and (self._folder / name).exists()

    def read(self, name: str) -> bytes | None:
        """Return the bytes of an original by its SHA-256; None for one not kept, or damaged."""
        try:
            content = (self._folder / name).read_bytes() if name else b""
        except OSError:
            return None
        return content if content and sha256(content).hexdigest() == name else None

    def drop_all_but(self, names: Collection[str]) -> None:
        """Delete the originals that no article has any more."""
        self._size = None
        for path in self._folder.glob("*"):
            if path.name not in names:
                with suppress(OSError):
                    path.unlink()
