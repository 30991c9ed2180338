"""Read documents from .txt, .md and .jsonl files, in the encodings that articles come in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from retrieval.errors import ExpectedError
from retrieval.passages import Document
from retrieval.text.blocks import BlockKind
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.headings import looks_like_heading
from retrieval.text.markup import readable

SUFFIXES = (".txt", ".md", ".jsonl")
MAX_BYTES = 20_000_000

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FIELD = re.compile(
    r"^(title|date|published|url|link)\s*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE
)
_LANGUAGES = [
    "ar", "de", "en", "es", "fa", "fr", "he", "it", "ku", "pt", "ru", "tr", "uk", "ur", "zh", "ja",
]  # fmt: skip
_SAMPLE = 2_000
_BEGINNING = 100_000  # characters in which a title is looked for


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file, or a line of one, that could not be read as an article, and the reason."""

    source: str
    reason: str


def walk(root: Path) -> list[Path]:
    """Return the article files below a folder in order, without hidden ones; a file itself."""
    if root.is_file():
        return [root]
    files = (path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES)
    return sorted(
        path
        for path in files
        if not (
            any(part.startswith(".") for part in path.relative_to(root).parts) or _is_folder(path)
        )
    )


def _is_folder(path: Path) -> bool:
    """Return whether a path is certainly no file; without permission to look, assume it is one."""
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False


def read(path: Path, *, id: str) -> Iterator[Document | RefusedFile]:
    """Yield the articles of a file; `id` is that of a .txt or .md, a JSON line has its own."""
    if path.suffix.lower() not in SUFFIXES:
        yield RefusedFile(str(path), f"majlis reads {', '.join(SUFFIXES)}, not {path.suffix!r}")
    elif path.suffix.lower() == ".jsonl":
        yield from _read_lines(path)
    else:
        yield _read_text(path, id)


def decode(content: bytes) -> str:
    """Return the text of a file; a BOM is dropped, newlines stay as they are.

    Raises ValueError with the reason for bytes that are not text.
    """
    text = _decode(content)
    if "\0" in text:
        raise ValueError("it is not text (it holds NUL characters)")
    return text


def _decode(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            raise ValueError("its text is damaged (UTF-8 with bytes that do not belong)") from error
    best = from_bytes(content, cp_isolation=["cp1251", "cp1252", "cp1256"]).best()
    if best is None or sum(b < 9 or 13 < b < 32 for b in content) > len(content) / 50:
        raise ValueError("it is not text in an encoding that majlis knows")
    return content.decode(best.encoding)


def _is_damaged_utf8(content: bytes) -> bool:
    """Return whether bytes are UTF-8 with a few bad ones, rather than another encoding."""
    decoded = content.decode("utf-8", "replace")
    bad = decoded.count("\ufffd")
    return sum(character > "\x7f" for character in decoded) > 2 * bad


def _read_text(path: Path, id: str) -> Document | RefusedFile:
    try:
        if path.stat().st_size > MAX_BYTES:
            return RefusedFile(str(path), f"it is larger than {MAX_BYTES // 1_000_000} MB")
        text = decode(path.read_bytes())
    except ValueError as error:
        reason = str(error) if not isinstance(error, UnicodeDecodeError) else "its text is damaged"
        return RefusedFile(str(path), reason)
    except OSError as error:
        return RefusedFile(str(path), f"it cannot be read: {error.strerror}")
    if not text.strip():
        return RefusedFile(str(path), "it holds no text")
    fields = _front_matter(text)
    title = fields.get("title") or _title(text) or path.name
    return Document(
        id,
        text,
        title,
        source=str(path),
        url=fields.get("url") or fields.get("link") or "",
        published=fields.get("published") or fields.get("date") or "",
        language=language(text),
    )


def _read_lines(path: Path) -> Iterator[Document | RefusedFile]:
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
                    yield _read_line(line, path, number)
            if not filled:
                yield RefusedFile(str(path), "it holds no text")
    except OSError as error:
        yield RefusedFile(str(path), f"it cannot be read: {error.strerror}")


def _read_line(line: bytes, path: Path, number: int) -> Document | RefusedFile:
    source = f"{path}:{number}"
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return RefusedFile(source, "the line is not UTF-8")
    except (ValueError, RecursionError):
        return RefusedFile(source, "the line is not JSON")
    if reason := _wrong(row):
        return RefusedFile(source, reason)
    text = row["text"]
    title = str(row.get("title") or "") or _title(text) or str(row["id"])
    return Document(
        str(row["id"]),
        text,
        title,
        source=str(path),
        url=str(row.get("url") or ""),
        published=str(row.get("published") or ""),
        language=language(text),
    )


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
    """Return the first heading, or else the first line that looks like one; no boilerplate."""
    cut = CutText(text[:_BEGINNING])
    marked = {mark.span.start for mark in mark_boilerplate(cut)}
    rows = [block for block in cut.blocks if block.span.start not in marked]
    headings = (block.title for block in rows if block.kind is BlockKind.HEADING)
    words = (readable(block.span.of(text)) for block in rows)
    return next(headings, "") or next(filter(looks_like_heading, words), "")


def language(text: str) -> str:
    """Return the language of an article as a two-letter code."""
    return str(_detector().classify(text[:_SAMPLE])[0])


@cache
def _detector() -> Any:
    import py3langid

    try:
        py3langid.set_languages(_LANGUAGES)
    except OSError as error:  # it unpacks its model into a temporary file
        raise ExpectedError(
            f"The language detector cannot be unpacked: {error.strerror}.",
            hint="Free some space in the directory for temporary files.",
        ) from error
    return py3langid
