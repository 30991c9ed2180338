"""The commands of those who run the bot."""

import time

from bot.rendering.messages import Line, Piece
from bot.telegram_bot.talk import access, corpus_changes
from bot.telegram_bot.talk.bot_context import Desk, Handler
from bot.telegram_bot.talk.incoming import Incoming
from prompts import say

_SHOWN = 30  # people


async def stats(desk: Desk, given: Incoming) -> None:
    """Say how much is asked."""
    language = desk.language(given.place.chat, given.place.user)
    asked, people = desk.people.asked_since(time.time() - 86_400)
    liked, disliked = desk.cards.opinions()
    catalog = desk.app.home.catalog
    text = say(
        "telegram-stats", language, asked=asked, people=people, liked=liked, disliked=disliked,
        articles=len(catalog.entries()), passages=catalog.count_passages(),
    )  # fmt: skip
    await desk.show(given.origin, given.place, [[Piece(line)] for line in text.split("\n")])


async def users(desk: Desk, given: Incoming) -> None:
    """List who wrote, and who was let in or shut out."""
    language = desk.language(given.place.chat, given.place.user)
    everyone = desk.people.all()
    said: list[Line] = [[Piece(say("telegram-users", language, count=len(everyone)), "bold")]]
    for party in everyone[:_SHOWN]:
        line = [Piece(access.named(party))]
        if party.standing:
            line.append(Piece(f" · {say(f'telegram-standing-{party.standing}', language)}", "note"))
        said.append(line)
    await desk.show(given.origin, given.place, said)


async def allow(desk: Desk, given: Incoming) -> None:
    """Let a person or a group in."""
    await _decide(desk, given, allow=True)


async def deny(desk: Desk, given: Incoming) -> None:
    """Shut a person or a group out."""
    await _decide(desk, given, allow=False)


async def add(desk: Desk, given: Incoming) -> None:
    """Add an article."""
    await corpus_changes.add(desk, given.origin, given.message, given.place)


async def remove(desk: Desk, given: Incoming) -> None:
    """Remove an article, after asking."""
    await corpus_changes.ask_removal(desk, given.origin, given.place, given.words)


async def sync(desk: Desk, given: Incoming) -> None:
    """Make the index equal to the folders that were added."""
    await corpus_changes.sync(desk, given.origin, given.place, given.words)


async def _decide(desk: Desk, given: Incoming, *, allow: bool) -> None:
    words, replied = given.words, given.message.reply_to_message
    if not words and replied and replied.from_user:
        words = str(replied.from_user.id)
    if words.removeprefix("-").isdecimal() and len(words) < 19:
        await access.decide(desk, given.origin, given.place, int(words), allow=allow)
    else:
        await desk.tell(given.origin, given.place, "telegram-which-id")


ADMINS: dict[str, Handler] = {
    "stats": stats, "users": users, "allow": allow, "deny": deny, "add": add, "remove": remove,
    "sync": sync,
}  # fmt: skip
