"""TDLib itself, which the real server is built on, as a judge of texts; needs no network.

The only module that knows tdjson. Where it is not installed, our own checks judge alone.
"""

import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

Fields = dict[str, Any]
MARKS = "_*~|`["  # what TDLib would read as Markdown
UNUSED = [*map(chr, range(35, 127)), *map(chr, range(0xE000, 0xE100))]
MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
    "text_mention": "MentionName", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote", "date_time": "DateTime",
}  # fmt: skip
_TYPES = {f"textEntityType{name}": kind for kind, name in _NAMES.items()}


class TdlibError(Exception):
    """What TDLib says of a text that it does not take."""


def is_installed() -> bool:
    """Return whether TDLib is installed."""
    return _execute() is not None


def fix(text: str, entities: list[Fields]) -> tuple[str, list[Fields]]:
    """Return text and entities as a chat gets them, untrimmed; raise TdlibError."""
    unused = iter([c for c in UNUSED if c not in text and c not in MARKS])
    hidden: dict[str, str | int | None] = {mark: next(unused) for mark in MARKS if mark in text}
    formatted = {
        "@type": "formattedText", "text": text.translate(str.maketrans(hidden)),
        "entities": [_given(entity) for entity in entities],
    }  # fmt: skip
    answer = _executed({"@type": "parseMarkdown", "text": formatted})
    back = {ord(str(sign)): mark for mark, sign in hidden.items()}
    return answer["text"].translate(back), [_taken(entity) for entity in answer["entities"]]


def parse(text: str, mode: str) -> tuple[str, list[Fields]]:
    """Read a text with a parse mode; raise TdlibError."""
    request = {"@type": "parseTextEntities", "text": text, "parse_mode": MODES[mode.lower()]}
    answer = _executed(request)
    return answer["text"], [_taken(entity) for entity in answer["entities"]]


def tappable(text: str, entities: list[Fields]) -> list[str]:
    """Return what a chat lets people tap in a text with entities that have been fixed.

    What the server finds by itself, it does not find in code, and not below a link.
    """
    found = _executed({"@type": "getTextEntities", "text": text})["entities"]
    closed = [each for each in entities if each["type"] in ("code", "pre", "text_link")]
    units = text.encode("utf-16-le")
    return [
        units[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
        for each in found
        if each["type"]["@type"] != "textEntityTypeMediaTimestamp"  # there is no medium
        and not any(_meet(each, other) for other in closed)
    ]


def _meet(one: Fields, other: Fields) -> bool:
    begin = max(one["offset"], other["offset"])
    return bool(begin < min(one["offset"] + one["length"], other["offset"] + other["length"]))


@cache
def _execute() -> Callable[[bytes], bytes] | None:
    try:
        execute: Callable[[bytes], bytes] = import_module("tdjson").td_execute
    except ImportError:
        return None
    execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')
    return execute


def _executed(request: Fields) -> Fields:
    execute = _execute()
    assert execute
    answer: Fields = json.loads(execute(json.dumps(request).encode()))
    if answer["@type"] == "error":
        raise TdlibError(answer["message"])
    return answer


def _given(entity: Fields) -> Fields:
    name = _NAMES[entity["type"]]
    kind = {"@type": f"textEntityType{name}"} | {
        key: entity[key] for key in ("url", "custom_emoji_id", "unix_time") if key in entity
    }
    if entity["type"] == "pre" and entity.get("language"):
        kind = {"@type": "textEntityTypePreCode", "language": entity["language"]}
    if entity["type"] == "text_mention":
        kind["user_id"] = entity["user"]["id"]
    place = {"offset": entity["offset"], "length": entity["length"]}
    return {"@type": "textEntity", "type": kind, **place}


def _taken(entity: Fields) -> Fields:
    kind = dict(entity["type"])
    name = kind.pop("@type")
    if "user_id" in kind:
        kind = {"user": {"id": kind["user_id"], "is_bot": False, "first_name": "Amal"}}
    kind_name = "pre" if name == "textEntityTypePreCode" else _TYPES[name]
    return {"type": kind_name, "offset": entity["offset"], "length": entity["length"], **kind}
