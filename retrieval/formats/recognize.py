"""Recognise the format of a file by its content, and only then by its name."""

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from retrieval.formats.extracted import UnreadableError

SUFFIXES = (".txt", ".md", ".jsonl", ".pdf", ".docx", ".epub", ".html", ".htm", ".xhtml")
_SAVE_AS = {
    ".docx": (".doc", ".rtf", ".odt", ".pages", ".wpd"),
    ".pdf": (".ppt", ".pptx", ".odp", ".xls", ".xlsx", ".ods", ".djvu", ".djv", ".ps", ".xps"),
    ".epub": (".mobi", ".azw", ".azw3", ".fb2"),
    ".html": (".mht", ".mhtml"),
}
# What majlis does not read of what people keep beside their articles, and why.
UNREAD = {
    suffix: f"majlis does not read {suffix}; save it as {better}"
    for better, suffixes in _SAVE_AS.items()
    for suffix in suffixes
}


class Format(StrEnum):
    """What a file is."""

    TEXT = "text"
    JSON_LINES = "JSON lines"
    HTML = "HTML"
    PDF = "PDF"
    DOCX = "DOCX"
    EPUB = "EPUB"


_BEGINNING = 1024  # bytes in which a PDF must begin, as readers of PDF allow
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_MARKUP_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "it is an old or a locked Office file; save it as .docx, unlocked",
    ),
    (b"{\\rtf", "it is RTF; save it as .docx"),
    (b"\x89PNG", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
    (b"GIF8", "it is a picture"),
    (b"\x1f\x8b", "it is compressed (gzip); unpack it first"),
    (b"Rar!", "it is an archive; unpack it first"),
    (b"7z\xbc\xaf", "it is an archive; unpack it first"),
)
DAMAGED_ZIP = "it is damaged (a ZIP archive that breaks off)"
# What opening an archive raises, one that a later version of ZIP needs among them.
ZIP_ERRORS = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError)
_ZIP_CONTENTS = (
    ("xl/workbook.xml", "it is a spreadsheet, not an article"),
    ("ppt/presentation.xml", "it holds slides, not an article"),
    ("content.xml", "it is an OpenDocument file; save it as .docx"),
)


def recognize(content: bytes, name: str) -> Format:
    """Return the format of a file; raises UnreadableError for one that holds no articles."""
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in content[:_BEGINNING]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _recognize_zip(content)
    for magic, reason in _OTHERS:
        if content.startswith(magic):
            raise UnreadableError(reason)
    if suffix in (".pdf", ".docx", ".epub"):
        wrong_name = f"it is no {suffix[1:].upper()} file, whatever its name says"
        raise UnreadableError(wrong_name if content else "it holds no text")
    if suffix in UNREAD and b"\0" in content:
        raise UnreadableError(UNREAD[suffix])
    if suffix == ".jsonl":
        return Format.JSON_LINES
    if suffix in _HTML_SUFFIXES or _MARKUP_HEAD.match(content[: 2 * _BEGINNING]):
        return Format.HTML
    return Format.TEXT


def _recognize_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except ZIP_ERRORS as error:
        raise UnreadableError(DAMAGED_ZIP) from error
    if "word/document.xml" in names:
        return Format.DOCX
    if "META-INF/container.xml" in names:
        return Format.EPUB
    for entry, reason in _ZIP_CONTENTS:
        if entry in names:
            raise UnreadableError(reason)
    raise UnreadableError("it is an archive; unpack it first")
