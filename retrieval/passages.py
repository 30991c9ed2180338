"""The nouns: a document, the spans in it, and how well a passage matched a question.

All offsets are code points into the text of the document, half open.
"""

import hashlib
import reprlib
from dataclasses import InitVar, dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the words of this span."""
        return text[self.start : self.end]


class SentenceKind(StrEnum):
    """What a sentence is in the layout of its article."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is chosen and quoted.

    `context` holds the spans that make it readable: a list's lead-in, a table's header.
    `broken` marks a sentence that lost words before it reached us.
    """

    start: int
    end: int
    kind: SentenceKind = SentenceKind.SENTENCE
    context: tuple[Span, ...] = ()
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document that is indexed; never copied text."""

    document_id: str
    start: int
    end: int
    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    id: int = 0

    def __repr__(self) -> str:
        """Name the span."""
        return f"<Passage {short_repr(self.document_id)} {self.start}-{self.end}>"


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it came in; `source` is its path or URL, unknown fields are empty.

    `voice` is what the catalog found: the id of the article that this one reprints, or its own.
    """

    id: str
    text: str
    title: str
    source: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    reprint_group: str = field(default="", compare=False)
    content_hash: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Hash what a reader could tell apart."""
        content = "\0".join((self.title, self.url, self.published, self.text))
        object.__setattr__(self, "content_hash", digest(content))

    def __repr__(self) -> str:
        """Name the article; its text is not shown."""
        name = f"{short_repr(self.id)} {short_repr(self.title)}"
        return f"<Document {name}, {len(self.text):,} characters>"

    def quote(self, start: int, end: int) -> "Quote":
        """Cut a verbatim quote out of this document."""
        return Quote(self.id, start, end, self.text[start:end], self)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span: `document.text[start:end] == text`, always. Raises ValueError otherwise."""

    document_id: str
    start: int
    end: int
    text: str
    document: InitVar[Document]

    def __post_init__(self, document: Document) -> None:
        """Refuse words that are not the slice."""
        if (
            not 0 <= self.start < self.end <= len(document.text)
            or document.id != self.document_id
            or document.text[self.start : self.end] != self.text
        ):
            raise ValueError(f"not the words at {self.start}-{self.end} of {self.document_id!r}")

    def __repr__(self) -> str:
        """Name the span and show the beginning and the end of its words."""
        place = f"{short_repr(self.document_id)} {self.start}-{self.end}"
        return f"<Quote {place} {short_repr(self.text)}>"


@dataclass(frozen=True, slots=True)
class Match:
    """How a passage was found; a rank counts from 1 and is None where that voice was silent."""

    dense_rank: int | None = None
    bm25_rank: int | None = None
    fused: float = 0.0
    maxsim: float | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, its document, and the same words elsewhere."""

    passage: Passage
    document: Document
    score: float
    match: Match
    duplicates: tuple[Passage, ...] = ()

    @property
    def text(self) -> str:
        """Give the words of the passage."""
        return self.document.text[self.passage.start : self.passage.end]

    def __repr__(self) -> str:
        """Name the span, and show the score and the beginning and the end of its words."""
        place = f"{short_repr(self.document.id)} {self.passage.start}-{self.passage.end}"
        return f"<Hit {place} score {self.score:.3f} {short_repr(self.text)}>"


def digest(text: str) -> str:
    """Hash text; a lone surrogate is hashed as it stands."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_repr(text: str) -> str:
    """Give the repr of a text, at most 40 characters of it."""
    return _SHORT.repr(text)


_SHORT = reprlib.Repr()
_SHORT.maxstring = 40
