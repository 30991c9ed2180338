"""The blocks of HTML as Markdown: headings, paragraphs, list items, tables, quotations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement

_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 3}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BLOCKS = frozenset(
    (
        *_HEADINGS, *_LISTS, "address", "article", "aside", "blockquote", "body", "center",
        "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "header", "hgroup", "hr", "li", "main", "nav", "p", "pre", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr",
    )
)  # fmt: skip
_SILENT = frozenset(
    (
        "area", "audio", "base", "button", "canvas", "datalist", "del", "embed", "head", "iframe",
        "img", "input", "link", "map", "meta", "noscript", "object", "option", "picture", "rp",
        "rt", "s", "script", "select", "source", "strike", "style", "svg", "template", "textarea",
        "title", "track", "video",
    )
)  # fmt: skip
_BREAK = "\v"  # of a <br>; no page holds one
_SPACES = re.compile(r"[ \t\r\n\f\u00a0\u2000-\u200a\u202f\u3000]+")
_HIDDEN_SIGNS = re.compile("[\u00ad\u200b\u2060\ufeff]")
_AROUND_BREAKS = re.compile(r" *\v *")
_PARAGRAPH = re.compile(r"\n{2,}")
_FOOTNOTE = re.compile(r"\W*[\w*†‡]{0,3}\W*")


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A block of a page: its Markdown, its words, and the element that holds it.

    `kind` is "heading", "paragraph", "item", "table" or "quote"; `level` is that of a heading.
    """

    kind: str
    markdown: str
    words: str
    element: HtmlElement
    level: int = 0


def html_blocks(root: HtmlElement) -> Iterator[HtmlBlock]:
    """Yield the blocks of an element in order."""
    yield from _Reader().blocks(root)


def join_blocks(blocks: list[HtmlBlock]) -> str:
    """Return blocks as one Markdown text; the items of a list stand on lines of their own."""
    text = blocks[0].markdown if blocks else ""
    for upper, lower in pairwise(blocks):
        is_list = upper.kind == lower.kind == "item" and _list_of(upper) is _list_of(lower)
        text += ("\n" if is_list else "\n\n") + lower.markdown
    return text


def words_of(element: HtmlElement) -> str:
    """Return the words of an element on one line, without what is never shown."""
    return " ".join(_inline(element).split())


def is_block(element: HtmlElement) -> bool:
    """Return whether an element begins a line of its own."""
    return element.tag in _BLOCKS


def _list_of(block: HtmlBlock) -> HtmlElement:
    """Return the outermost list of an item."""
    lists = [each for each in block.element.iterancestors() if each.tag in (*_LISTS, "dl")]
    return lists[-1] if lists else block.element


class _Reader:
    def blocks(self, element: HtmlElement) -> Iterator[HtmlBlock]:
        """Yield the blocks of an element; text between its blocks is a paragraph."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if tag in _HEADINGS:
            if words := words_of(element):
                level = _HEADINGS[tag]
                yield HtmlBlock("heading", f"{'#' * level} {words}", words, element, level)
        elif tag in _LISTS or tag == "dl":
            yield from self._list(element, 0)
        elif tag == "table" and not is_layout(element):
            yield from _table(element)
        elif tag == "pre":
            if words := _HIDDEN_SIGNS.sub("", element.text_content()).strip("\n"):
                yield HtmlBlock("paragraph", words, words, element)
        else:
            yield from self._mixed(element)

    def _mixed(self, element: HtmlElement) -> Iterator[HtmlBlock]:
        run = element.text or ""
        for child in element:
            if _holds_blocks(child):
                yield from _paragraphs(run, element)
                run = ""
                yield from self.blocks(child)
            else:
                run += _inline(child)
            run += child.tail or ""
        yield from _paragraphs(run, element)

    def _list(self, element: HtmlElement, depth: int) -> Iterator[HtmlBlock]:
        number, term = _start(element), ""
        for child in element:
            if child.tag in _LISTS:  # a list directly in a list, as old editors write it
                yield from self._list(child, depth + 1)
            elif child.tag == "dt":
                term = words_of(child)
            elif child.tag in ("li", "dd", "div"):
                sign = f"{number}." if element.tag == "ol" else "-"
                yield from self._item(child, depth, sign, f"{term}: " if term else "")
                number, term = number + 1, ""

    def _item(self, element: HtmlElement, depth: int, sign: str, term: str) -> Iterator[HtmlBlock]:
        inner = [child for child in element if child.tag in (*_LISTS, "table")]
        words = term + " ".join(_inline(element, leave_out=inner).split())
        if words != term:
            indent = "  " * depth if sign == "-" else "   " * depth
            yield HtmlBlock("item", f"{indent}{sign} {words}", words, element)
        for child in inner:
            if child.tag == "table":
                yield from self.blocks(child)
            else:
                yield from self._list(child, depth + 1)


def is_layout(table: HtmlElement) -> bool:
    """Return whether a table only lays out a page: it holds tables, blocks or long texts."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return True
    cells = list(table.iter("td", "th"))
    if any(_is_block_cell(cell) for cell in cells):
        return True
    return len(cells) < 2 or all(len(list(row.iter("td", "th"))) < 2 for row in table.iter("tr"))


