"""What the server means when it refuses a call."""

import logging
import re
from typing import Any

import telegram.error as errors

# What a refusal is about, and what the message is sent without then.
_WITHOUT = (
    ("replied|quote_text", "reply_parameters"),
    ("thread", "message_thread_id"),
    ("entit", "entities"),
    ("button|markup|keyboard", "reply_markup"),
)
_SILENCED = "not enough rights|no rights|write_forbidden|topic_closed|chat_restricted"

log = logging.getLogger(__name__)


def unknown(error: errors.BadRequest) -> bool:
    """Tell whether there is no such chat."""
    return _says(error, "chat not found")


def silenced(error: errors.BadRequest) -> bool:
    """Tell whether the bot is in a chat and may not write."""
    return _says(error, _SILENCED)


def unchanged(error: errors.BadRequest) -> bool:
    """Tell whether a message shows already what it was to show."""
    return _says(error, "not modified")


def missing(error: errors.BadRequest) -> bool:
    """Tell whether a message is no more, or none that the bot can change."""
    return _says(error, "not found|can't be|no text")


def too_long(error: errors.BadRequest) -> bool:
    """Tell whether a message is to be cut."""
    return _says(error, "too.long")


def simpler(given: dict[str, Any], error: errors.BadRequest) -> dict[str, Any]:
    """Leave out what a message was refused for; raises the refusal when that is not known."""
    for about, field in _WITHOUT:
        if given.get(field) and _says(error, about):
            log.warning("A message is sent without its %s: %s", field, error.message)
            return {name: value for name, value in given.items() if name != field}
    raise error


def _says(error: errors.BadRequest, words: str) -> bool:
    return bool(re.search(words, error.message, re.IGNORECASE))
