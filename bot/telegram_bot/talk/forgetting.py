"""Being forgotten, /forget_me: a button asks whether that is meant, for nobody else to press."""

from dataclasses import replace

from bot.telegram_bot.button_data import ButtonAction, ButtonData
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.records.steady_time import steady_time
from bot.telegram_bot.talk import chat_settings
from bot.telegram_bot.talk.answer_keyboards import choice_keyboard
from bot.telegram_bot.talk.bot_context import BotContext, catalog_lines
from bot.telegram_bot.wire.text_parts import first_part, plain_part
from prompts import say


async def ask_whether(context: BotContext, ref: MessageRef) -> None:
    """Ask whether to delete what is stored of who writes; the question itself is not recorded."""
    language = context.language(ref)
    part = first_part(catalog_lines("telegram-forget-sure", language))
    keyboard = choice_keyboard(
        language, ref.user,
        ("telegram-forget-yes", ButtonAction.CONFIRM_FORGETTING),
        ("telegram-forget-no", ButtonAction.CANCEL_FORGETTING),
    )  # fmt: skip
    await context.sender.send(context.target(ref), part, keyboard)


async def decide(context: BotContext, ref: MessageRef, data: ButtonData) -> None:
    """Delete what is stored of who asked for it, or nothing, where they press the button."""
    if not await _may_decide(context, ref, data.id):
        return
    language = context.language(ref)
    if data.action is ButtonAction.CANCEL_FORGETTING:
        text = say("telegram-forgotten-not", language)
    else:
        count = await forget(context, data.id)
        text = say("telegram-forgotten", language, count=count)
    target = context.target(replace(ref, update=0))  # the reply is recorded nowhere
    if not await context.sender.edit(target, ref.message, plain_part(text)):
        await context.sender.send(target, plain_part(text))


async def forget(context: BotContext, user: int) -> int:
    """Delete what is stored of somebody; return the number of answers."""
    app = context.app
    context.state.forgotten_at[user] = steady_time()

    def delete() -> int:
        recorded = context.participants.forget(user)
        logged = app.log.forget(user=str(user))
        app.budget.forget(str(user))
        return max(recorded, logged)

    count = await context.run_in_worker(delete)
    context.records.clear_cache()
    return count


async def _may_decide(context: BotContext, ref: MessageRef, user: int) -> bool:
    """Return whether who presses asked to be forgotten.

    A group or channel cannot press, so that an admin of the chat decides for it.
    """
    return ref.user == user or (user < 0 and await chat_settings.may_change(context, ref))
