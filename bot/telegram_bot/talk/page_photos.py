"""Pictures of the pages on which quotes stand."""

import logging

from bot.answers import Citation
from bot.app import App
from bot.rendering.citation_place import page_words
from bot.rendering.messages import Piece, with_links
from bot.rendering.text import dated_title, shortened
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.wire.text_parts import first_part
from retrieval.formats.extracted import UnreadableError
from retrieval.ingest.page_picture import page_picture
from retrieval.passages import Span

_LARGEST = 10_000_000  # bytes of a photo that Telegram takes
_MAX_TITLE = 200
_REMEMBERED_S = 600.0  # for so long, a page is not shown again in a chat

log = logging.getLogger(__name__)


async def send_page(
    context: BotContext, ref: MessageRef, citation: Citation, language: str
) -> None:
    """Send the page of a quote, its words marked, if its article has pages and is kept."""
    quote = citation.quote
    shown = (ref.chat, quote.document_id, quote.start, quote.end)
    if citation.page is None or not context.state.pages_shown.add(shown, _REMEMBERED_S):
        return
    picture = await context.run_in_worker(_picture, context.app, citation)
    if picture:
        title = with_links(shortened(dated_title(citation), _MAX_TITLE), citation.address)
        page = Piece(f" · {page_words(citation, language)}")
        caption = first_part([[Piece(f"[{citation.number}] ", "mark"), title, page]])
        await context.sender.send_photo(context.target(ref), picture, caption)


def _picture(app: App, citation: Citation) -> bytes:
    """Return the page of a quote as PNG, b"" where it cannot be shown."""
    quote = citation.quote
    document = app.home.catalog.document(quote.document_id)
    if document is None or document.text[quote.start : quote.end] != quote.text:
        return b""
    try:
        picture = page_picture(app.home.originals, document, Span(quote.start, quote.end))
    except UnreadableError as error:
        log.info("A page was not shown: %s", error)
        return b""
    return picture if len(picture) <= _LARGEST else b""
