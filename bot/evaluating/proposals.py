"""Proposed questions as CSV or JSON lines, for a person to correct."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import click

from bot.evaluating.csv_sets import COLUMNS
from bot.evaluating.draft_questions import Proposal
from retrieval.errors import ExpectedError


def write_proposals(proposals: Sequence[Proposal], output: Path | None) -> None:
    """Write the proposals, to a file or to standard output."""
    if not proposals:
        raise ExpectedError(
            "Nothing in the articles could be made a question by the rules.",
            hint="Write questions by hand; `majlis eval --help` shows the columns.",
        )
    text = as_lines(proposals) if output and output.suffix == ".jsonl" else as_csv(proposals)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise ExpectedError(
                f"{str(output)!r} cannot be written: {error.strerror}.", hint="Choose another path."
            ) from error


def as_csv(proposals: Sequence[Proposal]) -> str:
    """Give the proposals in the columns that `majlis eval` reads."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for each in proposals:
        writer.writerow(
            {
                "question": each.question, "answer": each.answer.replace("|", "/"),
                "document": each.document, "quote": each.quote, "answerable": "yes",
                "note": _note(each),
            }
        )  # fmt: skip
    return file.getvalue()


def as_lines(proposals: Sequence[Proposal]) -> str:
    """Give the proposals as JSON lines, with the places of their quotes."""
    rows = (
        {
            "question": each.question,
            "answers": [each.answer],
            "doc_ids": [each.document],
            "spans": [
                {"doc_id": each.document, "start": each.start, "end": each.end, "text": each.quote}
            ],
            "answerable": True,
            "note": _note(each),
        }
        for each in proposals
    )
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _note(proposal: Proposal) -> str:
    return f"proposal from a {proposal.made_from}: correct it"
