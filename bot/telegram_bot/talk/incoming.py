"""What somebody asks: read from a message, a button or a link."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import Chat, Message, MessageEntity

from bot.telegram_bot.records.answer_records import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with where it comes from: `origin` is the update, `earlier` the card it follows.

    `lead` is the question where nobody wrote it; `over` are the messages that answered it before
    it was edited, which show `card`.
    """

    origin: int
    place: Place
    words: str
    language: str
    earlier: int | None = None
    lead: str = ""
    over: tuple[int, ...] = ()
    card: int = 0

    @property
    def private(self) -> bool:
        """Tell whether only the bot reads it."""
        return self.place.chat > 0

    @property
    def conversation(self) -> str:
        """Give the name of the conversation, under which the log keeps its answers."""
        place = self.place
        return f"telegram:{place.chat}" + (f"/{place.thread}" if place.thread else "")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that may be answered: its update, its place, its words without a command."""

    origin: int
    message: Message
    place: Place
    words: str
    edited: bool = False


def place_of(message: Message) -> Place:
    """Give where a message stands."""
    thread = message.message_thread_id if message.is_topic_message else None
    writer = message.sender_chat or message.from_user  # who hides writes as a group or a channel
    user = writer.id if writer else 0
    return Place(message.chat_id, thread or 0, user, message.message_id)


def command_of(message: Message) -> str:
    """Give the command that a message or a caption begins with, "" if there is none for the bot."""
    match = re.match(r"/(\w+)(?:@(\w+))?(?:\s|$)", message.text or message.caption or "")
    name = message.get_bot().username.lower()
    return match[1].lower() if match and (match[2] or name).lower() == name else ""


def words_of(message: Message, name: str) -> str:
    """Give the words of a message without a command and the bot's name."""
    text = message.text or message.caption or ""
    text = re.sub(r"^/\w+(?:@\w+)?", "", text)
    return re.sub(rf"@{re.escape(name)}\b", "", text, flags=re.IGNORECASE).strip(" \n\t,:")


def addressed(message: Message, policy: str) -> bool:
    """Tell whether words in a group, which are no command, are meant for the bot."""
    if message.via_bot:  # what somebody chose from inline results
        return False
    if message.chat.type == Chat.PRIVATE:
        return True
    if policy in ("off", "command") or (message.text or "").startswith("/"):
        return False
    return policy == "all" or named(message) or replies_to_bot(message)


def named(message: Message) -> bool:
    """Tell whether a message names the bot."""
    name = f"@{message.get_bot().username}".lower()
    return any(text.lower().endswith(name) for text in _entities(message))


def replies_to_bot(message: Message) -> bool:
    """Tell whether a message replies to one of the bot's; all in a topic seem to reply to it."""
    earlier = message.reply_to_message
    if not earlier or not earlier.from_user or earlier.forum_topic_created:
        return False
    return earlier.from_user.id == message.get_bot().id


def age_s(message: Message) -> float:
    """Give how long ago a message was written or edited."""
    written = message.edit_date or message.date
    return (datetime.now(UTC) - written).total_seconds()


def _entities(message: Message) -> list[str]:
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.BOT_COMMAND]
    if message.text:
        return list(message.parse_entities(kinds).values())
    return list(message.parse_caption_entities(kinds).values()) if message.caption else []
