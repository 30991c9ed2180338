"""How a question becomes an answer in the chat. Start reading here."""

import asyncio
import logging

import telegram.error as errors

from bot.answers import Answer
from bot.conversing.conversation import Conversation
from bot.conversing.validate_question import QuestionError
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.records.steady_time import steady_time
from bot.telegram_bot.talk.answer_keyboards import answer_keyboard
from bot.telegram_bot.talk.answer_views import answer_view
from bot.telegram_bot.talk.bot_context import BotContext, text_lines
from bot.telegram_bot.talk.incoming_messages import IncomingQuestion
from bot.telegram_bot.talk.live_answer import LiveAnswer
from bot.telegram_bot.wire.call_schedule import Priority
from bot.telegram_bot.wire.chat_queues import UndeliveredError
from bot.telegram_bot.wire.message_sender import ChatGoneError
from prompts import say
from retrieval.errors import ExpectedError

MAX_SUGGESTIONS = 3
# How long after the answer the suggestions are added: as soon as Telegram's limits allow an edit.
_SUGGESTIONS_AFTER_S = 1.6
_SUGGESTIONS_AFTER_IN_GROUP_S = 3.2

log = logging.getLogger(__name__)


async def answer_question(context: BotContext, question: IncomingQuestion) -> None:
    """Answer a question; show the answer that an earlier run made for the same update."""
    context.state.throttle.note_question()
    record = context.records.by_update(question.ref.update)
    if record is None:
        if context.settings.reaction and not question.replaces:
            context.run_in_background(_react(context, question))
        try:
            record = await _make_record(context, question)
        except ExpectedError as error:
            await context.reply(
                question.ref, text_lines(_failure_text(context, question, error)),
                replaces=question.replaces, record=question.replaced_record,
            )  # fmt: skip
            return
    with context.metrics.seconds.labels("send").time():
        messages = await context.reply(
            question.ref, answer_view(record), replaces=question.replaces, record=record.id,
            keyboard=answer_keyboard(record, question.language),
        )  # fmt: skip
    if record.answer.statements and record.id:
        context.run_in_background(_add_suggestions(context, question, record, messages[-1]))


def _failure_text(context: BotContext, question: IncomingQuestion, error: ExpectedError) -> str:
    """Return what to say instead of an answer; what is wrong with the machine is only logged."""
    if isinstance(error, QuestionError):
        return error.message_in(question.language)
    log.error("A question was not answered: %s %s", error.message, error.hint)
    context.metrics.errors.labels(type(error).__name__).inc()
    return say("telegram-trouble", question.language)


async def _make_record(context: BotContext, question: IncomingQuestion) -> AnswerRecord:
    """Let the engine answer; return the record of the answer, with id 0 if it was not stored."""
    name = question.ref.conversation
    conversation = context.records.conversation(question.previous, name)
    started_at, user = steady_time(), question.ref.user
    with context.metrics.seconds.labels("answer").time():
        answer = await LiveAnswer(context, question).answer(conversation)
    context.metrics.questions.labels(answer.mode).inc()
    if answer.abstained:
        context.metrics.abstentions.inc()
    if context.state.forgotten_at.get(user, 0.0) > started_at:
        # The log has stored the answer since the person asked to be forgotten.
        await context.run_in_worker(lambda: context.app.log.forget(user=str(user)))
        return AnswerRecord(question.ref, answer, question.previous, question.heading)
    return _store(context, question, answer, conversation)


def _store(
    context: BotContext, question: IncomingQuestion, answer: Answer, conversation: Conversation
) -> AnswerRecord:
    """Store an answer; one that the disk does not take is shown without buttons."""
    records = context.records
    record = AnswerRecord(question.ref, answer, question.previous, question.heading)
    try:
        replaced = records.by_question(question.ref) if question.replaces else None
        if replaced:
            return records.replace_answer(replaced, question.ref.update, answer)
        record = records.add(record)
    except ExpectedError as error:
        log.error("An answer has no buttons: %s %s", error.message, error.hint)
        return record
    records.cache_conversation(record.id, conversation)
    return record


async def _add_suggestions(
    context: BotContext, question: IncomingQuestion, record: AnswerRecord, message: int
) -> None:
    """Add buttons with questions that the articles answer, where there is time for that."""
    is_private = question.ref.is_private
    await asyncio.sleep(_SUGGESTIONS_AFTER_S if is_private else _SUGGESTIONS_AFTER_IN_GROUP_S)
    throttle = context.state.throttle
    if not (await throttle.wait_for_turn() and _is_untouched(context, record, message)):
        return
    with throttle.working():
        suggestions = await context.run_in_worker(context.assistant.suggest, record.answer)
    if not (suggestions and _is_untouched(context, record, message)):
        return
    record = context.records.save_suggestions(record, suggestions[:MAX_SUGGESTIONS])
    keyboard = answer_keyboard(record, question.language)
    try:
        await context.sender.edit_keyboard(record.ref.chat, message, keyboard, Priority.PREVIEW)
    except (errors.TelegramError, ChatGoneError, UndeliveredError):
        log.debug("No questions were offered.")


def _is_untouched(context: BotContext, record: AnswerRecord, message: int) -> bool:
    """Return whether an answer is the latest of its chat, and nobody edited it or used a button."""
    ref, current = record.ref, context.records.by_id(record.id)
    is_same = current is not None and current.ref.update == ref.update
    is_latest = context.records.latest(ref) == record.id
    return is_same and is_latest and (ref.chat, message) not in context.state.used_keyboards


async def _react(context: BotContext, question: IncomingQuestion) -> None:
    """Show by a reaction that a question has arrived."""
    ref = question.ref
    try:
        await context.client.set_message_reaction(
            ref.chat, ref.message, context.settings.reaction,
            rate_limit_args=question.sign,
        )  # fmt: skip
    except errors.TelegramError as error:
        log.info("A reaction was not shown: %s", error.message)
