"""Reprints: articles that share most of their words speak with one voice. Knows rensa.

MinHash (Broder, On the resemblance and containment of documents, 1997) over runs of words; two
articles that agree in a band of their signatures are compared (locality-sensitive hashing).
"""

import re
import struct

import numpy as np
from rensa import RMinHash

from retrieval.index.database import Database
from retrieval.passages import Document, digest

ALIKE = 0.6  # of the runs of words of two articles, taken together, that both have
_RUN = 5  # words
_BANDS, _ROWS = 20, 5
_SEED = 7


class ReprintGroups:
    """The voice of each article: its own id, or that of an earlier article that it reprints.

    A voice is a name for a group; it stays when the article it was named after goes.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def assign(self, document: Document) -> None:
        """Find the voice of a document that was just stored."""
        self.drop(document.id)
        signature = minhash_signature(document.text)
        bands = _bands(signature)
        marks = ", ".join("?" * len(bands))
        found = self._db.rows(
            "SELECT id, voice, signature FROM documents WHERE id IN"
            f" (SELECT document FROM bands WHERE band IN ({marks})) ORDER BY rowid",
            *bands,
        )
        like = (voice for _, voice, other in found if estimated_jaccard(signature, other) >= ALIKE)
        self._db.rows(
            "UPDATE documents SET voice = ?, signature = ? WHERE id = ?",
            next(like, document.id), signature, document.id,
        )  # fmt: skip
        rows = ((band, document.id) for band in bands)
        self._db.run_many("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)

    def drop(self, id: str) -> None:
        """Forget a document."""
        self._db.rows("DELETE FROM bands WHERE document = ?", id)


def minhash_signature(text: str) -> bytes:
    """Give the signature of a text, of which similar texts share much; b"" for a very short one."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    if len(runs) < _BANDS:
        return b""
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    minhash.update(sorted(runs))
    return np.array(minhash.digest(), "<u4").tobytes()


def estimated_jaccard(signature: bytes, other: bytes) -> float:
    """Estimate how many of their runs two texts share, 0 to 1 (Jaccard's index)."""
    if not signature or not other:
        return 0.0
    return float((np.frombuffer(signature, "<u4") == np.frombuffer(other, "<u4")).mean())


def _bands(signature: bytes) -> list[int]:
    """Give a number for each band, which only texts with the same band share."""
    size = 4 * _ROWS
    parts = [signature[i : i + size] for i in range(0, len(signature), size)]
    hashes = [digest(f"{number} {part.hex()}") for number, part in enumerate(parts)]
    return [struct.unpack("<q", bytes.fromhex(each[:16]))[0] for each in hashes]
