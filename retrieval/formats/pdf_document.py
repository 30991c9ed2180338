"""Open a PDF with PDFium, and render its pages.

PDFium is native code, and no two threads may use it at a time: only the child process of
`pdf_process` imports this module and `pdf_page`, the only ones that know pypdfium2.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf_glyphs import Box, PageContent
from retrieval.formats.pdf_page import read_page

MOST_PAGES = 2000
_MOST_PIXELS = 4_000  # of the longer side of a rendered page
_MOST_STRETCHED = 15  # as wide as high, or the other way round: Telegram refuses 20
_MARKER = (255, 225, 60)


@contextmanager
def open_pdf(content: bytes) -> Iterator["PdfFile"]:
    """Open the bytes of a PDF; raises UnreadableError."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableError("it is locked by a password") from error
        raise UnreadableError("it is damaged: no page of it can be read") from error
    try:
        if len(document) > MOST_PAGES:
            raise UnreadableError(
                f"it has {len(document):,} pages; at most {MOST_PAGES:,} are read"
            )
        if not len(document):
            raise UnreadableError("it has no pages")
        yield PdfFile(document)
    finally:
        document.close()


class PdfFile:
    """A PDF that is open. Pages are numbered from 1; one that is damaged counts as empty."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.page_count = len(document)

    def metadata(self, name: str) -> str:
        """Return what a PDF tells about itself, such as its "Title"; "" if it does not."""
        value: str = self._document.get_metadata_value(name)
        return " ".join(value.replace("\0", "").split())

    def page(self, number: int, *, boxes: bool = False) -> PageContent:
        """Return what stands on a page, with the boxes of glyphs if they are wanted."""
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            return PageContent(())
        try:
            return read_page(page, boxes=boxes)
        except pypdfium2.PdfiumError:
            return PageContent(())
        finally:
            page.close()

    def render(self, number: int, dots_per_inch: int, marks: Sequence[Box] = ()) -> bytes:
        """Return a picture of a page as PNG, with boxes marked; raises UnreadableError."""
        try:
            page = self._document[number - 1]
            longer, shorter = sorted(page.get_size(), reverse=True)
            if longer > _MOST_STRETCHED * shorter:
                raise UnreadableError(f"page {number} is too long for a picture")
            scale = min(dots_per_inch / 72, _MOST_PIXELS / longer)
            bitmap = page.render(scale=scale)
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise UnreadableError(f"page {number} is damaged") from error
        to_pixels = bitmap.get_posconv(page).to_bitmap
        picture = bitmap.to_pil().convert("RGB")
        for mark in marks:
            _mark(picture, to_pixels(mark.left, mark.bottom), to_pixels(mark.right, mark.top))
        page.close()
        file = io.BytesIO()
        picture.save(file, "PNG")
        return file.getvalue()


def _mark(picture: Image.Image, corner: tuple[int, int], opposite: tuple[int, int]) -> None:
    """Colour a rectangle as with a marker, through which black stays black."""
    left, right = sorted((corner[0], opposite[0]))
    top, bottom = sorted((corner[1], opposite[1]))
    area = (max(0, left), max(0, top), min(picture.width, right), min(picture.height, bottom))
    if area[0] < area[2] and area[1] < area[3]:
        part = picture.crop(area)
        picture.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _MARKER)), area[:2])
