"""The buttons below messages: what is written on each, and the data of what it does."""

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.rendering.messages import linkable
from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.wire.message_sender import Keyboard
from prompts import say

REASONS = ("wrong", "beside", "missing")  # why an answer is not good
_IN_A_ROW = 8  # as many buttons as Telegram shows side by side
_MAX_QUOTE_BUTTONS = 80  # of the 100 buttons that a message may have
_MAX_COPIED_UNITS = 256  # UTF-16 units of a text that a button copies
_MAX_LABEL = 60
Rows = list[list[InlineKeyboardButton]]
Button = tuple[str, ButtonData]  # the label, and what the button does


def answer_keyboard(record: AnswerRecord, language: str, *, liked: bool | None = None) -> Keyboard:
    """Return the buttons of an answer; `liked` marks the rating that the person gave."""
    if not record.id:
        return None
    rows = _quote_rows(record)
    if not record.is_check:
        if record.answer.abstained:
            labels = [
                f"{number}. {_shortened(hit.text)}"
                for number, hit in enumerate(record.answer.nearest, 1)
            ]
            rows += _list_rows(labels, ButtonAction.SHOW_NEAREST, record, first=1)
        if record.answer.statements:
            rows.append(_tool_row(record, language, liked=liked))
        labels = [_shortened(question) for question in record.suggestions]
        rows += _list_rows(labels, ButtonAction.ASK_SUGGESTION, record)
    return InlineKeyboardMarkup(rows) if rows else None


def quote_keyboard(
    record: AnswerRecord, number: int, language: str, *, separate: bool = False
) -> InlineKeyboardMarkup:
    """Return the buttons of a quote: the other quotes, copy, open the article, back.

    `separate`: the quote is shown in a message of its own, below the answer.
    """
    citation = record.answer.citations[number - 1]
    copied = _first_units(citation.quote.text, _MAX_COPIED_UNITS)
    name = "telegram-copy" if copied == citation.quote.text else "telegram-copy-beginning"
    tools = [InlineKeyboardButton(say(name, language), copy_text=CopyTextButton(copied))]
    if linkable(citation.address):
        tools.append(InlineKeyboardButton(say("telegram-open", language), url=citation.address))
    last = back_keyboard(record, language, separate=separate).inline_keyboard
    return InlineKeyboardMarkup([*_quote_rows(record, separate=separate), tools, *last])


def back_keyboard(
    record: AnswerRecord, language: str, *, separate: bool = False
) -> InlineKeyboardMarkup:
    """Return the button that leads back to the answer."""
    data = ButtonData(ButtonAction.BACK_TO_ANSWER, record.id, separate=separate)
    return row_keyboard((say("telegram-back", language), data))


def reasons_keyboard(record: AnswerRecord, language: str) -> InlineKeyboardMarkup:
    """Return the buttons that say why an answer is not good."""
    labels = [say(f"telegram-reason-{reason}", language) for reason in REASONS]
    rows = _list_rows(labels, ButtonAction.GIVE_REASON, record)
    return InlineKeyboardMarkup([*rows, *back_keyboard(record, language).inline_keyboard])


def row_keyboard(*buttons: Button) -> InlineKeyboardMarkup:
    """Return one row of buttons."""
    return table_keyboard([buttons])


def choice_keyboard(
    language: str, id: int, *choices: tuple[str, ButtonAction]
) -> InlineKeyboardMarkup:
    """Return one row of buttons for what may be decided about an id, by their text and action."""
    return row_keyboard(
        *((say(name, language), ButtonData(action, id)) for name, action in choices)
    )


def grid_keyboard(buttons: Sequence[Button], below: Sequence[Button]) -> Keyboard:
    """Return rows of small buttons, and one more row below them."""
    rows = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
    rows += [below] if below else []
    return table_keyboard(rows) if rows else None


def table_keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup:
    """Return rows of buttons."""
    return InlineKeyboardMarkup([
        [InlineKeyboardButton(label, callback_data=data.encode()) for label, data in row]
        for row in rows
    ])  # fmt: skip


def _quote_rows(record: AnswerRecord, *, separate: bool = False) -> Rows:
    """Return the rows of numbers that open the quotes."""
    buttons = [
        _button(str(each.number), ButtonAction.SHOW_QUOTE, record, each.number, separate=separate)
        for each in record.answer.citations[:_MAX_QUOTE_BUTTONS]
    ]
    return [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]


def _tool_row(
    record: AnswerRecord, language: str, *, liked: bool | None
) -> list[InlineKeyboardButton]:
    return [
        _button(say("telegram-why", language), ButtonAction.EXPLAIN_ANSWER, record),
        _button(say("telegram-more", language), ButtonAction.ASK_FOR_MORE, record),
        _button("👍 ✓" if liked else "👍", ButtonAction.LIKE, record),
        _button("👎 ✓" if liked is False else "👎", ButtonAction.DISLIKE, record),
    ]


def _list_rows(
    labels: Sequence[str], action: ButtonAction, record: AnswerRecord, *, first: int = 0
) -> Rows:
    """Return a row for each label, whose button has the number of the row."""
    return [[_button(label, action, record, number)] for number, label in enumerate(labels, first)]


def _button(
    label: str, action: ButtonAction, record: AnswerRecord, number: int = 0, *,
    separate: bool = False,
) -> InlineKeyboardButton:  # fmt: skip
    data = ButtonData(action, record.id, number, separate=separate)
    return InlineKeyboardButton(label, callback_data=data.encode())


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_LABEL else f"{line[: _MAX_LABEL - 1].rstrip()}…"


def _first_units(text: str, limit: int) -> str:
    """Return as much of a text as has so many UTF-16 units, in which Telegram may count."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
