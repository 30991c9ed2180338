"""Which handler each update goes to."""

from telegram import ChatMember, Message, Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.telegram_bot.records.participants import ALLOWED
from bot.telegram_bot.talk import access, chat_settings, corpus_changes
from bot.telegram_bot.talk.admin_commands import ADMIN_COMMANDS
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.button_presses import handle_button
from bot.telegram_bot.talk.command_menus import set_admin_menu
from bot.telegram_bot.talk.incoming_messages import (
    IncomingMessage,
    command_name,
    is_addressed,
    mentions_bot,
    ref_of,
    replies_to_bot,
    text_of,
)
from bot.telegram_bot.talk.inline_mode import InlineMode
from bot.telegram_bot.talk.show_check import show_check
from bot.telegram_bot.talk.throttle import ExpiringSet
from bot.telegram_bot.talk.user_commands import USER_COMMANDS, ask, show_help
from bot.telegram_bot.wire.client import TelegramApplication

_ALBUM_S = 60.0  # within which all messages of an album arrive
_OWN_COMMANDS = ("ask", "check")  # no other bot in a group is likely to have them
_FREE_COMMANDS = ("help", "privacy", "forget_me")  # for those too who may not ask

LibraryContext = ContextTypes.DEFAULT_TYPE


class Router:
    """The handlers of updates; an update goes to the first one that accepts it."""

    def __init__(self, context: BotContext) -> None:
        self._context = context
        self._inline_mode = InlineMode(context)
        self._albums = ExpiringSet()

    def register(self, application: TelegramApplication) -> None:
        """Add the handlers to an application."""
        is_message = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        has_content = is_message & ~filters.StatusUpdate.ALL
        add = application.add_handler
        add(MessageHandler(is_message & filters.StatusUpdate.MIGRATE, self._migration))
        add(MessageHandler(has_content, self._message))
        add(CallbackQueryHandler(self._button))
        add(InlineQueryHandler(self._inline_query))
        add(ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER))
        add(TypeHandler(Update, self._other_update))

    async def _message(self, update: Update, _: LibraryContext) -> None:
        """Follow a command; answer any other message that is meant for the bot."""
        incoming = self._incoming(update)
        name = command_name(incoming.message)
        policy = chat_settings.policy(self._context, incoming.ref.chat)
        if name in USER_COMMANDS or name in ADMIN_COMMANDS:
            if self._is_command_for_bot(incoming, name, policy):
                await self._command(incoming, name)
        elif not is_addressed(incoming.message, policy):
            return
        elif not incoming.ref.is_private:
            await self._group_message(incoming)
        elif await access.check_access(self._context, incoming.ref):
            await self._private_message(incoming)

    def _is_command_for_bot(self, incoming: IncomingMessage, name: str, policy: str) -> bool:
        """Return whether a command is for this bot, since a group may have several bots."""
        if incoming.ref.is_private:
            return True
        if policy == "off" and name != "settings":
            return False
        message = incoming.message
        return name in _OWN_COMMANDS or mentions_bot(message) or replies_to_bot(message)

    async def _command(self, incoming: IncomingMessage, name: str) -> None:
        context, ref = self._context, incoming.ref
        is_admin = access.is_admin(context, ref.user)
        if incoming.edited and name != "ask":
            return
        if name in ADMIN_COMMANDS and not is_admin:
            await context.reply_text(ref, "telegram-admins-only-bot")
        elif name in _FREE_COMMANDS or await access.check_access(context, ref):
            command = USER_COMMANDS.get(name) or ADMIN_COMMANDS[name]
            await command(context, incoming)
            if name == "start" and is_admin:
                context.run_in_background(set_admin_menu(context, ref.user))

    async def _group_message(self, incoming: IncomingMessage) -> None:
        """Answer a text in a group.

        Where the bot answers everything, somebody who may not ask is told so only after speaking to
        the bot.
        """
        message, ref = incoming.message, incoming.ref
        if not (message.text or message.caption):
            return
        speaks_to_bot = mentions_bot(message) or replies_to_bot(message)
        if not speaks_to_bot and not access.may_ask(self._context, ref.user, ref.chat):
            return
        if await access.check_access(self._context, ref):
            await ask(self._context, incoming)

    async def _private_message(self, incoming: IncomingMessage) -> None:
        """Answer whatever comes; but not an edit of what was no question."""
        message, context = incoming.message, self._context
        if self._is_announced_article(incoming):
            await corpus_changes.add_message(context, incoming)
        elif (message.text or "").startswith("/"):
            await show_help(context, incoming)
        elif message.text and (incoming.edited or not message.forward_origin):
            await ask(context, incoming)
        elif not incoming.edited:
            await self._document_or_forward(incoming)

    def _is_announced_article(self, incoming: IncomingMessage) -> bool:
        """Return whether a message is the article that an admin announced with /add."""
        message = incoming.message
        is_text = incoming.text and not (message.text or "").startswith("/")
        if incoming.edited or not (message.document or is_text):
            return False
        is_admin = access.is_admin(self._context, incoming.ref.user)
        return is_admin and corpus_changes.is_announced(self._context, incoming)

    async def _document_or_forward(self, incoming: IncomingMessage) -> None:
        """Check a forwarded text; to anything else say what the bot reads, once for an album."""
        message, context, ref = incoming.message, self._context, incoming.ref
        album = message.media_group_id
        if album and not self._albums.add((ref.chat, album), _ALBUM_S):
            return
        if message.document:
            admin = access.is_admin(context, ref.user)
            name = "telegram-add-how" if admin else "telegram-only-admins-add"
            await context.reply_text(ref, name)
        elif message.forward_origin and incoming.text:
            if await access.check_rate(context, ref):
                await show_check(context, ref, incoming.text)
        else:
            await context.reply_text(ref, "telegram-only-text")

    async def _button(self, update: Update, _: LibraryContext) -> None:
        await handle_button(self._context, update)

    async def _inline_query(self, update: Update, _: LibraryContext) -> None:
        assert update.inline_query is not None
        await self._inline_mode.answer(update.inline_query)

    async def _migration(self, update: Update, _: LibraryContext) -> None:
        """Follow a group that became a supergroup; both chats report it, in any order."""
        message, context = update.effective_message, self._context
        assert isinstance(message, Message)
        if message.migrate_to_chat_id:
            context.sender.migrate(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            old, new = message.migrate_from_chat_id, message.chat_id
            context.sender.migrate(old, new)
            if old in context.settings.access.allowed:
                context.participants.update(new, permission=ALLOWED)

    async def _membership(self, update: Update, _: LibraryContext) -> None:
        """Note whether the bot can write to a chat; of a person only if they are known."""
        change, participants = update.my_chat_member, self._context.participants
        assert change is not None
        chat = change.chat
        unreachable = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        if chat.id < 0:
            name = chat.effective_name or ""
            participants.update(chat.id, unreachable=unreachable, name=name)
        elif participants.get(chat.id).last_seen_at:
            participants.update(chat.id, unreachable=unreachable)

    async def _other_update(self, update: Update, _: LibraryContext) -> None:
        """Stop an answer being written when Telegram's own stop button is pressed."""
        stopped = update.api_kwargs.get("stopped_message_generation")
        if isinstance(stopped, dict):
            chat = (stopped.get("chat") or {}).get("id", 0)
            stop = self._context.state.stop_answer.get((stopped.get("draft_id", 0), chat))
            if stop:
                stop()

    def _incoming(self, update: Update) -> IncomingMessage:
        """Return the message of an update, and note who wrote it."""
        message = update.message or update.edited_message
        assert message is not None
        ref, person = ref_of(message, update.update_id), message.from_user
        if person and not person.is_bot and person.id == ref.user:
            self._context.participants.note_seen(
                person.id, person.full_name, person.language_code or ""
            )
        return IncomingMessage(ref, message, text_of(message), bool(update.edited_message))
