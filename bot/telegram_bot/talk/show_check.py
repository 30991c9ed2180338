"""Checking a text: which of its sentences the articles support or contradict."""

import logging

from bot.answers import Answer, Statement
from bot.ask_options import AskOptions
from bot.checking.check_report import CheckReport
from bot.conversing.validate_question import QuestionError
from bot.rendering.check_lines import check_lines
from bot.rendering.messages import marked_lines
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.talk.answer_keyboards import answer_keyboard
from bot.telegram_bot.talk.answer_views import article_lines, spaced
from bot.telegram_bot.talk.bot_context import BotContext, text_lines
from retrieval.errors import ExpectedError

log = logging.getLogger(__name__)


async def show_check(context: BotContext, ref: MessageRef, text: str) -> None:
    """Check a text sentence by sentence, and show the result with a button for each quote."""
    language = context.language(ref)
    options = AskOptions(language=language)
    try:
        report = await context.run_with_pauses(context.assistant.check, text, options)
    except QuestionError as error:
        await context.reply(ref, text_lines(error.message_in(language)))
        return
    except ExpectedError as error:
        log.error("A text was not checked: %s %s", error.message, error.hint)
        await context.reply_text(ref, "telegram-trouble")
        return
    record = _store(context, ref, report)
    lines = [*spaced(marked_lines(check_lines(report))), *article_lines(report)]
    keyboard = answer_keyboard(record, language) if record else None
    await context.reply(ref, lines, keyboard=keyboard, record=record.id if record else 0)


def _store(context: BotContext, ref: MessageRef, report: CheckReport) -> AnswerRecord | None:
    """Store the quotes of a report like those of an answer, so that the same buttons open them."""
    if not report.citations:
        return None
    answer = Answer(
        question=report.text,
        standalone_question=report.text,
        statements=tuple(Statement(c.quote.text, (c.number,)) for c in report.citations),
        citations=report.citations,
        language=report.language,
    )
    stored = context.records.by_update(ref.update)
    try:
        return stored or context.records.add(AnswerRecord(ref, answer, is_check=True))
    except ExpectedError as error:
        log.error("A check has no buttons: %s %s", error.message, error.hint)
        return None
