"""What the styles and the numberings of a DOCX file make of a paragraph: a heading, a list item."""

from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from retrieval.formats.office_zip import OfficeZip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE = "title"
_HEADING = "heading "
_DEEPEST = 6
_MOST_STYLES = 20  # from which a style may be derived, one from the other
_DEEPEST_ITEM = 8
_DEEPER = tuple("2345")  # the last sign of the name of a style for deeper items ("List Bullet 2")
_BULLETS = ("bullet", "none")


def value(element: etree._Element | None, path: str) -> str:
    """Return the value of a property below an element, "" if it has none."""
    part = element.find(f"{W}{path.replace('/', f'/{W}')}") if element is not None else None
    return str(part.get(f"{W}val", "")) if part is not None else ""


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    outline: str
    numbering: str
    level: str


@dataclass(slots=True)
class DocxStyles:
    """The styles and numberings of one file; counts the items of its lists as it is read."""

    styles: dict[str, _Style]
    formats: dict[tuple[str, int], str]
    starts: dict[tuple[str, int], int]
    _counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def heading_level(self, properties: etree._Element | None) -> int:
        """Return the level of a heading, 1 to 6, by its paragraph's properties; 0 for none."""
        outline = value(properties, "outlineLvl")
        for style in self._chain(value(properties, "pStyle")):
            if style.name == TITLE:
                return 1
            if style.name.startswith(_HEADING) and style.name[len(_HEADING) :].isdecimal():
                return min(_DEEPEST, int(style.name[len(_HEADING) :]))
            outline = outline or style.outline
        return int(outline) + 1 if outline.isdecimal() and int(outline) < _DEEPEST else 0

    def is_title(self, properties: etree._Element | None) -> bool:
        """Return whether a paragraph has the style of a document's title."""
        return any(style.name == TITLE for style in self._chain(value(properties, "pStyle")))

    def item_sign(self, properties: etree._Element | None) -> str:
        """Return what stands before a list item, with its indent; "" for another paragraph."""
        number, level = value(properties, "numPr/numId"), value(properties, "numPr/ilvl")
        for style in self._chain(value(properties, "pStyle")):
            number, level = number or style.numbering, level or style.level
            if style.numbering and not level and style.name[-1:] in _DEEPER:
                level = str(int(style.name[-1]) - 1)
        if number in ("", "0"):
            return ""
        depth = min(_DEEPEST_ITEM, int(level)) if level.isdecimal() else 0
        form = self.formats.get((number, depth), self.formats.get((number, 0), "bullet"))
        if form in _BULLETS:
            return f"{'  ' * depth}- "
        for deeper in range(depth + 1, _DEEPEST_ITEM + 1):
            self._counts.pop((number, deeper), None)
        self._counts[number, depth] += 1
        count = self._counts[number, depth] - 1 + self.starts.get((number, depth), 1)
        return f"{'   ' * depth}{count}. "

    def _chain(self, name: str) -> list[_Style]:
        """Return a style and those it is derived from."""
        chain: list[_Style] = []
        while name in self.styles and len(chain) < _MOST_STYLES:
            chain.append(self.styles[name])
            name = chain[-1].parent
        return chain


def read_styles(archive: OfficeZip) -> DocxStyles:
    """Read the styles and numberings of a file; what is missing there counts as none."""
    root = archive.xml("word/styles.xml")
    styles = {
        style.get(f"{W}styleId", ""): _Style(
            value(style, "name").lower(),
            value(style, "basedOn"),
            value(style, "pPr/outlineLvl"),
            value(style, "pPr/numPr/numId"),
            value(style, "pPr/numPr/ilvl"),
        )
        for style in (root.iter(f"{W}style") if root is not None else ())
    }
    return DocxStyles(styles, *_numberings(archive.xml("word/numbering.xml")))


_ByLevel = dict[tuple[str, int], str]


def _numberings(
    root: etree._Element | None,
) -> tuple[_ByLevel, dict[tuple[str, int], int]]:
    """Return the form and the first number of each level of each numbering."""
    formats: _ByLevel = {}
    starts: dict[tuple[str, int], int] = {}
    if root is None:
        return formats, starts
    shared = {each.get(f"{W}abstractNumId"): each for each in root.iter(f"{W}abstractNum")}
    for number in root.iter(f"{W}num"):
        name = number.get(f"{W}numId", "")
        template = shared.get(value(number, "abstractNumId"))
        overrides = number.iter(f"{W}lvlOverride")
        for level in [*(template.iter(f"{W}lvl") if template is not None else ()), *overrides]:
            depth = level.get(f"{W}ilvl", "")
            if not depth.isdecimal():
                continue
            place = (name, int(depth))
            formats[place] = value(level, "numFmt") or formats.get(place, "bullet")
            start = value(level, "startOverride") or value(level, "start")
            if start.isdecimal() and len(start) < 6:
                starts[place] = int(start)
    return formats, starts
