"""PDF files for tests, whose words are known: set in columns, as a typesetter does."""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from tests.support.places import SEEDS_FOLDER

SANS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
WIDTH, HEIGHT = A4
MARGIN = 72
LEADING = 1.25
GUTTER = 14
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
_FORMS = {
    (form, chr(int(letters[0], 16))): chr(code)
    for code in range(0xFE70, 0xFEFD)
    for form, *letters in [unicodedata.decomposition(chr(code)).split() or [""]]
    if len(letters) == 1
}
_TO_RIGHT = re.compile(r"[A-Za-z](?:[0-9A-Za-z .,%-]*[0-9A-Za-z])?|[0-9](?:[0-9.,/]*[0-9])?")
_MIRRORED = str.maketrans("()«»[]", ")(»«][")


def prose() -> list[str]:
    """Return paragraphs of the seeds, none of which is in a list or a table."""
    texts = (path.read_text("utf-8") for path in sorted(SEEDS_FOLDER.glob("*.txt")))
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n")]
    return [each for each in paragraphs if len(each) > 200 and not {"|", "\n"} & {*each}]


class Sheets:
    """The pages of a PDF that is being made."""

    def __init__(self, **metadata: str) -> None:
        self._file = io.BytesIO()
        self.canvas = canvas.Canvas(self._file, pagesize=A4, invariant=True)
        self.canvas.setTitle(metadata.get("title", "untitled"))
        self.canvas.setAuthor(metadata.get("author", "anonymous"))

    def line(
        self, x: float, y: float, text: str, font: str = "Times-Roman", size: float = 10
    ) -> None:
        """Write a line."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def column(
        self,
        lines: Iterable[str],
        x: float,
        top: float,
        font: str = "Times-Roman",
        size: float = 10,
    ) -> float:
        """Write lines below each other, "" for a gap; return where the next one would stand."""
        for text in lines:
            self.line(x, top, text, font, size)
            top -= LEADING * size * (1 if text else 0.6)
        return top

    def columns(self, lines: Sequence[str], top: float, height: int) -> None:
        """Write lines in two columns of so many lines, row by row as some programs do."""
        for row in range(height):
            for number, x in enumerate((MARGIN, MARGIN + COLUMN + GUTTER)):
                if number * height + row < len(lines):
                    self.line(x, top - LEADING * 10 * row, lines[number * height + row])

    def turn(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()

    def content(self) -> bytes:
        """Return the PDF."""
        self.canvas.save()
        return self._file.getvalue()


def sans() -> str:
    """Return the name of a font that has all letters of these tests."""
    if "Sans" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Sans", str(SANS)))
    return "Sans"


def wrapped(
    text: str, width: float, font: str = "Times-Roman", size: float = 10, *, hyphens: bool = False
) -> Iterator[str]:
    """Yield the lines of a paragraph; with `hyphens`, long words may be parted."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if pdfmetrics.stringWidth(longer, font, size) <= width:
            line = longer
            continue
        parted = f"{line} {word[:4]}-"
        fits = pdfmetrics.stringWidth(parted, font, size) <= width
        if hyphens and word.isalpha() and len(word) > 7 and fits:
            yield parted.strip()
            line = word[4:]
        else:
            yield line
            line = word
    yield line


def column_lines(
    paragraphs: Sequence[str], width: float, size: float = 10, *, hyphens: bool = False
) -> list[str]:
    """Return the lines of paragraphs, with "" between two of them."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*([""] if lines else []), *wrapped(paragraph, width, size=size, hyphens=hyphens)]
    return lines


def shaped(text: str) -> str:
    """Return Arabic as a typesetter writes it: in the forms of letters, from left to right."""
    text = text.replace("لا", "ﻻ")
    joining = [("<medial>", each) in _FORMS or ("<initial>", each) in _FORMS for each in text]
    letters = []
    for at, letter in enumerate(text):
        before = at > 0 and joining[at - 1]
        after = at + 1 < len(text) and ("<final>", text[at + 1]) in _FORMS and joining[at]
        after = after or (at + 1 < len(text) and text[at + 1] == "ﻻ" and joining[at])
        form = {(1, 1): "<medial>", (1, 0): "<final>", (0, 1): "<initial>"}.get(
            (int(before), int(after)), "<isolated>"
        )
        if letter == "ﻻ":
            letters.append("ﻼ" if before else "ﻻ")
        else:
            letters.append(_FORMS.get((form, letter), letter))
    backwards = "".join(letters)[::-1].translate(_MIRRORED)
    return _TO_RIGHT.sub(lambda match: match[0][::-1], backwards)


def order_kept(wanted: str, text: str) -> float:
    """Return the share of words that are in a text in their order, as difflib matches them."""
    words, others = wanted.split(), text.split()
    blocks = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)
