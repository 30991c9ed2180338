"""Extract the text of a file in any format; what a format needs is loaded when a file has it."""

from retrieval.formats.extracted import Extracted, UnreadableError
from retrieval.formats.plain_text import extract_plain_text
from retrieval.formats.recognize import Format

VERSION = 2  # to be raised whenever the same bytes give another document than before
_MEGABYTE = 1_000_000
_MOST_BYTES = {Format.TEXT: 20 * _MEGABYTE, Format.HTML: 20 * _MEGABYTE}
LARGEST = 100 * _MEGABYTE
_MOST_CHARACTERS = 20_000_000


def extractor_name(encoding: str, ocr: str) -> str:
    """Return a name for `extract` as it is now with these options; it changes with what it does."""
    return f"{VERSION} {encoding} {ocr}"


def extract(
    content: bytes, format: Format, *, encoding: str = "", url: str = "", ocr: str = "off"
) -> Extracted:
    """Return what the bytes of a file hold, in an encoding if one is named.

    `url` is the address of a page; `ocr` tells how pictures are read, as MAJLIS_OCR does.
    Raises UnreadableError for bytes that hold no text.
    """
    if len(content) > (most := _MOST_BYTES.get(format, LARGEST)):
        raise UnreadableError(f"it is larger than {most // _MEGABYTE} MB")
    match format:
        case Format.PDF:
            from retrieval.formats.pdf_text import extract_pdf

            extracted = extract_pdf(content, ocr=ocr)
        case Format.DOCX:
            from retrieval.formats.docx_text import extract_docx

            extracted = extract_docx(content)
        case Format.EPUB:
            from retrieval.formats.epub_text import extract_epub

            extracted = extract_epub(content)
        case Format.HTML:
            from retrieval.formats.html_text import extract_html

            extracted = extract_html(content, encoding=encoding, url=url)
        case _:
            extracted = extract_plain_text(content, encoding)
    if not extracted.text.strip():
        raise UnreadableError("it holds no text")
    if len(extracted.text) > _MOST_CHARACTERS:
        raise UnreadableError(
            f"it holds more text than {_MOST_CHARACTERS // 1_000_000} million characters"
        )
    return extracted
