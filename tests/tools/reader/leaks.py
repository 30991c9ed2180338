"""Keep out of training whatever shares its words with the sets that figures are reported on.

What must stay out is a list of hashes, so that it can be passed on without its texts: of each text
every piece of 60 letters and digits that begins at a multiple of 20, and of each question the
whole. A text shares a piece for certain if 79 letters in a row are the same, and never with less
than 60.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.tools.reader.pairs import TrainingPair

PIECE, STEP = 60, 20  # letters and digits
_DIGEST = 12  # characters in hexadecimal, of SHA-1
_OTHER = re.compile("[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class HeldTexts:
    """The hashes of what must stay out of training."""

    hashes: frozenset[str]

    def with_texts(self, texts: Iterable[str], questions: Iterable[str]) -> "HeldTexts":
        """Return these and the hashes of further texts and questions."""
        pieces = (piece for text in texts for piece in held_pieces(text))
        whole = (bare_letters(question) for question in questions)
        held = filter(None, chain(pieces, whole))  # a text in Arabic has none of these letters
        return HeldTexts(self.hashes.union(map(piece_hash, held)))

    def holds(self, text: str) -> bool:
        """Return whether a text shares a piece with a text that is held back."""
        letters = bare_letters(text)
        last = max(1, len(letters) - PIECE + 1)
        return any(piece_hash(letters[i : i + PIECE]) in self.hashes for i in range(last))

    def holds_question(self, question: str) -> bool:
        """Return whether a question is one that is held back, or shares a piece."""
        return piece_hash(bare_letters(question)) in self.hashes or self.holds(question)

    def left_in(self, pairs: Iterable[TrainingPair]) -> Iterator[TrainingPair]:
        """Yield the pairs that share nothing with what is held back."""
        known: dict[str, bool] = {}
        for pair in pairs:
            if pair.passage not in known:
                known[pair.passage] = self.holds(pair.passage)
            if pair.question not in known:
                known[pair.question] = self.holds_question(pair.question)
            if not (known[pair.passage] or known[pair.question]):
                yield pair


def read_held(path: Path) -> HeldTexts:
    """Return the hashes of a file, one on a line."""
    return HeldTexts(frozenset(path.read_text(encoding="ascii").split()))


def evaluation_texts(folder: Path) -> Iterator[str]:
    """Yield the texts of the evaluation sets below a folder."""
    for path in sorted(folder.glob("*/docs.jsonl")):
        yield from (row["text"] for row in _rows(path))


def evaluation_questions(files: Iterable[Path]) -> Iterator[str]:
    """Yield the questions of files of the evaluation sets."""
    for path in files:
        yield from (row["question"] for row in _rows(path))


def held_pieces(text: str) -> Iterator[str]:
    """Yield the pieces of a text that are hashed; a shorter text is one piece."""
    letters = bare_letters(text)
    for start in range(0, max(1, len(letters) - PIECE + 1), STEP):
        yield letters[start : start + PIECE]


def bare_letters(text: str) -> str:
    """Return the letters and digits of a text, in small letters."""
    return _OTHER.sub("", text.lower())


def piece_hash(piece: str) -> str:
    """Return the hash of a piece."""
    return hashlib.sha1(piece.encode()).hexdigest()[:_DIGEST]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
