"""A folder of good, broken and strange files: the good ones are added, each other one is named."""

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from retrieval.index.home_folder import Home
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import Corpus, Rows

TOWNS = ("Arlen", "Brovik", "Corlin", "Dunmere", "Esbury", "Farholt", "Grenna", "Halvick")
MEGABYTE = 1_000_000
OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="c" href="c.xhtml" '
    'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
DRM = (
    '<e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:CipherReference URI="c.xhtml"/></e:EncryptedData>'
)
PAGE = "<!DOCTYPE html><html lang=en><title>{0}</title><body><article><h1>{0}</h1>{1}</article>"
LONG = "<p>The council of the town met on Monday to speak of the harbour and of its costs.</p>"
TEASER = PAGE.format("Tolls", LONG * 3 + "<p>Subscribe to continue reading this article.</p>")
CONSENT = (
    "<html><body><h1>Before you continue</h1><p>We use cookies and need your consent.</p>"
    "<p>You may withdraw your consent at any time.</p><button>Accept all</button>"
)
SCRIPT = "<html><body><div id=app></div><script src=a.js></script>"
LOST = "<html><title>404 Not Found</title><body><h1>Page not found</h1><p>It is gone.</p>"


def words_of(town: str) -> str:
    return f"The harbour of {town} was dredged to a depth of nine metres in the spring of 2026."


def pdf(words: str = "", password: str = "", drawing: bool = False) -> bytes:
    file = io.BytesIO()
    lock = pdfencrypt.StandardEncryption(password, ownerPassword="owner") if password else None
    sheet = canvas.Canvas(file, encrypt=lock, invariant=True)
    sheet.drawString(72, 700, words)
    if drawing:
        sheet.rect(72, 300, 300, 300, fill=1)
    sheet.save()
    return file.getvalue()


def word(words: str) -> bytes:
    file, document = io.BytesIO(), docx.Document()
    document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


