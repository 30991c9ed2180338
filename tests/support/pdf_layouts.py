"""Layouts of pages in which the order of words is easily lost, each with the words it shows."""

import tomllib
from collections.abc import Callable

from reportlab.pdfbase import pdfmetrics

from tests.support.pdf_files import (
    COLUMN,
    GUTTER,
    MARGIN,
    WIDTH,
    Sheets,
    column_lines,
    prose,
    sans,
    shaped,
    wrapped,
)
from tests.support.places import ROOT

BODY = WIDTH - 2 * MARGIN
PROSE = prose()
ARABIC = [
    *tomllib.loads((ROOT / "tests" / "data" / "news.toml").read_text("utf-8"))["ar"],
    "قال الوزير (في بغداد) إن شركة Siemens Energy ستبني 12.5% من المحطات بحلول 2030/2031، كما ورد.",
]
HEIGHT_OF_COLUMN = 52  # lines


def columns(count: int) -> tuple[bytes, str]:
    """Set pages of so many columns, with hyphens, one column after the other."""
    width = (BODY - (count - 1) * GUTTER) / count
    lines = column_lines(PROSE, width, hyphens=True)
    sheets = Sheets()
    for first in range(0, len(lines), count * HEIGHT_OF_COLUMN):
        for number in range(count):
            at = first + number * HEIGHT_OF_COLUMN
            x = MARGIN + number * (width + GUTTER)
            sheets.column(lines[at : at + HEIGHT_OF_COLUMN], x, 780)
        sheets.turn()
    return sheets.content(), " ".join(PROSE)


def row_by_row() -> tuple[bytes, str]:
    """Set two columns, line beside line, with a title over both in the middle of the page."""
    sheets = Sheets()
    top = 780.0
    for part in (PROSE[:4], PROSE[4:7]):
        sheets.line(MARGIN, top, "A title that reaches over both of the columns", "Times-Bold", 14)
        lines = column_lines(part, COLUMN, hyphens=True)
        sheets.columns(lines, top - 25, half := -(-len(lines) // 2))
        top -= 25 + 12.5 * half + 15
    title = "A title that reaches over both of the columns"
    return sheets.content(), " ".join([title, *PROSE[:4], title, *PROSE[4:7]])


def arabic(count: int) -> tuple[bytes, str]:
    """Set Arabic with numbers and Latin words in so many columns, the first at the right."""
    width = (BODY - (count - 1) * GUTTER) / count
    lines = [line for each in ARABIC for line in (*wrapped(each, width, sans(), 11), "")]
    height = -(-len(lines) // count)
    sheets = Sheets()
    for number, line in enumerate(lines):
        column, row = divmod(number, height)
        right = WIDTH - MARGIN - column * (width + GUTTER)
        sheets.canvas.setFont(sans(), 11)
        sheets.canvas.drawRightString(right, 780 - 15 * row, shaped(line))
    return sheets.content(), " ".join(ARABIC)


def both_scripts() -> tuple[bytes, str]:
    """Set an English sentence with Arabic words."""
    sheets = Sheets()
    before, word, after = "The words", "سلام عليكم", "mean peace be upon you."
    sheets.line(MARGIN, 700, f"{before} {shaped(word)} {after}", sans())
    return sheets.content(), f"{before} {word} {after}"


def in_pieces() -> tuple[bytes, str]:
    """Write each word of one line, and each letter of the next, by itself."""
    sheets = Sheets()
    for number, line in enumerate(column_lines(PROSE[:3], BODY)):
        x = float(MARGIN)
        for word in line.split():
            for piece in word if number % 2 else [word]:
                sheets.line(x, 780 - 13 * number, piece)
                x += pdfmetrics.stringWidth(piece, "Times-Roman", 10)
            x += 2.5
    return sheets.content(), " ".join(PROSE[:3])


def indented() -> tuple[bytes, str]:
    """Set paragraphs that only an indent tells apart, after a large initial."""
    sheets = Sheets()
    sheets.line(MARGIN, 755, PROSE[0][0], size=36)
    number = 0
    for paragraph in (PROSE[0][1:], *PROSE[1:4]):
        for first, line in enumerate(wrapped(paragraph, BODY - 30)):
            indent = 26 if number < 3 else 12 * (first == 0)
            sheets.line(MARGIN + indent, 780 - 12.5 * number, line)
            number += 1
    return sheets.content(), " ".join(PROSE[:4])


def stamped() -> tuple[bytes, str]:
    """Set a page with a stamp across it, and one up its margin."""
    sheets = Sheets()
    sheets.canvas.saveState()
    sheets.canvas.translate(300, 400)
    sheets.canvas.rotate(45)
    sheets.line(-100, 0, "DRAFT COPY", size=60)
    sheets.canvas.rotate(45)
    sheets.line(-100, 250, "arXiv:2101.00001v1 [cs.CL] 1 Jan 2021")
    sheets.canvas.restoreState()
    sheets.column(column_lines(PROSE[:5], BODY), MARGIN, 780)
    return sheets.content(), " ".join(PROSE[:5])


Layout = Callable[[], tuple[bytes, str]]
LAYOUTS: dict[str, Layout] = {
    "one column": lambda: columns(1),
    "two columns": lambda: columns(2),
    "three columns": lambda: columns(3),
    "two columns, row by row": row_by_row,
    "Arabic": lambda: arabic(1),
    "Arabic in two columns": lambda: arabic(2),
    "English with Arabic words": both_scripts,
    "words and letters by themselves": in_pieces,
    "indents and an initial": indented,
    "stamps": stamped,
}
