"""Assemble the text of a PDF from the parts of its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from retrieval.formats.pdf_hyphens import DocumentWords
from retrieval.formats.pdf_layout import PageLayout
from retrieval.formats.pdf_paragraphs import Part, PartKind, without_bullet
from retrieval.passages import Span


@dataclass(slots=True)
class AssembledText:
    """The text of all pages, where each page begins, and what is no part of the article."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    boilerplate: list[Span] = field(default_factory=list)


def assemble(pages: Sequence[PageLayout]) -> AssembledText:
    """Return the text of pages; a paragraph that goes on in the next page is not interrupted.

    The footnotes, headers and footers of a page stand before such a paragraph, or else behind all
    other parts.
    """
    return _Assembler(pages).assemble()


class _Assembler:
    def __init__(self, pages: Sequence[PageLayout]) -> None:
        self._pages = pages
        lines = (line.text for page in pages for part in page.parts for line in part.lines)
        self._words = DocumentWords(lines)
        self._pieces: list[str] = []
        self._length = 0
        self._last: Part | None = None  # the one above, while it may go on
        self._made = AssembledText()

    def assemble(self) -> AssembledText:
        waiting: list[PageLayout] = []  # whose footnotes are not written yet
        for number, page in enumerate(self._pages):
            start: int | None = None
            waiting.append(page)
            parts, place = self._place_of_notes(number)
            for at, part in enumerate(parts):
                if at == place:
                    start = self._first(start, self._write_notes(waiting))
                start = self._first(start, self._write(part))
            if place == len(parts):
                start = self._first(start, self._write_notes(waiting))
            self._made.starts.append(-1 if start is None else start)
        self._write_notes(waiting)
        self._made.text = "".join(self._pieces)
        following = self._length
        for number in reversed(range(len(self._pages))):
            if self._made.starts[number] < 0:
                self._made.starts[number] = following
            following = self._made.starts[number]
        return self._made

    @staticmethod
    def _first(start: int | None, written: int | None) -> int | None:
        return written if start is None else start

    def _place_of_notes(self, number: int) -> tuple[Sequence[Part], int]:
        """Return the parts of a page, and before which of them its footnotes stand.

        A paragraph that fills the page is parted behind its last sentence that ends with a line;
        without one, -1 means that the footnotes stand on a later page.
        """
        parts = self._pages[number].parts
        later = (part for page in self._pages[number + 1 :] for part in page.parts[:1])
        following = next(later, None)
        if not parts or following is None or not parts[-1].goes_on_in(following):
            return parts, len(parts)
        place = len(parts) - 1
        while place and parts[place - 1].goes_on_in(parts[place]):
            place -= 1
        if place == 0 and self._last and self._last.goes_on_in(parts[0]):
            return _parted(parts)
        return parts, place

    def _write_notes(self, pages: list[PageLayout]) -> int | None:
        """Write the footnotes and running lines of pages, and forget the pages."""
        start: int | None = None
        for page in pages:
            for note in page.notes:
                self._last = None
                start = self._first(start, self._write(note))
            for line in page.running:
                self._last = None
                at = self._append(line.text, "\n\n")
                self._made.boilerplate.append(Span(at, self._length))
                start = self._first(start, at)
        pages.clear()
        return start

    def _write(self, part: Part) -> int:
        """Write a part; return where it begins."""
        last, self._last = self._last, part
        first, *others = _lines(part)
        if last and last.goes_on_in(part):
            start = self._glue(first)
        else:
            is_list = last is not None and last.kind is part.kind is PartKind.ITEM
            start = self._append(first, "\n" if is_list else "\n\n")
        for line in others:
            self._glue(line)
        return start

    def _glue(self, line: str) -> int:
        """Append a line to the one above; return where it begins."""
        cut, between = self._words.glue(self._pieces[-1], line)
        if cut:
            self._pieces[-1] = self._pieces[-1][:-cut]
            self._length -= cut
        return self._append(line, between)

    def _append(self, text: str, between: str) -> int:
        """Append a text; return where it begins."""
        self._pieces += [between if self._length else "", text]
        self._length = self._length + len(self._pieces[-2]) + len(text)
        return self._length - len(text)


def _parted(parts: Sequence[Part]) -> tuple[Sequence[Part], int]:
    """Return parts, one of them parted behind its last line that ends a sentence, and where."""
    for place in reversed(range(len(parts))):
        lines = parts[place].lines
        for end in reversed(range(1, len(lines))):
            upper = replace(parts[place], lines=lines[:end])
            if upper.kind is PartKind.PARAGRAPH and not upper.is_open:
                lower = replace(parts[place], lines=lines[end:])
                return [*parts[:place], upper, lower, *parts[place + 1 :]], place + 1
    return parts, -1


def _lines(part: Part) -> Iterator[str]:
    """Yield the lines of a part as Markdown, without soft hyphens except at their ends."""
    for number, line in enumerate(part.lines):
        text = line.text[:-1].replace("\xad", "") + line.text[-1:]
        if number == 0 and part.kind is PartKind.HEADING:
            text = f"## {text}"
        elif number == 0 and part.kind is PartKind.ITEM and (taken := without_bullet(text)):
            text = f"- {text[taken:]}"
        yield text