def packed(**parts: str) -> bytes:
    """Return a ZIP archive; "__" in the name of a part is a slash, "_dot_" a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return file.getvalue()


def book(words: str, **more: str) -> bytes:
    chapter = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{words}</p></body></html>'
    return packed(
        **{"META-INF__container_dot_xml": CONTAINER, "book_dot_opf": OPF, "c_dot_xhtml": chapter},
        **more,
    )


def encrypted(archive: bytes) -> bytes:
    """Return a ZIP archive whose parts say that they are encrypted."""
    content = bytearray(archive)
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(magic, at + 4)
    return bytes(content)


def of_a_later_version(archive: bytes) -> bytes:
    """Return a ZIP archive whose first part needs a version of ZIP that nobody has."""
    content = bytearray(archive)
    content[content.find(b"PK\x01\x02") + 6] = 99
    return bytes(content)


def good(town: str) -> Iterator[tuple[str, bytes]]:
    """Yield files that hold an article each; the town, with a number, is in its words."""
    makers: dict[str, Callable[[str], bytes]] = {
        ".txt": str.encode, ".md": lambda words: f"# Harbours\n\n{words}".encode(), ".docx": word,
        ".jsonl": lambda words: json.dumps({"id": words[:30], "text": words}).encode(),
        ".PDF": pdf, ".html": lambda words: PAGE.format("Depths", f"<p>{words}</p>").encode(),
        ".epub": book, "-pdf.txt": pdf, "-docx.pdf": word, "-html.txt":
        lambda words: PAGE.format("Depths", f"<p>{words}</p>").encode(),
        "-utf16.txt": lambda words: words.encode("utf-16"), "-epub.md": book,
    }  # fmt: skip
    for number, (ending, make) in enumerate(makers.items()):
        yield f"{town}{ending}", make(words_of(f"{town}-{number}"))


NO_TEXT, DAMAGED = "it holds no text", "it is damaged (a ZIP archive that breaks off)"
PICTURE, ARCHIVE = "it is a picture", "it is an archive; unpack it first"
OLD_OFFICE = "it is an old or a locked Office file; save it as .docx, unlocked"
UNKNOWN, NOISE = "it is not text in an encoding that majlis knows", bytes(range(1, 256)) * 9
BAD: dict[str, tuple[bytes, str]] = {
    **{f"empty{each}": (b"", NO_TEXT) for each in
       (".txt", ".md", ".jsonl", ".pdf", ".docx", ".epub", ".html")},
    "blank.txt": (b" \n\t\n", NO_TEXT),
    "blank.pdf": (pdf(), NO_TEXT),
    "blank.docx": (word(""), NO_TEXT),
    "blank.epub": (book(""), NO_TEXT),
    "nul.txt": (b"Some words\0and more", "it is not text (it holds NUL characters)"),
    "half-utf16.txt": ("A text".encode("utf-16")[:-1], "its text is damaged"),
    "mixed-utf8.txt": ("Größe über Maß ".encode() * 9 + b"\xff\xfe",
                       "its text is damaged (UTF-8 with bytes that do not belong)"),
    "noise.md": (NOISE, UNKNOWN),
    "png.html": (b"\x89PNG\r\n\x1a\n", PICTURE),
    "webp.html": (b"RIFF\x10\0\0\0WEBPVP8 " + NOISE, UNKNOWN),
    "exe.txt": (b"MZ\x90\0" + NOISE, UNKNOWN),
    "jpeg.txt": (b"\xff\xd8\xff\xe0", PICTURE),
    "rtf.docx": (rb"{\rtf1 Words}", "it is RTF; save it as .docx"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), OLD_OFFICE),
    "gzip.txt": (gzip.compress(b"Words"), "it is compressed (gzip); unpack it first"),
    "zip.pdf": (packed(a_dot_txt="Words"), ARCHIVE),
    "rar.epub": (b"Rar!\x1a\x07", ARCHIVE),
    "7z.md": (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    "sheet.docx": (packed(xl__workbook_dot_xml="<a/>"), "it is a spreadsheet, not an article"),
    "slides.docx": (packed(ppt__presentation_dot_xml="<a/>"), "it holds slides, not an article"),
    "odt.docx": (packed(content_dot_xml="<a/>"), "it is an OpenDocument file; save it as .docx"),
    "text.pdf": (b"Only words", "it is no PDF file, whatever its name says"),
    "text.docx": (b"Only words", "it is no DOCX file, whatever its name says"),
    "later.docx": (of_a_later_version(word("Words")), DAMAGED),
    "cut.docx": (word("Words")[:-200], DAMAGED),
    "cut.epub": (book("Words")[:-30], DAMAGED),
    "cut.pdf": (pdf("Words")[:300], "it is damaged: no page of it can be read"),
    "locked.pdf": (pdf("Words", password="secret"), "it is locked by a password"),
    "locked.docx": (encrypted(word("Words")), "it is locked by a password"),
    "locked.epub": (book("Words", **{"META-INF__encryption_dot_xml": DRM}), "it is locked (DRM)"),
    "scanned.pdf": (pdf(drawing=True), "its pages hold no text, only pictures; set MAJLIS_OCR=on"
                    " to have Tesseract read them, once it is installed"),
    "no-book.epub": (packed(**{"META-INF__container_dot_xml": CONTAINER}),
                     "it is damaged (it does not tell its chapters)"),
    "no-xml.docx": (packed(word__document_dot_xml="<w"),
                    "it is damaged (word/document.xml is no XML)"),
    "teaser.html": (TEASER.encode(), "only the teaser was served: it is behind a paywall"),
    "consent.html": (CONSENT.encode(), "it asks for consent and shows no article"),
    "script.htm": (SCRIPT.encode(), "it holds no text without JavaScript"),
    "lost.xhtml": (LOST.encode(), "the server sent an error page in place of the article"),
    "lines.jsonl": (b"{", "the line is not JSON"),
}  # fmt: skip
HUGE = {
    "huge.pdf": (101, "it is larger than 100 MB"), "huge.txt": (21, "it is larger than 20 MB"),
    "huge.html": (21, "it is larger than 20 MB"),
    "huge.jsonl": (21, "the line is larger than 20 MB"),
}  # fmt: skip
UNREAD = {
    "a.doc": ".docx", "b.RTF": ".docx", "c.odt": ".docx", "d.pages": ".docx", "e.xls": ".pdf",
    "f.xlsx": ".pdf", "g.ppt": ".pdf", "h.pptx": ".pdf", "i.mobi": ".epub", "j.djvu": ".pdf",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of all these files, and of some that nobody expects to be read."""
    made = tmp_path / "in"
    made.mkdir()
    files = {name: content for name, (content, _) in BAD.items()}
    files |= {
        f"{'deep/' * (town > 'D')}{name}": content for town in TOWNS for name, content in good(town)
    }
    files |= dict.fromkeys([*UNREAD, ".b.doc", "~$report.docx", "image.png", "a.css"], b"\0")
    for name, content in files.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(content)
    for name, (megabytes, _) in HUGE.items():
        (made / name).touch()
        os.truncate(made / name, megabytes * MEGABYTE)
    return made


def of_change(rows: Rows, change: str, folder: Path) -> dict[str, str]:
    """Return the reasons of the files to which something happened, by their names in the folder."""
    prefix = f"{folder}{os.sep}"
    return {name.removeprefix(prefix): why for name, what, why in rows if what == change}


def test_good_files_are_added_and_each_other_one_is_named_with_its_reason(
    home: Home, models: EmbeddingModels, folder: Path
) -> None:
    rows = Corpus(home, models).add(folder)
    reasons = {name: why for name, (_, why) in BAD.items()}
    reasons |= {name: why for name, (_, why) in HUGE.items()}
    lines = ("lines.jsonl", "huge.jsonl")
    refused = {name + ":1" * (name in lines): why for name, why in reasons.items()}
    assert of_change(rows, "refused", folder) == refused
    assert of_change(rows, "skipped", folder) == {
        name: f"majlis does not read {Path(name).suffix.lower()}; save it as {better}"
        for name, better in UNREAD.items()
    }
    added = of_change(rows, "added", folder)
    assert len(rows) == len(added) + len(refused) + len(UNREAD)
    texts = [document.text for each in added if (document := home.catalog.document(each))]
    wanted = [words_of(f"{town}-{n}") for town in TOWNS for n in range(len(list(good(town))))]
    assert [sum(words in text for text in texts) for words in wanted] == [1] * len(added)


def test_a_file_that_is_not_read_is_refused_if_it_is_added_itself(
    home: Home, models: EmbeddingModels, folder: Path
) -> None:
    path = folder / "i.mobi"
    why = "majlis does not read .mobi; save it as .epub"
    assert Corpus(home, models).add(path) == [(str(path), "refused", why)]
