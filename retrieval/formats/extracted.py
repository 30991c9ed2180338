"""What is extracted from the bytes of a file: its text, and what it tells about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.pages import NO_PAGES, Pages
from retrieval.passages import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that a file tells about itself, and where it was found ("front matter")."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, which is the text of the document from now on.

    It is Markdown where the format knows headings ("## Title"), list items ("- one") and tables
    ("| a | b |"). `facts` are by the names of the fields of a document: title, author, published,
    publisher, language, url. `boilerplate` are spans that are no part of the article. A note is a
    sentence for the person who adds the file ("3 of 12 pages hold no text, only pictures").
    """

    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    pages: Pages = NO_PAGES
    boilerplate: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()


class UnreadableError(ValueError):
    """The bytes hold no text that could be extracted; says why ("it is locked by a password")."""