def _is_block_cell(cell: HtmlElement) -> bool:
    long = len(words_of(cell)) > 600
    blocks = sum(1 for each in cell.iter("p", "div", "h1", "h2", "h3") if each is not cell)
    return long or blocks > 2 or cell.find(".//h1") is not None


def _start(element: HtmlElement) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _holds_blocks(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and any(each.tag in _BLOCKS for each in element.iter())


def _inline(element: HtmlElement, leave_out: list[HtmlElement] | None = None) -> str:
    """Return the text of an element; a <br> is a line end, a block stands apart."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT or _is_footnote(element):
        return ""
    if tag == "br":
        return _BREAK
    parts = [element.text or ""]
    for child in element:
        if not (leave_out and child in leave_out):
            parts.append(_inline(child))
        parts.append(child.tail or "")
    inner = "".join(parts)
    if tag == "q":
        return f"“{inner}”"
    return f" {inner} " if tag in _BLOCKS else inner


def _is_footnote(element: HtmlElement) -> bool:
    """Return whether an element is a raised mark that leads to a note."""
    if element.tag == "a" and element.get("role") == "doc-noteref":
        return True
    if element.tag != "sup":
        return False
    link = element.find(".//a")
    return link is not None and bool(_FOOTNOTE.fullmatch(element.text_content()[:12]))


def _paragraphs(run: str, element: HtmlElement) -> Iterator[HtmlBlock]:
    """Yield the paragraphs of a run of text, which two line breaks part."""
    if run.isspace():
        return
    text = _clean(run)
    for part in _PARAGRAPH.split(text):
        if words := part.strip():
            quoted = any(each.tag == "blockquote" for each in (element, *element.iterancestors()))
            markdown = "> " + words.replace("\n", "\n> ") if quoted else words
            yield HtmlBlock("quote" if quoted else "paragraph", markdown, words, element)


def _clean(run: str) -> str:
    """Return text with the spaces that are shown; the line ends of the source are none."""
    return _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", _HIDDEN_SIGNS.sub("", run)))


def _table(table: HtmlElement) -> Iterator[HtmlBlock]:
    """Yield the caption of a table and its rows as Markdown; what spans cells stands once."""
    caption = table.find("caption")
    if caption is not None and (words := words_of(caption)):
        yield HtmlBlock("paragraph", words, words, caption)
    rows = _grid(table)
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows if any(row)]
    if rows:
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + " --- |" * width)
        words = "\n".join("\t".join(row) for row in rows)
        yield HtmlBlock("table", "\n".join(lines), words, table)


_WIDEST = 100  # cells; an attribute may ask for millions


def _grid(table: HtmlElement) -> list[list[str]]:
    rows: list[list[str]] = []
    hanging: dict[int, int] = {}  # columns that a cell above still covers, and for how many rows
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while hanging.get(len(cells), 0) > 0:
                hanging[len(cells)] -= 1
                cells.append("")
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            for column in range(len(cells), len(cells) + right):
                hanging[column] = down - 1
            cells += [words_of(cell).replace("|", r"\|"), *[""] * (right - 1)]
        rows.append(cells[:_WIDEST])
    return rows


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(_WIDEST, max(1, int(value))) if value.isdecimal() and len(value) < 6 else 1
