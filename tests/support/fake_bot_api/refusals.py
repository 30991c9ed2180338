"""How the server says no, and how it reads the fields of a call."""

import json
import re
from typing import Any

RESET = 0  # instead of a status: the connection is reset before the method ran
LOST = -1  # the same after it ran: the bot cannot know that it did
MISSING = object()

Fields = dict[str, Any]
_KINDS = {"Array": list, "Object": dict}


class RefusedError(Exception):
    """An answer of the server that is not ok."""

    def __init__(self, status: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.parameters = parameters


def bad(words: str, **parameters: int) -> RefusedError:
    """Refuse with 400; the first letter becomes small unless a name in capitals begins there."""
    if not re.match(r".[A-Z_]", words):
        words = words[:1].lower() + words[1:]
    return RefusedError(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> RefusedError:
    """Refuse with 403."""
    return RefusedError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusedError:
    """Refuse with 409."""
    return RefusedError(409, f"Conflict: {words}")


def too_many(retry_after: int) -> RefusedError:
    """Refuse with 429."""
    words = f"Too Many Requests: retry after {retry_after}"
    return RefusedError(429, words, retry_after=retry_after)


def value(fields: Fields, name: str, broken: str = "") -> Any:
    """Read a field that is JSON, inside a form or not; what is none is refused as `broken`."""
    raw = fields.get(name)
    if not isinstance(raw, str) or not raw:
        return raw or None
    try:
        return json.loads(raw)
    except ValueError:
        if broken:
            raise bad(broken) from None
        return None


def integer(fields: Fields, name: str, default: int = 0) -> int:
    """Read a number as the server does: what is none is the default."""
    raw = str(fields.get(name, default))
    return int(raw) if re.fullmatch(r"-?\d{1,18}", raw) else default


def flag(fields: Fields, name: str) -> bool:
    """Read a truth value."""
    return str(fields.get(name, "")).lower() in {"true", "yes", "1"}


def text_of(thing: Fields, name: str, default: str | None = None) -> str:
    """Read a string of a JSON object; without a default it has to be there."""
    raw = thing.get(name, default)
    if raw is None:
        raise ValueError(f'Can\'t find field "{name}"')
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError(f'Field "{name}" must be of type String')
    return str(raw)


def part_of(thing: Fields, name: str, kind: str) -> Any:
    """Read an Array or an Object of a JSON object; None when it is not there."""
    raw = thing.get(name)
    if raw is not None and not isinstance(raw, _KINDS[kind]):
        raise ValueError(f'Field "{name}" must be of type {kind}')
    return raw
