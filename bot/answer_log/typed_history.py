"""The lines that were typed in a chat, as prompt_toolkit keeps them in a file."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from retrieval.errors import ExpectedError
from retrieval.index.home import Home

_ENTRY = re.compile(rb"^# (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)$", re.MULTILINE)


def history_file(home: Home) -> Path:
    """Name the file of a home."""
    return home.path / "chat_history"


def forget_lines(path: Path, *, before: datetime | None = None) -> None:
    """Remove the lines that were typed before a time, or all; raises ExpectedError."""
    try:
        if not path.exists():
            return
        kept = _since(path.read_bytes(), before) if before else b""
        if not kept:
            path.unlink()
            return
        aside = path.with_suffix(".new")
        aside.write_bytes(kept)
        aside.replace(path)
    except OSError as error:
        raise ExpectedError(
            f"What was typed in chats cannot be removed: {error.strerror}.",
            hint=f"Remove the file {str(path)!r}.",
        ) from error


def _since(lines: bytes, time: datetime) -> bytes:
    """Give the entries from a time on; the file tells times as the clock on the wall did."""
    for entry in _ENTRY.finditer(lines):
        with suppress(ValueError):
            typed = datetime.fromisoformat(entry[1].decode()).astimezone(UTC)
            if typed >= time.astimezone(UTC):
                return b"\n" + lines[entry.start() :]
    return b""
