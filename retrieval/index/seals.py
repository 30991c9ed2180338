"""Seals: digests of files as they were written, by which one changed byte is noticed.

Whatever is small is checked whenever it is opened; the rest by a thread, while questions are
answered already, and by `majlis doctor`.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from retrieval.index.private_files import write_whole

AT_ONCE_BYTES = 4_000_000  # so much is checked in about three milliseconds
BLOCK_BYTES = 1 << 20
_DIGEST = hashlib.sha256


def digest_of(content: bytes) -> str:
    """Return the digest of some bytes, in hexadecimal digits."""
    return _DIGEST(content).hexdigest()[:32]


def file_digest(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, _DIGEST).hexdigest()[:32]


def block_digests(path: Path, size: int, known: Iterable[str] = ()) -> list[str]:
    """Return the digests of the blocks of the first `size` bytes; `known` are those in front."""
    digests = list(known)
    begin = len(digests) * BLOCK_BYTES
    with path.open("rb") as file:
        file.seek(begin)
        lengths = (min(BLOCK_BYTES, size - first) for first in range(begin, size, BLOCK_BYTES))
        return digests + [digest_of(file.read(length)) for length in lengths]


def write_sealed(path: Path, value: Any) -> None:
    """Write a value as JSON, with the digest of it in front, in place of the file as a whole."""
    text = json.dumps(value, separators=(",", ":"))
    write_whole(path, f"{digest_of(text.encode())} {text}".encode("ascii"))


def read_sealed(path: Path) -> Any:
    """Return what `write_sealed` wrote; raise ValueError for anything else, or OSError."""
    digest, _, text = path.read_bytes().partition(b" ")
    if digest != digest_of(text).encode():
        raise ValueError(f"{path.name} is not as it was written")
    return json.loads(text)


# Chroma's database


def seal_chroma(path: Path) -> list[Any]:
    """Return a seal of Chroma's database, which nobody has open; it is compacted first.

    Whoever opens it to read notes that in one table, and SQLite in the header. The seal leaves out
    both: it holds the size, the page of that table, and the digest of the rest.
    """
    with closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM")
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'acquire_write'"
        page = int(next(database.execute(sql), (0,))[0])
    size = path.stat().st_size
    return [size, page, _chroma_digest(path, size, page)]


def chroma_is_whole(path: Path, seal: Sequence[Any]) -> bool:
    """Return whether Chroma's database is as it was sealed."""
    size, page, digest = seal
    return bool(path.stat().st_size >= size and _chroma_digest(path, size, page) == digest)


def _chroma_digest(path: Path, size: int, page: int) -> str:
    with path.open("rb") as file:
        content = bytearray(file.read(size))
    spans = [(24, 32), (92, 100)]  # of the header: counts of changes and of pages
    if page:
        page_bytes = int.from_bytes(content[16:18])
        spans.append(((page - 1) * page_bytes, page * page_bytes))
    for first, last in spans:
        content[first:last] = bytes(len(content[first:last]))
    return digest_of(bytes(content))
