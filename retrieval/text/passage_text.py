"""How a passage reads to the models: its title and headings before it, table rows said aloud.

Only what is searched reads like this; what is quoted is always the slice itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.passages import Document, Passage, Quote, Sentence, SentenceKind
from retrieval.text.tables import read_out

_BULLET = re.compile(r"^(?:[-*•‣◦–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
_PREFIX_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class PassageText:
    """The words that are embedded and indexed: `prefix`, then one text a sentence."""

    prefix: str
    units: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the whole text that is embedded."""
        return "\n".join(filter(None, (self.prefix, " ".join(self.units))))

    @property
    def starts(self) -> tuple[int, ...]:
        """Return the offset in `text` at which each unit begins."""
        position = len(self.prefix) + 1 if self.prefix else 0
        offsets = []
        for unit in self.units:
            offsets.append(position)
            position += len(unit) + 1
        return tuple(offsets)


def passage_text(document: Document, passage: Passage) -> PassageText:
    """Return how a passage reads to the models."""
    path = dict.fromkeys(filter(None, (document.title, *passage.headings)))
    prefix = ". ".join(path)[:_PREFIX_CHARACTERS]
    return PassageText(
        prefix, tuple(sentence_text(document, sentence) for sentence in passage.sentences)
    )


def sentence_text(document: Document, sentence: Sentence) -> str:
    """Return a sentence as it is shown: a row with its header's labels, an item without bullet."""
    words = document.text[sentence.start : sentence.end]
    if sentence.kind is SentenceKind.ROW:
        return read_out(words, sentence.context[0].of(document.text) if sentence.context else "")
    return _BULLET.sub("", words) if sentence.kind is SentenceKind.ITEM else words


def surrounding_quotes(
    document: Document, passages: Sequence[Passage], quote: Quote, count: int
) -> list[Quote]:
    """Return the sentences that a quote lies in and `count` before and after, all as quotes.

    `passages` are all of the document, in order. An article that changed gives [].
    """
    if document.text[quote.start : quote.end] != quote.text:
        return []
    units = [sentence for passage in passages for sentence in passage.sentences]
    held = [i for i, s in enumerate(units) if s.start < quote.end and quote.start < s.end]
    near = units[max(0, held[0] - count) : held[-1] + 1 + count] if held else []
    return [document.quote(sentence.start, sentence.end) for sentence in near]
