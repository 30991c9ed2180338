"""Inline mode: "@bot question" in any chat returns quotes, without a language model."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress

import telegram.error as errors
from cachetools import TTLCache
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.answers import Answer
from bot.ask_options import AskOptions
from bot.rendering.citation_place import citation_place
from bot.rendering.messages import Line, Piece, lines, with_links
from bot.rendering.text import dated_title, shortened
from bot.telegram_bot.talk import access
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.user_commands import LINK_PREFIX
from bot.telegram_bot.wire.text_parts import first_part, telegram_entities
from prompts import say
from retrieval.errors import ExpectedError

MAX_RESULTS = 10
PATIENCE_S = 0.9  # a person who types has no use for later results
CACHE_S = 300
_CACHE_SIZE = 500
_MIN_LETTERS = 3

log = logging.getLogger(__name__)
Results = Sequence[InlineQueryResultArticle]


class InlineMode:
    """Answers inline queries; the results of a query are cached while the articles are the same."""

    def __init__(self, context: BotContext) -> None:
        self._context = context
        self._cache: TTLCache[tuple[int, str, str], Results] = TTLCache(_CACHE_SIZE, CACHE_S)

    async def answer(self, query: InlineQuery) -> None:
        """Answer a query within a second, and offer to ask it in the chat with the bot."""
        context, user = self._context, query.from_user
        text = " ".join(query.query.split())
        chosen = context.participants.get(user.id).language
        language = chosen or (user.language_code or "").partition("-")[0]
        allowed = access.may_ask(context, user.id, user.id)
        results: Results = []
        if allowed and len(text) >= _MIN_LETTERS:
            results = await self._results(text, language)
        try:
            await context.client.answer_inline_query(
                query.id, results, cache_time=CACHE_S if results else 0,
                is_personal=not access.is_open_to_everybody(context),
                button=self._button(text, user.id, language) if allowed and text else None,
            )  # fmt: skip
        except errors.BadRequest as error:
            log.info("An inline question was answered too late: %s", error.message)

    def _button(self, text: str, user: int, language: str) -> InlineQueryResultsButton | None:
        """Return the button that asks the question in the chat with the bot."""
        with suppress(ExpectedError):  # a full disk, for example
            token = self._context.links.create(text, user)
            label = say("telegram-open-chat", language)
            return InlineQueryResultsButton(label, start_parameter=f"{LINK_PREFIX}{token}")
        return None

    async def _results(self, text: str, language: str) -> Results:
        """Return cached or new results; those that take too long are cached for the next query."""
        context = self._context
        key = (context.app.home.catalog.generation, text, language)
        cached = self._cache.get(key)
        if cached:  # no results may be due to a failure that has passed
            return cached
        task = asyncio.create_task(context.run_in_worker(_search, context, text, language))
        context.state.tasks.add(task)
        task.add_done_callback(context.state.tasks.discard)
        done, _ = await asyncio.wait([task], timeout=PATIENCE_S)
        if not done or task.exception():
            return []
        self._cache[key] = task.result()
        return task.result()


def _search(context: BotContext, text: str, language: str) -> Results:
    options = AskOptions(
        mode="extractive", limit=MAX_RESULTS - 1, language=language, keep_in_log=False
    )
    try:
        answer = context.assistant.ask(text, None, options)
    except ExpectedError:
        return []
    return [*_articles(answer, language)][:MAX_RESULTS]


def _articles(answer: Answer, language: str) -> Iterator[InlineQueryResultArticle]:
    """Yield the answer, then each of its quotes; where there is no answer, the near passages."""
    if not answer.abstained:
        title = say("telegram-inline-answer", language)
        whole = [[Piece(answer.question, "bold")], [], *lines(answer)]
        yield _article("answer", title, answer.statements[0].text, whole)
    for citation in answer.citations if len(answer.citations) > 1 else ():
        quote = citation.quote
        article = with_links(shortened(dated_title(citation), 200), citation.address)
        source = [article, Piece(f" · {quote.document_id} {citation_place(citation, language)}")]
        content = [*_block(quote.text), source]
        yield _article(str(citation.number), citation.title, quote.text, content)
    for number, hit in enumerate(answer.nearest, 1):
        position = f"{hit.document.id} {hit.passage.start}-{hit.passage.end}"
        note = [Piece(say("telegram-no-answer", language), "note")]
        title = say("telegram-inline-near", language, title=shortened(hit.document.title, 60))
        content = [*_block(hit.text), [Piece(position, "document")], note]
        yield _article(f"near{number}", title, hit.text, content)


def _block(text: str) -> list[Line]:
    return [[Piece(line, "block")] for line in text.split("\n")]


def _article(
    id: str, title: str, description: str, content: Sequence[Line]
) -> InlineQueryResultArticle:
    text, styled = first_part(content)
    message = InputTextMessageContent(
        text,
        entities=telegram_entities(styled),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    title = shortened(title, 100) or "…"
    return InlineQueryResultArticle(id, title, message, description=shortened(description, 200))
