"""What people choose for themselves, and admins for their group: /settings."""

from telegram import ChatMember, Message
from telegram.error import TelegramError

from bot.rendering.messages import Line, Piece, messages
from bot.telegram_bot.records.answer_records import Place
from bot.telegram_bot.records.people import POLICIES
from bot.telegram_bot.talk import access
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.keyboards import Keyboard, table
from bot.telegram_bot.wire.send import LIMIT
from prompts import LANGUAGES, say

_POLICY = "mention"  # of a group that chose none
_NAMES = {"en": "English", "ar": "العربية", "ru": "Русский"}


async def show(desk: Desk, origin: int, place: Place) -> None:
    """Show what can be chosen."""
    said, keyboard = _view(desk, place)
    await desk.show(origin, place, said, keyboard=keyboard)


async def choose(
    desk: Desk, origin: int, message: Message, place: Place, parts: tuple[str, ...]
) -> None:
    """Note what somebody chose; in a group only its admins may."""
    values = _chosen(parts)
    if not values:
        return
    if place.chat < 0 and not await may_set(desk, place):
        await desk.tell(origin, place, "telegram-admins-only")
        return
    desk.people.set(place.chat, **values)
    said, keyboard = _view(desk, place)
    part = next(messages(said, limit=LIMIT))
    await desk.sender.edit(desk.target(origin, place), message.message_id, part, keyboard)


async def may_set(desk: Desk, place: Place) -> bool:
    """Tell whether somebody may change a group's settings: its admins, and those of the bot."""
    if place.user == place.chat or access.is_admin(desk, place.user):
        return True
    try:
        member = await desk.client.get_chat_member(place.chat, place.user)
    except TelegramError:
        return False
    return member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def policy(desk: Desk, chat: int) -> str:
    """Give when the bot answers in a group."""
    return desk.people.party(chat).policy or _POLICY


def _chosen(parts: tuple[str, ...]) -> dict[str, object]:
    """Read a choice; nothing for what is none."""
    match parts:
        case ("language", value) if value in LANGUAGES:
            return {"language": value}
        case ("policy", value) if value in POLICIES:
            return {"policy": value}
        case ("quiet", "0" | "1" as value):
            return {"quiet": int(value)}
    return {}


def _view(desk: Desk, place: Place) -> tuple[list[Line], Keyboard]:
    language = desk.language(place.chat, place.user)
    there = desk.people.party(place.chat)
    said: list[Line] = [[Piece(say("telegram-settings", language), "bold")]]
    rows = [[(_marked(_NAMES[each], each == language), f"o:language:{each}") for each in LANGUAGES]]
    if place.chat < 0:
        own = policy(desk, place.chat)
        said += [[Piece(say(f"telegram-policy-{each}", language))] for each in POLICIES]
        rows.append([(_marked(each, each == own), f"o:policy:{each}") for each in POLICIES])
    said += [[Piece(say("telegram-quiet", language))]]
    quiet = _marked(say("telegram-quiet-button", language), there.quiet)
    rows.append([(quiet, f"o:quiet:{int(not there.quiet)}")])
    return said, table(rows)


def _marked(text: str, chosen: bool) -> str:
    return f"✓ {text}" if chosen else text
