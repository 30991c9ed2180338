"""What happens when somebody presses a button: which handler each action has."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import CallbackQuery, Message, Update

from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.records.participants import ALLOWED, WAITING
from bot.telegram_bot.talk import (
    access,
    answer_button_presses,
    article_pages,
    chat_settings,
    corpus_changes,
    forgetting,
)
from bot.telegram_bot.talk.answer_button_presses import ButtonPress
from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.talk.incoming_messages import ref_of

_USED_KEYBOARD_S = 60.0  # how long no suggestions are added to a keyboard that somebody used


async def handle_button(context: BotContext, update: Update) -> None:
    """Do what a pressed button says, where the person may do that."""
    query = update.callback_query
    press = _read_press(context, update, query) if query else None
    if press is None:
        return
    ref, action = press.ref, press.data.action
    context.state.used_keyboards.add((ref.chat, ref.message), _USED_KEYBOARD_S)
    if action in ACCESS_HANDLERS:
        await ACCESS_HANDLERS[action](context, press)
    elif not access.may_ask(context, ref.user, ref.chat):
        return
    elif action in HANDLERS:
        await HANDLERS[action](context, press)
    elif record := await _record_of(context, press):
        await RECORD_HANDLERS[action](context, press, record)


def _read_press(context: BotContext, update: Update, query: CallbackQuery) -> ButtonPress | None:
    """Return what a query says, or None where the bot did not make the button."""
    message, data = query.message, ButtonData.decode(query.data or "")
    if not isinstance(message, Message) or data is None:
        return None
    ref = replace(ref_of(message, update.update_id), user=query.from_user.id)
    return ButtonPress(ref, context.language(ref), data)


async def _record_of(context: BotContext, press: ButtonPress) -> AnswerRecord | None:
    """Return the record that a button belongs to; say so where it was deleted.

    People can send button data of their own making, so it has to be the record that the message
    with the button shows.
    """
    ref = press.ref
    record = context.records.by_id(press.data.id)
    if record is None or record.ref.chat != ref.chat:
        await context.reply_text(ref, "telegram-expired")
        return None
    of_message = context.records.by_message(ref.chat, ref.message)
    if of_message and (of_message.id != record.id or press.data.separate):
        return None
    return record


async def _stop_answer(context: BotContext, press: ButtonPress) -> None:
    """Stop an answer being written, for the person who asked.

    Somebody who asked in the name of the group has the id of the group in the question, but the own
    id in the press; so an admin of the group may stop such an answer.
    """
    ref, stop_answer = press.ref, context.state.stop_answer
    stop = stop_answer.get((press.data.id, ref.user))
    if not stop and await chat_settings.may_change(context, ref):
        stop = stop_answer.get((press.data.id, ref.chat))
    if stop:
        stop()


async def _browse_articles(context: BotContext, press: ButtonPress) -> None:
    """Show a page of the list of articles, in the message that shows the list."""
    shows_answer = context.records.by_message(press.ref.chat, press.ref.message)
    if not shows_answer:  # data that somebody made up
        await article_pages.show_page(context, press.ref, press.data)


async def _change_setting(context: BotContext, press: ButtonPress) -> None:
    """Change a setting of the chat."""
    await chat_settings.change(context, press.ref, press.data)


async def _decide_removal(context: BotContext, press: ButtonPress) -> None:
    """Remove an article after the admin who wanted it was asked, or leave it."""
    if access.is_admin(context, press.ref.user):
        await corpus_changes.decide_removal(context, press.ref, press.data)


async def _decide_forgetting(context: BotContext, press: ButtonPress) -> None:
    """Forget a person after they were asked, or not."""
    await forgetting.decide(context, press.ref, press.data)


async def _request_access(context: BotContext, press: ButtonPress) -> None:
    """Ask the admins to let the person in."""
    await access.request_access(context, press.ref)


async def _decide_access(context: BotContext, press: ButtonPress) -> None:
    """Let somebody in or shut them out; where another admin did, only tell what they decided."""
    ref, data = press.ref, press.data
    if not access.is_admin(context, ref.user):
        return
    permission = context.participants.get(data.id).permission
    allow = permission == ALLOWED
    if permission == WAITING:
        allow = data.action is ButtonAction.ALLOW_ACCESS
    await access.decide_access(context, ref, data.id, allow=allow)
    await context.sender.edit_keyboard(ref.chat, ref.message, None)


Handler = Callable[[BotContext, ButtonPress], Awaitable[None]]

# Buttons below an answer, or below a view of it; they need its record.
RECORD_HANDLERS: dict[
    ButtonAction, Callable[[BotContext, ButtonPress, AnswerRecord], Awaitable[None]]
] = {
    ButtonAction.SHOW_QUOTE: answer_button_presses.show_quote,
    ButtonAction.EXPLAIN_ANSWER: answer_button_presses.explain_answer,
    ButtonAction.SHOW_NEAREST: answer_button_presses.show_nearest,
    ButtonAction.BACK_TO_ANSWER: answer_button_presses.back_to_answer,
    ButtonAction.ASK_FOR_MORE: answer_button_presses.ask_for_more,
    ButtonAction.ASK_SUGGESTION: answer_button_presses.ask_suggestion,
    ButtonAction.LIKE: answer_button_presses.like,
    ButtonAction.DISLIKE: answer_button_presses.dislike,
    ButtonAction.GIVE_REASON: answer_button_presses.give_reason,
}
# Buttons for those who may ask in the chat.
HANDLERS: dict[ButtonAction, Handler] = {
    ButtonAction.STOP_ANSWER: _stop_answer,
    ButtonAction.BROWSE_ARTICLES: _browse_articles,
    ButtonAction.SET_LANGUAGE: _change_setting,
    ButtonAction.SET_POLICY: _change_setting,
    ButtonAction.SET_SILENT: _change_setting,
    ButtonAction.CONFIRM_REMOVAL: _decide_removal,
    ButtonAction.CANCEL_REMOVAL: _decide_removal,
}
# Buttons for people who may not ask too, and for the admins who decide about them.
ACCESS_HANDLERS: dict[ButtonAction, Handler] = {
    ButtonAction.REQUEST_ACCESS: _request_access,
    ButtonAction.ALLOW_ACCESS: _decide_access,
    ButtonAction.DENY_ACCESS: _decide_access,
    ButtonAction.CONFIRM_FORGETTING: _decide_forgetting,
    ButtonAction.CANCEL_FORGETTING: _decide_forgetting,
}
