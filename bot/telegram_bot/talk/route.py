"""Which handler an update belongs to."""

from typing import Any

from telegram import ChatMember, Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.telegram_bot.records.people import ALLOWED
from bot.telegram_bot.talk import access, check_message, corpus_changes, preferences
from bot.telegram_bot.talk.admin import ADMINS
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.buttons import pressed
from bot.telegram_bot.talk.commands import PEOPLE, help_, question
from bot.telegram_bot.talk.incoming import (
    Incoming,
    addressed,
    command_of,
    named,
    place_of,
    replies_to_bot,
    words_of,
)
from bot.telegram_bot.talk.inline import Cache, answer_inline
from bot.telegram_bot.talk.lately import Lately
from bot.telegram_bot.talk.menus import set_admins_menu
from bot.telegram_bot.wire.client import Running

Context = ContextTypes.DEFAULT_TYPE


class Route:
    """The handlers of an application; each update goes to the first that wants it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cache = Cache()
        self._albums = Lately()

    def join(self, application: Running) -> None:
        """Take the updates of an application."""
        written = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        content = written & ~filters.StatusUpdate.ALL
        add = application.add_handler
        add(MessageHandler(written & filters.StatusUpdate.MIGRATE, self._migrated))
        add(MessageHandler(content, self._message))
        add(CallbackQueryHandler(self._pressed))
        add(InlineQueryHandler(self._inline))
        add(ChatMemberHandler(self._member, ChatMemberHandler.MY_CHAT_MEMBER))
        add(TypeHandler(Update, self._other))

    async def _message(self, update: Update, context: Context) -> None:
        """Do what a command says; answer other words where they are meant for the bot."""
        given = self._incoming(update)
        place = given.place
        name = command_of(given.message)
        policy = preferences.policy(self._desk, place.chat)
        if name in PEOPLE or name in ADMINS:
            if self._meant(given, name, policy):
                await self._command(given, name)
        elif not addressed(given.message, policy):
            return
        elif place.chat < 0:
            await self._in_group(given)
        elif await access.let_in(self._desk, given.origin, place):
            await self._in_private(given)

    def _meant(self, given: Incoming, name: str, policy: str) -> bool:
        """Tell whether a command is for this bot, and wanted; in a group there may be others."""
        if given.place.chat > 0:
            return True
        if policy == "off" and name != "settings":
            return False
        return name in _OURS or named(given.message) or replies_to_bot(given.message)

    async def _command(self, given: Incoming, name: str) -> None:
        handler = PEOPLE.get(name) or ADMINS[name]
        if given.edited and handler is not question:
            return
        if name in ADMINS and not access.is_admin(self._desk, given.place.user):
            await self._desk.tell(given.origin, given.place, "telegram-admins-only-bot")
        elif handler in _FREE or await access.let_in(self._desk, given.origin, given.place):
            await handler(self._desk, given)
            if name == "start" and access.is_admin(self._desk, given.place.user):
                self._desk.later(set_admins_menu(self._desk, given.place.user))

    async def _in_group(self, given: Incoming) -> None:
        """Answer words; all else is talk among others."""
        message, desk, place = given.message, self._desk, given.place
        if not (message.text or message.caption):
            return
        meant = named(message) or replies_to_bot(message)
        if not meant and not access.may_ask(desk, place.user, place.chat):
            return
        if await access.let_in(desk, given.origin, place):
            await question(desk, given)

    async def _in_private(self, given: Incoming) -> None:
        """Answer whatever comes; an edit of what was no question is left alone."""
        message, desk, place = given.message, self._desk, given.place
        if self._announced(given):
            await corpus_changes.take(desk, given.origin, message, place, given.words)
        elif (message.text or "").startswith("/"):
            await help_(desk, given)
        elif message.text and (given.edited or not message.forward_origin):
            await question(desk, given)
        elif not given.edited:
            await self._sent(given)

    def _announced(self, given: Incoming) -> bool:
        """Tell whether a message is the article that an admin announced with /add."""
        message, desk = given.message, self._desk
        fits = message.document or (given.words and not (message.text or "").startswith("/"))
        if given.edited or not fits or not access.is_admin(desk, given.place.user):
            return False
        return corpus_changes.awaited(desk, given.origin, message)

    async def _sent(self, given: Incoming) -> None:
        """Check what was forwarded, or say what the bot reads, once for an album."""
        message, desk, place = given.message, self._desk, given.place
        album = message.media_group_id
        if album and not self._albums.add((place.chat, album), _ALBUM_S):
            return
        if message.document:
            admin = access.is_admin(desk, place.user)
            words = "telegram-add-how" if admin else "telegram-only-admins-add"
            await desk.tell(given.origin, place, words)
        elif message.forward_origin and given.words:
            if await access.in_time(desk, given.origin, place):
                await check_message.check(desk, given.origin, place, given.words)
        else:
            await desk.tell(given.origin, place, "telegram-only-text")

    async def _pressed(self, update: Update, context: Context) -> None:
        await pressed(self._desk, update)

    async def _inline(self, update: Update, context: Context) -> None:
        assert update.inline_query is not None
        await answer_inline(self._desk, update.inline_query, self._cache)

    async def _migrated(self, update: Update, context: Context) -> None:
        """Follow a group that became a supergroup; both of them say so, either may come first."""
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            self._desk.sender.move(message.chat_id, message.migrate_to_chat_id)
        elif message and message.migrate_from_chat_id:
            old, new = message.migrate_from_chat_id, message.chat_id
            self._desk.sender.move(old, new)
            if old in access.access(self._desk.app.settings).listed:
                self._desk.people.set(new, standing=ALLOWED)

    async def _member(self, update: Update, context: Context) -> None:
        """Note where the bot may write; a group that it joins is told what it does."""
        change = update.my_chat_member
        assert change is not None
        there = change.new_chat_member.status
        gone = there in (ChatMember.BANNED, ChatMember.LEFT)
        if change.chat.id < 0:
            self._desk.people.set(change.chat.id, gone=gone, name=change.chat.effective_name or "")
        elif self._desk.people.party(change.chat.id).seen:
            self._desk.people.set(change.chat.id, gone=gone)

    async def _other(self, update: Update, context: Context) -> None:
        """Stop an answer in the making, when Telegram says that a person wants it."""
        stopped = update.api_kwargs.get("stopped_message_generation")
        if isinstance(stopped, dict):
            chat = (stopped.get("chat") or {}).get("id", 0)
            stop = self._desk.stops.get((stopped.get("draft_id", 0), chat))
            if stop:
                stop()

    def _incoming(self, update: Update) -> Incoming:
        message = update.message or update.edited_message
        assert message is not None
        place = place_of(message)
        person = message.from_user
        if person and not person.is_bot:
            self._desk.people.meet(person.id, person.full_name, person.language_code or "")
        words = words_of(message, message.get_bot().username)
        return Incoming(update.update_id, message, place, words, bool(update.edited_message))


_ALBUM_S = 60.0  # in which the parts of an album arrive
_OURS = ("ask", "check")  # commands that no other bot is likely to have
_FREE: frozenset[Any] = frozenset(
    {PEOPLE[name] for name in ("help", "privacy", "forget_me")}
)  # what everybody may do
