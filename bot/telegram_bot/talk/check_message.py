"""Check this: which sentences of a text the articles support, contradict, or say nothing about."""

import logging

from bot.answers import Answer, Statement
from bot.ask_options import AskOptions
from bot.checking.check_report import CheckReport
from bot.conversing.validate_question import QuestionError
from bot.rendering.check_lines import check_lines
from bot.rendering.messages import Piece, marked_lines
from bot.telegram_bot.records.answer_records import Card, Place
from bot.telegram_bot.talk.bot_context import Desk
from bot.telegram_bot.talk.keyboards import answer_keyboard
from bot.telegram_bot.talk.views import source_lines, spaced
from retrieval.errors import ExpectedError

log = logging.getLogger(__name__)


async def check(desk: Desk, origin: int, place: Place, words: str) -> None:
    """Check a text sentence by sentence; buttons open the quotes."""
    language = desk.language(place.chat, place.user)
    try:
        checked = await desk.work(desk.assistant.check, words, AskOptions(language=language))
    except QuestionError as error:
        await desk.show(origin, place, [[Piece(error.message_in(language))]])
        return
    except ExpectedError as error:
        log.error("A text was not checked: %s %s", error.message, error.hint)
        await desk.tell(origin, place, "telegram-trouble")
        return
    card = _card(desk, origin, place, checked)
    said = [*spaced(marked_lines(check_lines(checked))), *source_lines(checked)]
    keyboard = answer_keyboard(card, language) if card else None
    await desk.show(origin, place, said, keyboard=keyboard, card=card.id if card else 0)


def _card(desk: Desk, origin: int, place: Place, checked: CheckReport) -> Card | None:
    """Keep the quotes as those of an answer, so that their buttons work as an answer's do."""
    if not checked.citations:
        return None
    answer = Answer(
        question=checked.text,
        standalone_question=checked.text,
        statements=tuple(Statement(c.quote.text, (c.number,)) for c in checked.citations),
        citations=checked.citations,
        language=checked.language,
    )
    made = desk.cards.made_for(origin)
    try:
        return made or desk.cards.keep(Card(origin, place, answer, checked=True))
    except ExpectedError as error:  # the disk is full, say
        log.error("A check has no buttons: %s %s", error.message, error.hint)
        return None
