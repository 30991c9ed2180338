"""A question becomes an answer in the chat. Start reading here."""

import asyncio
import logging
import time

import telegram.error as errors

from bot.conversing.validate_question import QuestionError
from bot.rendering.messages import Piece
from bot.telegram_bot.records.answer_records import Card
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.incoming import Asked
from bot.telegram_bot.talk.keyboards import answer_keyboard
from bot.telegram_bot.talk.live import Live
from bot.telegram_bot.talk.views import answer_view
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.pace import Urgency
from bot.telegram_bot.wire.send import GoneError
from prompts import say
from retrieval.errors import ExpectedError

SUGGESTED = 3
_OFFERED_S = (1.6, 3.2)  # after the answer, when the pace of a person, of a group, allows a change

log = logging.getLogger(__name__)


async def answer(desk: Desk, asked: Asked) -> None:
    """Answer a question; one that was answered before a restart is only shown."""
    desk.spare.heard()
    card = desk.cards.made_for(asked.origin)
    if card is None:
        if desk.app.settings.telegram_reaction and not asked.over:
            desk.later(_react(desk, asked))
        try:
            card = await _made(desk, asked)
        except ExpectedError as error:
            said = [[Piece(_why_not(desk, asked, error))]]
            await desk.show(asked.origin, asked.place, said, over=asked.over, card=asked.card)
            return
    keyboard = answer_keyboard(card, asked.language)
    with desk.metrics.seconds.labels("send").time():
        shown = await desk.show(
            asked.origin, asked.place, answer_view(card),
            keyboard=keyboard, card=card.id, over=asked.over,
        )  # fmt: skip
    if card.answer.statements and card.id:
        desk.later(_offer(desk, asked, card, shown[-1]))


def _why_not(desk: Desk, asked: Asked, error: ExpectedError) -> str:
    """Say why there is no answer; what is wrong with the machine is for the log alone."""
    if isinstance(error, QuestionError):
        return error.message_in(asked.language)
    log.error("A question was not answered: %s %s", error.message, error.hint)
    desk.metrics.errors.labels(type(error).__name__).inc()
    return say("telegram-trouble", asked.language)


async def _made(desk: Desk, asked: Asked) -> Card:
    """Let the engine answer, and keep the answer for its buttons and for what is asked next."""
    conversation = desk.cards.conversation(asked.earlier, asked.conversation)
    begun, user = time.time(), asked.place.user
    with desk.metrics.seconds.labels("answer").time():
        given = await Live(desk, asked).answer(conversation)
    desk.metrics.questions.labels(given.mode).inc()
    if given.abstained:
        desk.metrics.abstentions.inc()
    card = Card(asked.origin, asked.place, given, asked.earlier, asked.lead)
    if desk.forgotten.get(user, 0.0) > begun:  # while the answer was in the making
        await desk.work(lambda: desk.app.log.forget(user=str(user)))
        return card
    try:
        old = desk.cards.of_question(asked.place.chat, asked.place.message) if asked.over else None
        if old:
            return desk.cards.change(old, asked.origin, given)
        kept = desk.cards.keep(card)
    except ExpectedError as error:  # the disk is full, say: the answer is worth more than buttons
        log.error("An answer has no buttons: %s %s", error.message, error.hint)
        return card
    desk.cards.remember(kept.id, conversation)
    return kept


async def _offer(desk: Desk, asked: Asked, card: Card, message: int) -> None:
    """Add questions that the articles can answer, where there is time and room for it."""
    await asyncio.sleep(_OFFERED_S[not asked.private])
    place = card.place
    if not (await desk.spare.begin() and _untouched(desk, card, message)):
        return
    with desk.spare.used():
        questions = await desk.work(desk.assistant.suggest, card.answer)
    if not (questions and _untouched(desk, card, message)):
        return
    card = desk.cards.offer(card, questions[:SUGGESTED])
    keyboard = answer_keyboard(card, asked.language)
    try:
        await desk.sender.buttons(place.chat, message, keyboard, Urgency.FRAME)
    except (errors.TelegramError, GoneError, UndeliveredError):
        log.debug("No questions were offered.")


def _untouched(desk: Desk, card: Card, message: int) -> bool:
    """Tell whether an answer is still the last, was not edited, and shows what it showed."""
    place, now = card.place, desk.cards.card(card.id)
    pressed = desk.pressed.holds((place.chat, message))
    last = desk.cards.last(place.chat, place.thread) == card.id
    return bool(now and now.origin == card.origin and last and not pressed)


async def _react(desk: Desk, asked: Asked) -> None:
    """Show with a reaction that a question was seen."""
    place, sign = asked.place, desk.app.settings.telegram_reaction
    try:
        await desk.client.set_message_reaction(place.chat, place.message, sign)
    except errors.TelegramError as error:
        log.info("A reaction was not shown: %s", error.message)
