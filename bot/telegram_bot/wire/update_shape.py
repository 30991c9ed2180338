"""Whether an update has the shape that the Bot API documents, as far as the bot looks at it."""

from typing import Any, TypeGuard

_MOST = 2**63  # what SQLite holds
_NUMBERS = frozenset({
    "message_id", "message_thread_id", "date", "edit_date", "file_size", "offset", "length",
    "migrate_to_chat_id", "migrate_from_chat_id", "sender_user_id", "draft_id",
})  # fmt: skip
_WORDS = frozenset({
    "text", "caption", "type", "title", "first_name", "last_name", "username", "language_code",
    "data", "query", "status", "file_id", "file_unique_id", "file_name", "mime_type", "url",
})  # fmt: skip
_LISTS = frozenset({"entities", "caption_entities", "photo", "new_chat_members"})
# The objects that are looked into, and what each must have.
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
_PARTIES = frozenset({"chat", "sender_chat", "from", "user", "via_bot"})  # whose id is a number


def sound(thing: Any) -> bool:
    """Tell whether every field that the bot reads is of its type, however deep it lies."""
    if isinstance(thing, list):
        return all(isinstance(each, dict | list) and sound(each) for each in thing)
    return all(_fits(name, value) for name, value in thing.items())


def whole(value: Any) -> TypeGuard[int]:
    """Tell whether something is a number that can be an id."""
    return type(value) is int and abs(value) < _MOST


def _fits(name: str, value: Any) -> bool:
    if name in _NUMBERS:
        return whole(value)
    if name in _WORDS:
        return isinstance(value, str)
    if name in _LISTS:
        return isinstance(value, list) and sound(value)
    if name not in _OBJECTS:
        return True
    if not isinstance(value, dict) or any(value.get(each) is None for each in _OBJECTS[name]):
        return False
    if name == "inline_query":  # its offset is words, that of an entity a number
        value = {key: each for key, each in value.items() if key != "offset"}
    return (name not in _PARTIES or whole(value["id"])) and sound(value)
