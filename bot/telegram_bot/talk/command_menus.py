"""The menus of commands that Telegram shows, for each kind of chat and each language."""

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

from bot.telegram_bot.talk.admin_commands import ADMIN_COMMANDS
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.user_commands import USER_COMMANDS
from prompts import LANGUAGES, say

_IN_PRIVATE = [name for name in USER_COMMANDS if name != "start"]
_IN_GROUPS = ["ask", "check", "articles", "sources", "quote", "new", "help"]

log = logging.getLogger(__name__)


async def set_menus(context: BotContext) -> None:
    """Send Telegram the lists of commands; where it refuses, the bot works without a menu."""
    scopes: list[tuple[BotCommandScope, list[str]]] = [
        (BotCommandScopeAllPrivateChats(), _IN_PRIVATE),
        (BotCommandScopeAllGroupChats(), _IN_GROUPS),
        (BotCommandScopeAllChatAdministrators(), [*_IN_GROUPS, "settings"]),
    ]
    for scope, names in scopes:
        await _set_menu(context, scope, names)
    for admin in sorted(context.settings.access.admins):
        await set_admin_menu(context, admin)


async def set_admin_menu(context: BotContext, admin: int) -> None:
    """Show all commands to an admin of the bot; Telegram refuses that until they have written."""
    await _set_menu(context, BotCommandScopeChat(admin), [*_IN_PRIVATE, *ADMIN_COMMANDS])


async def _set_menu(context: BotContext, scope: BotCommandScope, names: list[str]) -> None:
    for language in LANGUAGES:
        code = None if language == LANGUAGES[0] else language
        commands = [BotCommand(name, _description(name, language)) for name in names]
        try:
            await context.client.set_my_commands(commands, scope=scope, language_code=code)
        except errors.TelegramError as error:
            log.info("A menu was not taken: %s", error.message)
            return


def _description(name: str, language: str) -> str:
    return say(f"telegram-command-{name.replace('_', '-')}", language)
