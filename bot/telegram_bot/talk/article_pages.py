"""Articles in a chat: what there is, a page at a time, and what each is."""

import logging
from zlib import crc32

from telegram import Message

from bot.rendering.messages import Line, Piece, messages, with_links
from bot.rendering.text import shortened
from bot.telegram_bot.records.answer_records import Place
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.keyboards import choice, grid
from bot.telegram_bot.wire.send import LIMIT, Keyboard
from prompts import say
from retrieval.index.rows import CatalogEntry

PAGE = 8  # articles
_BEGINNING = 700

log = logging.getLogger(__name__)
_REPORTED = 20  # articles that are named of each change


async def listed(desk: Desk, origin: int, place: Place, words: str) -> None:
    """List the articles, a page at a time."""
    said, keyboard = _page(desk, 0, desk.language(place.chat, place.user))
    await desk.show(origin, place, said, keyboard=keyboard)


async def turn(
    desk: Desk, origin: int, message: Message, place: Place, parts: tuple[str, ...]
) -> None:
    """Show another page of the list, or one article of it."""
    language = desk.language(place.chat, place.user)
    if len(parts) != 2 or not all(part.isdecimal() and len(part) < 12 for part in parts):
        return
    page, chosen = int(parts[0]), int(parts[1])
    said, keyboard = _page(desk, page, language)
    entries = desk.app.home.catalog.entries() if chosen else []
    entry = next((each for each in entries if _mark(each) == chosen), None)
    if entry:
        said = _about(desk, entry, language)
        keyboard = choice((say("telegram-back", language), f"l:{page}:0"))
    await desk.sender.edit(
        desk.target(origin, place), message.message_id, next(messages(said, limit=LIMIT)), keyboard
    )


async def about(desk: Desk, origin: int, place: Place, words: str) -> None:
    """Show what an article is, and how it begins."""
    language = desk.language(place.chat, place.user)
    found = named(desk, words)
    if not words:
        await listed(desk, origin, place, words)
    elif len(found) == 1:
        await desk.show(origin, place, _about(desk, found[0], language))
    elif not found:
        await desk.tell(origin, place, "telegram-no-article", article=shortened(words, 60))
    else:
        await desk.tell(origin, place, "telegram-many-articles", count=len(found),
                        names=", ".join(each.id for each in found[:5]))  # fmt: skip


def _page(desk: Desk, page: int, language: str) -> tuple[list[Line], Keyboard]:
    """Give one page of the list, with a button for each article."""
    entries = desk.app.home.catalog.entries()
    pages = max(1, -(-len(entries) // PAGE))
    page = min(page, pages - 1)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    said: list[Line] = [[Piece(say("telegram-articles", language, count=len(entries)), "bold")]]
    said += [
        [Piece(f"{page * PAGE + at}. "), Piece(_titled(entry))] for at, entry in enumerate(shown, 1)
    ]
    buttons = [
        (str(page * PAGE + at), f"l:{page}:{_mark(entry)}") for at, entry in enumerate(shown, 1)
    ]
    turns = [("‹", f"l:{page - 1}:0")] if page else []
    turns += [("›", f"l:{page + 1}:0")] if page + 1 < pages else []
    return said, grid(buttons, turns)


def _mark(entry: CatalogEntry) -> int:
    """Give what tells an article from others in a button; its place in the list may change."""
    return crc32(entry.id.encode("utf-8", "replace")) or 1


def _about(desk: Desk, entry: CatalogEntry, language: str) -> list[Line]:
    document = desk.app.home.catalog.document(entry.id)
    size = say("telegram-size", language, characters=entry.characters, passages=entry.passages)
    held = desk.app.home.catalog.passages_of(entry.id)
    begun = document.text[held[0].passage.start if held else 0 :].strip() if document else ""
    cut = f"{begun[:_BEGINNING].rsplit(maxsplit=1)[0]} …" if len(begun) > _BEGINNING else begun
    told = " · ".join(filter(None, (entry.published, entry.language, size)))
    url = document.url if document else ""
    return [
        [with_links(shortened(entry.title, 200), url)],
        [Piece(entry.id, "document"), Piece(f" · {told}")],
        *([Piece(line, "block")] for line in cut.split("\n")),
    ]


def named(desk: Desk, words: str) -> list[CatalogEntry]:
    """Give the article with an id, or all whose id or title holds these words."""
    entries = desk.app.home.catalog.entries()
    wanted = words.casefold()
    exact = [entry for entry in entries if entry.id == words]
    return exact or [e for e in entries if words and wanted in f"{e.id}\n{e.title}".casefold()]


def _titled(entry: CatalogEntry) -> str:
    date = f" ({entry.published})" if entry.published else ""
    return f"{shortened(entry.title, 100)}{date}"
