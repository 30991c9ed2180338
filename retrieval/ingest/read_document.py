"""What becomes of a file that is read: a document, or a reason why it is none."""

from dataclasses import dataclass

from retrieval.passages import Document


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file, or a line of one, that could not be read as an article, and the reason."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read; `note` says how, where that is not certain.

    `original` are the bytes that its text was extracted from, b"" for text as it was added.
    """

    document: Document
    note: str = ""
    original: bytes = b""
