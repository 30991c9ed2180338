"""Read JSON lines, each an article with "id" and "text", and what else is known of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retrieval.formats.extracted import Extracted, Fact
from retrieval.ingest.make_document import make_document
from retrieval.ingest.read_document import ReadDocument, RefusedFile

MAX_BYTES = 20_000_000  # of a line
_FIELDS = {
    "title": "title", "url": "url", "published": "published", "author": "author",
    "publisher": "publisher", "source": "publisher",
}  # fmt: skip


def read_json_lines(path: Path, encoding: str = "") -> Iterator[ReadDocument | RefusedFile]:
    """Yield the articles of a file, and each line that is none; without an encoding it is UTF-8."""
    try:
        with path.open("rb") as file:
            number, filled = 0, False
            while line := file.readline(MAX_BYTES + 1):
                number += 1
                filled = filled or bool(line.strip())
                if len(line) > MAX_BYTES:
                    yield RefusedFile(
                        f"{path}:{number}", f"the line is larger than {MAX_BYTES // 1_000_000} MB"
                    )
                    while line and not line.endswith(b"\n"):
                        line = file.readline(MAX_BYTES)
                elif line.strip():
                    yield _read_line(line, path, number, encoding)
            if not filled:
                yield RefusedFile(str(path), "it holds no text")
    except OSError as error:
        yield RefusedFile(str(path), f"it cannot be read: {error.strerror}")


def _read_line(line: bytes, path: Path, number: int, encoding: str) -> ReadDocument | RefusedFile:
    source = f"{path}:{number}"
    try:
        row = json.loads(line.decode(encoding or "utf-8-sig").removeprefix("\ufeff"))
    except UnicodeError:
        return RefusedFile(source, f"the line is not {encoding or 'UTF-8'}")
    except (ValueError, RecursionError):
        return RefusedFile(source, "the line is not JSON")
    if reason := _wrong(row):
        return RefusedFile(source, reason)
    facts = {
        field: Fact(str(row[key]), "JSON line") for key, field in _FIELDS.items() if row.get(key)
    }
    name = str(row["id"])
    extracted = Extracted(row["text"], facts=facts)
    return ReadDocument(make_document(extracted, id=name, source=str(path), name=name))


def _wrong(row: Any) -> str:
    """Return why a JSON value is no article, "" if it is one."""
    if not isinstance(row, dict):
        return "the line is not a JSON object"
    name, text = row.get("id"), row.get("text")
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
        return 'the line has no "id"'
    if not isinstance(text, str) or not text.strip():
        return 'the line has no "text"'
    for key in _FIELDS:
        if not isinstance(row.get(key) or "", str | int | float):
            return f'the line\'s "{key}" is not a text'
    words = "".join(str(row.get(key) or "") for key in ("id", "text", *_FIELDS))
    if "\0" in words:
        return "a field holds a NUL character"
    if any("\ud800" <= c <= "\udfff" for c in words):
        return "a field holds half a character (a lone surrogate)"
    return ""
