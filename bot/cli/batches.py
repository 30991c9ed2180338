"""Many questions in one process: JSON lines in, JSON lines out, in the same order."""

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.app import App
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.conversing.history_json import bad_line, conversation_from_json, required_text
from bot.json_text import json_line
from bot.output import write
from bot.rendering.text import answer_json, hits_json
from retrieval.errors import ExpectedError
from retrieval.search.article_filter import ArticleFilter


def ask(app: App, source: str, options: AskOptions, *, jobs: int) -> int:
    """Answer each line; return 1 if a line failed, else 0."""

    def answer(id: str, question: str, conversation: Conversation) -> dict[str, Any]:
        return answer_json(app.assistant.ask(question, conversation, options), id=id)

    return _run(source, answer, jobs)


def search(app: App, source: str, articles: ArticleFilter, *, jobs: int, limit: int) -> int:
    """Search for each line; return 1 if a line failed, else 0."""

    def hits(id: str, question: str, conversation: Conversation) -> dict[str, Any]:
        hits = app.assistant.search(question, conversation, limit=limit, articles=articles)
        return hits_json(id, hits)

    return _run(source, hits, jobs)


def _run(source: str, answer: Callable[[str, str, Conversation], dict[str, Any]], jobs: int) -> int:
    failed = 0
    with ThreadPoolExecutor(jobs) as workers:
        for result in _results(workers, source, answer, jobs):
            failed |= "error" in result
            write(json_line(result))
    return failed


def _results(
    workers: ThreadPoolExecutor,
    source: str,
    answer: Callable[[str, str, Conversation], dict[str, Any]],
    jobs: int,
) -> Iterator[dict[str, Any]]:
    """Yield the answers in order; at most `jobs` lines are read ahead."""
    running: deque[Future[dict[str, Any]]] = deque()
    for row in _lines(source):
        running.append(workers.submit(_answer_line, row, answer))
        if len(running) >= jobs:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


def _answer_line(
    row: str, answer: Callable[[str, str, Conversation], dict[str, Any]]
) -> dict[str, Any]:
    """Return the answer to one line, or an "error" field if the line cannot be answered."""
    name = None
    try:
        fields = _parse(row)
        name = None if fields.get("id") is None else str(fields["id"])
        return answer(
            name or "",
            required_text(fields.get("question"), "question"),
            conversation_from_json(fields),
        )
    except ExpectedError as error:
        return {"id": name, "error": {"message": error.message, "hint": error.hint}}


def _parse(row: str) -> dict[str, Any]:
    try:
        fields = json.loads(row)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise bad_line("The line is not a JSON object.")
    return fields


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        yield from _non_blank(sys.stdin)
        return
    try:
        with Path(source).open(encoding="utf-8", errors="replace") as file:
            yield from _non_blank(file)
    except OSError as error:
        raise ExpectedError(
            f"The batch {source!r} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error


def _non_blank(rows: Iterable[str]) -> Iterator[str]:
    return (row for row in rows if row.strip())
