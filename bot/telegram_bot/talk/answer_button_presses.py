"""The buttons below an answer: its quotes, how it was found, more, suggestions, ratings."""

from dataclasses import dataclass

from bot.rendering.messages import Line
from bot.telegram_bot.button_data import ButtonData
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.talk import access
from bot.telegram_bot.talk.answer_keyboards import (
    REASONS,
    answer_keyboard,
    back_keyboard,
    quote_keyboard,
    reasons_keyboard,
)
from bot.telegram_bot.talk.answer_question import answer_question
from bot.telegram_bot.talk.answer_views import (
    answer_view,
    explanation_view,
    nearest_view,
    quote_view,
)
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.incoming_messages import IncomingQuestion
from bot.telegram_bot.talk.page_photos import send_page
from bot.telegram_bot.wire.message_sender import Keyboard
from bot.telegram_bot.wire.text_parts import first_part, text_parts

_MORE = "more"  # the button asks what a person would ask with this word


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A press of a button: the message with the button and the person who pressed it."""

    ref: MessageRef
    language: str
    data: ButtonData

    def opens_separately(self, record: AnswerRecord) -> bool:
        """Return whether details open in a message of their own, so that the answer stays.

        In a group others may still be reading the answer, and a checked text is long.
        """
        return not self.ref.is_private or record.is_check or self.data.separate


async def show_quote(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Show a quote in its context, and below it a picture of its page if it has one."""
    number, language = press.data.number, press.language
    if not 1 <= number <= len(record.answer.citations):
        await context.reply_text(press.ref, "telegram-expired")
        return
    catalog = context.app.home.catalog
    lines = await context.run_in_worker(quote_view, record, number, catalog, language)
    separate = press.opens_separately(record)
    keyboard = quote_keyboard(record, number, language, separate=separate)
    await _show_view(context, press, record, lines, keyboard)
    await send_page(context, press.ref, record.answer.citations[number - 1], language)


async def explain_answer(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Show how the quotes of an answer were found."""
    lines = explanation_view(record, press.language)
    await _show_view(context, press, record, lines, _back(press, record))


async def show_nearest(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Show a passage that is near to a question that the articles do not answer."""
    number = press.data.number
    if 1 <= number <= len(record.answer.nearest):
        lines = nearest_view(record, number, press.language)
        await _show_view(context, press, record, lines, _back(press, record))


async def back_to_answer(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Show the answer again in place of a view of it; delete a view in a message of its own."""
    ref = press.ref
    if press.data.separate:
        context.state.views.pop((record.id, ref.chat, ref.user), None)
        await context.sender.delete(ref.chat, ref.message)
        return
    last_part = text_parts(answer_view(record))[-1]
    keyboard = answer_keyboard(record, press.language)
    await context.sender.edit(context.target(ref), ref.message, last_part, keyboard)


async def ask_for_more(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Ask for more that is like the answer."""
    await _ask(context, press, record, _MORE)


async def ask_suggestion(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Ask one of the questions that are offered below the answer."""
    if press.data.number < len(record.suggestions):
        question = record.suggestions[press.data.number]
        await _ask(context, press, record, question, heading=question)


async def like(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Store that the answer is good."""
    context.records.save_rating(record, press.ref.user, liked=True)
    await _edit_keyboard(context, press, answer_keyboard(record, press.language, liked=True))


async def dislike(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Store that the answer is not good, and ask why."""
    context.records.save_rating(record, press.ref.user, liked=False)
    await _edit_keyboard(context, press, reasons_keyboard(record, press.language))


async def give_reason(context: BotContext, press: ButtonPress, record: AnswerRecord) -> None:
    """Store why the answer is not good."""
    if press.data.number < len(REASONS):
        reason = REASONS[press.data.number]
        context.records.save_rating(record, press.ref.user, liked=False, reason=reason)
    await _edit_keyboard(context, press, answer_keyboard(record, press.language, liked=False))


async def _ask(
    context: BotContext, press: ButtonPress, record: AnswerRecord, text: str, *, heading: str = ""
) -> None:
    """Ask a question that continues the answer."""
    if await access.check_rate(context, press.ref):
        question = IncomingQuestion(press.ref, text, press.language, record.id, heading)
        await answer_question(context, question)


async def _show_view(
    context: BotContext, press: ButtonPress, record: AnswerRecord, lines: list[Line],
    keyboard: Keyboard,
) -> None:  # fmt: skip
    """Show a view in place of the answer, or in the person's own message below it."""
    ref, target, part = press.ref, context.target(press.ref), first_part(lines)
    sender, views = context.sender, context.state.views
    in_place = press.data.separate or not press.opens_separately(record)
    if in_place and await sender.edit(target, ref.message, part, keyboard):
        return
    key = (record.id, ref.chat, ref.user)
    message = views.get(key)
    if message and await sender.edit(target, message, part, keyboard):
        return
    (views[key], *_) = await sender.deliver(target, lines, keyboard=keyboard)


def _back(press: ButtonPress, record: AnswerRecord) -> Keyboard:
    separate = press.opens_separately(record)
    return back_keyboard(record, press.language, separate=separate)


async def _edit_keyboard(context: BotContext, press: ButtonPress, keyboard: Keyboard) -> None:
    await context.sender.edit_keyboard(press.ref.chat, press.ref.message, keyboard)
