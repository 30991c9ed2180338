"""A picture of the page of a document on which a quote stands."""

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf_text import show_words
from retrieval.formats.recognize import Format, recognize
from retrieval.index.originals import Originals
from retrieval.passages import Document, Span


def page_picture(originals: Originals, document: Document, span: Span) -> bytes:
    """Return the page on which a span begins as PNG, its words marked; raises UnreadableError."""
    if not document.pages.starts:
        raise UnreadableError("it is no PDF, so that it has no pages")
    content = originals.read(document.original)
    if content is None:
        raise UnreadableError("its original is not kept, or no longer whole")
    if recognize(content, document.source) is not Format.PDF:
        raise UnreadableError("it is no PDF, so that it has no pages")
    return show_words(content, document, span)
