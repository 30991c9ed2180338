"""The text of HTML files."""

from retrieval.formats.extracted import Extracted, UnreadableError


def extract_html(content: bytes, *, encoding: str = "", url: str = "") -> Extracted:
    """Return the main text of a page; raises UnreadableError."""
    raise UnreadableError("majlis does not read HTML yet")
