"""What was learnt of the servers of models, kept for a day: a program that starts knows it."""

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.generating.server_limits import ServerLimits
from retrieval.index.private_files import write_whole

_KEPT_S = 86_400  # a server may be replaced by one that takes more


@dataclass(frozen=True, slots=True)
class LimitsEntry:
    """What was learnt of one server, and when: seconds since 1970."""

    at: float
    limits: ServerLimits


class LimitsFile:
    """The limits of one model and server, in a file that others are in as well."""

    def __init__(self, path: Path, model: str, base_url: str | None) -> None:
        """Look them up by a hash of both, since an address may hold a key."""
        self._path = path
        self._key = hashlib.sha256(f"{model}\0{base_url or ''}".encode()).hexdigest()[:16]

    def read(self) -> ServerLimits:
        """Return what was learnt; nothing if that is a day ago, or the file cannot be read."""
        entry = self._entries().get(self._key)
        return entry.limits if entry else ServerLimits()

    def write(self, limits: ServerLimits) -> None:
        """Keep what was learnt, if the file can be written."""
        entries = self._entries() | {self._key: LimitsEntry(time.time(), limits)}
        with suppress(OSError):
            write_whole(self._path, _schema().dump_json(entries))

    def _entries(self) -> dict[str, LimitsEntry]:
        """Return the entries of the last day; one of a later time is of a clock that went wrong."""
        try:
            entries = _schema().validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return {}
        now = time.time()
        return {key: each for key, each in entries.items() if 0 <= now - each.at < _KEPT_S}


@cache
def _schema() -> TypeAdapter[dict[str, LimitsEntry]]:
    return TypeAdapter(dict[str, LimitsEntry])
