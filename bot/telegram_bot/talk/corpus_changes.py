"""Articles that admins add and remove in a chat, and the report of what became of them."""

import json
import logging
import re
from pathlib import Path

from telegram import Message
from telegram.error import BadRequest

from bot.rendering.messages import Line, Piece
from bot.rendering.text import shortened
from bot.telegram_bot.records.answer_records import Place
from bot.telegram_bot.talk import article_pages
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.corpus_writer import Corpus
from bot.telegram_bot.talk.incoming import place_of, words_of
from bot.telegram_bot.talk.keyboards import choice
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.ingest.intake import Change, Outcome
from retrieval.ingest.read import SUFFIXES
from retrieval.passages import digest

MAX_BYTES = 20_000_000  # that a bot may fetch
_WAIT_S = 600  # for the article, after /add

log = logging.getLogger(__name__)
_REPORTED = 20  # articles that are named of each change


async def add(desk: Desk, origin: int, message: Message, place: Place) -> None:
    """Add a document, the text after the command, or what comes next."""
    replied = message.reply_to_message
    words = words_of(message, message.get_bot().username)
    if message.document or words:
        await take(desk, origin, message, place, words)
    elif replied and (replied.document or replied.text or replied.caption):
        await take(desk, origin, replied, place, replied.text or replied.caption or "")
    elif place.chat < 0:  # what comes next there is said among others
        await desk.tell(origin, place, "telegram-add-how")
    else:
        desk.store.write_note(_waiting(place), str(int(message.date.timestamp())))
        await desk.tell(origin, place, "telegram-add-what", suffixes=", ".join(SUFFIXES))


def awaited(desk: Desk, origin: int, message: Message) -> bool:
    """Tell whether a message is the article that was announced with /add, as often as asked."""
    name = _waiting(place_of(message))
    noted = desk.store.note(name)
    if noted == f"came with {origin}":
        return True
    if not noted.isdecimal():
        return False
    desk.store.write_note(name, f"came with {origin}")
    return message.date.timestamp() - float(noted) < _WAIT_S


async def take(desk: Desk, origin: int, message: Message, place: Place, words: str) -> None:
    """Check and add an article, and say what became of it."""
    corpus = Corpus(desk.app)
    document = message.document
    if await _reported(desk, origin, place):
        return
    try:
        if document:
            name = document.file_name or f"{message.message_id}.txt"
            if Path(name).suffix.lower() not in SUFFIXES:
                await desk.tell(origin, place, "telegram-add-type", suffixes=", ".join(SUFFIXES))
                return
            if (document.file_size or 0) > MAX_BYTES:
                size = MAX_BYTES // 1_000_000
                await desk.tell(origin, place, "telegram-add-size", megabytes=size)
                return
            file = await desk.client.get_file(document.file_id)
            held = bytes(await file.download_as_bytearray())
        else:
            name, held = _file_name(words, message), words.encode("utf-8", "replace")
        outcomes = await desk.work(corpus.add, name, held)
    except BadRequest as error:
        await desk.tell(origin, place, "telegram-add-lost", why=error.message)
        return
    except (OSError, ExpectedError) as error:
        log.error("An article was not added: %s", error)
        await desk.tell(origin, place, "telegram-trouble")
        return
    await _report(desk, origin, place, outcomes)


async def ask_removal(desk: Desk, origin: int, place: Place, words: str) -> None:
    """Ask whether an article is really to be removed."""
    found = article_pages.named(desk, words)
    if len(found) != 1:
        await article_pages.about(desk, origin, place, words)
        return
    language = desk.language(place.chat, place.user)
    desk.store.write_note(f"remove:{origin}", found[0].id)
    text = say("telegram-remove-sure", language, title=shortened(found[0].title, 100))
    keyboard = choice(
        (say("telegram-remove-yes", language), f"k:y:{origin}"),
        (say("telegram-remove-no", language), f"k:n:{origin}"),
    )
    await desk.show(origin, place, [[Piece(text)]], keyboard=keyboard)


async def remove(
    desk: Desk, origin: int, message: Message, place: Place, parts: tuple[str, ...]
) -> None:
    """Remove the article that was asked about, or leave it."""
    verdict, number = parts if len(parts) == 2 else ("", "")
    over = [message.message_id]
    if await _reported(desk, origin, place, over):
        return
    name = desk.store.note(f"remove:{number}")
    if not name or verdict not in ("y", "n"):
        return
    if verdict == "n":
        text = say("telegram-removed-not", desk.language(place.chat, place.user))
        await desk.show(origin, place, [[Piece(text)]], over=over)
        return
    outcomes = await desk.work(Corpus(desk.app).remove, name)
    desk.store.write_note(f"remove:{number}", "")
    await _report(desk, origin, place, outcomes, over=over)


async def sync(desk: Desk, origin: int, place: Place, words: str) -> None:
    """Make the index equal to the folders that were added."""
    await _report(desk, origin, place, await desk.work(Corpus(desk.app).sync))


async def _report(
    desk: Desk, origin: int, place: Place, outcomes: list[Outcome], over: list[int] | None = None
) -> None:
    """Say what became of each article."""
    language = desk.language(place.chat, place.user)
    said: list[Line] = []
    for change in Change:
        changed = [outcome for outcome in outcomes if outcome.change is change]
        if changed:
            words = say(f"telegram-change-{change.value}", language, count=len(changed))
            said.append([Piece(words)])
        for outcome in changed[:_REPORTED] if change is not Change.UNCHANGED else ():
            why = f": {outcome.why}" if outcome.why else ""
            said.append([Piece(Path(outcome.name).name, "document"), Piece(why)])
    said = said or [[Piece(say("telegram-nothing-to-do", language))]]
    texts = [[[piece.text, piece.kind] for piece in line] for line in said]
    desk.store.write_note(f"report:{origin}", json.dumps(texts, ensure_ascii=False))
    await _reported(desk, origin, place, over)


async def _reported(desk: Desk, origin: int, place: Place, over: list[int] | None = None) -> bool:
    """Show the report of what was done already; a report that was not taken is shown again."""
    noted = desk.store.note(f"report:{origin}")
    if not noted:
        return False
    said = [[Piece(text, kind) for text, kind in line] for line in json.loads(noted)]
    await desk.show(origin, place, said, over=over or ())
    desk.store.write_note(f"report:{origin}", "")
    return True


def _file_name(words: str, message: Message) -> str:
    """Name a text by its first line, so that the same text comes in once."""
    first = words.strip().split("\n", 1)[0]
    slug = re.sub(r"\W+", "-", first.lower()).strip("-")
    if len(slug) > 60:
        slug = f"{slug[:60]}-{digest(words)[:6]}"
    return f"{slug or message.message_id}.txt"


def _waiting(place: Place) -> str:
    return f"adding:{place.chat}:{place.user}"
