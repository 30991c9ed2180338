"""Checks that the fields of an update have the types that the Bot API documents for them."""

from typing import Any, TypeGuard

_MAX_ID = 2**63  # exclusive; SQLite holds no larger number
_NUMBERS = frozenset({
    "message_id", "message_thread_id", "date", "edit_date", "file_size", "offset", "length",
    "migrate_to_chat_id", "migrate_from_chat_id", "sender_user_id", "draft_id",
})  # fmt: skip
_STRINGS = frozenset({
    "text", "caption", "type", "title", "first_name", "last_name", "username", "language_code",
    "data", "query", "status", "file_id", "file_unique_id", "file_name", "mime_type", "url",
})  # fmt: skip
_LISTS = frozenset({"entities", "caption_entities", "photo", "new_chat_members"})
# The objects whose fields are checked, and the fields that each must have.
_MESSAGE = ("message_id", "date", "chat")
_PERSON = ("id", "first_name")
_OBJECTS = {
    "message": _MESSAGE, "edited_message": _MESSAGE, "reply_to_message": _MESSAGE,
    "callback_query": ("id", "from"), "inline_query": ("id", "from", "query"),
    "chosen_inline_result": ("from",), "my_chat_member": ("chat", "from", "new_chat_member"),
    "stopped_message_generation": (), "new_chat_member": ("user", "status"),
    "old_chat_member": ("user", "status"), "chat": ("id", "type"), "sender_chat": ("id", "type"),
    "from": _PERSON, "user": _PERSON, "via_bot": _PERSON, "document": ("file_id",),
    "forward_origin": ("type",), "forum_topic_created": (), "quote": ("text",),
}  # fmt: skip
# Objects whose id is a number.
_WITH_ID = frozenset({"chat", "sender_chat", "from", "user", "via_bot"})


def is_well_formed(value: Any) -> bool:
    """Return whether every field that the bot reads has its type, at any depth."""
    if isinstance(value, list):
        return all(isinstance(each, dict | list) and is_well_formed(each) for each in value)
    return all(_fits(name, field) for name, field in value.items())


def is_id(value: Any) -> TypeGuard[int]:
    """Return whether a value is a number that can be an id."""
    return type(value) is int and abs(value) < _MAX_ID


def _fits(name: str, value: Any) -> bool:
    if name in _NUMBERS:
        return is_id(value)
    if name in _STRINGS:
        return isinstance(value, str)
    if name in _LISTS:
        return isinstance(value, list) and is_well_formed(value)
    if name not in _OBJECTS:
        return True
    if not isinstance(value, dict) or any(value.get(each) is None for each in _OBJECTS[name]):
        return False
    if name == "inline_query":  # its offset is a string, that of an entity a number
        value = {key: each for key, each in value.items() if key != "offset"}
    return (name not in _WITH_ID or is_id(value["id"])) and is_well_formed(value)
