"""Inline mode: "@bot question" in any chat gives cited results, without a language model."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress

import telegram.error as errors
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.answers import Answer
from bot.ask_options import AskOptions
from bot.rendering.messages import Line, Piece, lines, messages, with_links
from bot.rendering.text import dated_title, shortened
from bot.telegram_bot.talk import access
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.commands import LINKED
from bot.telegram_bot.wire.send import LIMIT, entities
from prompts import say
from retrieval.errors import ExpectedError

RESULTS = 10
PATIENCE_S = 0.9
CACHED_S = 300
_CACHED = 500
_SHORTEST = 3  # letters that are a question

log = logging.getLogger(__name__)
Results = Sequence[InlineQueryResultArticle]


class Cache:
    """The results of the last questions."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], tuple[float, Results]] = OrderedDict()
        self._generation = -1

    def at(self, generation: int) -> None:
        """Forget what was found among other articles than today's."""
        if generation != self._generation:
            self._held.clear()
        self._generation = generation

    def get(self, words: str, language: str) -> Results | None:
        """Give the results of a question, unless they are too old."""
        at, results = self._held.get((words, language), (0.0, None))
        return results if time.monotonic() - at < CACHED_S else None

    def put(self, words: str, language: str, results: Results) -> None:
        """Hold the results of a question; the oldest make room."""
        self._held[words, language] = (time.monotonic(), results)
        if len(self._held) > _CACHED:
            self._held.popitem(last=False)


async def answer_inline(desk: Desk, query: InlineQuery, cache: Cache) -> None:
    """Answer an inline question within a second, or offer to ask it in the chat."""
    words = " ".join(query.query.split())
    user = query.from_user
    spoken = desk.people.party(user.id).language or (user.language_code or "").partition("-")[0]
    allowed = access.may_ask(desk, user.id, user.id)
    results: Results = []
    if allowed and len(words) >= _SHORTEST:
        cache.at(desk.app.home.catalog.generation)
        results = cache.get(words, spoken) or await _found(desk, words, spoken, cache)
    button = None
    if allowed and words:
        with suppress(ExpectedError):  # the disk is full, say; the results are worth more
            token = desk.cards.link(words, user.id)
            text = say("telegram-open-chat", spoken)
            button = InlineQueryResultsButton(text, start_parameter=f"{LINKED}{token}")
    open_to_all = access.access(desk.app.settings).open
    try:
        await desk.client.answer_inline_query(
            query.id, results, cache_time=CACHED_S if results else 0,
            is_personal=not open_to_all, button=button,
        )  # fmt: skip
    except errors.BadRequest as error:
        log.info("An inline question was answered too late: %s", error.message)


async def _found(desk: Desk, words: str, language: str, cache: Cache) -> Results:
    """Look for results; what takes too long is there for the next letter that is typed."""
    work = asyncio.create_task(desk.work(_results, desk, words, language))
    desk.tasks.add(work)
    done, _ = await asyncio.wait([work], timeout=PATIENCE_S)
    work.add_done_callback(desk.tasks.discard)
    if not done or work.exception():
        return []
    cache.put(words, language, work.result())
    return work.result()


def _results(desk: Desk, words: str, language: str) -> Results:
    manner = AskOptions(mode="extractive", limit=RESULTS - 1, language=language, keep_in_log=False)
    try:
        answer = desk.assistant.ask(words, None, manner)
    except ExpectedError:
        return []
    return [*_made(answer, language)][:RESULTS]


def _made(answer: Answer, language: str) -> Iterator[InlineQueryResultArticle]:
    """Yield the answer, then each of its quotes; or what is near, which says that it is no more."""
    if not answer.abstained:
        text = say("telegram-inline-answer", language)
        yield _article("answer", text, answer.statements[0].text, _asked(answer))
    for citation in answer.citations if len(answer.citations) > 1 else ():
        quote = citation.quote
        source = [with_links(shortened(dated_title(citation), 200), citation.url),
                  Piece(f" · {quote.document_id} {quote.start}-{quote.end}")]  # fmt: skip
        said = [[Piece(line, "block")] for line in quote.text.split("\n")]
        yield _article(str(citation.number), citation.title, quote.text, [*said, source])
    for place, hit in enumerate(answer.nearest, 1):
        where = f"{hit.document.id} {hit.passage.start}-{hit.passage.end}"
        said = [[Piece(line, "block")] for line in hit.text.split("\n")]
        note = [Piece(say("telegram-no-answer", language), "note")]
        title = say("telegram-inline-near", language, title=shortened(hit.document.title, 60))
        yield _article(f"near{place}", title, hit.text, [*said, [Piece(where, "document")], note])


def _asked(answer: Answer) -> list[Line]:
    return [[Piece(answer.question, "bold")], [], *lines(answer)]


def _article(id: str, title: str, description: str, said: list[Line]) -> InlineQueryResultArticle:
    text, styled = next(messages(said, limit=LIMIT))
    content = InputTextMessageContent(
        text, entities=entities(styled), link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    title = shortened(title, 100) or "…"
    return InlineQueryResultArticle(id, title, content, description=shortened(description, 200))
