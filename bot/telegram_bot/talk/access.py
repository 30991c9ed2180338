"""Who may ask, and how often."""

import math
import re
from dataclasses import dataclass

from bot.rendering.messages import Piece
from bot.rendering.text import strip_control_characters
from bot.settings import Settings
from bot.telegram_bot.records.answer_records import Place
from bot.telegram_bot.records.people import ALLOWED, DENIED, WAITING, Party
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.keyboards import choice
from prompts import say
from retrieval.errors import ExpectedError

REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Access:
    """Who was let in by the settings; the records hold who was let in or shut out since."""

    admins: frozenset[int]
    listed: frozenset[int]
    request: bool

    @property
    def open(self) -> bool:
        """Tell whether everybody may ask who was not shut out."""
        return not (self.listed or self.request)


def access(settings: Settings) -> Access:
    """Read the settings; raises ExpectedError for what is no id."""
    words = re.split(r"[\s,;]+", settings.telegram_allowed.strip())
    admins = frozenset(
        _ids("TELEGRAM_ADMINS", re.split(r"[\s,;]+", settings.telegram_admins.strip()))
    )
    if REQUEST in words and not admins:
        raise ExpectedError(
            "TELEGRAM_ALLOWED lets people ask to be let in, but nobody is there to let them in.",
            hint="Put your number into TELEGRAM_ADMINS; /privacy tells it.",
        )
    return Access(
        admins,
        frozenset(_ids("TELEGRAM_ALLOWED", [each for each in words if each != REQUEST])),
        REQUEST in words,
    )


def is_admin(desk: Desk, user: int) -> bool:
    """Tell whether somebody runs the bot."""
    return user in access(desk.app.settings).admins


def may_ask(desk: Desk, user: int, chat: int) -> bool:
    """Tell whether somebody may ask in a chat."""
    rules = access(desk.app.settings)
    if user in rules.admins:
        return True
    person, there = desk.people.party(user), desk.people.party(chat)
    if DENIED in (person.standing, there.standing):
        return False
    if rules.open or {user, chat} & rules.listed:
        return True
    return ALLOWED in (person.standing, there.standing)


async def let_in(desk: Desk, origin: int, place: Place) -> bool:
    """Tell whether somebody may ask; who may not is told so."""
    if may_ask(desk, place.user, place.chat):
        return True
    person, language = desk.people.party(place.user), desk.language(place.chat, place.user)
    words, keyboard = "telegram-not-allowed", None
    if person.standing == WAITING:
        words = "telegram-waits"
    elif person.standing != DENIED and access(desk.app.settings).request and place.chat > 0:
        words = "telegram-ask-access"
        keyboard = choice((say("telegram-ask-access-button", language), "a:ask"))
    number = str(place.user if place.chat > 0 else place.chat)
    told = {} if words == "telegram-waits" else {"id": number}
    text = say(words, language, **told)
    await desk.show(origin, place, [[Piece(text)]], keyboard=keyboard)
    return False


async def request_access(desk: Desk, origin: int, place: Place) -> None:
    """Ask the admins to let somebody in."""
    if may_ask(desk, place.user, place.chat):
        await desk.tell(origin, place, "telegram-let-in")
        return
    person = desk.people.party(place.user)
    if person.standing == DENIED or not access(desk.app.settings).request:
        await desk.tell(origin, place, "telegram-not-allowed", id=str(place.user))
        return
    if person.standing == WAITING:
        await desk.tell(origin, place, "telegram-waits")
        return
    reached = []
    for admin in sorted(access(desk.app.settings).admins):
        language = desk.language(admin, admin)
        text = say("telegram-wants-access", language, who=named(person))
        keyboard = choice(
            (say("telegram-allow", language), f"a:y:{place.user}"),
            (say("telegram-deny", language), f"a:n:{place.user}"),
        )
        reached.append(await desk.notify(admin, text, keyboard))
    if any(reached):
        desk.people.set(place.user, standing=WAITING)
        await desk.tell(origin, place, "telegram-waits")
    else:
        await desk.tell(origin, place, "telegram-not-allowed", id=str(place.user))


async def decide(desk: Desk, origin: int, place: Place, id: int, *, allow: bool) -> None:
    """Let somebody in or shut somebody out, and tell them and the admin."""
    before, after = desk.people.party(id), ALLOWED if allow else DENIED
    if before.standing != after:
        desk.people.set(id, standing=after)
        language = desk.language(id, id)
        refused = say("telegram-not-allowed", language, id=str(id))
        if before.seen and not before.gone:
            await desk.notify(id, say("telegram-let-in", language) if allow else refused)
    words = "telegram-allowed" if allow else "telegram-denied"
    await desk.tell(origin, place, words, who=named(before))


def wait_s(desk: Desk, user: int, chat: int) -> float:
    """Give the seconds until somebody may ask again."""
    settings = desk.app.settings
    minute, day = settings.telegram_per_minute, settings.telegram_per_day
    return desk.people.wait_s(user, chat, minute=minute, day=day)


async def in_time(desk: Desk, origin: int, place: Place) -> bool:
    """Count a question, once; who asks too often is told when it goes on."""
    if desk.people.counted(origin):
        return True
    seconds = wait_s(desk, place.user, place.chat)
    if not seconds:
        desk.people.count(origin, place.user, place.chat)
        return True
    if not desk.warned.add((place.user, place.chat), seconds):
        return False  # it was said, and once is enough: who floods is not answered with a flood
    minutes = math.ceil(seconds / 60)
    if seconds <= 90:
        await desk.tell(origin, place, "telegram-too-often", seconds=math.ceil(seconds))
    elif minutes <= 90:
        await desk.tell(origin, place, "telegram-too-many", minutes=minutes)
    else:
        await desk.tell(origin, place, "telegram-too-many-today", hours=math.ceil(minutes / 60))
    return False


def named(party: Party) -> str:
    """Give how a person or chat is called among admins; a name is one line, as it is written."""
    name = " ".join(strip_control_characters(party.name).split())
    return f"{name or '—'} ({party.id})"


def _ids(setting: str, words: list[str]) -> list[int]:
    try:
        return [int(word) for word in words if word]
    except ValueError:
        raise ExpectedError(
            f"The setting {setting} holds what is no Telegram id.",
            hint="Write numbers with commas between them; /privacy tells people theirs.",
        ) from None
