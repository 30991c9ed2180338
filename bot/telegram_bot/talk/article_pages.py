"""Articles in a chat: the list of all, page by page, and what each one is."""

from zlib import crc32

from bot.rendering.messages import Line, Piece, with_links
from bot.rendering.text import shortened
from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.talk.answer_keyboards import grid_keyboard, row_keyboard
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.wire.message_sender import Keyboard
from bot.telegram_bot.wire.text_parts import first_part
from prompts import say
from retrieval.index.rows import CatalogEntry

PAGE_SIZE = 8
_MAX_BEGINNING = 700  # characters of an article that are shown
_MAX_NAMES = 5  # of articles, where several fit


async def list_articles(context: BotContext, ref: MessageRef) -> None:
    """Show the first page of the list."""
    lines, keyboard = _page(context, 0, context.language(ref))
    await context.reply(ref, lines, keyboard=keyboard)


async def show_page(context: BotContext, ref: MessageRef, data: ButtonData) -> None:
    """Show another page in the message with the list, or one article of a page."""
    language = context.language(ref)
    lines, keyboard = _page(context, data.number, language)
    entries = context.app.home.catalog.entries() if data.id else []
    entry = next((each for each in entries if _checksum(each) == data.id), None)
    if entry:
        lines = _article_lines(context, entry, language)
        back = ButtonData(ButtonAction.BROWSE_ARTICLES, number=data.number)
        keyboard = row_keyboard((say("telegram-back", language), back))
    await context.sender.edit(context.target(ref), ref.message, first_part(lines), keyboard)


async def show_article(context: BotContext, ref: MessageRef, name: str) -> None:
    """Show what an article is and how it begins; without a name, show the list."""
    entries = find_articles(context, name)
    if not name:
        await list_articles(context, ref)
    elif len(entries) == 1:
        await context.reply(ref, _article_lines(context, entries[0], context.language(ref)))
    elif not entries:
        await context.reply_text(ref, "telegram-no-article", article=shortened(name, 60))
    else:
        names = ", ".join(each.id for each in entries[:_MAX_NAMES])
        await context.reply_text(ref, "telegram-many-articles", count=len(entries), names=names)


def find_articles(context: BotContext, name: str) -> list[CatalogEntry]:
    """Return the article with an id, or else all whose id or title contains the name."""
    entries = context.app.home.catalog.entries()
    exact = [entry for entry in entries if entry.id == name]
    wanted = name.casefold()
    return exact or [e for e in entries if name and wanted in f"{e.id}\n{e.title}".casefold()]


def _page(context: BotContext, page: int, language: str) -> tuple[list[Line], Keyboard]:
    """Return the lines of one page of the list, and a button for each of its articles."""
    entries = context.app.home.catalog.entries()
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = min(page, pages - 1)
    first = page * PAGE_SIZE
    numbered = list(enumerate(entries[first : first + PAGE_SIZE], first + 1))
    title = say("telegram-articles", language, count=len(entries))
    lines: list[Line] = [[Piece(title, "bold")]]
    lines += [[Piece(f"{number}. "), Piece(_dated_title(entry))] for number, entry in numbered]
    buttons = [(str(number), _browse(page, _checksum(entry))) for number, entry in numbered]
    turns = [("‹", _browse(page - 1))] if page else []
    turns += [("›", _browse(page + 1))] if page + 1 < pages else []
    return lines, grid_keyboard(buttons, turns)


def _browse(page: int, article: int = 0) -> ButtonData:
    return ButtonData(ButtonAction.BROWSE_ARTICLES, article, page)


def _checksum(entry: CatalogEntry) -> int:
    """Return the number for an article in button data; its place in the list may change."""
    return crc32(entry.id.encode("utf-8", "replace")) or 1


def _article_lines(context: BotContext, entry: CatalogEntry, language: str) -> list[Line]:
    """Return the title of an article, its id, date, language and size, and its beginning."""
    catalog = context.app.home.catalog
    document = catalog.document(entry.id)
    passages = catalog.passages_of(entry.id)
    start = passages[0].passage.start if passages else 0
    text = document.text[start:].strip() if document else ""
    if len(text) > _MAX_BEGINNING:
        text = f"{text[:_MAX_BEGINNING].rsplit(maxsplit=1)[0]} …"
    size = say("telegram-size", language, characters=entry.characters, passages=entry.passages)
    facts = " · ".join(filter(None, (entry.published, entry.language, size)))
    return [
        [with_links(shortened(entry.title, 200), document.url if document else "")],
        [Piece(entry.id, "document"), Piece(f" · {facts}")],
        *([Piece(line, "block")] for line in text.split("\n")),
    ]


def _dated_title(entry: CatalogEntry) -> str:
    date = f" ({entry.published})" if entry.published else ""
    return f"{shortened(entry.title, 100)}{date}"
