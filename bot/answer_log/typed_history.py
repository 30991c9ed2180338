"""The file in which prompt_toolkit keeps the lines that were typed in chats."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from prompts import say
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.index.private_files import write_whole

_ENTRY = re.compile(rb"^# (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)$", re.MULTILINE)


def history_file(home: Home) -> Path:
    """Return the path of the file in a home."""
    return home.path / "chat_history"


def forget_lines(path: Path, *, before: datetime | None = None) -> None:
    """Remove the lines typed before a time, or all of them; raises ExpectedError if it fails."""
    try:
        if not path.exists():
            return
        rest = _since(path.read_bytes(), before) if before else b""
        if not rest:
            path.unlink()
            return
        write_whole(path, rest, 0o600)
    except OSError as error:
        raise ExpectedError(
            say("log-typed", why=error.strerror), hint=say("log-typed-hint", name=repr(str(path)))
        ) from error


def _since(content: bytes, time: datetime) -> bytes:
    """Return the entries from a time on; the file has local times."""
    for entry in _ENTRY.finditer(content):
        with suppress(ValueError):
            typed = datetime.fromisoformat(entry[1].decode()).astimezone(UTC)
            if typed >= time.astimezone(UTC):
                return b"\n" + content[entry.start() :]
    return b""
