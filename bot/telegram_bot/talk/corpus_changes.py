"""Articles that admins add and remove in a chat, and the report of what became of them."""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from telegram import Message
from telegram.error import BadRequest, InvalidToken

from bot.rendering.messages import Line, Piece
from bot.rendering.text import shortened
from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.talk import article_pages
from bot.telegram_bot.talk.answer_keyboards import choice_keyboard
from bot.telegram_bot.talk.bot_context import BotContext, text_lines
from bot.telegram_bot.talk.corpus_writer import CorpusWriter
from bot.telegram_bot.talk.incoming_messages import IncomingMessage
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.formats.recognize import SUFFIXES
from retrieval.ingest.intake import Change, Outcome
from retrieval.passages import digest
from retrieval.web.addresses import is_address

MAX_BYTES = 20_000_000  # as much as Telegram lets a bot download
_ANNOUNCED_S = 600  # how long after /add the next message is an article
_MAX_NAMES = 20  # articles that a report names for each kind of change
_MAX_SLUG = 60

log = logging.getLogger(__name__)


async def add_article(context: BotContext, incoming: IncomingMessage) -> None:
    """Add the document or text of /add, that of the message it replies to, or the next message."""
    ref, earlier = incoming.ref, incoming.message.reply_to_message
    if incoming.message.document or incoming.text:
        await add_message(context, incoming)
    elif earlier and (earlier.document or earlier.text or earlier.caption):
        text = earlier.text or earlier.caption or ""
        await add_message(context, replace(incoming, message=earlier, text=text))
    elif not ref.is_private:  # the next message there may be somebody else's
        await context.reply_text(ref, "telegram-add-how")
    else:
        written_at = int(incoming.message.date.timestamp())
        context.database.write_note(_announcement(ref), str(written_at))
        await context.reply_text(ref, "telegram-add-what", suffixes=", ".join(SUFFIXES))


def is_announced(context: BotContext, incoming: IncomingMessage) -> bool:
    """Return whether a message is the article that /add announced.

    The note of the announcement is replaced by the update that it applies to, so that the answer is
    the same when the update is handled again.
    """
    ref, name = incoming.ref, _announcement(incoming.ref)
    note, used = context.database.read_note(name), f"came with {ref.update}"
    if note == used:
        return True
    if not note.isdecimal():
        return False
    context.database.write_note(name, used)
    return incoming.message.date.timestamp() - float(note) < _ANNOUNCED_S


async def add_message(context: BotContext, incoming: IncomingMessage) -> None:
    """Add the document or the text of a message, and report what became of it."""
    ref = incoming.ref
    if await _show_report(context, ref):
        return
    if refusal := _refusal(context, incoming):
        await context.reply(ref, text_lines(refusal))
        return
    try:
        outcomes = await _add(context, incoming)
    except BadRequest as error:
        await context.reply_text(ref, "telegram-add-lost", why=error.message)
    except InvalidToken:  # what the library makes of 404; its text contains the token
        await context.reply_text(ref, "telegram-add-lost", why="Not Found")
    except (OSError, ExpectedError) as error:
        log.error("An article was not added: %s", error)
        await context.reply_text(ref, "telegram-trouble")
    else:
        await _report(context, ref, outcomes)


async def _add(context: BotContext, incoming: IncomingMessage) -> list[Outcome]:
    """Add the page of an address that stands alone, or else a document or a text."""
    writer = CorpusWriter(context.app)
    words = incoming.text.split()
    if not incoming.message.document and len(words) == 1 and is_address(words[0]):
        return await context.change_corpus(writer.add_page, words[0])
    name, content = await _download(context, incoming)
    return await context.change_corpus(writer.add, name, content)


