"""JSON as every command and every file of ours writes it."""

import json
import re
from typing import Any

# Many programs take these for the end of a line, and terminals some of them for orders; the
# standard library only escapes the control characters below U+0020.
_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")


def json_line(value: Any) -> str:
    """Return a value as JSON on one line, whatever a program takes for a line."""
    return json_text(value)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON, in which only line feeds of our own end a line."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _LINE_ENDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
