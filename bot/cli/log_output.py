"""The commands about kept answers: what they print."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json
from bot.answer_log.log import AnswerLog
from bot.answer_log.typed_history import forget_lines, history_file
from bot.answer_log.verify import QuoteCheck, QuoteState, verify
from bot.app import App
from bot.rendering import terminal
from bot.rendering.text import json_line, shortened, strip_control_characters
from retrieval.errors import ExpectedError


def listed(app: App, *, search: str, user: str | None, limit: int, as_json: bool) -> int:
    """List kept answers, newest first."""
    found = app.log.find(search, user=user, limit=limit)
    for kept in found:
        click.echo(
            json_line(entry_to_json(kept))
            if as_json
            else strip_control_characters(_two_lines(kept))
        )
    if not (found or as_json):
        click.echo(nothing(app, narrowed=bool(search.strip()) or user is not None), err=True)
    return 0


def shown(log: AnswerLog, id: str, *, as_json: bool) -> int:
    """Show one kept answer as it was shown."""
    kept = log.answer(id)
    if as_json:
        click.echo(json_line(entry_to_json(kept)))
        return 0
    click.echo(strip_control_characters(f"{_head(kept)}\n{kept.answer.question}\n"))
    terminal.show(kept.answer)
    return 0


def exported(log: AnswerLog, target: str) -> int:
    """Write all kept answers as JSON lines, oldest first."""
    if target == "-":
        for kept in log.all():
            click.echo(json_line(entry_to_json(kept)))
        return 0
    try:
        with Path(target).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{json_line(entry_to_json(kept))}\n" for kept in log.all())
    except OSError as error:
        raise ExpectedError(
            f"The file {target!r} cannot be written: {error.strerror}.", hint="Check the path."
        ) from error
    return 0


def imported(log: AnswerLog, source: str) -> int:
    """Keep the answers of JSON lines, but those that are kept already; all of them or none."""
    if source == "-":
        answers = list(_read(sys.stdin))
    else:
        try:
            with Path(source).open(encoding="utf-8") as file:
                answers = list(_read(file))
        except (OSError, UnicodeError) as error:
            raise ExpectedError(
                f"The file {source!r} cannot be read: {error}.", hint="Check the path."
            ) from error
    click.echo(f"{_counted(log.put(answers))} added.", err=True)
    return 0


def forgotten(app: App, *, user: str | None, before: datetime | None, quiet: bool) -> int:
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
        click.echo(f"{_counted(count)} forgotten.", err=True)
    return 0


def verified(app: App, id: str | None, *, as_json: bool) -> int:
    """Print what became of the quotes of one answer or of all; gives 1 if one no longer stands.

    Of all answers only those that stand elsewhere or nowhere are printed, as text.
    """
    answers = [app.log.answer(id)] if id else app.log.all()
    counts: Counter[QuoteState] = Counter()
    for verdict in verify(answers, app.home.catalog):
        counts[verdict.state] += 1
        if as_json:
            click.echo(json_line(_verdict_json(verdict)))
        elif id or verdict.state is not QuoteState.SAME:
            click.echo(strip_control_characters(_verdict_line(verdict)))
    if not as_json:
        said = ", ".join(f"{counts[fate]:,} {fate}" for fate in QuoteState if counts[fate])
        click.echo(said or "There is no quote to verify.", err=True)
    return 1 if counts[QuoteState.CHANGED] or counts[QuoteState.GONE] else 0


def _read(rows: Iterator[str]) -> Iterator[LogEntry]:
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            yield entry_from_json(json.loads(row))
        except (ExpectedError, ValueError, RecursionError) as error:
            raise ExpectedError(
                f"Line {number} is no kept answer; nothing was added.",
                hint="Give a file that `majlis log --export` wrote.",
            ) from error


def _two_lines(kept: LogEntry) -> str:
    return f"{_head(kept)}\n  {shortened(kept.answer.question, 110)}"


def _head(kept: LogEntry) -> str:
    """Say when, how and for whom an answer was given."""
    answer, usage = kept.answer, kept.answer.usage
    quotes = len(answer.citations)
    said = [
        kept.id, f"{kept.time[:16].replace('T', ' ')} UTC",
        "abstained" if answer.abstained else f"{quotes} quote{'s' if quotes != 1 else ''}",
        answer.mode,
    ]  # fmt: skip
    if usage:
        cost = "" if usage.cost is None else f", cost {usage.cost:.4f}"
        said.append(f"{usage.model} ({usage.input_tokens}+{usage.output_tokens} tokens{cost})")
    said += [f"user {kept.user}"] if kept.user else []
    said += [f"conversation {kept.conversation}"] if kept.conversation else []
    return "  ".join(said)


def nothing(app: App, *, narrowed: bool) -> str:
    """Say why there is no answer to list."""
    if narrowed:
        return "No answer that is kept fits this."
    if app.settings.log:
        return "No answer is kept yet."
    return "The log is off, and no answer is kept; MAJLIS_LOG=on keeps those to come."


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


def _counted(count: int) -> str:
    return "1 answer" if count == 1 else f"{count:,} answers"
