"""Keyboards: what is refused of a `reply_markup`, and what people see of it."""

from itertools import chain
from typing import Any

from tests.support.fake_bot_api.refusals import Fields, bad, part_of, text_of, value
from tests.support.fake_bot_api.texts import check_url

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_DATA_BYTES = 64
MAX_COPIED = 256
_ACTIONS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_chosen_chat",
            "switch_inline_query_current_chat", "web_app", "login_url", "copy_text", "pay",
            "callback_game")  # fmt: skip
_STYLES = {None, "primary", "success", "danger"}


def reply_markup(fields: Fields, *, inline_only: bool = False) -> Fields | None:
    """Read and check the keyboard of a call; what the server would drop is None."""
    markup = value(fields, "reply_markup", "can't parse reply keyboard markup JSON object")
    return check_markup(markup, inline_only=inline_only)


def check_markup(markup: Any, *, inline_only: bool = False) -> Fields | None:
    """Check a keyboard, the server first, then TDLib, then what lies behind both."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = _rows(markup, "inline_keyboard", 'Field "inline_keyboard" of the InlineKeyboardMarkup')
    others = _rows(markup, "keyboard", 'Field "keyboard"')
    for button in chain(*rows):
        try:
            _read(button)
        except ValueError as error:
            raise bad(f"can't parse inline keyboard button: {error}") from None
    if others or not any(rows):
        used = others or markup.get("remove_keyboard") or markup.get("force_reply")
        if used and inline_only:
            raise bad("inline keyboard expected")
        return markup if used else None
    for button in chain(*rows):
        _check(button)
    if sum(map(len, rows)) > MAX_BUTTONS or max(map(len, rows)) > MAX_IN_ROW:
        raise bad("reply markup is too long")
    return {"inline_keyboard": [row for row in rows if row]}


def button_rows(markup: Fields | None) -> list[list[Fields]]:
    """Return the inline buttons of a keyboard, row by row."""
    rows: list[list[Fields]] = (markup or {}).get("inline_keyboard", [])
    return rows


def _rows(markup: Fields, name: str, what: str) -> list[list[Fields]]:
    try:
        rows: list[list[Fields]] = part_of(markup, name, "Array") or []
    except ValueError as error:
        raise bad(str(error)) from None
    if not all(isinstance(row, list) for row in rows):
        raise bad(f"{what} must be an Array of Arrays")
    return rows


def _read(button: Any) -> None:
    if not isinstance(button, dict):
        raise ValueError("expected an Object")
    text_of(button, "text")
    for name in ("url", "callback_data", "switch_inline_query"):
        text_of(button, name, "")
    if (copied := part_of(button, "copy_text", "Object")) is not None:
        text_of(copied, "text")
    if not any(name in button for name in _ACTIONS):
        raise ValueError("Text buttons are unallowed in the inline keyboard")


def _check(button: Fields) -> None:
    if not str(button["text"]).strip():
        raise bad("inline keyboard button text must be non-empty")
    if button.get("style") not in _STYLES:
        raise bad("can't parse inline keyboard button: Invalid button style specified")
    if "url" in button:
        check_url(str(button["url"]), "inline keyboard button URL")
    elif "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= MAX_DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif "copy_text" in button and not 1 <= len(str(button["copy_text"]["text"])) <= MAX_COPIED:
        raise bad("BUTTON_COPY_TEXT_INVALID")