def _refusal(context: BotContext, incoming: IncomingMessage) -> str:
    """Return why a document cannot be an article, "" where it can."""
    document, language = incoming.message.document, context.language(incoming.ref)
    if not document:
        return ""
    suffix = Path(_document_name(incoming.message)).suffix
    if suffix.lower() not in SUFFIXES:
        return say("telegram-add-type", language, suffixes=", ".join(SUFFIXES))
    if (document.file_size or 0) > MAX_BYTES:
        return say("telegram-add-size", language, megabytes=MAX_BYTES // 1_000_000)
    return ""


async def _download(context: BotContext, incoming: IncomingMessage) -> tuple[str, bytes]:
    """Return the name and the content of a document, or of a file for a text."""
    message = incoming.message
    if not message.document:
        return _text_file_name(message, incoming.text), incoming.text.encode("utf-8", "replace")
    file = await context.client.get_file(message.document.file_id)
    return _document_name(message), bytes(await file.download_as_bytearray())


async def ask_removal(context: BotContext, incoming: IncomingMessage) -> None:
    """Ask whether an article is really to be removed."""
    ref = incoming.ref
    entries = article_pages.find_articles(context, incoming.text)
    if len(entries) != 1:
        await article_pages.show_article(context, ref, incoming.text)
        return
    language = context.language(ref)
    context.database.write_note(_removal(ref.update), f"{ref.user} {entries[0].id}")
    text = say("telegram-remove-sure", language, title=shortened(entries[0].title, 100))
    keyboard = choice_keyboard(
        language, ref.update,
        ("telegram-remove-yes", ButtonAction.CONFIRM_REMOVAL),
        ("telegram-remove-no", ButtonAction.CANCEL_REMOVAL),
    )  # fmt: skip
    await context.reply(ref, text_lines(text), keyboard=keyboard)


async def decide_removal(context: BotContext, ref: MessageRef, data: ButtonData) -> None:
    """Remove the article that was asked about, or leave it; edit the message that asked."""
    if await _show_report(context, ref, [ref.message]):
        return
    name = _article_to_remove(context.database.read_note(_removal(data.id)), ref.user)
    if not name:
        return
    if data.action is ButtonAction.CANCEL_REMOVAL:
        text = say("telegram-removed-not", context.language(ref))
        await context.reply(ref, text_lines(text), replaces=[ref.message])
        return
    outcomes = await context.change_corpus(CorpusWriter(context.app).remove, name)
    context.database.write_note(_removal(data.id), "")
    await _report(context, ref, outcomes, replaces=[ref.message])


async def sync_folders(context: BotContext, incoming: IncomingMessage) -> None:
    """Make the index equal to the folders that were added."""
    outcomes = await context.change_corpus(CorpusWriter(context.app).sync)
    await _report(context, incoming.ref, outcomes)


async def _report(
    context: BotContext, ref: MessageRef, outcomes: Sequence[Outcome],
    replaces: Sequence[int] = (),
) -> None:  # fmt: skip
    """Store the report of a change, so that it is not made again, and show it."""
    lines = _report_lines(outcomes, context.language(ref))
    texts = [[[piece.text, piece.kind] for piece in line] for line in lines]
    context.database.write_note(_stored_report(ref), json.dumps(texts, ensure_ascii=False))
    await _show_report(context, ref, replaces)


def _report_lines(outcomes: Sequence[Outcome], language: str) -> list[Line]:
    lines: list[Line] = []
    for change in Change:
        changed = [outcome for outcome in outcomes if outcome.change is change]
        if changed:
            text = say(f"telegram-change-{change.value}", language, count=len(changed))
            lines.append([Piece(text)])
        for outcome in changed[:_MAX_NAMES] if change is not Change.UNCHANGED else ():
            reason = f": {outcome.why}" if outcome.why else ""
            lines.append([Piece(Path(outcome.name).name, "document"), Piece(reason)])
    return lines or [[Piece(say("telegram-nothing-to-do", language))]]


async def _show_report(context: BotContext, ref: MessageRef, replaces: Sequence[int] = ()) -> bool:
    """Show the stored report for an update; return False where there is none.

    It is deleted once Telegram has accepted it, so that it is shown after a restart if need be.
    """
    stored = context.database.read_note(_stored_report(ref))
    if not stored:
        return False
    lines = [[Piece(text, kind) for text, kind in line] for line in json.loads(stored)]
    await context.reply(ref, lines, replaces=replaces)
    context.database.write_note(_stored_report(ref), "")
    return True


def _article_to_remove(note: str, user: int) -> str:
    """Return the article in the note of a removal, "" where another admin asked for it.

    Older notes do not say who asked.
    """
    match = re.fullmatch(r"(?:(-?\d+) )?(.+)", note, re.DOTALL)
    return match[2] if match and match[1] in (None, str(user)) else ""


def _announcement(ref: MessageRef) -> str:
    return f"adding:{ref.chat}:{ref.user}"


def _removal(update: int) -> str:
    return f"remove:{update}"


def _stored_report(ref: MessageRef) -> str:
    return f"report:{ref.update}"


def _document_name(message: Message) -> str:
    assert message.document
    return message.document.file_name or f"{message.message_id}.txt"


def _text_file_name(message: Message, text: str) -> str:
    """Return a file name made of the first line, so that the same text gets the same name."""
    first_line = text.strip().split("\n", 1)[0]
    slug = re.sub(r"\W+", "-", first_line.lower()).strip("-")
    if len(slug) > _MAX_SLUG:
        slug = f"{slug[:_MAX_SLUG]}-{digest(text)[:6]}"
    return f"{slug or message.message_id}.txt"
