"""Texts and their entities: what is refused, and what a chat shows of the rest."""

import re
from urllib.parse import urlsplit

from tests.support.fake_bot_api import tdlib
from tests.support.fake_bot_api.refusals import Fields, bad, text_of, value

MAX_CHARACTERS = 4096
MAX_BYTES = 32_768
MAX_ENTITIES = 100
_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
          "bank_card_number"}  # fmt: skip
_STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
           "text_mention", "custom_emoji", "blockquote", "expandable_blockquote",
           "date_time"}  # fmt: skip

Formatted = tuple[str, list[Fields]]


def units(text: str) -> int:
    """Count the UTF-16 units of a text."""
    return len(text.encode("utf-16-le")) // 2


def text_under(text: str, entity: Fields) -> str:
    """Return the words under an entity."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def found_entities(text: str) -> list[Fields]:
    """Return the mentions and commands that the server finds in what a person writes."""
    kinds = (("mention", r"(?<!\w)@\w{5,32}"), ("bot_command", r"(?<![\w/])/\w+(?:@\w+)?"))
    return [
        {"type": kind, "offset": units(text[: m.start()]), "length": units(m.group())}
        for kind, pattern in kinds
        for m in re.finditer(pattern, text)
    ]


def read_text(fields: Fields, name: str = "text", entities: str = "entities") -> Formatted:
    """Read a text and its entities as they were sent, parsed where a mode is named."""
    text = str(fields.get(name, ""))
    if len(text.encode()) > MAX_BYTES:
        raise bad("text is too long")
    mode = str(fields.get("parse_mode") or "")
    if mode and mode.lower() != "none":
        return _parsed(text, mode)
    listed = value(fields, entities)
    return text, _entities(listed) if isinstance(listed, list) else []


def visible_text(
    text: str, entities: list[Fields], *, limit: str = "message is too long"
) -> Formatted:
    """Return what a chat shows; refuse nothing to show, too much, and entities not of the text."""
    if tdlib.is_installed():
        try:
            text, entities = tdlib.fix(text, entities)
        except tdlib.TdlibError as error:
            raise bad(str(error)) from None
    else:
        _check(text, entities)
        text = re.sub(r"[\x00-\x09\x0b\x0c\x0e-\x1f]", " ", text).replace("\r", "")
    text, entities = _trimmed(text, entities)
    if not text:
        raise bad("text must be non-empty")
    if limit and len(text) > MAX_CHARACTERS:
        raise bad(limit)
    return text, entities[:MAX_ENTITIES]


def check_entities(text: str, entities: list[Fields]) -> None:
    """Refuse entities that are not of the text; raise RefusedError."""
    styles = _entities(entities)
    if not tdlib.is_installed():
        _check(text, styles)
        return
    try:
        tdlib.fix(text, styles)
    except tdlib.TdlibError as error:
        raise bad(str(error)) from None


def check_url(url: str, what: str) -> None:
    """Refuse an address that no chat can follow; raise RefusedError."""
    if not tdlib.is_installed():
        if problem := _wrong(url):
            raise bad(f"{what} '{url}' is invalid: {problem}")
        return
    try:
        tdlib.fix("a", [{"type": "text_link", "offset": 0, "length": 1, "url": url}])
    except tdlib.TdlibError as error:
        raise bad(str(error).replace("Entity URL", what, 1)) from None


def _parsed(text: str, mode: str) -> Formatted:
    if mode.lower() not in tdlib.MODES:
        raise bad("unsupported parse_mode")
    assert tdlib.is_installed(), "Only TDLib can read a parse mode, and tdjson is not installed."
    try:
        return tdlib.parse(text, mode)
    except tdlib.TdlibError as error:
        raise bad(str(error)) from None


def _entities(listed: list[Fields]) -> list[Fields]:
    """Read the entities of a call; what the server finds by itself is ignored."""
    try:
        return [entity for entity in listed if _is_style(entity)]
    except ValueError as error:
        raise bad(f"can't parse MessageEntity: {error}") from None


def _is_style(entity: Fields) -> bool:
    if not isinstance(entity, dict):
        raise ValueError("expected an Object")
    for name in ("offset", "length"):
        if not isinstance(entity.get(name), int):
            raise ValueError(f'Can\'t find field "{name}"')
    kind = text_of(entity, "type")
    if kind in _FOUND:
        return False
    if kind not in _STYLES:
        raise ValueError("Unsupported type specified")
    needed = {"text_link": "url", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
    if kind in needed:
        text_of(entity, needed[kind])
    if kind == "text_mention" and not isinstance(entity.get("user"), dict):
        raise ValueError('Can\'t find field "user"')
    return True


def _check(text: str, entities: list[Fields]) -> None:
    """Do for entities what TDLib does, in its words."""
    borders = {0: 0}  # UTF-16 offsets between characters, and the byte offset of each
    wide = narrow = 0
    for character in text:
        wide, narrow = wide + units(character), narrow + len(character.encode())
        borders[wide] = narrow
    for entity in entities:
        _check_place(entity, borders, wide)
        if entity["type"] == "text_link" and (problem := _wrong(entity["url"])):
            raise bad(f"Entity URL '{entity['url']}' is invalid: {problem}")
        if entity["type"] == "date_time" and int(entity["unix_time"]) <= 0:
            raise bad("Invalid date specified")


def _check_place(entity: Fields, borders: dict[int, int], wide: int) -> None:
    start, length = entity["offset"], entity["length"]
    end, at = start + length, f"Entity beginning at UTF-16 offset {start}"
    for name, number in (("offset", start), ("length", length)):
        if number < 0:
            raise bad(f"Receive an entity with incorrect {name} {number}")
    if start > wide:
        raise bad(f"Entity begins after the end of the text at UTF-16 offset {start}")
    if end > wide:
        raise bad(f"{at} ends after the end of the text at UTF-16 offset {end}")
    middle = "in a middle of a UTF-16 symbol at byte offset"
    if start not in borders:
        raise bad(f"Entity begins {middle} {borders[start + 1]}")
    if end not in borders:
        raise bad(f"{at} ends {middle} {borders[end + 1]}")


def _wrong(url: str) -> str:
    scheme, separator, _ = url.partition("://")
    if separator and scheme.lower() not in ("http", "https", "tg", "ton"):
        return "Unsupported URL protocol"
    if separator and scheme.lower() in ("tg", "ton"):
        return ""
    host = urlsplit(url if separator else f"http://{url}").hostname or ""
    if not host:
        return "URL host is empty"
    return "" if "." in host else "Wrong HTTP URL"


def _trimmed(text: str, entities: list[Fields]) -> Formatted:
    """Cut white space off the end, and off the beginning up to the first entity."""
    text = text.rstrip(" \n")
    first = min((entity["offset"] for entity in entities), default=len(text))
    cut = min(len(text) - len(text.lstrip(" \n")), first)
    end, styles = units(text), []
    for entity in entities:
        length = min(entity["offset"] + entity["length"], end) - entity["offset"]
        if length > 0:
            styles.append({**entity, "offset": entity["offset"] - cut, "length": length})
    return text[cut:], styles
