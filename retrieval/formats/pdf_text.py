"""The text of PDF files."""

from retrieval.formats.extracted import Extracted, Fact
from retrieval.formats.pdf_process import ask_about_pdf
from retrieval.pages import Pages
from retrieval.passages import Document, Span

# For a small PDF, for each byte more, and at most: 2,000 full pages are 6 MB, and take 2 minutes.
_PATIENCE_S, _PATIENCE_S_PER_BYTE, _MOST_PATIENCE_S = 60.0, 1e-4, 600.0
_OCR_PATIENCE_S = 3600.0  # for all pages that Tesseract reads
_PICTURE_PATIENCE_S = 30.0


def extract_pdf(content: bytes, *, ocr: str = "off") -> Extracted:
    """Return the text of a PDF; raises UnreadableError.

    The text of pictures is recognised if `ocr` is "on", or names languages as Tesseract does
    ("eng+ara").
    """
    by_size_s = _PATIENCE_S + _PATIENCE_S_PER_BYTE * len(content)
    patience_s = min(_MOST_PATIENCE_S, by_size_s) if ocr == "off" else _OCR_PATIENCE_S
    reply, _ = ask_about_pdf(content, {"ocr": ocr}, patience_s=patience_s)
    return Extracted(
        reply["text"],
        {name: Fact(**fact) for name, fact in reply["facts"].items()},
        Pages(**{name: tuple(numbers) for name, numbers in reply["pages"].items()}),
        tuple(Span(start, end) for start, end in reply["boilerplate"]),
        tuple(reply["notes"]),
    )


def show_words(content: bytes, document: Document, span: Span) -> bytes:
    """Return the page on which a span begins as PNG, its words marked; raises UnreadableError.

    `content` is the original of the document.
    """
    starts = document.pages.starts
    number = document.pages.number_at(span.start) or 1
    first = starts[number - 1]
    end = min([start for start in starts if start > span.start], default=len(document.text))
    words = document.text[span.start : min(span.end, end)]
    place = (span.start - first) / max(1, end - first)
    request = {"page": number, "words": words, "place": place}
    _, picture = ask_about_pdf(content, request, patience_s=_PICTURE_PATIENCE_S)
    return picture
