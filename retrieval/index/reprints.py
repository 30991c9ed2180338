"""Find reprints: articles that share most of their words form one group. Knows rensa.

MinHash (Broder, On the resemblance and containment of documents, 1997) over runs of five words;
articles are compared if a band of their signatures is the same (locality-sensitive hashing).
"""

import re
import struct

import numpy as np
from rensa import RMinHash

from retrieval.index.database import Database
from retrieval.passages import Document, digest

MIN_JACCARD = 0.6  # runs of words that two articles share, as a share of all they have
_RUN = 5  # words
_BANDS, _ROWS = 20, 5
_SEED = 7


class ReprintGroups:
    """The group of each article: its own id, or that of an earlier article that it reprints.

    A group keeps its name when the article it was named after is removed.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def assign(self, document: Document) -> None:
        """Store the group of a document that was just added."""
        self.drop(document.id)
        signature = minhash_signature(document.text)
        bands = _bands(signature)
        marks = ", ".join("?" * len(bands))
        rows = self._db.rows(
            "SELECT id, voice, signature FROM documents WHERE id IN"
            f" (SELECT document FROM bands WHERE band IN ({marks})) ORDER BY rowid",
            *bands,
        )
        groups = (
            group for _, group, other in rows if estimated_jaccard(signature, other) >= MIN_JACCARD
        )
        self._db.rows(
            "UPDATE documents SET voice = ?, signature = ? WHERE id = ?",
            next(groups, document.id), signature, document.id,
        )  # fmt: skip
        band_rows = ((band, document.id) for band in bands)
        self._db.run_many("INSERT OR IGNORE INTO bands VALUES (?, ?)", band_rows)

    def drop(self, id: str) -> None:
        """Remove the bands of a document."""
        self._db.rows("DELETE FROM bands WHERE document = ?", id)


def minhash_signature(text: str) -> bytes:
    """Return the MinHash signature of a text, 100 numbers of 4 bytes; b"" for a very short text."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    if len(runs) < _BANDS:
        return b""
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    minhash.update(sorted(runs))
    return np.array(minhash.digest(), "<u4").tobytes()


def estimated_jaccard(signature: bytes, other: bytes) -> float:
    """Return an estimate of Jaccard's index of the word runs of two texts, 0 to 1."""
    if not signature or not other:
        return 0.0
    return float((np.frombuffer(signature, "<u4") == np.frombuffer(other, "<u4")).mean())


def _bands(signature: bytes) -> list[int]:
    """Return a number for each band, equal only for texts with the same band."""
    size = 4 * _ROWS
    parts = [signature[i : i + size] for i in range(0, len(signature), size)]
    hashes = [digest(f"{number} {part.hex()}") for number, part in enumerate(parts)]
    return [struct.unpack("<q", bytes.fromhex(each[:16]))[0] for each in hashes]
