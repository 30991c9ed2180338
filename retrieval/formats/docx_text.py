"""The text of DOCX files."""

from retrieval.formats.extracted import Extracted, UnreadableError


def extract_docx(content: bytes) -> Extracted:
    """Return the text of a DOCX file; raises UnreadableError."""
    raise UnreadableError("majlis does not read DOCX yet")
