"""Token vectors, small enough to keep: two bits a dimension, in one append-only file.

A record is 97 bytes: 384 dimensions of two bits after a fixed rotation, and one scale byte that
keeps the absolute value of a similarity. MaxSim (Khattab & Zaharia, ColBERT, 2020) is taken over
these records.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.errors import IndexDamagedError
from retrieval.models.embed import Vectors

Records: TypeAlias = npt.NDArray[np.uint8]

DIMENSION = 384
RECORD = DIMENSION // 4 + 1
_HEADER = b"majlis tokens 1 all-MiniLM-L6-v2 384 2-bit\n".ljust(RECORD, b"\0")
# The four levels and the borders between them that lose least for a normal distribution
# (J. Max, Quantizing for minimum distortion, 1960).
_LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32) / np.sqrt(DIMENSION)
_BORDERS = np.array([-0.9816, 0.0, 0.9816], np.float32) / np.sqrt(DIMENSION)
_SCALE_LOW, _SCALE_STEP = 0.7, 0.004


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Where the records of a passage lie, and at which of them each part of it begins.

    `starts[0]` is 0 (the title and headings), `starts[i]` the first token of sentence i - 1;
    a sentence that the model did not hear begins at `count`.
    """

    first: int
    count: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TokenSimilarity:
    """How like a question the parts of a passage are: part 0 is its title and headings.

    `best` has shape (question tokens, parts): the best similarity of each token in each part, -1
    in a part that the model did not hear. `back` has shape (parts,): the mean over a part's tokens
    of their best similarity in the question, -1 likewise.
    """

    best: Vectors
    reverse: Vectors

    @property
    def maxsim(self) -> float:
        """MaxSim of the question with the whole passage."""
        return float(self.best.max(1).mean())


class TokenFile:
    """An append-only file of records. One writer; readers map it and see what was there then."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, groups: Sequence[Records]) -> list[int]:
        """Write groups of records through to the disk; give the number of the first of each."""
        firsts = []
        with self.path.open("ab") as file:
            if file.tell() == 0:
                file.write(_HEADER)
            for group in groups:
                firsts.append(file.tell() // RECORD - 1)
                file.write(group.tobytes())
            file.flush()
            os.fsync(file.fileno())
        return firsts

    def cut(self, count: int) -> None:
        """Drop what a killed writer left behind the first `count` records."""
        size = RECORD * (count + 1)
        if self.path.exists() and self.path.stat().st_size > size:
            os.truncate(self.path, size)

    def map(self) -> Records:
        """Map the records, shape (n, 97), without reading them."""
        if not self.path.exists():
            return np.zeros((0, RECORD), np.uint8)
        with self.path.open("rb") as file:
            if file.read(RECORD) != _HEADER:
                raise IndexDamagedError(f"{self.path.name} has no valid header")
        whole = np.memmap(self.path, np.uint8, "r")
        return whole[: len(whole) // RECORD * RECORD].reshape(-1, RECORD)[1:]


def compress(tokens: Vectors) -> Records:
    """Compress token vectors of length 1, shape (n, 384), to records, shape (n, 97)."""
    turned = tokens @ _rotation()
    codes = sum((turned > border).view(np.uint8) for border in _BORDERS)
    packed = codes[:, 0::4] | codes[:, 1::4] << 2 | codes[:, 2::4] << 4 | codes[:, 3::4] << 6
    kept = np.einsum("ij,ij->i", _table().take(packed, axis=0).reshape(turned.shape), turned)
    scale = np.clip((1 / np.maximum(kept, 1e-6) - _SCALE_LOW) / _SCALE_STEP, 0, 255)
    return np.hstack([packed, scale.round().astype(np.uint8)[:, None]])


def similarities(question: Vectors, records: Records) -> Vectors:
    """Give the cosine of each token of the question with each record, shape (tokens, records)."""
    decoded = _table().take(records[:, :-1], axis=0).reshape(len(records), DIMENSION)
    scale = _SCALE_LOW + _SCALE_STEP * records[:, -1].astype(np.float32)
    result: Vectors = (question @ _rotation()) @ decoded.T * scale
    return result


def compare_tokens(
    question: Vectors, records: Records, places: Sequence[TokenSpan]
) -> list[TokenSimilarity]:
    """Compare a question's tokens with the passages at `places`, whose records are `records`."""
    matrix = similarities(question, records)
    compared = []
    offset = 0
    for place in places:
        own = matrix[:, offset : offset + place.count]
        compared.append(_similarity_of_parts(own, place))
        offset += place.count
    return compared


def _similarity_of_parts(matrix: Vectors, place: TokenSpan) -> TokenSimilarity:
    best = np.full((len(matrix), len(place.starts)), -1.0, np.float32)
    back = np.full(len(place.starts), -1.0, np.float32)
    ends = (*place.starts[1:], place.count)
    filled = [i for i, (a, b) in enumerate(zip(place.starts, ends, strict=True)) if a < b]
    if filled and matrix.size:
        begins = [place.starts[i] for i in filled]
        best[:, filled] = np.maximum.reduceat(matrix, begins, axis=1)
        lengths = [ends[i] - place.starts[i] for i in filled]
        back[filled] = np.add.reduceat(matrix.max(0), begins) / lengths
    return TokenSimilarity(best, back)


def fetch_records(mapped: Records, places: Sequence[TokenSpan]) -> Records:
    """Read the records of places, one after the other."""
    if any(place.first + place.count > len(mapped) for place in places):
        raise IndexDamagedError("token vectors are missing")
    parts = [mapped[place.first : place.first + place.count] for place in places]
    return np.concatenate(parts) if parts else np.zeros((0, RECORD), np.uint8)


@cache
def _table() -> Vectors:
    """Give for each byte the four levels it stands for, shape (256, 4)."""
    values = np.arange(256)
    return np.stack([_LEVELS[values >> shift & 3] for shift in (0, 2, 4, 6)], axis=1)


@cache
def _rotation() -> Vectors:
    """Give a fixed orthogonal matrix that spreads every dimension: signs, then cosines."""
    bits = b"".join(hashlib.sha256(b"majlis%d" % i).digest() for i in range(2))[: DIMENSION // 8]
    signs = 1.0 - 2.0 * np.unpackbits(np.frombuffer(bits, np.uint8))
    n = np.arange(DIMENSION)
    cosines = np.cos(np.pi / DIMENSION * (n[:, None] + 0.5) * n[None]) * np.sqrt(2 / DIMENSION)
    cosines[:, 0] /= np.sqrt(2)
    rotation: Vectors = (signs[:, None] * cosines).astype(np.float32)
    return rotation
