"""Many questions in one process: JSON lines in, JSON lines out, in the same order."""

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click

from bot.app import App
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.conversing.read_history import read_history
from bot.rendering.text import answer_json, hits_json
from retrieval.errors import ExpectedError


def ask(app: App, source: str, manner: AskOptions, *, jobs: int) -> int:
    """Answer each line; gives 1 if a line failed, else 0."""

    def answer(id: str, question: str, conversation: Conversation) -> dict[str, Any]:
        return answer_json(app.assistant.ask(question, conversation, manner), id=id)

    return _run(source, answer, jobs)


def search(app: App, source: str, *, jobs: int, limit: int) -> int:
    """Give the hits for each line; gives 1 if a line failed, else 0."""

    def hits(id: str, question: str, conversation: Conversation) -> dict[str, Any]:
        return hits_json(id, app.assistant.search(question, conversation, limit=limit))

    return _run(source, hits, jobs)


def line(fields: dict[str, Any]) -> str:
    """Give a JSON object on one line."""
    return json.dumps(fields, ensure_ascii=False)


def _run(source: str, answer: Callable[[str, str, Conversation], dict[str, Any]], jobs: int) -> int:
    failed = 0
    with ThreadPoolExecutor(jobs) as workers:
        for result in _results(workers, source, answer, jobs):
            failed |= "error" in result
            click.echo(line(result))
    return failed


def _results(
    workers: ThreadPoolExecutor,
    source: str,
    answer: Callable[[str, str, Conversation], dict[str, Any]],
    jobs: int,
) -> Iterator[dict[str, Any]]:
    """Answer the lines in order, reading no further ahead than there are jobs."""
    begun: deque[Future[dict[str, Any]]] = deque()
    for row in _lines(source):
        begun.append(workers.submit(_answered, row, answer))
        if len(begun) >= jobs:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


def _answered(
    row: str, answer: Callable[[str, str, Conversation], dict[str, Any]]
) -> dict[str, Any]:
    """Answer one line; what is wrong with it becomes an "error" field."""
    name = None
    try:
        fields = _parsed(row)
        name = None if fields.get("id") is None else str(fields["id"])
        question = fields.get("question")
        if not isinstance(question, str):
            raise _wrong('"question" is not a text.')
        return answer(name or "", question, read_history(fields))
    except ExpectedError as error:
        return {"id": name, "error": {"message": error.message, "hint": error.hint}}


def _parsed(row: str) -> dict[str, Any]:
    try:
        fields = json.loads(row)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise _wrong("The line is not a JSON object.")
    return fields


def _wrong(message: str) -> ExpectedError:
    hint = 'A line is {"id": "…", "question": "…", "history": ["…"]}.'
    return ExpectedError(message, hint=hint)


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        yield from _filled(sys.stdin)
        return
    try:
        with Path(source).open(encoding="utf-8", errors="replace") as file:
            yield from _filled(file)
    except OSError as error:
        raise ExpectedError(
            f"The batch {source!r} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error


def _filled(rows: Iterable[str]) -> Iterator[str]:
    return (row for row in rows if row.strip())
