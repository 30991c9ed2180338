"""Read the glyphs and the ruled lines of one page with PDFium."""

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.formats.pdf_glyphs import Box, Glyph, PageContent

_MOST_GLYPHS = 100_000  # of a page
_MOST_OBJECTS = 20_000  # of a page that are looked at for ruled lines
_MOST_SEGMENTS = 400  # of a path: a drawing has more
_STRAIGHT = math.radians(10)  # a text that leans more is a stamp across the page
_THIN = 3.0  # points: a rectangle not wider than this is a ruled line
_SHORTEST_RULE = 6.0  # points
_BOLD = ("bold", "black", "heavy", "demi")
_BOLD_WEIGHT = 600
_FONT_NAME = 200  # bytes


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text looks; `quarter` is the quarter turn of it, None for a stamp across the page."""

    size: float
    bold: bool
    angle: float
    quarter: int | None


def read_page(page: pypdfium2.PdfPage, *, boxes: bool) -> PageContent:
    """Return what stands on a page, with the boxes of glyphs if they are wanted.

    Raises PdfiumError for a page that is damaged.
    """
    text = page.get_textpage()
    try:
        directions = _by_direction(_Characters(text).read())
    finally:
        text.close()
    frames = [_Frame(quarter, styled) for quarter, styled in directions]
    glyphs = tuple(tuple(frame.glyphs(boxes=boxes)) for frame in frames)
    rules, has_pictures = _drawn(page)
    turn = frames[0].turn_box if frames else _unturned
    return PageContent(glyphs, tuple(turn(rule) for rule in rules), has_pictures)


class _Character(NamedTuple):
    character: str
    x: float
    y: float
    box: Box
    style: _Style
    spaced: bool


class _Characters:
    """The characters of a page in the order of PDFium, which is that of the file for most text."""

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text.raw
        self._count = min(text.count_chars(), _MOST_GLYPHS)
        self._styles: dict[bytes, _Style] = {}

    def read(self) -> Iterator[_Character]:
        """Yield the characters; spaces that are not written are noted at the next one."""
        text, spaced = self._text, True
        left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
        for index in range(self._count):
            code = pdfium.FPDFText_GetUnicode(text, index)
            is_space = code in (0x20, 0xA0, 0x0D, 0x0A, 0x09) or 0x2000 <= code <= 0x200B
            spaced = spaced or is_space
            if is_space and pdfium.FPDFText_IsGenerated(text, index):
                continue
            if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
                continue
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            box = Box(left.value, bottom.value, right.value, top.value)
            if not math.isfinite(sum(box) + x.value + y.value):
                continue
            character = " " if is_space else _character(code)
            yield _Character(character, x.value, y.value, box, self._style(index), spaced)
            spaced = is_space

    def _style(self, index: int) -> _Style:
        """Return the style of the text object that a character belongs to."""
        text_object = pdfium.FPDFText_GetTextObject(self._text, index)
        key = bytes(text_object)  # its address
        style = self._styles.get(key)
        if style is None:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(self._text, index, matrix)
            scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
            size = abs(pdfium.FPDFText_GetFontSize(self._text, index)) * scale
            size = size if 0.5 < size < 2_000 else 10.0
            bold = pdfium.FPDFText_GetFontWeight(self._text, index) >= _BOLD_WEIGHT
            bold = bold or _has_bold_name(text_object)
            angle = math.atan2(matrix.b, matrix.a)
            style = self._styles[key] = _Style(size, bold, angle, _quarter(angle))
        return style


def _quarter(angle: float) -> int | None:
    """Return the quarter turn of a text, 0 to 3, None for one that leans."""
    quarter = round(angle / (math.pi / 2))
    return quarter % 4 if abs(angle - quarter * math.pi / 2) <= _STRAIGHT else None


def _character(code: int) -> str:
    """Return the character for a code of PDFium, which has one of its own for a hyphen."""
    if code in (0x02, 0xFFFE):
        return "-"
    if code < 0x20 or code in (0xFFFF, 0x7F) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _has_bold_name(text_object: pdfium.FPDF_PAGEOBJECT) -> bool:
    font = pdfium.FPDFTextObj_GetFont(text_object) if text_object else None
    if not font:
        return False
    name = ctypes.create_string_buffer(_FONT_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, name, _FONT_NAME)
    lowered = name.value.decode("ascii", "ignore").lower()
    return any(word in lowered for word in _BOLD)


def _by_direction(characters: Iterator[_Character]) -> list[tuple[int, list[_Character]]]:
    """Return the characters by the quarter turn of their text, most first, without stamps."""
    directions: defaultdict[int, list[_Character]] = defaultdict(list)
    for character in characters:
        if (quarter := character.style.quarter) is not None:
            directions[quarter].append(character)
    return sorted(directions.items(), key=lambda item: (-len(item[1]), item[0]))


class _Frame:
    """The characters of one direction, in coordinates in which it leads from left to right."""

    def __init__(self, quarter: int, characters: list[_Character]) -> None:
        self._characters = characters
        angles = sorted(each.style.angle for each in characters)
        angle = angles[len(angles) // 2] if quarter != 2 else math.pi
        self._is_upright = angle == 0
        self._cos, self._sin = math.cos(angle), math.sin(angle)

    def glyphs(self, *, boxes: bool) -> Iterator[Glyph]:
        """Yield the glyphs."""
        for each in self._characters:
            turned, style = self.turn_box(each.box), each.style
            baseline = each.y if self._is_upright else self._turn(each.x, each.y)[1]
            yield Glyph(
                each.character, turned.left, turned.right, baseline, style.size, style.bold,
                each.spaced, each.box if boxes else None,
            )  # fmt: skip

    def turn_box(self, box: Box) -> Box:
        """Return a box of the page in the coordinates of the text."""
        if self._is_upright:
            return box
        left, bottom = self._turn(box.left, box.bottom)
        right, top = self._turn(box.right, box.top)
        return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        return x * self._cos + y * self._sin, y * self._cos - x * self._sin


def _unturned(box: Box) -> Box:
    return box


def _drawn(page: pypdfium2.PdfPage) -> tuple[list[Box], bool]:
    """Return the ruled lines of a page, and whether a picture is drawn on it."""
    rules: list[Box] = []
    has_pictures = False
    for number, drawn in enumerate(page.get_objects(max_depth=1)):
        if number >= _MOST_OBJECTS:
            break
        if drawn.type == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _rules(drawn)
        has_pictures |= drawn.type != pdfium.FPDF_PAGEOBJ_TEXT
    return rules, has_pictures


def _rules(path: pypdfium2.PdfObject) -> Iterator[Box]:
    """Yield the straight lines of a path: lines that are drawn, and thin or framed rectangles."""
    count = pdfium.FPDFPath_CountSegments(path.raw)
    if not 0 < count <= _MOST_SEGMENTS:
        return
    matrix = path.get_matrix()
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return
        point = matrix.on_point(x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            yield from _straight(points)
            points = []
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    yield from _straight(points)


def _straight(points: list[tuple[float, float]]) -> Iterator[Box]:
    """Yield the lines between points that are level or upright, a thin rectangle as one line."""
    if not points or not all(math.isfinite(value) for point in points for value in point):
        return
    across, up = [x for x, _ in points], [y for _, y in points]
    whole = Box(min(across), min(up), max(across), max(up))
    if min(whole.right - whole.left, whole.top - whole.bottom) <= _THIN:
        pairs = [((whole.left, whole.bottom), (whole.right, whole.top))]
    else:
        pairs = list(pairwise(points))
    for (x1, y1), (x2, y2) in pairs:
        width, height = abs(x2 - x1), abs(y2 - y1)
        if min(width, height) <= _THIN and max(width, height) >= _SHORTEST_RULE:
            yield Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
