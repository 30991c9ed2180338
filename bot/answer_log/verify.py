"""Compare the quotes of logged answers with the articles as they are today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.answer_log.entries import LogEntry
from bot.answers import Citation
from retrieval.index.catalog import Catalog
from retrieval.passages import Document, digest


class QuoteState(StrEnum):
    """What became of a quote."""

    SAME = "same"  # it stands where it stood
    MOVED = "moved"  # it stands elsewhere in its article
    CHANGED = "changed"  # its article no longer holds it
    GONE = "gone"  # its article is no longer there


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What became of one quote of the answer `id`.

    `start` is where it stands today, None if nowhere. `edited` is True if anything in its article
    has changed since.
    """

    id: str
    citation: Citation
    state: QuoteState
    start: int | None = None
    edited: bool = False


def verify(answers: Iterable[LogEntry], catalog: Catalog) -> Iterator[QuoteCheck]:
    """Yield what became of each quote of the answers, in their order."""

    @lru_cache(maxsize=64)
    def today(id: str) -> tuple[Document, str] | None:
        document = catalog.document(id)
        return (document, digest(document.text)) if document else None

    for entry in answers:
        for citation in entry.answer.citations:
            article = today(citation.quote.document_id)
            if article is None:
                yield QuoteCheck(entry.id, citation, QuoteState.GONE, edited=True)
                continue
            document, text_hash = article
            start = _nearest(document.text, citation.quote.text, citation.quote.start)
            edited = text_hash != citation.text_hash
            yield QuoteCheck(entry.id, citation, _state(citation, start), start, edited)


def _state(citation: Citation, start: int | None) -> QuoteState:
    if start is None:
        return QuoteState.CHANGED
    return QuoteState.SAME if start == citation.quote.start else QuoteState.MOVED


def _nearest(text: str, words: str, start: int) -> int | None:
    """Return where words stand in a text, nearest to `start`; None if they are not in it."""
    places = (text.find(words, start), text.rfind(words, 0, start + len(words)))
    return min((p for p in places if p >= 0), key=lambda place: abs(place - start), default=None)
