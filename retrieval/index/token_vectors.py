"""Token vectors, compressed to two bits a dimension, in one append-only file.

A record has 97 bytes: 384 dimensions of two bits each after a fixed rotation, and one byte with a
scale, which makes the cosines right on average. MaxSim (Khattab & Zaharia, ColBERT, 2020) is
computed from these records.
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
from retrieval.index.private_files import make_file
from retrieval.index.seals import BLOCK_BYTES, block_digests, read_sealed, write_sealed
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
    """Where the `count` records of a passage lie: from number `first` on.

    Relative to that, `starts[0]` is 0, where the title and headings begin, and `starts[i]` is where
    sentence i - 1 begins; that is `count` for a sentence beyond the model's limit.
    """

    first: int
    count: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TokenSimilarity:
    """Cosines of a question with the parts of a passage: its title and headings, each sentence.

    `best`, shape (question tokens, parts), is the best cosine of each question token in each part.
    `reverse`, shape (parts,), is the mean over a part's tokens of their best cosine in the
    question. Both are -1 for a part without tokens, which is beyond the model's limit.
    """

    best: Vectors
    reverse: Vectors

    @property
    def maxsim(self) -> float:
        """Return the MaxSim of the question with the whole passage."""
        return float(self.best.max(1).mean())


class TokenFile:
    """An append-only file of records for one writer; a reader sees those of when it mapped it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, groups: Sequence[Records]) -> list[int]:
        """Append groups of records, flush them to the disk, and return each one's first number."""
        firsts = []
        make_file(self.path)
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
        """Keep the first `count` records only; a killed writer may have left more."""
        size = RECORD * (count + 1)
        if self.path.exists() and self.path.stat().st_size > size:
            known = self._known_blocks(size)
            self._seal.unlink(missing_ok=True)
            os.truncate(self.path, size)
            write_sealed(self._seal, [size, block_digests(self.path, size, known)])

    def remove(self) -> None:
        """Delete the file and its seal."""
        self._seal.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def seal(self) -> None:
        """Store the digests of the records; those of blocks that were sealed before stay."""
        if self.path.exists():
            size = self.path.stat().st_size
            digests = block_digests(self.path, size, self._known_blocks(size))
            write_sealed(self._seal, [size, digests])

    def check(self, *, only_end: bool = False) -> None:
        """Raise IndexDamagedError unless the sealed records are as they were written.

        With `only_end` the last block alone is looked at, which what is appended will change.
        """
        if not self._seal.exists():
            return
        try:
            size, digests = read_sealed(self._seal)
            is_whole = block_digests(self.path, size, digests[: -1 * only_end]) == digests
        except (OSError, ValueError) as error:
            raise IndexDamagedError(f"{self._seal.name} is damaged") from error
        if not is_whole:
            raise IndexDamagedError(f"{self.path.name} is not as it was written")

    @property
    def _seal(self) -> Path:
        return self.path.with_suffix(".seal")

    def _known_blocks(self, size: int) -> list[str]:
        """Return the sealed digests of the blocks that lie whole before a size."""
        try:
            sealed, digests = read_sealed(self._seal)
        except (OSError, ValueError):
            return []
        return list(digests[: min(sealed, size) // BLOCK_BYTES])

    def map(self) -> Records:
        """Return the records, shape (n, 97), mapped from the file; they are read when used."""
        if not self.path.exists():
            return np.zeros((0, RECORD), np.uint8)
        with self.path.open("rb") as file:
            if file.read(RECORD) != _HEADER:
                raise IndexDamagedError(f"{self.path.name} has no valid header")
        whole = np.memmap(self.path, np.uint8, "r")
        return whole[: len(whole) // RECORD * RECORD].reshape(-1, RECORD)[1:]


def compress(tokens: Vectors) -> Records:
    """Compress token vectors of length 1, shape (n, 384), to records, shape (n, 97)."""
    rotated = tokens @ _rotation()
    codes = sum((rotated > border).view(np.uint8) for border in _BORDERS)
    packed = codes[:, 0::4] | codes[:, 1::4] << 2 | codes[:, 2::4] << 4 | codes[:, 3::4] << 6
    products = np.einsum("ij,ij->i", _table().take(packed, axis=0).reshape(rotated.shape), rotated)
    scale = np.clip((1 / np.maximum(products, 1e-6) - _SCALE_LOW) / _SCALE_STEP, 0, 255)
    return np.hstack([packed, scale.round().astype(np.uint8)[:, None]])


def similarities(question: Vectors, records: Records) -> Vectors:
    """Return the cosine of each token of a question with each record, shape (tokens, records)."""
    decoded = _table().take(records[:, :-1], axis=0).reshape(len(records), DIMENSION)
    scale = _SCALE_LOW + _SCALE_STEP * records[:, -1].astype(np.float32)
    result: Vectors = (question @ _rotation()) @ decoded.T * scale
    return result


def compare_tokens(
    question: Vectors, records: Records, spans: Sequence[TokenSpan]
) -> list[TokenSimilarity]:
    """Return how similar the passages at `spans` are to a question; `records` are theirs."""
    matrix = similarities(question, records)
    results = []
    offset = 0
    for span in spans:
        own = matrix[:, offset : offset + span.count]
        results.append(_similarity_of_parts(own, span))
        offset += span.count
    return results


def _similarity_of_parts(matrix: Vectors, span: TokenSpan) -> TokenSimilarity:
    best = np.full((len(matrix), len(span.starts)), -1.0, np.float32)
    reverse = np.full(len(span.starts), -1.0, np.float32)
    ends = (*span.starts[1:], span.count)
    filled = [i for i, (a, b) in enumerate(zip(span.starts, ends, strict=True)) if a < b]
    if filled and matrix.size:
        starts = [span.starts[i] for i in filled]
        best[:, filled] = np.maximum.reduceat(matrix, starts, axis=1)
        lengths = [ends[i] - span.starts[i] for i in filled]
        reverse[filled] = np.add.reduceat(matrix.max(0), starts) / lengths
    return TokenSimilarity(best, reverse)


def fetch_records(mapped: Records, spans: Sequence[TokenSpan]) -> Records:
    """Return the records of spans, one after the other; raises IndexDamagedError without them."""
    if any(span.first + span.count > len(mapped) for span in spans):
        raise IndexDamagedError("token vectors are missing")
    parts = [mapped[span.first : span.first + span.count] for span in spans]
    return np.concatenate(parts) if parts else np.zeros((0, RECORD), np.uint8)


@cache
def _table() -> Vectors:
    """Return the four levels that each byte stands for, shape (256, 4)."""
    values = np.arange(256)
    return np.stack([_LEVELS[values >> shift & 3] for shift in (0, 2, 4, 6)], axis=1)


@cache
def _rotation() -> Vectors:
    """Return a fixed orthogonal matrix, shape (384, 384): random signs, then a cosine transform."""
    bits = b"".join(hashlib.sha256(b"majlis%d" % i).digest() for i in range(2))[: DIMENSION // 8]
    signs = 1.0 - 2.0 * np.unpackbits(np.frombuffer(bits, np.uint8))
    n = np.arange(DIMENSION)
    cosines = np.cos(np.pi / DIMENSION * (n[:, None] + 0.5) * n[None]) * np.sqrt(2 / DIMENSION)
    cosines[:, 0] /= np.sqrt(2)
    rotation: Vectors = (signs[:, None] * cosines).astype(np.float32)
    return rotation
