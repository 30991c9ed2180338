"""Read documents from files, in the format that their content has."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from retrieval.formats.extract import LARGEST, extract, extractor_name
from retrieval.formats.extracted import UnreadableError
from retrieval.formats.recognize import Format, recognize
from retrieval.ingest.make_document import make_document
from retrieval.ingest.read_document import ReadDocument, RefusedFile
from retrieval.ingest.read_json_lines import read_json_lines
from retrieval.passages import Document

_MEGABYTE = 1_000_000
_Earlier: TypeAlias = Callable[[str, str, str], Document | None]


def read(
    path: Path,
    *,
    id: str,
    encoding: str = "",
    ocr: str = "off",
    earlier: _Earlier = lambda *_: None,
) -> Iterator[ReadDocument | RefusedFile]:
    """Yield the articles of a file; `id` is that of the file, a JSON line has its own.

    Without an `encoding`, that of a text is recognised, and JSON is read as UTF-8. `ocr` tells how
    pictures are read, as MAJLIS_OCR does. `earlier` returns what was extracted from a file before,
    by its path, the SHA-256 of its bytes and the name of the extractor.
    """
    if path.suffix.lower() == ".jsonl":
        yield from read_json_lines(path, encoding)
        return
    try:
        if path.stat().st_size > LARGEST:
            yield RefusedFile(str(path), f"it is larger than {LARGEST // _MEGABYTE} MB")
            return
        content = path.read_bytes()
    except OSError as error:
        yield RefusedFile(str(path), f"it cannot be read: {error.strerror}")
        return
    extractor = extractor_name(encoding, ocr)
    known = earlier(str(path), sha256(content).hexdigest(), extractor)
    if known and (ocr == "off" or not known.pages.pictures):  # Tesseract may be there by now
        yield ReadDocument(known, original=content)
        return
    yield read_content(content, id=id, source=str(path), name=path.name, encoding=encoding, ocr=ocr)


def read_content(  # noqa: PLR0913 - the bytes, and all that is known of where they come from
    content: bytes,
    *,
    id: str,
    source: str,
    name: str,
    encoding: str = "",
    url: str = "",
    ocr: str = "off",
) -> ReadDocument | RefusedFile:
    """Return the article in the bytes of a file or page, whose name may tell its format."""
    try:
        kind = recognize(content, name)
        extracted = extract(content, kind, encoding=encoding, url=url, ocr=ocr)
    except UnreadableError as error:
        return RefusedFile(source, str(error))
    except Exception as error:  # noqa: BLE001  # no bytes of a stranger may stop the other files
        reason = f"it is damaged so that its reader gives up ({type(error).__name__})"
        return RefusedFile(source, reason)
    original = b"" if kind is Format.TEXT else content
    document = make_document(extracted, id=id, source=source, name=name, original=original)
    if original:
        document = replace(document, extractor=extractor_name(encoding, ocr))
    return ReadDocument(document, "; ".join(extracted.notes), original)
