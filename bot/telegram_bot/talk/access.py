"""Who may ask, and how often."""

import math

from bot.output import strip_control_characters
from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.records.participants import ALLOWED, DENIED, WAITING, Participant
from bot.telegram_bot.records.speaker import is_channel
from bot.telegram_bot.talk.answer_keyboards import choice_keyboard, row_keyboard
from bot.telegram_bot.talk.bot_context import BotContext, text_lines
from prompts import say

_MAX_NUMBER = 90  # a wait of more seconds is told in minutes, of more minutes in hours


def is_admin(context: BotContext, user: int) -> bool:
    """Return whether somebody is an admin of the bot."""
    return user in context.settings.access.admins


def may_ask(context: BotContext, user: int, chat: int) -> bool:
    """Return whether somebody may ask in a chat.

    Behind a channel may be whoever was shut out: as long as anybody is, a channel has to be let in.
    """
    rules, participants = context.settings.access, context.participants
    if user in rules.admins:
        return True
    permissions = {participants.get(each).permission for each in (user, chat)}
    if DENIED in permissions:
        return False
    if is_channel(user, chat) and participants.has_denied():
        return user in rules.allowed or participants.get(user).permission == ALLOWED
    return rules.open_to_all or bool({user, chat} & rules.allowed) or ALLOWED in permissions


def is_open_to_everybody(context: BotContext) -> bool:
    """Return whether everybody may ask: nobody has to be let in, and nobody was shut out."""
    return context.settings.access.open_to_all and not context.participants.has_denied()


async def check_access(context: BotContext, ref: MessageRef) -> bool:
    """Return whether somebody may ask; tell those who may not."""
    if may_ask(context, ref.user, ref.chat):
        return True
    if not context.database.healthy:  # who was let in may be unreadable now
        await context.reply_text(ref, "telegram-trouble")
        return False
    permission, language = context.participants.get(ref.user).permission, context.language(ref)
    number = str(ref.user if ref.is_private else ref.chat)
    keyboard = None
    if permission == WAITING:
        text = say("telegram-waits", language)
    elif permission != DENIED and context.settings.access.on_request and ref.is_private:
        text = say("telegram-ask-access", language, id=number)
        label = say("telegram-ask-access-button", language)
        keyboard = row_keyboard((label, ButtonData(ButtonAction.REQUEST_ACCESS)))
    else:
        text = say("telegram-not-allowed", language, id=number)
    await context.reply(ref, text_lines(text), keyboard=keyboard)
    return False


async def request_access(context: BotContext, ref: MessageRef) -> None:
    """Ask the admins to let somebody in."""
    permission = context.participants.get(ref.user).permission
    if may_ask(context, ref.user, ref.chat):
        await context.reply_text(ref, "telegram-let-in")
    elif permission == DENIED or not context.settings.access.on_request:
        await context.reply_text(ref, "telegram-not-allowed", id=str(ref.user))
    elif permission == WAITING:
        await context.reply_text(ref, "telegram-waits")
    elif await _ask_admins(context, ref.user):
        context.participants.update(ref.user, permission=WAITING)
        await context.reply_text(ref, "telegram-waits")
    else:
        await context.reply_text(ref, "telegram-not-allowed", id=str(ref.user))


async def _ask_admins(context: BotContext, user: int) -> bool:
    """Ask each admin to let somebody in; return whether one was reached."""
    name = display_name(context.participants.get(user))
    reached = []
    for admin in sorted(context.settings.access.admins):
        language = context.language_of(admin)
        keyboard = choice_keyboard(
            language, user,
            ("telegram-allow", ButtonAction.ALLOW_ACCESS),
            ("telegram-deny", ButtonAction.DENY_ACCESS),
        )  # fmt: skip
        text = say("telegram-wants-access", language, who=name)
        reached.append(await context.notify(admin, text, keyboard))
    return any(reached)


async def decide_access(context: BotContext, ref: MessageRef, id: int, *, allow: bool) -> None:
    """Let a person or group in, or shut it out; tell it, and the admin who decided."""
    before, permission = context.participants.get(id), ALLOWED if allow else DENIED
    if before.permission != permission:
        context.participants.update(id, permission=permission)
        if before.last_seen_at and not before.unreachable:
            language = context.language_of(id)
            refusal = say("telegram-not-allowed", language, id=str(id))
            await context.notify(id, say("telegram-let-in", language) if allow else refusal)
    name = "telegram-allowed" if allow else "telegram-denied"
    await context.reply_text(ref, name, who=display_name(before))


async def check_rate(context: BotContext, ref: MessageRef) -> bool:
    """Return whether somebody may ask now, and count the question; tell those who have to wait.

    The question of one update counts once. Who goes on asking is told once, since a reply to each
    message would make the flood larger.
    """
    participants, settings = context.participants, context.settings
    if participants.is_counted(ref.update):
        return True
    minute, day = settings.questions_per_minute, settings.questions_per_day
    seconds = participants.wait_s(ref.user, ref.chat, minute=minute, day=day)
    if not seconds:
        participants.count_question(ref.update, ref.user, ref.chat)
        return True
    if context.state.warned.add((ref.user, ref.chat), seconds):
        await _tell_wait(context, ref, seconds)
    return False


async def _tell_wait(context: BotContext, ref: MessageRef, seconds: float) -> None:
    minutes = math.ceil(seconds / 60)
    if seconds <= _MAX_NUMBER:
        await context.reply_text(ref, "telegram-too-often", seconds=math.ceil(seconds))
    elif minutes <= _MAX_NUMBER:
        await context.reply_text(ref, "telegram-too-many", minutes=minutes)
    else:
        await context.reply_text(ref, "telegram-too-many-today", hours=math.ceil(minutes / 60))


def display_name(participant: Participant) -> str:
    """Return the name of a person or group with its id, as admins see it, on one line."""
    name = " ".join(strip_control_characters(participant.name).split())
    return f"{name or '—'} ({participant.id})"
