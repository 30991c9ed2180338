"""How a passage reads to the models: its title and headings before it, table rows said aloud.

Only what is searched reads like this; what is quoted is always the slice itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.language.directives import holds_code, is_not_evidence, is_question
from retrieval.language.rules import pattern
from retrieval.passages import Document, Passage, Quote, Sentence, SentenceKind, Span
from retrieval.text.markup import readable, readable_item
from retrieval.text.tables import cells, read_out

_PREFIX_CHARACTERS = 240
_BYLINE = pattern("bylines", "byline")


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
    """Return how a passage reads to the models; a speaker's name stands once in it."""
    path = dict.fromkeys(filter(None, (document.title, *passage.headings)))
    prefix = ". ".join(path)[:_PREFIX_CHARACTERS]
    units = []
    speaker: Span | None = None
    for sentence in passage.sentences:
        known, speaker = speaker, sentence.speaker
        is_known = speaker is not None and speaker == known
        units.append(
            _own_words(document, sentence) if is_known else sentence_text(document, sentence)
        )
    return PassageText(prefix, tuple(units))


def _own_words(document: Document, sentence: Sentence) -> str:
    return readable(document.text[sentence.start : sentence.end])


def sentence_text(document: Document, sentence: Sentence) -> str:
    """Return a sentence as it is shown: without markup, on one line, with what it stands below.

    A row is read out with its header's labels, an item with those it belongs to ("Adults › Year
    ticket: 210 crowns"), a sentence of a speaker's turn with the name.
    """
    text = document.text
    words = text[sentence.start : sentence.end]
    above = [span.of(text) for span in sentence.context]
    match sentence.kind:
        case SentenceKind.ROW:
            return readable(read_out(words, *above))
        case SentenceKind.ITEM:
            return readable_item(words)
        case SentenceKind.SUBITEM:
            return " › ".join(map(readable_item, [*above, words]))
        case SentenceKind.TURN:
            return readable(f"{above[0]} {words}")
        case _:
            return readable(words)


def is_read_out(context: str, sentence: str) -> bool:
    """Return whether the text of a sentence holds its context: an item, a speaker, a header."""
    label = cells(context)[1:2]
    return readable_item(context) in sentence or (bool(label) and label[0] in sentence)


def reports_nothing(document: Document, sentence: Sentence) -> bool:
    """Return whether a sentence is no evidence: an order to a reader, a question, code."""
    words = document.text[sentence.start : sentence.end]
    return holds_code(words) or is_not_evidence(readable(words), sentence.kind)


def is_byline(words: str) -> bool:
    """Return whether a line says who wrote an article, and no more: "By Jonas Wirth, 7 May"."""
    return bool(_BYLINE.match(words)) and not words.endswith((".", "!", "?", "…"))


def is_order(document: Document, sentence: Sentence) -> bool:
    """Return whether a sentence is no evidence, and no question that others answer."""
    words = document.text[sentence.start : sentence.end]
    return reports_nothing(document, sentence) and not is_question(readable(words))


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
