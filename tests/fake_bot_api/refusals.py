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
    given = fields.get(name)
    if not isinstance(given, str) or not given:
        return given or None
    try:
        return json.loads(given)
    except ValueError:
        if broken:
            raise bad(broken) from None
        return None


def integer(fields: Fields, name: str, default: int = 0) -> int:
    """Read a number as the server does: what is none is the default."""
    given = str(fields.get(name, default))
    return int(given) if re.fullmatch(r"-?\d{1,18}", given) else default


def flag(fields: Fields, name: str) -> bool:
    """Read a truth value."""
    return str(fields.get(name, "")).lower() in {"true", "yes", "1"}


def text_of(thing: Fields, name: str, default: str | None = None) -> str:
    """Read a string of a JSON object; without a default it has to be there."""
    given = thing.get(name, default)
    if given is None:
        raise ValueError(f'Can\'t find field "{name}"')
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise ValueError(f'Field "{name}" must be of type String')
    return str(given)


def part_of(thing: Fields, name: str, kind: str) -> Any:
    """Read an Array or an Object of a JSON object; None when it is not there."""
    given = thing.get(name)
    if given is not None and not isinstance(given, _KINDS[kind]):
        raise ValueError(f'Field "{name}" must be of type {kind}')
    return given
