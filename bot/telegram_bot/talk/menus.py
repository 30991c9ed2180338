"""The menus of commands, for each kind of chat and each language."""

import logging

import telegram.error as errors
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.telegram_bot.talk import access
from bot.telegram_bot.talk.admin import ADMINS
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.commands import PEOPLE
from prompts import LANGUAGES, say

_PRIVATE = [name for name in PEOPLE if name != "start"]
_GROUP = ["ask", "check", "articles", "sources", "quote", "new", "help"]

log = logging.getLogger(__name__)


async def set_menus(desk: Desk) -> None:
    """Tell Telegram which commands there are; a menu that is not taken harms nothing."""
    scopes: list[tuple[BotCommandScope, list[str]]] = [
        (BotCommandScopeAllPrivateChats(), _PRIVATE),
        (BotCommandScopeAllGroupChats(), _GROUP),
        (BotCommandScopeAllChatAdministrators(), [*_GROUP, "settings"]),
    ]
    for scope, names in scopes:
        await _set(desk, scope, names)
    for admin in sorted(access.access(desk.app.settings).admins):
        await set_admins_menu(desk, admin)


async def set_admins_menu(desk: Desk, admin: int) -> None:
    """Show somebody who runs the bot all commands; Telegram takes it once they have written."""
    await _set(desk, BotCommandScopeChat(admin), [*_PRIVATE, *ADMINS])


async def _set(desk: Desk, scope: BotCommandScope, names: list[str]) -> None:
    for language in LANGUAGES:
        code = None if language == LANGUAGES[0] else language
        commands = [BotCommand(name, _described(name, language)) for name in names]
        try:
            await desk.client.set_my_commands(commands, scope=scope, language_code=code)
        except errors.TelegramError as error:
            log.info("A menu was not taken: %s", error.message)
            return


def _described(name: str, language: str) -> str:
    return say(f"telegram-command-{name.replace('_', '-')}", language)
