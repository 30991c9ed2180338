"""Dated questions: quotes outside of the time and source asked for, and the newest source first.

The sets of `tests/data/dated` were written by people who saw no code. The rules were made in view
of the two of development; of `reported` only the counts were seen, in the middle and at the end.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.answers import Answer
from bot.app import build
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.selecting.choose_articles import choose_articles
from bot.settings import Settings
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher
from tests.support.places import ROOT

DATED = ROOT / "tests" / "data" / "dated"
TODAY = date(2026, 11, 30)
_NOW_KINDS = ("latest", "current")


@dataclass(frozen=True, slots=True)
class DatedResult:
    """What became of a question: its kind, and what is wrong with its answer, "" for nothing."""

    kind: str
    question: str
    faults: tuple[str, ...]


def run_dated(name: str) -> list[DatedResult]:
    """Return the results of a set; its articles are added to a home of their own."""
    folder = DATED / name
    paths = {
        json.loads(path.read_text("utf-8"))["id"]: path.relative_to(folder / "articles").as_posix()
        for path in (folder / "articles").rglob("*.jsonl")
    }
    with tempfile.TemporaryDirectory() as home:
        app = build(Settings(_env_file=None, MAJLIS_HOME=home, MAJLIS_LOG=False))
        with Writer(app.home, app.models) as writer:
            add(writer, [str(folder / "articles")])
        searcher = Searcher(app.home, app.models)
        assistant = Assistant(searcher, reader=LocalReader(threads=1), today=lambda: TODAY)
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        results = [_ask(assistant, json.loads(line), paths) for line in lines]
        assistant.close()
        app.close_files()
    return results


def dated(_: Path) -> Iterator[str]:
    """Say for each set how many answers are right, by kind, and how many quotes are outside."""
    for name in ("development", "development-2", "reported"):
        results = run_dated(name)
        kinds = Counter(result.kind for result in results)
        right = Counter(result.kind for result in results if not result.faults)
        outside = sum("outside" in result.faults for result in results)
        now = [result for result in results if result.kind in _NOW_KINDS]
        first = sum("first" not in result.faults for result in now)
        each = ", ".join(f"{kind} {right[kind]} of {kinds[kind]}" for kind in kinds)
        yield (
            f"dated {name}: {sum(right.values())} of {len(results)} right, {outside} with a quote"
            f" outside, newest first {first} of {len(now)} ({each})"
        )


def _ask(assistant: Assistant, row: dict[str, Any], paths: dict[str, str]) -> DatedResult:
    flags = row["flags"]
    sources = [flags["source"]] if "source" in flags else []
    articles = choose_articles(flags.get("since", ""), flags.get("until", ""), sources, TODAY)
    answer = assistant.ask(row["question"], None, AskOptions(articles=articles))
    return DatedResult(row["kind"], row["question"], tuple(_faults(answer, row, paths)))


def _faults(answer: Answer, row: dict[str, Any], paths: dict[str, str]) -> Iterator[str]:
    cited = [citation.quote.document_id for citation in answer.citations]
    documents = [paths.get(document, document) for document in cited]
    allowed, first = row["allowed_documents"], row["expect_first_document"]
    if allowed is not None and set(documents) - set(allowed):
        yield "outside"
    if row["expect_answered"] is answer.abstained:
        yield "missed" if answer.abstained else "in vain"
    if row["kind"] in _NOW_KINDS and not (documents and documents[0] in first):
        yield "first"
    if answer.abstained:
        return
    if first and documents[0] not in first:
        yield "another first"
    quotes = " ".join(
        quote.text for each in answer.citations for quote in (*each.context, each.quote)
    )
    text = " ".join(
        [statement.text for statement in answer.statements]
        + [f"{each.title} {each.quote.document_id} {each.published}" for each in answer.citations]
        + [answer.remark]
    )
    yield from _lacking(row["expect_quote_contains"], quotes)
    yield from _lacking(row.get("expect_text", []), text)
    yield from _lacking(row.get("expect_documents", []), " ".join(documents))


def _lacking(wanted: list[str], text: str) -> Iterator[str]:
    yield from (f"lacks {words}" for words in wanted if words.lower() not in text.lower())
