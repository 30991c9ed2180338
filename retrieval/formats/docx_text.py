"""The text of DOCX files."""

import re
from collections.abc import Iterator

from lxml import etree

from retrieval.formats.beside_title import author_name
from retrieval.formats.docx_styles import DocxStyles, W, read_styles, value
from retrieval.formats.extracted import Extracted, Fact, UnreadableError
from retrieval.formats.office_zip import OfficeZip

_PROPERTIES = {"title": "title", "author": "creator"}
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = {
    f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sectPr")
} | {f"{_COMPATIBILITY}Fallback"}  # fmt: skip
_SIGNS = {f"{W}tab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_SPACES = re.compile(r"[ \t\u00a0]+")
_NO_TITLE = re.compile(r"(?:Microsoft Word - .*|Document\d*|.*\.docx?)", re.IGNORECASE)
_WIDEST = 100  # cells of a table


def extract_docx(content: bytes) -> Extracted:
    """Return the text of a DOCX file; raises UnreadableError."""
    with OfficeZip(content) as archive:
        root = archive.xml("word/document.xml")
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise UnreadableError("it holds no text")
        reader = _Reader(read_styles(archive), archive)
        blocks = [*reader.blocks(body), *reader.notes()]
        facts = _core_facts(archive)
    if reader.title:
        facts["title"] = Fact(reader.title, "visible text")
    return Extracted(_joined(blocks), facts=facts)


def _core_facts(archive: OfficeZip) -> dict[str, Fact]:
    """Return the title and the author that the properties of a file tell."""
    root = archive.xml("docProps/core.xml")
    facts: dict[str, Fact] = {}
    for name, tag in _PROPERTIES.items():
        words = (
            " ".join((root.findtext(f"{_DUBLIN_CORE}{tag}") or "").split())
            if root is not None
            else ""
        )
        words = author_name(words) if name == "author" else words
        if words and not _NO_TITLE.fullmatch(words[:300]):
            facts[name] = Fact(words, "document properties")
    return facts


def _joined(blocks: list[tuple[bool, str]]) -> str:
    """Join blocks with blank lines; the items of a list stand on lines of their own."""
    text = ""
    was_item = False
    for is_item, block in blocks:
        text += ("\n" if is_item and was_item else "\n\n" if text else "") + block
        was_item = is_item
    return text


class _Reader:
    """Reads the blocks of a document, each with whether it is a list item."""

    def __init__(self, styles: DocxStyles, archive: OfficeZip) -> None:
        self.title = ""
        self._styles = styles
        self._archive = archive
        self._noted: dict[tuple[str, str], int] = {}  # the number of each note by kind and id

    def blocks(self, parent: etree._Element) -> Iterator[tuple[bool, str]]:
        """Yield the blocks below an element."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
                yield from self.blocks(child)

    def notes(self) -> Iterator[tuple[bool, str]]:
        """Yield the footnotes and endnotes that the text names, in its order, each once."""
        notes: dict[tuple[str, str], etree._Element] = {}
        for kind in _NOTES.values():
            root = self._archive.xml(f"word/{kind}s.xml")
            for note in root.iterchildren(f"{W}{kind}") if root is not None else ():
                notes[kind, note.get(f"{W}id", "")] = note
        for key, number in list(self._noted.items()):
            if key in notes:
                words = " ".join(block for _, block in self.blocks(notes[key]))
                yield False, f"[{number}] {' '.join(words.split())}"

    def _paragraph(self, paragraph: etree._Element) -> Iterator[tuple[bool, str]]:
        boxes: list[etree._Element] = []
        raw = self._words(paragraph, boxes)
        words = "\n".join(line.strip() for line in _SPACES.sub(" ", raw).split("\n")).strip()
        properties = paragraph.find(f"{W}pPr")
        if words:
            yield self._block(words, properties)
        for box in boxes:
            yield from self.blocks(box)

    def _block(self, words: str, properties: etree._Element | None) -> tuple[bool, str]:
        if level := self._styles.heading_level(properties):
            line = " ".join(words.split())
            if not self.title and self._styles.is_title(properties):
                self.title = line
            return False, f"{'#' * level} {line}"
        if sign := self._styles.item_sign(properties):
            return True, sign + " ".join(words.split())
        return False, words

    def _words(self, element: etree._Element, boxes: list[etree._Element]) -> str:
        """Return the text of a paragraph or run; text boxes are collected."""
        tag = element.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            return ""
        if tag == f"{W}t":
            return element.text or ""
        if tag == f"{W}br":
            return "" if element.get(f"{W}type") in ("page", "column") else "\n"
        if tag in _NOTES:
            key = (_NOTES[tag], element.get(f"{W}id", ""))
            return f"[{self._noted.setdefault(key, len(self._noted) + 1)}]"
        if tag == f"{W}txbxContent":
            boxes.append(element)
            return ""
        if tag == f"{W}r" and _is_hidden(element):
            return ""
        return _SIGNS.get(tag, "") + "".join(self._words(child, boxes) for child in element)

    def _table(self, table: etree._Element) -> Iterator[tuple[bool, str]]:
        rows = list(table.iterchildren(f"{W}tr"))
        if all(len(list(row.iterchildren(f"{W}tc"))) < 2 for row in rows):
            yield from self.blocks(table)
            return
        cells = [list(self._cells(row))[:_WIDEST] for row in rows]
        width = max(map(len, cells))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in cells if any(row)]
        if lines:
            lines.insert(1, "|" + " --- |" * width)
            yield False, "\n".join(lines)

    def _cells(self, row: etree._Element) -> Iterator[str]:
        for cell in row.iterchildren(f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            words = "" if goes_on else " ".join(block for _, block in self.blocks(cell))
            yield " ".join(words.split()).replace("|", r"\|")
            span = value(properties, "gridSpan")
            yield from [""] * (
                min(_WIDEST, int(span)) - 1 if span.isdecimal() and len(span) < 6 else 0
            )


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "true") not in ("0", "false")
