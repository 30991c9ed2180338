"""Read documents from .txt, .md and .jsonl files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.ingest.decode import decode
from retrieval.language.identify import language
from retrieval.passages import Document
from retrieval.text.blocks import BlockKind
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.headings import looks_like_heading
from retrieval.text.markup import readable

SUFFIXES = (".txt", ".md", ".jsonl")
MAX_BYTES = 20_000_000

_FIELD = re.compile(
    r"^(title|date|published|url|link)\s*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE
)
_MAIL = re.compile(r"\s*(?:From|To|Date|Subject|Von|An|De|À|Para|От|Кому):[ \t]+\S")
_SUBJECT = re.compile(r"^(?:Subject|Betreff|Objet|Asunto|Тема):[ \t]*(\S.*?)\s*$", re.MULTILINE)
_SAMPLE = 2_000
_BEGINNING = 100_000  # characters in which a title is looked for


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file, or a line of one, that could not be read as an article, and the reason."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read; `note` says how, where that is not certain."""

    document: Document
    note: str = ""


def read(path: Path, *, id: str, encoding: str = "") -> Iterator[ReadDocument | RefusedFile]:
    """Yield the articles of a file; `id` is that of a .txt or .md, a JSON line has its own.

    Without an `encoding`, that of a text is recognised, and JSON is read as UTF-8.
    """
    if path.suffix.lower() not in SUFFIXES:
        yield RefusedFile(str(path), f"majlis reads {', '.join(SUFFIXES)}, not {path.suffix!r}")
    elif path.suffix.lower() == ".jsonl":
        yield from _read_lines(path, encoding)
    else:
        yield _read_text(path, id, encoding)


def _read_text(path: Path, id: str, encoding: str) -> ReadDocument | RefusedFile:
    try:
        if path.stat().st_size > MAX_BYTES:
            return RefusedFile(str(path), f"it is larger than {MAX_BYTES // 1_000_000} MB")
        decoded = decode(path.read_bytes(), encoding)
    except ValueError as error:
        reason = str(error) if not isinstance(error, UnicodeDecodeError) else "its text is damaged"
        return RefusedFile(str(path), reason)
    except OSError as error:
        return RefusedFile(str(path), f"it cannot be read: {error.strerror}")
    text = decoded.text
    if not text.strip():
        return RefusedFile(str(path), "it holds no text")
    fields = _front_matter(text)
    title = fields.get("title") or _title(text) or path.name
    document = Document(
        id,
        text,
        title,
        source=str(path),
        url=fields.get("url") or fields.get("link") or "",
        published=fields.get("published") or fields.get("date") or "",
        language=language(text),
    )
    return ReadDocument(document, decoded.note)


def _read_lines(path: Path, encoding: str) -> Iterator[ReadDocument | RefusedFile]:
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
    text = row["text"]
    title = str(row.get("title") or "") or _title(text) or str(row["id"])
    document = Document(
        str(row["id"]),
        text,
        title,
        source=str(path),
        url=str(row.get("url") or ""),
        published=str(row.get("published") or ""),
        language=language(text),
    )
    return ReadDocument(document)


def _wrong(row: Any) -> str:
    """Return why a JSON value is no article, "" if it is one."""
    if not isinstance(row, dict):
        return "the line is not a JSON object"
    name, text = row.get("id"), row.get("text")
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
        return 'the line has no "id"'
    if not isinstance(text, str) or not text.strip():
        return 'the line has no "text"'
    for key in ("title", "url", "published"):
        if not isinstance(row.get(key) or "", str | int | float):
            return f'the line\'s "{key}" is not a text'
    words = "".join(str(row.get(key) or "") for key in ("id", "title", "text", "url", "published"))
    if "\0" in words:
        return "a field holds a NUL character"
    if any("\ud800" <= c <= "\udfff" for c in words):
        return "a field holds half a character (a lone surrogate)"
    return ""


def _front_matter(text: str) -> dict[str, str]:
    marks = mark_boilerplate(CutText(text[:_SAMPLE]))
    if not marks or marks[0].rule != "front matter":
        return {}
    fields = _FIELD.findall(marks[0].span.of(text))
    return {name.lower(): value.strip("\"'") for name, value in fields}


def _title(text: str) -> str:
    """Return the first heading, or else the first line that looks like one; no boilerplate.

    A mail has its subject.
    """
    if _MAIL.match(text) and (subject := _SUBJECT.search(text[:_SAMPLE])):
        return str(subject[1])
    cut = CutText(text[:_BEGINNING])
    marked = {mark.span.start for mark in mark_boilerplate(cut)}
    rows = [block for block in cut.blocks if block.span.start not in marked]
    headings = (block.title for block in rows if block.kind is BlockKind.HEADING)
    words = (readable(block.span.of(text)) for block in rows if block.table is None)
    return next(headings, "") or next(filter(looks_like_heading, words), "")
