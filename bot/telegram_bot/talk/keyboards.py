"""The buttons below messages; what a button does is in its data, "kind:card:number".

Buttons of a view that stands apart, in a message of its own, end in ":1".
"""

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.rendering.messages import linkable
from bot.telegram_bot.records.answer_records import Card
from prompts import say

ROW = 8  # buttons side by side
COPIED = 256  # characters that a button can copy
REASONS = ("wrong", "beside", "missing")
_LABEL = 60
Rows = list[list[InlineKeyboardButton]]
Keyboard = InlineKeyboardMarkup | None


def answer_keyboard(card: Card, language: str, *, liked: bool | None = None) -> Keyboard:
    """Give the buttons of an answer: its quotes, how it was found, more, opinions, what next."""
    if not card.id:
        return None
    answer = card.answer
    rows = numbers(card)
    if card.checked:
        return InlineKeyboardMarkup(rows) if rows else None
    if answer.abstained:
        rows += [
            [_button(f"{place}. {_cut(hit.text)}", f"p:{card.id}:{place}")]
            for place, hit in enumerate(answer.nearest, 1)
        ]
    if answer.statements:
        rows.append([
            _button(say("telegram-why", language), f"w:{card.id}"),
            _button(say("telegram-more", language), f"m:{card.id}"),
            _button("👍 ✓" if liked else "👍", f"u:{card.id}"),
            _button("👎 ✓" if liked is False else "👎", f"d:{card.id}"),
        ])  # fmt: skip
    rows += [
        [_button(_cut(question), f"s:{card.id}:{place}")]
        for place, question in enumerate(card.next)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def quote_keyboard(
    card: Card, number: int, language: str, *, apart: bool = False
) -> InlineKeyboardMarkup:
    """Give the buttons of a quote: the others, copy, the article, back."""
    citation = card.answer.citations[number - 1]
    copied = _copied(citation.quote.text)
    words = "telegram-copy" if copied == citation.quote.text else "telegram-copy-beginning"
    tools = [InlineKeyboardButton(say(words, language), copy_text=CopyTextButton(copied))]
    if linkable(citation.url):
        tools.append(InlineKeyboardButton(say("telegram-open", language), url=citation.url))
    last = back(card, language, apart=apart).inline_keyboard
    return InlineKeyboardMarkup([*numbers(card, apart=apart), tools, *last])


def back(card: Card, language: str, *, apart: bool = False) -> InlineKeyboardMarkup:
    """Give the button that leads back to an answer."""
    return choice((say("telegram-back", language), f"b:{card.id}:0{':1' if apart else ''}"))


def reasons(card: Card, language: str) -> InlineKeyboardMarkup:
    """Give the buttons that say what was not good about an answer."""
    rows = [
        [_button(say(f"telegram-reason-{reason}", language), f"r:{card.id}:{place}")]
        for place, reason in enumerate(REASONS)
    ]
    return InlineKeyboardMarkup([*rows, *back(card, language).inline_keyboard])


def numbers(card: Card, *, apart: bool = False) -> Rows:
    """Give the rows of the buttons that open the quotes."""
    buttons = [
        _button(str(each.number), f"n:{card.id}:{each.number}{':1' if apart else ''}")
        for each in card.answer.citations
    ]
    return [buttons[at : at + ROW] for at in range(0, min(len(buttons), 80), ROW)]


def choice(*options: tuple[str, str]) -> InlineKeyboardMarkup:
    """Give a row of buttons, each a text and its data."""
    return table([options])


def grid(buttons: Sequence[tuple[str, str]], below: Sequence[tuple[str, str]]) -> Keyboard:
    """Give rows of small buttons, and one row below them."""
    rows = [buttons[at : at + ROW] for at in range(0, len(buttons), ROW)]
    rows += [below] if below else []
    return table(rows) if rows else None


def table(rows: Sequence[Sequence[tuple[str, str]]]) -> InlineKeyboardMarkup:
    """Give rows of buttons, each a text and its data."""
    return InlineKeyboardMarkup([[_button(text, data) for text, data in row] for row in rows])


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LABEL else f"{line[: _LABEL - 1].rstrip()}…"


def _copied(text: str) -> str:
    """Give as much of a text as a button can copy, counted as Telegram may: in UTF-16 units."""
    return text.encode("utf-16-le")[: 2 * COPIED].decode("utf-16-le", "ignore")
