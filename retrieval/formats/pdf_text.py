"""The text of PDF files."""

from retrieval.formats.extracted import Extracted, UnreadableError


def extract_pdf(content: bytes) -> Extracted:
    """Return the text of a PDF; raises UnreadableError."""
    raise UnreadableError("majlis does not read PDF yet")
