"""The commands that people give."""

import time

from bot.rendering.messages import Line, Piece, with_links
from bot.rendering.text import dated_title
from bot.telegram_bot.records.answer_records import Card
from bot.telegram_bot.talk import access, article_pages, check_message, preferences
from bot.telegram_bot.talk.answering import answer
from bot.telegram_bot.talk.bot_context import Desk, Handler
from bot.telegram_bot.talk.incoming import Asked, Incoming, words_of
from bot.telegram_bot.talk.keyboards import quote_keyboard
from bot.telegram_bot.talk.views import quote_view
from bot.telegram_bot.wire.send import plain
from prompts import say

LINKED = "q_"  # what begins the payload of a link that asks a question


async def question(desk: Desk, given: Incoming) -> None:
    """Answer what a message asks, or the message that it replies to when it asks nothing."""
    replied = given.message.reply_to_message
    words = given.words
    card = desk.cards.of_message(given.place.chat, replied.message_id) if replied else None
    if not words and replied and card is None:
        words = words_of(replied, given.message.get_bot().username)
    if not words:
        await desk.tell(given.origin, given.place, "telegram-only-text")
        return
    place = given.place
    over: tuple[int, ...] = ()
    earlier = card.id if card else desk.cards.last(place.chat, place.thread)
    old = desk.cards.of_question(place.chat, place.message) if given.edited else None
    if old and not old.checked:
        if old.answer.question == words and old.origin != given.origin:
            return
        earlier, over = old.earlier, tuple(desk.cards.messages(old))
    if not await access.in_time(desk, given.origin, place):
        return
    language = desk.language(place.chat, place.user)
    shown = old.id if old and over else 0
    asked = Asked(given.origin, place, words, language, earlier, over=over, card=shown)
    await answer(desk, asked)


async def start(desk: Desk, given: Incoming) -> None:
    """Say what the bot does, or ask what a link asks."""
    if given.words.startswith(LINKED) and (words := desk.cards.linked(given.words[len(LINKED) :])):
        if await access.in_time(desk, given.origin, given.place):
            language = desk.language(given.place.chat, given.place.user)
            await answer(desk, Asked(given.origin, given.place, words, language, lead=words))
        return
    await help_(desk, given)


async def help_(desk: Desk, given: Incoming) -> None:
    """Say what the bot does."""
    language = desk.language(given.place.chat, given.place.user)
    name = "telegram-help-admin" if access.is_admin(desk, given.place.user) else ""
    said = [[Piece(line)] for line in say("telegram-help", language).split("\n")]
    if name and given.place.chat > 0:
        said += [[], *([Piece(line)] for line in say(name, language).split("\n"))]
    await desk.show(given.origin, given.place, said)


async def new(desk: Desk, given: Incoming) -> None:
    """Let the next question follow nothing."""
    desk.cards.follow(given.place.chat, given.place.thread, None)
    await desk.tell(given.origin, given.place, "telegram-new")


async def sources(desk: Desk, given: Incoming) -> None:
    """Show the articles that an answer quotes."""
    card = await _card(desk, given)
    if card is None:
        return
    said: list[Line] = []
    for citation in card.answer.citations:
        quote = citation.quote
        title = with_links(dated_title(citation), citation.url)
        said += [[Piece(f"[{citation.number}] ", "mark"), title]]
        said += [[Piece(quote.document_id, "document"), Piece(f" {quote.start}-{quote.end}")]]
    await desk.show(given.origin, given.place, said)


async def quote(desk: Desk, given: Incoming) -> None:
    """Show a quote of an answer in its context."""
    card = await _card(desk, given)
    if card is None:
        return
    most = len(card.answer.citations)
    words = given.words.strip("[]# ") or "1"
    number = int(words) if words.isdecimal() and len(words) < 4 else 0
    if not 1 <= number <= most:
        await desk.tell(given.origin, given.place, "telegram-quote-number", most=most)
        return
    language = desk.language(given.place.chat, given.place.user)
    said = await desk.work(quote_view, card, number, desk.app.home.catalog, language)
    keyboard = quote_keyboard(card, number, language, apart=True)
    await desk.show(given.origin, given.place, said, keyboard=keyboard)


async def privacy(desk: Desk, given: Incoming) -> None:
    """Say what is kept."""
    settings = desk.app.settings
    language = desk.language(given.place.chat, given.place.user)
    log = "no" if not settings.log else "days" if settings.log_days else "always"
    kept = {"days": settings.log_days} if settings.log and settings.log_days else {}
    sent = "yes" if desk.app.author or settings.embedder.startswith("openai:") else "no"
    said = [
        say("telegram-privacy", language, days=settings.telegram_keep_days),
        say(f"telegram-privacy-log-{log}", language, **kept),
        say(f"telegram-privacy-model-{sent}", language),
        say("telegram-privacy-forget", language),
        say("telegram-your-number", language, id=str(given.place.user)),
    ]
    await desk.show(given.origin, given.place, [[Piece(line)] for line in said])


async def forget_me(desk: Desk, given: Incoming) -> None:
    """Remove all that is kept of a person; what says so is not noted anywhere either."""
    user = given.place.user
    language = desk.language(given.place.chat, user)
    target = desk.target(0, given.place)
    desk.forgotten[user] = time.time()

    def forget() -> int:
        count = desk.people.forget(user)
        logged = desk.app.log.forget(user=str(user))
        desk.app.budget.forget(str(user))
        return max(count, logged)

    count = await desk.work(forget)
    desk.cards.clear()
    await desk.sender.send(target, plain(say("telegram-forgotten", language, count=count)))


async def settings(desk: Desk, given: Incoming) -> None:
    """Show what can be chosen."""
    if given.place.chat < 0 and not await preferences.may_set(desk, given.place):
        await desk.tell(given.origin, given.place, "telegram-admins-only")
        return
    await preferences.show(desk, given.origin, given.place)


async def list_articles(desk: Desk, given: Incoming) -> None:
    """List the articles."""
    await article_pages.listed(desk, given.origin, given.place, given.words)


async def about(desk: Desk, given: Incoming) -> None:
    """Show what an article is."""
    await article_pages.about(desk, given.origin, given.place, given.words)


async def check(desk: Desk, given: Incoming) -> None:
    """Check the words after the command, or those of the message it replies to."""
    replied = given.message.reply_to_message
    words = given.words or (replied.text or replied.caption or "" if replied else "")
    if not words.strip():
        await desk.tell(given.origin, given.place, "telegram-check-what")
    elif await access.in_time(desk, given.origin, given.place):
        await check_message.check(desk, given.origin, given.place, words)


async def _card(desk: Desk, given: Incoming) -> Card | None:
    """Give the answer that a command is about: that which it replies to, or the last."""
    place, replied = given.place, given.message.reply_to_message
    card = desk.cards.of_message(place.chat, replied.message_id) if replied else None
    last = desk.cards.last(place.chat, place.thread)
    card = card or (desk.cards.card(last) if last else None)
    if card is None or not card.answer.citations:
        await desk.tell(given.origin, place, "telegram-no-quotes")
        return None
    return card


PEOPLE: dict[str, Handler] = {
    "ask": question, "start": start, "help": help_, "new": new, "articles": list_articles,
    "about": about, "sources": sources, "quote": quote, "check": check, "settings": settings,
    "privacy": privacy, "forget_me": forget_me,
}  # fmt: skip
