"""The text of EPUB files."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from retrieval.formats.clutter import drop_silent
from retrieval.formats.extracted import Extracted, Fact, UnreadableError
from retrieval.formats.html_blocks import HtmlBlock, html_blocks, join_blocks
from retrieval.formats.html_tree import parse_html
from retrieval.formats.office_zip import OfficeZip
from retrieval.formats.written_dates import machine_date

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LOCKED = "META-INF/encryption.xml"
_ENCRYPTION = "{http://www.w3.org/2001/04/xmlenc#}"
_FONTS = (".otf", ".ttf", ".woff", ".woff2")  # that may be garbled in a book that is not locked
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_ORIGIN = "book metadata"
_YEAR = 4  # digits


def extract_epub(content: bytes) -> Extracted:
    """Return the text of an EPUB, chapter by chapter; raises UnreadableError."""
    with OfficeZip(content) as archive:
        _refuse_locked(archive)
        path, package = _package(archive)
        chapters = list(_chapters(archive, path, package))
        facts = _facts(package)
    text = "\n\n".join(chapter for chapter in chapters if chapter)
    return Extracted(text, facts=facts)


def _refuse_locked(archive: OfficeZip) -> None:
    """Raise UnreadableError for a book whose text is encrypted; fonts may be."""
    root = archive.xml(_LOCKED)
    if root is None:
        return
    targets = [each.get("URI", "") for each in root.iter(f"{_ENCRYPTION}CipherReference")]
    if any(not target.lower().endswith(_FONTS) for target in targets):
        raise UnreadableError("it is locked (DRM)")


def _package(archive: OfficeZip) -> tuple[str, etree._Element]:
    container = archive.xml("META-INF/container.xml")
    rootfile = container.find(f".//{_CONTAINER}rootfile") if container is not None else None
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    package = archive.xml(path)
    if package is None:
        raise UnreadableError("it is damaged (it does not tell its chapters)")
    return path, package


def _chapters(archive: OfficeZip, path: str, package: etree._Element) -> Iterator[str]:
    """Yield the Markdown of the chapters in their order, without the table of contents."""
    folder = posixpath.dirname(path)
    items = {each.get("id"): each for each in package.iter(f"{_OPF}item")}
    seen: set[str] = set()
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES:
            continue
        if "nav" in item.get("properties", "").split() or reference.get("linear") == "no":
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if name not in seen and (page := archive.read(name)).strip():
            seen.add(name)
            yield join_blocks(_chapter(page))


def _chapter(page: bytes) -> list[HtmlBlock]:
    """Return the blocks of a chapter."""
    root, _ = parse_html(page)
    drop_silent(root)
    return [each for each in html_blocks(root) if each.words]


def _facts(package: etree._Element) -> dict[str, Fact]:
    def texts(name: str) -> list[str]:
        lines = (" ".join((each.text or "").split()) for each in package.iter(f"{_DC}{name}"))
        return [line for line in lines if line]

    values = {
        "title": next(iter(texts("title")), ""),
        "author": ", ".join(dict.fromkeys(texts("creator")[:8])),
        "publisher": next(iter(texts("publisher")), ""),
        "language": next(iter(texts("language")), "").partition("-")[0].lower(),
        "published": next(filter(None, map(_date, texts("date"))), ""),
    }
    return {name: Fact(value, _ORIGIN) for name, value in values.items() if value}


def _date(written: str) -> str:
    """Return a date as ISO 8601; a book may tell the year alone."""
    if len(written) == _YEAR and written.isdecimal():
        return written
    return machine_date(written)
