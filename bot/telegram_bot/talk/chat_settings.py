"""The settings of a chat, /settings: a person's own, and those of a group for its admins."""

from typing import Any

from telegram import ChatMember
from telegram.error import TelegramError

from bot.rendering.messages import Line, Piece
from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.records.participants import POLICIES
from bot.telegram_bot.talk import access
from bot.telegram_bot.talk.answer_keyboards import Button, table_keyboard
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.wire.message_sender import Keyboard
from bot.telegram_bot.wire.text_parts import first_part
from prompts import LANGUAGES, say

_DEFAULT_POLICY = "mention"
_LANGUAGE_NAMES = {"en": "English", "ar": "العربية", "ru": "Русский"}


async def show(context: BotContext, ref: MessageRef) -> None:
    """Show the settings, with a button for each value."""
    lines, keyboard = _view(context, ref)
    await context.reply(ref, lines, keyboard=keyboard)


async def change(context: BotContext, ref: MessageRef, data: ButtonData) -> None:
    """Store the value of a button, and show the settings anew."""
    values = _values(data)
    if not values:
        return
    if not ref.is_private and not await may_change(context, ref):
        await context.reply_text(ref, "telegram-admins-only")
        return
    context.participants.update(ref.chat, **values)
    lines, keyboard = _view(context, ref)
    await context.sender.edit(context.target(ref), ref.message, first_part(lines), keyboard)


async def may_change(context: BotContext, ref: MessageRef) -> bool:
    """Return whether somebody may change the settings of a group: its admins, and the bot's."""
    if ref.user == ref.chat or access.is_admin(context, ref.user):
        return True
    try:
        member = await context.client.get_chat_member(ref.chat, ref.user)
    except TelegramError:
        return False
    return member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def policy(context: BotContext, chat: int) -> str:
    """Return when the bot answers in a group, one of POLICIES."""
    return context.participants.get(chat).policy or _DEFAULT_POLICY


def _values(data: ButtonData) -> dict[str, Any]:
    """Return the fields to change, none where the value does not exist."""
    match data:
        case ButtonData(action=ButtonAction.SET_LANGUAGE, value=value) if value in LANGUAGES:
            return {"language": value}
        case ButtonData(action=ButtonAction.SET_POLICY, value=value) if value in POLICIES:
            return {"policy": value}
        case ButtonData(action=ButtonAction.SET_SILENT, value="0" | "1" as value):
            return {"silent": value == "1"}
    return {}


def _view(context: BotContext, ref: MessageRef) -> tuple[list[Line], Keyboard]:
    """Return the text of the settings, and their buttons."""
    language = context.language(ref)
    lines: list[Line] = [[Piece(say("telegram-settings", language), "bold")]]
    rows: list[list[Button]] = [
        [_option(name, ButtonAction.SET_LANGUAGE, code, chosen=code == language)
         for code, name in _LANGUAGE_NAMES.items()]
    ]  # fmt: skip
    if not ref.is_private:
        chosen = policy(context, ref.chat)
        lines += [[Piece(say(f"telegram-policy-{each}", language))] for each in POLICIES]
        rows.append(
            [_option(each, ButtonAction.SET_POLICY, each, chosen=each == chosen)
             for each in POLICIES]
        )  # fmt: skip
    lines.append([Piece(say("telegram-quiet", language))])
    silent = context.participants.get(ref.chat).silent
    label = say("telegram-quiet-button", language)
    other = str(int(not silent))
    rows.append([_option(label, ButtonAction.SET_SILENT, other, chosen=silent)])
    return lines, table_keyboard(rows)


def _option(label: str, action: ButtonAction, value: str, *, chosen: bool) -> Button:
    return f"✓ {label}" if chosen else label, ButtonData(action, value=value)
