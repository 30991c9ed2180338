"""What the commands about the log print."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json
from bot.answer_log.entry_words import entry_minute, entry_outcome, why_no_entries
from bot.answer_log.log import AnswerLog
from bot.answer_log.typed_history import forget_lines, history_file
from bot.answer_log.verify import QuoteCheck, QuoteState, verify
from bot.app import App
from bot.json_text import json_line
from bot.output import write, write_row
from bot.rendering import terminal
from bot.rendering.text import shortened
from prompts import say
from retrieval.errors import ExpectedError


def print_list(app: App, *, search: str, user: str | None, limit: int, as_json: bool) -> int:
    """Print the answers of the log, newest first."""
    entries = app.log.find(search, user=user, limit=limit)
    for entry in entries:
        if as_json:
            write(json_line(entry_to_json(entry)))
        else:
            write(_head(entry))
            write_row("  ", shortened(entry.answer.question, 110))
    if not (entries or as_json):
        is_filtered = bool(search.strip()) or user is not None
        reason = why_no_entries(is_filtered=is_filtered, log_is_on=app.settings.log)
        write(reason, to_stderr=True)
    return 0


def print_answer(log: AnswerLog, id: str, *, as_json: bool) -> int:
    """Print one answer of the log as it was shown."""
    entry = log.answer(id)
    if as_json:
        write(json_line(entry_to_json(entry)))
        return 0
    write(f"{_head(entry)}\n{entry.answer.question}\n")
    terminal.show(entry.answer)
    return 0


def export_answers(log: AnswerLog, target: str) -> int:
    """Write all answers of the log as JSON lines, oldest first."""
    if target == "-":
        for entry in log.all():
            write(json_line(entry_to_json(entry)))
        return 0
    try:
        with Path(target).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{json_line(entry_to_json(entry))}\n" for entry in log.all())
    except OSError as error:
        raise ExpectedError(
            say("log-not-written", name=repr(target), why=error.strerror),
            hint=say("log-path-hint"),
        ) from error
    return 0


def import_answers(log: AnswerLog, source: str) -> int:
    """Add the answers of JSON lines that the log does not hold yet; all of them or none."""
    if source == "-":
        answers = list(_read(sys.stdin))
    else:
        try:
            with Path(source).open(encoding="utf-8") as file:
                answers = list(_read(file))
        except (OSError, UnicodeError) as error:
            raise ExpectedError(
                say("log-not-read", name=repr(source), why=error), hint=say("log-path-hint")
            ) from error
    write(say("log-added", count=log.put(answers)), to_stderr=True)
    return 0


def forget_answers(app: App, *, user: str | None, before: datetime | None, quiet: bool) -> int:
    """Remove the answers of a user, or before a time, or all, and what was typed in chats.

    Who spent what of the budget is forgotten as well.
    """
    log, lines = app.log, history_file(app.home)
    if before is None:
        app.budget.forget(user)
    if user is not None:
        count = log.forget(user=user)
        if not user:  # whoever chats in the terminal
            forget_lines(lines)
    elif before is not None:
        time = before.replace(tzinfo=UTC)
        count = log.forget_before(time)
        forget_lines(lines, before=time)
    else:
        count = log.forget_all()
        forget_lines(lines)
    if not quiet:
        write(say("log-forgotten", count=count), to_stderr=True)
    return 0


def print_quote_checks(app: App, id: str | None, *, as_json: bool) -> int:
    """Print where the quotes of one answer, or of all, are today; return 1 if one is gone.

    Of all answers, only quotes that have moved, changed or gone are printed as text.
    """
    answers = [app.log.answer(id)] if id else app.log.all()
    counts: Counter[QuoteState] = Counter()
    for verdict in verify(answers, app.home.catalog):
        counts[verdict.state] += 1
        if as_json:
            write(json_line(_verdict_json(verdict)))
        elif id or verdict.state is not QuoteState.SAME:
            write(_verdict_line(verdict))
    if not as_json:
        states = (say(f"log-state-{s}", count=counts[s]) for s in QuoteState if counts[s])
        write(", ".join(states) or say("log-no-quotes"), to_stderr=True)
    return 1 if counts[QuoteState.CHANGED] or counts[QuoteState.GONE] else 0


def _read(rows: Iterator[str]) -> Iterator[LogEntry]:
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            yield entry_from_json(json.loads(row))
        except (ExpectedError, ValueError, RecursionError) as error:
            raise ExpectedError(
                say("log-bad-line", number=str(number)), hint=say("log-bad-line-hint")
            ) from error


def _head(entry: LogEntry) -> str:
    """Return when, how and for whom an answer was given."""
    facts = [entry.id, entry_minute(entry), entry_outcome(entry), entry.answer.mode]
    if usage := entry.answer.usage:
        tokens = {"read": str(usage.input_tokens), "written": str(usage.output_tokens)}
        if usage.cost is None:
            facts.append(say("log-tokens", model=usage.model, **tokens))
        else:
            cost = f"{usage.cost:.4f}"
            facts.append(say("log-tokens-paid", model=usage.model, cost=cost, **tokens))
    if entry.user:
        facts.append(say("log-user", user=entry.user))
    if entry.conversation:
        facts.append(say("log-conversation", conversation=entry.conversation))
    return "  ".join(facts)


def _verdict_json(verdict: QuoteCheck) -> dict[str, object]:
    quote = verdict.citation.quote
    length = len(quote.text)
    return {
        "id": verdict.id, "number": verdict.citation.number, "fate": verdict.state,
        "document": quote.document_id, "start": quote.start, "end": quote.end,
        "now": None if verdict.start is None
        else {"start": verdict.start, "end": verdict.start + length},
        "edited": verdict.edited, "quote": quote.text,
    }  # fmt: skip


def _verdict_line(verdict: QuoteCheck) -> str:
    quote = verdict.citation.quote
    place = f"{quote.document_id} {quote.start}-{quote.end}"
    if verdict.state is QuoteState.MOVED and verdict.start is not None:
        place += f" → {verdict.start}-{verdict.start + len(quote.text)}"
    head = f"{verdict.state:<7}  {verdict.id} [{verdict.citation.number}]  {place}"
    return f"{head}\n         “{shortened(quote.text, 90)}”"
