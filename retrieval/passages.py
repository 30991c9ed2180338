"""The data types of retrieval: documents, passages and quotes of them, and hits of a search.

All offsets count characters (code points) of the document's text; an end is exclusive.
"""

import hashlib
import reprlib
from dataclasses import InitVar, dataclass, field
from enum import StrEnum

from retrieval.pages import NO_PAGES, Pages


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of this span of `text`."""
        return text[self.start : self.end]


class SentenceKind(StrEnum):
    """What a sentence is in the layout of its article.

    Prose, a heading that says something, an item of a list, an item below another one, a row of a
    table, or what a speaker says behind the sentence that has the speaker's name.
    """

    SENTENCE = "sentence"
    HEADING = "heading"
    ITEM = "item"
    SUBITEM = "subitem"
    ROW = "row"
    TURN = "turn"

    @property
    def is_listed(self) -> bool:
        """Return whether it is part of a list or a table."""
        return self in (SentenceKind.ITEM, SentenceKind.SUBITEM, SentenceKind.ROW)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is chosen and quoted.

    `context` holds the spans that a reader needs beside it: a list's lead-in, the items that an
    item belongs to, a table's header, the question that is answered, the speaker's name (first).
    `broken` marks a sentence of which words are missing in the article as it was added.
    """

    start: int
    end: int
    kind: SentenceKind = SentenceKind.SENTENCE
    context: tuple[Span, ...] = ()
    broken: bool = False

    @property
    def speaker(self) -> Span | None:
        """Return the name of who says it, where that stands before another sentence."""
        return self.context[0] if self.kind is SentenceKind.TURN else None

    @property
    def context_apart(self) -> tuple[Span, ...]:
        """Return the context that is shown apart from it, not read out with it."""
        if self.kind in (SentenceKind.ROW, SentenceKind.SUBITEM):
            return ()
        return self.context[1:] if self.kind is SentenceKind.TURN else self.context


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document that is indexed. It holds offsets and no text."""

    document_id: str
    start: int
    end: int
    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    id: int = 0

    def __repr__(self) -> str:
        """Show the document's id and the offsets."""
        return f"<Passage {short_repr(self.document_id)} {self.start}-{self.end}>"


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it was added; `source` is its path or URL, unknown fields are "".

    `published` and `fetched` are ISO 8601 where they could be read; `publisher` is the site, feed
    or paper. `origins` tells for a field where its value was found. `boilerplate` are spans that
    the reader of its format knows to be no part of the article, such as the header of a page.
    `original` is the SHA-256 of the bytes it was extracted from, "" for text as it was added, and
    `extractor` tells how.
    `reprint_group` is set by the catalog: the id of the article that this one reprints, or its own
    id if it reprints none.
    """

    id: str
    text: str
    title: str
    source: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    reprint_group: str = field(default="", compare=False)
    author: str = ""
    publisher: str = ""
    fetched: str = field(default="", compare=False)
    original: str = field(default="", compare=False)
    extractor: str = field(default="", compare=False)
    origins: tuple[tuple[str, str], ...] = ()
    pages: Pages = NO_PAGES
    boilerplate: tuple[Span, ...] = ()
    content_hash: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Hash what a reader may get to see, so that a changed article is recognised."""
        content = "\0".join((self.title, self.url, self.published, self.text))
        more = (self.author, self.publisher, self.origins, self.pages.starts, self.boilerplate)
        if any(more):
            content += f"\0{more!r}"
        object.__setattr__(self, "content_hash", digest(content))

    def __repr__(self) -> str:
        """Show the id, the title and the length."""
        name = f"{short_repr(self.id)} {short_repr(self.title)}"
        return f"<Document {name}, {len(self.text):,} characters>"

    def quote(self, start: int, end: int) -> "Quote":
        """Return the quote of a span; raises ValueError for one that is empty or out of bounds."""
        return Quote(self.id, start, end, self.text[start:end], self)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quote: `document.text[start:end] == text`, always; raises ValueError otherwise."""

    document_id: str
    start: int
    end: int
    text: str
    document: InitVar[Document]

    def __post_init__(self, document: Document) -> None:
        """Raise ValueError for a text that is not the slice."""
        if (
            not 0 <= self.start < self.end <= len(document.text)
            or document.id != self.document_id
            or document.text[self.start : self.end] != self.text
        ):
            raise ValueError(f"not the words at {self.start}-{self.end} of {self.document_id!r}")

    def __repr__(self) -> str:
        """Show the document's id, the offsets, and the beginning and end of the text."""
        place = f"{short_repr(self.document_id)} {self.start}-{self.end}"
        return f"<Quote {place} {short_repr(self.text)}>"


@dataclass(frozen=True, slots=True)
class Match:
    """How a passage matched a question.

    A rank counts from 1; it is None if that retriever did not return the passage. `maxsim` is None
    if it was not measured. `terms` are the terms of the question that the passage has.
    """

    dense_rank: int | None = None
    bm25_rank: int | None = None
    fused: float = 0.0
    maxsim: float | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matched a question; `duplicates` are passages with the same text."""

    passage: Passage
    document: Document
    score: float
    match: Match
    duplicates: tuple[Passage, ...] = ()

    @property
    def text(self) -> str:
        """Return the text of the passage."""
        return self.document.text[self.passage.start : self.passage.end]

    def __repr__(self) -> str:
        """Show the document's id, the offsets, the score, and the beginning and end of the text."""
        place = f"{short_repr(self.document.id)} {self.passage.start}-{self.passage.end}"
        return f"<Hit {place} score {self.score:.3f} {short_repr(self.text)}>"


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal; a lone surrogate is allowed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_repr(text: str) -> str:
    """Return the repr of a text, shortened to 40 characters."""
    return _SHORT.repr(text)


_SHORT = reprlib.Repr()
_SHORT.maxstring = 40
