"""Encode a pair as the reader reads it: `[CLS] question [SEP] title: passage [SEP]`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.places import ROOT

TOKENIZER = ROOT / "retrieval" / "models" / "minilm-tokenizer.json"
MAX_TOKENS = 224
MAX_QUESTION_TOKENS = 48
MAX_TITLE_CHARACTERS = 120
_CLS, _SEP = 101, 102


@dataclass(frozen=True, slots=True)
class PairTokens:
    """The tokens of a pair: ids of words, and types, 0 for the question's part and 1 for the other.

    `span` is the first and the last token of what answers. `offsets` are the characters of the
    passage where the tokens from `first` on lie; those of the title are below 0.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]
    span: tuple[int, int] | None = None


class PairEncoder:
    """Encodes pairs with MiniLM's tokenizer; what is too long is cut at its end."""

    def __init__(self, path: Path = TOKENIZER) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode_pair(
        self, question: str, passage: str, *, title: str = "", span: tuple[int, int] | None = None
    ) -> PairTokens:
        """Return the tokens of a pair; the title stands before the passage, with a colon.

        The span is None as well when none of its characters are among the tokens.
        """
        head = f"{title[:MAX_TITLE_CHARACTERS]}: " if title else ""
        words = self._encode(question).ids[:MAX_QUESTION_TOKENS]
        text = self._encode(head + passage)
        room = MAX_TOKENS - len(words) - 3
        first = len(words) + 2
        ids = (_CLS, *words, _SEP, *text.ids[:room], _SEP)
        types = (0,) * first + (1,) * (len(ids) - first)
        offsets = tuple((a - len(head), b - len(head)) for a, b in text.offsets[:room])
        return PairTokens(ids, types, first, offsets, _span_tokens(span, first, offsets))

    def _encode(self, text: str) -> Any:
        return self._tokenizer.encode(text, add_special_tokens=False)


def _span_tokens(
    span: tuple[int, int] | None, first: int, offsets: tuple[tuple[int, int], ...]
) -> tuple[int, int] | None:
    """Return the first and the last token that share a character with a span of the passage."""
    if span is None:
        return None
    start, end = span
    inside = [number for number, (a, b) in enumerate(offsets, first) if b > start and a < end]
    return (inside[0], inside[-1]) if inside else None
