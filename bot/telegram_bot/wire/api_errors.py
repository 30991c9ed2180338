"""What a refusal of the Bot API means, recognised by its words: it has no codes for that."""

import logging
import re
from typing import Any

import telegram.error as errors

# What a refusal mentions, and the part of the call that can be left out then.
_OPTIONAL_PARTS = (
    ("replied|quote_text", "reply_parameters"),
    ("thread", "message_thread_id"),
    ("entit", "entities"),
    ("button|markup|keyboard", "reply_markup"),
)
_WRITE_FORBIDDEN = "not enough rights|no rights|write_forbidden|topic_closed|chat_restricted"

log = logging.getLogger(__name__)


def is_unknown_chat(error: errors.BadRequest) -> bool:
    """Return whether the chat does not exist."""
    return _matches(error, "chat not found")


def is_write_forbidden(error: errors.BadRequest) -> bool:
    """Return whether the bot is in the chat, but may not write there."""
    return _matches(error, _WRITE_FORBIDDEN)


def is_not_modified(error: errors.BadRequest) -> bool:
    """Return whether the message already has the content that it was to get."""
    return _matches(error, "not modified")


def is_missing_message(error: errors.BadRequest) -> bool:
    """Return whether the message does not exist, or is none that the bot can change."""
    return _matches(error, "not found|can't be|no text")


def is_too_long(error: errors.BadRequest) -> bool:
    """Return whether the text is longer than the server accepts."""
    return _matches(error, "too.long")


def without_refused_part(arguments: dict[str, Any], error: errors.BadRequest) -> dict[str, Any]:
    """Return a call's arguments without the part that was refused; raise the error if unclear."""
    if is_not_modified(error):  # which names the reply markup, that is in its place
        raise error
    for pattern, name in _OPTIONAL_PARTS:
        if arguments.get(name) and _matches(error, pattern):
            log.warning("A message is sent without its %s: %s", name, error.message)
            return {key: value for key, value in arguments.items() if key != name}
    raise error


def _matches(error: errors.BadRequest, pattern: str) -> bool:
    return bool(re.search(pattern, error.message, re.IGNORECASE))
