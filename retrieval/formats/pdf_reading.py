"""Read an open PDF: the text of all its pages, and the words of a quote on one of them."""

from collections.abc import Iterator, Sequence

from retrieval.formats.extracted import Extracted, UnreadableError
from retrieval.formats.pdf_assemble import assemble
from retrieval.formats.pdf_document import PdfFile
from retrieval.formats.pdf_facts import pdf_facts
from retrieval.formats.pdf_glyphs import Box
from retrieval.formats.pdf_layout import PageLayout, PageSegments, lay_out, read_segments
from retrieval.formats.pdf_recognition import DOTS_PER_INCH, OFF, check_recognition, recognize_page
from retrieval.pages import Pages, without_text

_PICTURE_DOTS_PER_INCH = 130


def read_pdf(file: PdfFile, *, ocr: str) -> Extracted:
    """Return what a PDF holds; the text of pictures is recognised unless `ocr` is "off".

    Raises UnreadableError for a PDF that holds only pictures.
    """
    pages: list[PageSegments] = []
    pictures: list[int] = []
    for number in range(1, file.page_count + 1):
        content = file.page(number)
        pages.append(read_segments(content))
        if pages[-1].is_blank and (content.has_pictures or content.glyphs):
            pictures.append(number)
    layouts = lay_out(pages)
    has_text = any(layout.parts for layout in layouts)
    recognized, problem = _recognize(file, layouts, pictures, ocr)
    left = tuple(number for number in pictures if number not in recognized)
    if left and not (has_text or recognized):
        why = f"; {problem}" if problem else ""
        raise UnreadableError(f"its pages hold no text, only pictures{why}")
    made = assemble(layouts)
    numbers = Pages(tuple(made.starts), left, recognized)
    return Extracted(
        made.text,
        pdf_facts(file.metadata),
        numbers,
        tuple(sorted(made.boilerplate)),
        tuple(_notes(numbers, problem if ocr != OFF else "")),
    )


def picture_of_words(file: PdfFile, number: int, words: str, place: float) -> bytes:
    """Return a picture of a page as PNG in which words are marked.

    `place` from 0 to 1 tells which of several such words on the page are meant. Raises
    UnreadableError for a page that cannot be shown.
    """
    boxes: Sequence[Box] = ()
    if 1 <= number <= file.page_count:
        (layout,) = lay_out([read_segments(file.page(number, boxes=True))])
        boxes = list(_boxes(layout, words, place))
    return file.render(number, _PICTURE_DOTS_PER_INCH, boxes)


def _recognize(
    file: PdfFile, layouts: list[PageLayout], pictures: Sequence[int], ocr: str
) -> tuple[tuple[int, ...], str]:
    """Put what Tesseract reads in place of pages; return their numbers, and what went wrong."""
    recognized: list[int] = []
    try:
        if pictures:
            check_recognition(ocr)
        for number in pictures:
            layout = recognize_page(file.render(number, DOTS_PER_INCH), ocr)
            if layout.parts:
                layouts[number - 1] = layout
                recognized.append(number)
    except UnreadableError as error:
        return tuple(recognized), str(error)
    return tuple(recognized), ""


def _notes(pages: Pages, problem: str) -> Iterator[str]:
    if pages.pictures:
        yield without_text(pages) + (f" ({problem})" if problem else "")
    if pages.recognized:
        count, of_all = len(pages.recognized), len(pages.starts)
        yield f"the text of {count:,} of {of_all:,} pages was recognised in pictures"


def _boxes(layout: PageLayout, words: str, place: float) -> Iterator[Box]:
    """Yield a box for each line of words on a page; none if they are not there."""
    lines = [line for part in (*layout.parts, *layout.notes) for line in part.lines]
    lines += layout.running
    letters = [
        (character, box)
        for line in lines
        for character, box in zip(line.text, line.boxes, strict=True)
        if box and character.isalnum()
    ]
    wanted = "".join(filter(str.isalnum, words))
    text = "".join(character for character, _ in letters)
    starts = list(_occurrences(text, wanted))
    if not starts:
        return
    start = min(starts, key=lambda at: abs(at - place * len(text)))
    line: Box | None = None
    for _, box in letters[start : start + len(wanted)]:
        if line and box.bottom < line.top and line.bottom < box.top and box.left > line.left - 1:
            line = Box(
                min(line.left, box.left), min(line.bottom, box.bottom),
                max(line.right, box.right), max(line.top, box.top),
            )  # fmt: skip
            continue
        if line:
            yield line
        line = box
    if line:
        yield line


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
