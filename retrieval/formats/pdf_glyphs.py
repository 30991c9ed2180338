"""What stands on a page of a PDF: glyphs and ruled lines, as `pdf_document` reads them.

All lengths are points (1/72 inch); y grows upwards.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float


class Glyph(NamedTuple):
    """A character, where it stands in a frame in which its text runs from left to right.

    `spaced` says that a space stands before it; `box` is where it stands on the page itself, None
    where nobody wants to know.
    """

    character: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    spaced: bool
    box: Box | None


@dataclass(frozen=True, slots=True)
class PageContent:
    """The glyphs of a page, a list for each direction of text, that with most text first.

    `rules` are the ruled lines in the frame of the first list; `has_pictures` tells whether
    anything but text is drawn on it.
    """

    glyphs: tuple[tuple[Glyph, ...], ...]
    rules: tuple[Box, ...] = ()
    has_pictures: bool = False
