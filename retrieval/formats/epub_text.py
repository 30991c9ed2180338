"""The text of EPUB files."""

from retrieval.formats.extracted import Extracted, UnreadableError


def extract_epub(content: bytes) -> Extracted:
    """Return the text of an EPUB; raises UnreadableError."""
    raise UnreadableError("majlis does not read EPUB yet")
