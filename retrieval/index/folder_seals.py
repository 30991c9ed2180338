"""The seals of a folder of an index: the size and the digest of each of its files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from retrieval.errors import IndexDamagedError
from retrieval.index.seals import (
    chroma_is_whole,
    file_digest,
    read_sealed,
    seal_chroma,
    write_sealed,
)
from retrieval.index.vector_store import DATABASE

_Seals: TypeAlias = dict[str, list[Any]]

_SEALS = "seals.json"
_OLD_SEALS = "sizes.json"  # of an older majlis: sizes only


def seal_folder(folder: Path) -> None:
    """Store the digests of the files of a folder, which nobody changes from now on."""
    for name in (_SEALS, _OLD_SEALS):
        (folder / name).unlink(missing_ok=True)
    seals: _Seals = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == DATABASE:
            seals[name] = seal_chroma(path)
        elif path.is_file() and not path.name.startswith(DATABASE):
            seals[name] = [path.stat().st_size, file_digest(path)]
    write_sealed(folder / _SEALS, seals)


def is_sealed(folder: Path) -> bool:
    """Return whether the files of a folder have digests, which an older majlis did not make."""
    return (folder / _SEALS).exists()


def check_sizes(folder: Path) -> int:
    """Return the bytes in a sealed folder; raise IndexDamagedError for a wrong size."""
    return _check_sizes(folder, _seals(folder))


def check_folder(folder: Path) -> None:
    """Raise IndexDamagedError if a file is missing or is not as it was sealed."""
    seals = _seals(folder)
    _check_sizes(folder, seals)
    for name, seal in seals.items():
        path = folder / name
        try:
            if not _is_whole(path, seal):
                raise IndexDamagedError(f"{path.name} is not as it was written")
        except OSError as error:
            raise IndexDamagedError(f"{path.name} cannot be read") from error


def _check_sizes(folder: Path, seals: _Seals) -> int:
    total = 0
    for name, (size, *_) in seals.items():
        path = folder / name
        try:
            actual = path.stat().st_size
        except OSError as error:
            raise IndexDamagedError("a file of it is missing") from error
        if actual < size or (actual > size and path.name != DATABASE):
            raise IndexDamagedError(f"{path.name} was cut short or changed")
        total += actual
    return total


def _is_whole(path: Path, seal: Sequence[Any]) -> bool:
    """Return whether a file is as it was sealed; of one that has no digest nothing is known."""
    if path.name == DATABASE:
        return chroma_is_whole(path, seal)
    return len(seal) == 1 or file_digest(path) == seal[1]


def _seals(folder: Path) -> _Seals:
    """Return the seal of each file of a folder: its size, and what `seal_folder` adds."""
    try:
        if (folder / _SEALS).exists():
            seals: _Seals = read_sealed(folder / _SEALS)
            return seals
        sizes = json.loads((folder / _OLD_SEALS).read_bytes())
        return {name: [size] for name, size in sizes.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise IndexDamagedError("its seals are missing or damaged") from error
