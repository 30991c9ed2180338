"""The text of EPUB files: the chapters in their order, and what the book tells of itself."""

import io
import zipfile

import pytest

from retrieval.formats.epub_text import extract_epub
from retrieval.formats.extracted import UnreadableError
from retrieval.formats.recognize import Format, recognize

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
OPF = """<package xmlns="http://www.idpf.org/2007/opf"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Quay</dc:title>
<dc:creator>Ida Brandt</dc:creator><dc:creator>Jon Aas</dc:creator><dc:language>en-GB</dc:language>
<dc:date>2026-05-04</dc:date><dc:publisher>Lorn Press</dc:publisher></metadata><manifest>
<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="toc" href="toc.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="a.css" media-type="text/css"/></manifest><spine>
<itemref idref="toc"/><itemref idref="one"/><itemref idref="two"/></spine></package>"""
CHAPTER = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
    '<title/><script src="a.js"/></head><body><h1>{}</h1><p>{}</p></body></html>'
)
PARTS = {
    "mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": OPF,
    "OPS/text/one.xhtml": CHAPTER.format("One", "The quay was built in 1911."),
    "OPS/text/two b.xhtml": CHAPTER.format("Two", "It fell.<br/>Nobody was hurt."),
    "OPS/toc.xhtml": CHAPTER.format("Contents", "One, Two"),
}  # fmt: skip


def book(**changes: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in (PARTS | changes).items():
            archive.writestr(name, text)
    return file.getvalue()


def test_chapters_stand_in_the_order_of_the_book_with_its_facts() -> None:
    assert recognize(book(), "book") is Format.EPUB
    extracted = extract_epub(book())
    assert extracted.text == (
        "# One\n\nThe quay was built in 1911.\n\n# Two\n\nIt fell.\nNobody was hurt."
    )
    assert {name: fact.value for name, fact in extracted.facts.items()} == {
        "title": "The Quay", "author": "Ida Brandt, Jon Aas", "publisher": "Lorn Press",
        "language": "en", "published": "2026-05-04",
    }  # fmt: skip


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
    ' xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
    '<e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData></encryption>'
)


def test_a_locked_book_is_refused_and_one_with_garbled_fonts_is_not() -> None:
    locked = book(**{"META-INF/encryption.xml": ENCRYPTED.format("OPS/text/one.xhtml")})
    with pytest.raises(UnreadableError, match=r"^it is locked \(DRM\)$"):
        extract_epub(locked)
    fonts = book(**{"META-INF/encryption.xml": ENCRYPTED.format("OPS/a.otf")})
    assert "1911" in extract_epub(fonts).text


@pytest.mark.parametrize("name", ["OPS/book.opf", "META-INF/container.xml"])
def test_a_book_that_does_not_tell_its_chapters_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError, match="it is damaged"):
        extract_epub(book(**{name: ""}))
