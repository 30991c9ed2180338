"""Read JSON lines, each an article with "id" and "text", and what else is known of it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.formats.extracted import Extracted, Fact
from retrieval.ingest.first_lines import without_by
from retrieval.ingest.make_document import make_document
from retrieval.ingest.read_document import ReadDocument, RefusedFile

MAX_BYTES = 20_000_000  # of a line
_MOST_NAMES = 20  # of authors that one line may list
# The keys that tell of an article, best first; those of news services and feeds among them.
_KEYS = {
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "published": (
        "published", "date", "published_at", "publishedAt", "date_published", "datePublished",
        "pubDate",
    ),
    "author": ("author", "authors", "byline", "by"),
    "publisher": ("publisher", "source", "site", "site_name"),
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
    values = {field: _value(row, keys) for field, keys in _KEYS.items()}
    values["author"] = without_by(values["author"])
    facts = {field: Fact(value, "JSON line") for field, value in values.items() if value}
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
    for key in (*_KEYS, "source"):
        if row.get(key) and not _text(row[key]):
            return f'the line\'s "{key}" is not a text'
    words = "".join((str(name), text, *(_value(row, keys) for keys in _KEYS.values())))
    if "\0" in words:
        return "a field holds a NUL character"
    if any("\ud800" <= c <= "\udfff" for c in words):
        return "a field holds half a character (a lone surrogate)"
    return ""


def _value(row: dict[str, Any], keys: Sequence[str]) -> str:
    """Return what the first of some keys that holds a text tells, "" if none does."""
    return next(filter(None, (_text(row.get(key)) for key in keys)), "")


def _text(value: Any) -> str:
    """Return a value as a text, "" for one that is none.

    Of an object that is its name, and of a list what it lists: so news services tell sources and
    authors.
    """
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_text, value[:_MOST_NAMES]))))
    if isinstance(value, dict):
        value = value.get("name")
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value or "") if is_text else ""
