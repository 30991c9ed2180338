"""Remove from the tree of a page what is no part of an article: menus, forms, notices, teasers."""

import re

from lxml import etree
from lxml.html import HtmlElement

from retrieval.formats.html_blocks import is_layout, words_of
from retrieval.language.rules import pattern, words

_NAMES = words("web_pages", "clutter_name")
_LARGE = words("web_pages", "large_clutter_name")
_HEADING = pattern("web_pages", "clutter_heading")
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NEVER_SHOWN = frozenset(("script", "style", "template", "iframe", "svg", "object"))
_ROOTS = frozenset(("html", "body", "head"))
_BOXES = ("div", "section", "form", "aside", "td", "li")  # that a field to write in belongs to
_WRAPPERS = frozenset(("body", "html", "article", "main"))
_DROPPED = (
    "button", "form", "input", "select", "textarea", "nav", "aside", "footer", "dialog", "object",
    "embed", "video", "audio", "canvas", "figcaption", "amp-ad", "amp-sidebar", "amp-consent",
    "amp-social-share", "amp-list", "amp-embed",
)  # fmt: skip
_ROLES = frozenset(
    ("navigation", "banner", "search", "dialog", "alertdialog", "complementary", "contentinfo",
     "menu", "menubar", "toolbar", "doc-toc", "doc-endnotes")
)  # fmt: skip
_HIDING = ("display:none", "visibility:hidden")
_INLINE_MOST = 0.25  # the largest share of the words of a page that one piece of clutter has
_LINKS_LEAST = 0.5
_PROSE_MOST, _PARAGRAPH = 0.5, 80  # the share of paragraphs that only an article has; characters
_LARGE_MOST, _SECTION_MOST, _ELEMENT_MOST = 0.85, 0.4, 0.5


def drop_silent(root: HtmlElement) -> None:
    """Remove from a page what is never shown: programs, styles, and what is hidden."""
    for element in list(root.iter()):
        if element.tag in _NEVER_SHOWN or (element.tag not in _ROOTS and _is_hidden(element)):
            _drop(element)


def unfold_layout(root: HtmlElement) -> None:
    """Turn the tables that only lay out a page into blocks."""
    for table in reversed(list(root.iter("table"))):
        if is_layout(table):
            for part in list(table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th")):
                part.tag = "div"


def drop_clutter(root: HtmlElement) -> None:
    """Remove what is no part of an article by its element, its name, its role or its heading."""
    sizes = _sizes(root)
    whole = max(1, sizes[root])
    for field in list(root.iter("input", "textarea")):
        box = next(field.iterancestors(*_BOXES), None)
        small = box is not None and sizes.get(box, whole) <= _INLINE_MOST * whole
        if box is not None and small and not _holds_title(box):
            _drop(box)
    prose = _prose(sizes)
    for element in list(sizes):
        if sizes[element] > _most(element) * whole or _holds_title(element):
            continue
        if prose[element] <= _PROSE_MOST * prose[root] or _is_sure(element):
            _drop(element)
        else:  # its name is wrong, and must mislead nobody else
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
    for heading in list(root.iter("h2", "h3", "h4", "h5", "h6", "b", "strong", "summary")):
        _drop_section(heading, sizes, whole)


def _drop(element: HtmlElement) -> None:
    """Remove an element, unless it was removed before, and keep what stands behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def _sizes(root: HtmlElement) -> dict[HtmlElement, int]:
    """Return the number of characters of each element, without the spaces of the source."""
    sizes: dict[HtmlElement, int] = {}
    elements = list(root.iter(etree.Element))
    for element in reversed(elements):
        inner = sum(sizes[child] + _length(child.tail) for child in element)
        sizes[element] = inner + _length(element.text)
    return {element: sizes[element] for element in elements}


def _prose(sizes: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
    """Return the number of characters of each element that stand in whole paragraphs."""
    prose: dict[HtmlElement, int] = {}
    for element in reversed(list(sizes)):
        is_paragraph = element.tag == "p" and sizes[element] >= _PARAGRAPH
        prose[element] = sizes[element] if is_paragraph else sum(prose[child] for child in element)
    return prose


def _is_sure(element: HtmlElement) -> bool:
    """Return whether an element is clutter for sure, even if most paragraphs stand in it."""
    return element.tag in _DROPPED or bool(_name_parts(element) & _LARGE)


def _length(text: str | None) -> int:
    return len(" ".join(text.split())) if text else 0


def _most(element: HtmlElement) -> float:
    """Return the largest share of a page that an element may have to be removed; -1 for never."""
    if element.tag in _ROOTS:
        return -1.0
    if element.tag in _DROPPED or element.get("role", "").lower() in _ROLES:
        return _ELEMENT_MOST
    if element.tag == "header":
        return _INLINE_MOST
    parts = _name_parts(element)
    if parts & _LARGE:
        return _LARGE_MOST
    return _INLINE_MOST if parts & _NAMES else -1.0


def _name_parts(element: HtmlElement) -> set[str]:
    name = f"{element.get('class', '')} {element.get('id', '')}"[:300]
    return {part.lower() for part in _NAME_PART.findall(name)}


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or any(each in element.get("style", "").replace(" ", "").lower() for each in _HIDING)
    )


def _holds_title(element: HtmlElement) -> bool:
    return element.tag == "h1" or element.find(".//h1") is not None


def _drop_section(heading: HtmlElement, sizes: dict[HtmlElement, int], whole: int) -> None:
    """Remove the section of a heading that says that it is no part of the article."""
    parent = heading.getparent()
    if parent is None or not _HEADING.fullmatch(words_of(heading)[:120]):
        return
    if parent.tag in ("header", "hgroup"):
        heading, parent = parent, parent.getparent()
    bold = heading.tag in ("b", "strong")
    if (
        parent.tag not in _WRAPPERS
        and _is_first(heading)
        and sizes[parent] <= _SECTION_MOST * whole
    ):
        if not _holds_title(parent) and not (bold and parent.tag in ("p", "li", "td")):
            _drop(parent)
    elif not bold:
        _drop_until_next(heading)


def _is_first(element: HtmlElement) -> bool:
    """Return whether no text stands before an element in its parent."""
    before = element.getparent().text or ""
    return not before.strip() and not any(
        words_of(each) for each in element.itersiblings(preceding=True)
    )


def _drop_until_next(heading: HtmlElement) -> None:
    """Remove a heading and what belongs to it: links, or all up to the next heading of its rank."""
    behind = [each for each in heading.itersiblings() if isinstance(each.tag, str)]
    has_links = bool(behind) and _is_links(behind[0])
    for sibling in behind:
        ends = "h1" <= sibling.tag <= heading.tag or (has_links and not _is_links(sibling))
        if ends:
            break
        _drop(sibling)
    _drop(heading)


def _is_links(element: HtmlElement) -> bool:
    """Return whether most words of an element lead somewhere else."""
    linked = sum(len(words_of(link)) for link in element.iter("a"))
    return linked > _LINKS_LEAST * len(words_of(element))
