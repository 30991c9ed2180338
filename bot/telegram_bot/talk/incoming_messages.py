"""Messages from people: who wrote, whether it is for the bot, and which question it asks."""

import re
from dataclasses import dataclass

from telegram import Chat, Message, MessageEntity

from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.records.speaker import speaker_id
from bot.telegram_bot.wire.call_schedule import Priority, Sign

_SHORT = 500  # characters


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message of a person; `text` is without the command and the name of the bot."""

    ref: MessageRef
    message: Message
    text: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class IncomingQuestion:
    """A question and how its answer is shown.

    `previous` is the id of the answer record that it continues. `heading` is the question where no
    message contains it, because a button or a link asks it. After an edit, `replaces` has the
    messages of the old answer, and `replaced_record` is its record.
    """

    ref: MessageRef
    text: str
    language: str
    previous: int | None = None
    heading: str = ""
    replaces: tuple[int, ...] = ()
    replaced_record: int = 0

    @property
    def sign(self) -> Sign | Priority:
        """Return what the first hint may claim: a sign if a person may have typed the question."""
        return Sign(self.ref.update) if len(self.text) <= _SHORT else Priority.HINT


def ref_of(message: Message, update: int) -> MessageRef:
    """Return the reference to a message."""
    thread = message.message_thread_id if message.is_topic_message else None
    return MessageRef(update, message.chat_id, thread or 0, speaker_of(message), message.message_id)


def speaker_of(message: Message) -> int:
    """Return the id of who wrote a message, 0 where it tells nobody."""
    person, chat = message.from_user, message.sender_chat
    return speaker_id(person.id if person else 0, chat.id if chat else 0)


def command_name(message: Message) -> str:
    """Return the command that a message or a caption begins with, "" where it has none for us."""
    match = re.match(r"/(\w+)(?:@(\w+))?(?:\s|$)", message.text or message.caption or "")
    bot_name = message.get_bot().username.lower()
    return match[1].lower() if match and (match[2] or bot_name).lower() == bot_name else ""


def text_of(message: Message) -> str:
    """Return the text or caption of a message, without a command and the name of the bot."""
    text = re.sub(r"^/\w+(?:@\w+)?", "", message.text or message.caption or "")
    bot_name = re.escape(message.get_bot().username)
    return re.sub(rf"@{bot_name}\b", "", text, flags=re.IGNORECASE).strip(" \n\t,:")


def is_addressed(message: Message, policy: str) -> bool:
    """Return whether a message that is no command is meant for the bot, by a group's policy."""
    if message.via_bot:  # somebody chose it from the results of inline mode
        return False
    if message.chat.type == Chat.PRIVATE:
        return True
    if policy in ("off", "command") or (message.text or "").startswith("/"):
        return False
    return policy == "all" or mentions_bot(message) or replies_to_bot(message)


def mentions_bot(message: Message) -> bool:
    """Return whether a message contains the name of the bot."""
    bot_name = f"@{message.get_bot().username}".lower()
    return any(text.lower().endswith(bot_name) for text in _mentions_and_commands(message))


def replies_to_bot(message: Message) -> bool:
    """Return whether a message replies to one of the bot's.

    A message in a topic without a reply has the one that opened the topic as its reply; where the
    bot opened it, that is no reply to the bot.
    """
    earlier = message.reply_to_message
    if not earlier or not earlier.from_user or earlier.forum_topic_created:
        return False
    return earlier.from_user.id == message.get_bot().id


def written_at(message: Message) -> float:
    """Return when a message was written or last edited, in seconds since 1970."""
    return (message.edit_date or message.date).timestamp()


def _mentions_and_commands(message: Message) -> list[str]:
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.BOT_COMMAND]
    if message.text:
        return list(message.parse_entities(kinds).values())
    return list(message.parse_caption_entities(kinds).values()) if message.caption else []
