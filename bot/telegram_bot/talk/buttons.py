"""What happens when somebody presses a button."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from telegram import CallbackQuery, Message, Update

from bot.rendering.messages import Line, messages
from bot.telegram_bot.records.answer_records import Card, Place
from bot.telegram_bot.records.people import ALLOWED, WAITING
from bot.telegram_bot.talk import access, article_pages, corpus_changes, preferences
from bot.telegram_bot.talk.answering import answer
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.incoming import Asked, place_of
from bot.telegram_bot.talk.keyboards import REASONS, answer_keyboard, back, quote_keyboard, reasons
from bot.telegram_bot.talk.views import answer_view, nearest_view, quote_view, why_view
from bot.telegram_bot.wire.send import LIMIT, Keyboard

_PRESSED_S = 60.0  # in which what is shown by a button is not changed from elsewhere
_VIEWS = 1000
MORE = "more"  # as somebody would ask for it in words


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: the update and message, who pressed it, and the parts of its data."""

    origin: int
    message: Message
    place: Place
    language: str
    kind: str
    parts: tuple[str, ...]

    @property
    def number(self) -> int:
        """Give the number in the data, 0 if there is none."""
        return int(self.parts[1]) if len(self.parts) > 1 else 0

    def apart(self, card: Card) -> bool:
        """Tell whether what it shows stands apart from the answer, so that others can read on."""
        return self.place.chat < 0 or card.checked or self.own

    @property
    def own(self) -> bool:
        """Tell whether it belongs to a view that stands apart."""
        return len(self.parts) > 2


async def pressed(desk: Desk, update: Update) -> None:
    """Do what a button says, if it is in a chat where the person may ask."""
    query = update.callback_query
    button = _read(desk, update, query) if query else None
    if button is None:
        return
    desk.pressed.add((button.place.chat, button.message.message_id), _PRESSED_S)
    if button.kind == "a":
        await _access(desk, button)
        return
    if not access.may_ask(desk, button.place.user, button.place.chat):
        return
    if button.kind in _TOOLS:
        await _TOOLS[button.kind](desk, button)
        return
    act = _ACTS.get(button.kind)
    card = desk.cards.card(int(button.parts[0])) if act else None
    if act is None:
        return
    if card is None or card.place.chat != button.place.chat:
        await desk.tell(button.origin, button.place, "telegram-expired")
        return
    shown = desk.cards.of_message(button.place.chat, button.message.message_id)
    if shown and (shown.id != card.id or button.own):
        return  # a forged button: these belong to another message
    await act(desk, button, card)


def _read(desk: Desk, update: Update, query: CallbackQuery) -> Pressed | None:
    """Read a button's data; None for what is none of ours."""
    message, data = query.message, query.data
    if not isinstance(message, Message) or not data:
        return None
    kind, *parts = data.split(":")
    if kind in _ACTS and not (parts and all(p.isdecimal() and len(p) < 19 for p in parts)):
        return None
    place = replace(place_of(message), user=query.from_user.id)
    language = desk.language(place.chat, place.user)
    return Pressed(update.update_id, message, place, language, kind, tuple(parts))


async def _quote(desk: Desk, button: Pressed, card: Card) -> None:
    """Show a quote in its context."""
    number, language = button.number, button.language
    if not 1 <= number <= len(card.answer.citations):
        await desk.tell(button.origin, button.place, "telegram-expired")
        return
    said = await desk.work(quote_view, card, number, desk.app.home.catalog, language)
    keyboard = quote_keyboard(card, number, language, apart=button.apart(card))
    await _show(desk, button, card, said, keyboard)


async def _why(desk: Desk, button: Pressed, card: Card) -> None:
    """Show how the answer was found."""
    said = why_view(card, button.language)
    await _show(desk, button, card, said, back(card, button.language, apart=button.apart(card)))


async def _near(desk: Desk, button: Pressed, card: Card) -> None:
    """Show a passage that was near."""
    if 1 <= button.number <= len(card.answer.nearest):
        said = nearest_view(card, button.number, button.language)
        await _show(desk, button, card, said, back(card, button.language, apart=button.apart(card)))


async def _back(desk: Desk, button: Pressed, card: Card) -> None:
    """Show the answer again; a view of its own, as groups have it, goes away."""
    if button.own:
        desk.views.pop((card.id, button.place.chat, button.place.user), None)
        await desk.sender.delete(button.place.chat, button.message.message_id)
        return
    parts = list(messages(answer_view(card), limit=LIMIT))
    target = desk.target(button.origin, button.place)
    keyboard = answer_keyboard(card, button.language)
    await desk.sender.edit(target, button.message.message_id, parts[-1], keyboard)


