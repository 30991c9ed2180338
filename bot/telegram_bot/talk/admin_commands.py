"""The commands of the bot's admins."""

import time

from telegram import Message, MessageOriginUser

from bot.rendering.messages import Line, Piece
from bot.telegram_bot.talk import access, corpus_changes
from bot.telegram_bot.talk.bot_context import BotContext, Command, text_lines
from bot.telegram_bot.talk.incoming_messages import IncomingMessage, speaker_of
from prompts import say

_MAX_LISTED = 30  # people and groups
_DAY_S = 86_400


async def stats(context: BotContext, incoming: IncomingMessage) -> None:
    """Show the numbers of questions, people, good and bad ratings, articles and passages."""
    questions, people = context.participants.questions_since(time.time() - _DAY_S)
    liked, disliked = context.records.rating_counts()
    catalog = context.app.home.catalog
    text = say(
        "telegram-stats", context.language(incoming.ref), asked=questions, people=people,
        liked=liked, disliked=disliked, articles=len(catalog.entries()),
        passages=catalog.count_passages(),
    )  # fmt: skip
    await context.reply(incoming.ref, text_lines(text))


async def users(context: BotContext, incoming: IncomingMessage) -> None:
    """List who wrote to the bot, and whom an admin let in or shut out."""
    language = context.language(incoming.ref)
    everyone = context.participants.all()
    lines: list[Line] = [[Piece(say("telegram-users", language, count=len(everyone)), "bold")]]
    for each in everyone[:_MAX_LISTED]:
        line = [Piece(access.display_name(each))]
        if each.permission:
            permission = say(f"telegram-standing-{each.permission}", language)
            line.append(Piece(f" · {permission}", "note"))
        lines.append(line)
    await context.reply(incoming.ref, lines)


async def allow(context: BotContext, incoming: IncomingMessage) -> None:
    """Let a person or a group in."""
    await _decide(context, incoming, allow=True)


async def deny(context: BotContext, incoming: IncomingMessage) -> None:
    """Shut a person or a group out."""
    await _decide(context, incoming, allow=False)


async def add(context: BotContext, incoming: IncomingMessage) -> None:
    """Add an article."""
    await corpus_changes.add_article(context, incoming)


async def remove(context: BotContext, incoming: IncomingMessage) -> None:
    """Ask whether to remove an article."""
    await corpus_changes.ask_removal(context, incoming)


async def sync(context: BotContext, incoming: IncomingMessage) -> None:
    """Read the folders that were added again."""
    await corpus_changes.sync_folders(context, incoming)


async def _decide(context: BotContext, incoming: IncomingMessage, *, allow: bool) -> None:
    """Decide about the id after the command, or about who wrote the message it replies to."""
    text, earlier = incoming.text, incoming.message.reply_to_message
    if not text and earlier:
        text = str(_writer_of(earlier) or "")
    if text.removeprefix("-").isdecimal() and len(text) < 19:
        await access.decide_access(context, incoming.ref, int(text), allow=allow)
    else:
        await context.reply_text(incoming.ref, "telegram-which-id")


def _writer_of(message: Message) -> int:
    """Return who wrote a message, or one that was forwarded; 0 where that is nobody to decide on.

    That is a person who hides, a group, for which a hidden admin wrote, and the bot.
    """
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser):
        return origin.sender_user.id
    if origin or speaker_of(message) in (message.chat_id, message.get_bot().id):
        return 0
    return speaker_of(message)


ADMIN_COMMANDS: dict[str, Command] = {
    "stats": stats, "users": users, "allow": allow, "deny": deny, "add": add, "remove": remove,
    "sync": sync,
}  # fmt: skip
