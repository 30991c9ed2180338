"""The commands that everybody may use."""

from dataclasses import replace

from bot.rendering.citation_place import citation_place
from bot.rendering.messages import Line, Piece, with_links
from bot.rendering.text import dated_title
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.talk import access, article_pages, chat_settings, forgetting
from bot.telegram_bot.talk.answer_keyboards import quote_keyboard
from bot.telegram_bot.talk.answer_question import answer_question
from bot.telegram_bot.talk.answer_views import quote_view
from bot.telegram_bot.talk.bot_context import BotContext, Command, catalog_lines
from bot.telegram_bot.talk.incoming_messages import IncomingMessage, IncomingQuestion, text_of
from bot.telegram_bot.talk.show_check import show_check

LINK_PREFIX = "q_"  # of what follows /start in a link that asks a question


async def ask(context: BotContext, incoming: IncomingMessage) -> None:
    """Answer the question in a message, or in the message that an empty one replies to."""
    ref, text = incoming.ref, incoming.text
    earlier = incoming.message.reply_to_message
    record = context.records.by_message(ref.chat, earlier.message_id) if earlier else None
    if not text and earlier and record is None:
        text = text_of(earlier)
    if not text:
        await context.reply_text(ref, "telegram-only-text")
        return
    previous = record.id if record else context.records.latest(ref)
    question = IncomingQuestion(ref, text, context.language(ref), previous)
    old = context.records.by_question(ref) if incoming.edited else None
    if old and not old.is_check:
        if old.answer.question == text and old.ref.update != ref.update:
            return  # the edit changed something else
        messages = tuple(context.records.message_ids(old))
        question = replace(
            question, previous=old.previous, replaces=messages,
            replaced_record=old.id if messages else 0,
        )  # fmt: skip
    if await access.check_rate(context, ref):
        await answer_question(context, question)


async def start(context: BotContext, incoming: IncomingMessage) -> None:
    """Ask the question of a link, or send what the bot does."""
    ref, payload = incoming.ref, incoming.text
    text = ""
    if payload.startswith(LINK_PREFIX):
        text = context.links.question(payload.removeprefix(LINK_PREFIX))
    if not text:
        await show_help(context, incoming)
    elif await access.check_rate(context, ref):
        question = IncomingQuestion(ref, text, context.language(ref), heading=text)
        await answer_question(context, question)


async def show_help(context: BotContext, incoming: IncomingMessage) -> None:
    """Send what the bot does, and to an admin also the commands of admins."""
    ref, language = incoming.ref, context.language(incoming.ref)
    lines = catalog_lines("telegram-help", language)
    if access.is_admin(context, ref.user) and ref.is_private:
        lines += [[], *catalog_lines("telegram-help-admin", language)]
    await context.reply(ref, lines)


async def new(context: BotContext, incoming: IncomingMessage) -> None:
    """Let the next question begin a new conversation."""
    context.records.set_latest(incoming.ref, None)
    await context.reply_text(incoming.ref, "telegram-new")


async def sources(context: BotContext, incoming: IncomingMessage) -> None:
    """Show which articles an answer quotes, and where."""
    record = await _cited_record(context, incoming)
    if record is None:
        return
    lines: list[Line] = []
    for citation in record.answer.citations:
        quote = citation.quote
        title = with_links(dated_title(citation), citation.address)
        lines.append([Piece(f"[{citation.number}] ", "mark"), title])
        position = f" {citation_place(citation, record.answer.language)}"
        lines.append([Piece(quote.document_id, "document"), Piece(position)])
    await context.reply(incoming.ref, lines)


async def quote(context: BotContext, incoming: IncomingMessage) -> None:
    """Show a quote of an answer in its context."""
    ref, record = incoming.ref, await _cited_record(context, incoming)
    if record is None:
        return
    count = len(record.answer.citations)
    text = incoming.text.strip("[]# ") or "1"
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    if not 1 <= number <= count:
        await context.reply_text(ref, "telegram-quote-number", most=count)
        return
    language, catalog = context.language(ref), context.app.home.catalog
    lines = await context.run_in_worker(quote_view, record, number, catalog, language)
    keyboard = quote_keyboard(record, number, language, separate=True)
    await context.reply(ref, lines, keyboard=keyboard)


async def privacy(context: BotContext, incoming: IncomingMessage) -> None:
    """Send what is stored of a person, for how long, and what goes to other companies."""
    ref, language = incoming.ref, context.language(incoming.ref)
    settings = context.app.settings
    log = "no" if not settings.log else "days" if settings.log_days else "always"
    days = {"days": settings.log_days} if log == "days" else {}
    is_remote = context.app.author or settings.embedder.startswith("openai:")
    lines = [
        *catalog_lines("telegram-privacy", language, days=context.settings.keep_days),
        *catalog_lines(f"telegram-privacy-log-{log}", language, **days),
        *catalog_lines(f"telegram-privacy-model-{'yes' if is_remote else 'no'}", language),
        *catalog_lines("telegram-privacy-forget", language),
        *catalog_lines("telegram-your-number", language, id=str(ref.user)),
    ]
    await context.reply(ref, lines)


async def forget_me(context: BotContext, incoming: IncomingMessage) -> None:
    """Ask whether to delete what is stored of a person."""
    await forgetting.ask_whether(context, incoming.ref)


async def settings(context: BotContext, incoming: IncomingMessage) -> None:
    """Show the settings of the chat, in a group to its admins only."""
    ref = incoming.ref
    if ref.is_private or await chat_settings.may_change(context, ref):
        await chat_settings.show(context, ref)
    else:
        await context.reply_text(ref, "telegram-admins-only")


async def articles(context: BotContext, incoming: IncomingMessage) -> None:
    """List the articles."""
    await article_pages.list_articles(context, incoming.ref)


async def about(context: BotContext, incoming: IncomingMessage) -> None:
    """Show what an article is."""
    await article_pages.show_article(context, incoming.ref, incoming.text)


async def check(context: BotContext, incoming: IncomingMessage) -> None:
    """Check the text after the command, or that of the message it replies to."""
    ref, earlier = incoming.ref, incoming.message.reply_to_message
    text = incoming.text or (earlier.text or earlier.caption or "" if earlier else "")
    if not text.strip():
        await context.reply_text(ref, "telegram-check-what")
    elif await access.check_rate(context, ref):
        await show_check(context, ref, text)


async def _cited_record(context: BotContext, incoming: IncomingMessage) -> AnswerRecord | None:
    """Return the answer that a command replies to, or the latest; say so where it has no quotes."""
    ref, earlier = incoming.ref, incoming.message.reply_to_message
    record = context.records.by_message(ref.chat, earlier.message_id) if earlier else None
    latest = context.records.latest(ref)
    record = record or (context.records.by_id(latest) if latest else None)
    if record is None or not record.answer.citations:
        await context.reply_text(ref, "telegram-no-quotes")
        return None
    return record


USER_COMMANDS: dict[str, Command] = {
    "ask": ask, "start": start, "help": show_help, "new": new, "articles": articles,
    "about": about, "sources": sources, "quote": quote, "check": check, "settings": settings,
    "privacy": privacy, "forget_me": forget_me,
}  # fmt: skip
