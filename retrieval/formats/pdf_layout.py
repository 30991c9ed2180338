"""The parts of each page of a PDF in reading order, and what is no part of its article."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.formats.pdf_columns import reading_order, usual_gutters
from retrieval.formats.pdf_glyphs import Box, PageContent
from retrieval.formats.pdf_initials import with_initials
from retrieval.formats.pdf_paragraphs import Part, PartKind, read_parts
from retrieval.formats.pdf_running_lines import running_lines
from retrieval.formats.pdf_segments import Segment, joined, rows, segments
from retrieval.formats.pdf_tables import aligned_tables, ruled_tables

_READABLE = re.compile(r"[\w\s.,;:!?()'\"“”‘’«»–—/%&$€£+-]")
_LEAST_READABLE = 0.6  # of the characters of a page whose fonts tell which letters they show
_USUAL_SIZE = 10.0  # points


@dataclass(frozen=True, slots=True)
class PageSegments:
    """The segments of a page, a list for each direction of text, and its ruled lines."""

    directions: tuple[tuple[Segment, ...], ...] = ()
    rules: tuple[Box, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Return whether it holds no text."""
        return not self.directions


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The parts of a page in reading order; `notes` are its footnotes, `running` its headers."""

    parts: tuple[Part, ...] = ()
    notes: tuple[Part, ...] = ()
    running: tuple[Segment, ...] = ()


def read_segments(content: PageContent) -> PageSegments:
    """Return the segments of a page; none where its fonts do not tell the letters they show."""
    directions = tuple(
        tuple(segments(glyphs, () if number else content.rules))
        for number, glyphs in enumerate(content.glyphs)
    )
    text = "".join(segment.text for direction in directions for segment in direction)
    if len(_READABLE.findall(text)) < _LEAST_READABLE * len(text):
        return PageSegments()
    return PageSegments(directions, content.rules)


def body_size(pages: Sequence[PageSegments]) -> float:
    """Return the size of most text, in points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for segment in page.directions[0] if page.directions else ():
            sizes[round(2 * segment.size) / 2] += len(segment.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else _USUAL_SIZE


def lay_out(pages: Sequence[PageSegments]) -> list[PageLayout]:
    """Return the layout of each page; a blank one has no parts."""
    main = [page.directions[0] if page.directions else () for page in pages]
    running = running_lines(main)
    bodies = [
        [segment for segment in every if segment not in lines]
        for every, lines in zip(main, running, strict=True)
    ]
    layout = _Layout(body_size(pages), usual_gutters(bodies))
    return [
        layout.page(page, body, lines)
        for page, body, lines in zip(pages, bodies, running, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the pages of a document have in common."""

    size: float
    gutters: Sequence[float]

    def page(
        self, page: PageSegments, body: Sequence[Segment], running: Iterable[Segment]
    ) -> PageLayout:
        """Return the layout of a page; `body` is the text of its main direction."""
        tables, rest = ruled_tables(with_initials(body), page.rules)
        columns = reading_order([*tables, *rest], self.gutters)
        for direction in page.directions[1:]:
            columns += reading_order(direction)
        parts = [
            part for column in columns for part in read_parts(aligned_tables(column), self.size)
        ]
        return PageLayout(
            tuple(part for part in parts if part.kind is not PartKind.FOOTNOTE),
            tuple(part for part in parts if part.kind is PartKind.FOOTNOTE),
            tuple(joined(row) for row in rows(running)),
        )