async def _more(desk: Desk, button: Pressed, card: Card) -> None:
    """Ask for more that is like the answer."""
    await _ask(desk, button, card, MORE, lead="")


async def _next(desk: Desk, button: Pressed, card: Card) -> None:
    """Ask one of the questions that were offered."""
    if button.number < len(card.next):
        question = card.next[button.number]
        await _ask(desk, button, card, question, lead=question)


async def _ask(desk: Desk, button: Pressed, card: Card, words: str, *, lead: str) -> None:
    if await access.in_time(desk, button.origin, button.place):
        asked = Asked(
            button.origin, button.place, words, button.language, earlier=card.id, lead=lead
        )
        await answer(desk, asked)


async def _liked(desk: Desk, button: Pressed, card: Card) -> None:
    """Keep that an answer was good."""
    desk.cards.judge(card, button.place.user, liked=True)
    await _buttons(desk, button, answer_keyboard(card, button.language, liked=True))


async def _disliked(desk: Desk, button: Pressed, card: Card) -> None:
    """Keep that an answer was not good, and ask why."""
    desk.cards.judge(card, button.place.user, liked=False)
    await _buttons(desk, button, reasons(card, button.language))


async def _reason(desk: Desk, button: Pressed, card: Card) -> None:
    """Keep why an answer was not good."""
    if button.number < len(REASONS):
        reason = REASONS[button.number]
        desk.cards.judge(card, button.place.user, liked=False, reason=reason)
    await _buttons(desk, button, answer_keyboard(card, button.language, liked=False))


async def _stop(desk: Desk, button: Pressed) -> None:
    """Stop an answer in the making; only who asked may do so."""
    origin = int(button.parts[0]) if button.parts and button.parts[0].isdecimal() else 0
    stop = desk.stops.get((origin, button.place.user))
    if not stop and await preferences.may_set(desk, button.place):  # who asked may be hidden
        stop = desk.stops.get((origin, button.place.chat))
    if stop:
        stop()


async def _access(desk: Desk, button: Pressed) -> None:
    """Ask to be let in, or decide about somebody who asked."""
    match button.parts:
        case ("ask",):
            await access.request_access(desk, button.origin, button.place)
        case ("y" | "n" as verdict, id) if access.is_admin(desk, button.place.user):
            if id.removeprefix("-").isdecimal() and len(id) < 19:
                standing = desk.people.party(int(id)).standing
                allow = verdict == "y" if standing == WAITING else standing == ALLOWED
                await access.decide(desk, button.origin, button.place, int(id), allow=allow)
                await _buttons(desk, button, None)


async def _show(
    desk: Desk, button: Pressed, card: Card, said: list[Line], keyboard: Keyboard
) -> None:
    """Show a view in the place of the answer; in a group, and for a checked text, below it."""
    target = desk.target(button.origin, button.place)
    here = button.own or not button.apart(card)
    part = next(messages(said, limit=LIMIT))
    if here and await desk.sender.edit(target, button.message.message_id, part, keyboard):
        return
    key = (card.id, button.place.chat, button.place.user)  # whose view is there already
    if (there := desk.views.get(key)) and await desk.sender.edit(target, there, part, keyboard):
        return
    (there, *_) = await desk.sender.deliver(target, said, keyboard=keyboard)
    desk.views[key] = there
    if len(desk.views) > _VIEWS:
        del desk.views[next(iter(desk.views))]


async def _buttons(desk: Desk, button: Pressed, keyboard: Keyboard) -> None:
    await desk.sender.buttons(button.place.chat, button.message.message_id, keyboard)


_ACTS: dict[str, Callable[[Desk, Pressed, Card], Awaitable[None]]] = {
    "n": _quote, "w": _why, "p": _near, "b": _back, "m": _more, "s": _next,
    "u": _liked, "d": _disliked, "r": _reason,
}  # fmt: skip


async def _listed(desk: Desk, button: Pressed) -> None:
    if desk.cards.of_message(button.place.chat, button.message.message_id):
        return  # a forged button
    await article_pages.turn(desk, button.origin, button.message, button.place, button.parts)


async def _set(desk: Desk, button: Pressed) -> None:
    await preferences.choose(desk, button.origin, button.message, button.place, button.parts)


async def _removed(desk: Desk, button: Pressed) -> None:
    if access.is_admin(desk, button.place.user):
        await corpus_changes.remove(desk, button.origin, button.message, button.place, button.parts)


_TOOLS: dict[str, Callable[[Desk, Pressed], Awaitable[None]]] = {
    "x": _stop, "l": _listed, "o": _set, "k": _removed,
}  # fmt: skip
