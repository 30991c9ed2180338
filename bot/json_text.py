"""JSON as every command and every file of ours writes it."""

import json
import re
from typing import Any

# Many programs take some of these for the end of a line, and terminals others for orders or for a
# change of direction; the standard library only escapes the control characters below U+0020.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def json_line(value: Any) -> str:
    """Return a value as JSON on one line, whatever a program takes for a line."""
    return json_text(value)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON, which steers no terminal; only line feeds of our own end a line."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
