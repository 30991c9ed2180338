"""The numbered citations of an answer."""

from collections.abc import Iterable, Iterator

from bot.answers import Citation, Statement
from bot.extracting.candidates import Candidate, needs_previous_sentence
from retrieval.passages import Document, Hit, Quote, Sentence, Span


class CitationList:
    """The quotes of an answer, numbered from 1 in order of first use."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._sentences: set[tuple[str, int, int]] = set()
        self.citations: list[Citation] = []

    def cite(self, hit: Hit, sentence: Sentence, span: Span | None = None) -> int:
        """Return the number of a sentence, or of a span of it."""
        start, end = (span.start, span.end) if span else (sentence.start, sentence.end)
        self._sentences.add((hit.document.id, start, end))
        return self.cite_article(hit.document, start, end, _context(hit, sentence))

    def cite_article(
        self, document: Document, start: int, end: int, context: tuple[Quote, ...] = ()
    ) -> int:
        """Return the number of a stretch of an article, which alone does not cite its sentences."""
        key = (document.id, start, end)
        if key not in self._numbers:
            number = self._numbers[key] = len(self.citations) + 1
            self.citations.append(Citation.of(number, document, start, end, context))
        return self._numbers[key]

    def state(self, candidates: Iterable[Candidate]) -> Iterator[Statement]:
        """Yield a statement for each sentence that was not cited before, with its own citation."""
        for candidate in candidates:
            if not self.has_cited(candidate.hit, candidate.sentence):
                yield Statement(candidate.text, (self.cite(candidate.hit, candidate.sentence),))

    def has_cited(self, hit: Hit, sentence: Sentence) -> bool:
        """Return whether a sentence, or a part of it, has been cited."""
        return any(
            document == hit.document.id and start < sentence.end and sentence.start < end
            for document, start, end in self._sentences
        )


def _context(hit: Hit, sentence: Sentence) -> tuple[Quote, ...]:
    """Return what makes a sentence readable: its lead-in or header, or the sentence it hangs on."""
    document = hit.document
    spans = sentence.context
    if not spans and needs_previous_sentence(document.text[sentence.start : sentence.end]):
        units = hit.passage.sentences
        place = units.index(sentence)
        before = units[place - 1] if place else None
        spans = (Span(before.start, before.end),) if before else ()
    return tuple(document.quote(span.start, span.end) for span in spans)
