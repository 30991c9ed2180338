"""Compare the quotes of kept answers with the articles as they are today."""

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
    """What became of one quote; `start` is where it stands today, if it does.

    `edited` tells whether anything in its article is not as it was.
    """

    id: str
    citation: Citation
    state: QuoteState
    start: int | None = None
    edited: bool = False


def verify(answers: Iterable[LogEntry], catalog: Catalog) -> Iterator[QuoteCheck]:
    """Yield what became of each quote of kept answers, in their order."""

    @lru_cache(maxsize=64)
    def today(id: str) -> tuple[Document, str] | None:
        document = catalog.document(id)
        return (document, digest(document.text)) if document else None

    for kept in answers:
        for citation in kept.answer.citations:
            found = today(citation.quote.document_id)
            if found is None:
                yield QuoteCheck(kept.id, citation, QuoteState.GONE, edited=True)
                continue
            document, text_hash = found
            start = _nearest(document.text, citation.quote.text, citation.quote.start)
            fate = QuoteState.SAME if start == citation.quote.start else QuoteState.MOVED
            edited = text_hash != citation.text_hash
            yield QuoteCheck(
                kept.id, citation, QuoteState.CHANGED if start is None else fate, start, edited
            )


def _nearest(text: str, words: str, start: int) -> int | None:
    """Give the start of the words' occurrence that is nearest to where they stood."""
    places = (text.find(words, start), text.rfind(words, 0, start + len(words)))
    return min((p for p in places if p >= 0), key=lambda place: abs(place - start), default=None)
