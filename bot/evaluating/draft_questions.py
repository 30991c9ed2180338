"""Draft questions from the articles by rules, each with the quote that answers it.

They are proposals: a person corrects them before anything is measured with them.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from bot.conversing.suggest import as_question
from bot.evaluating.csv_sets import COLUMNS, disarm
from bot.json_text import json_line
from bot.output import strip_control_characters
from retrieval.index.catalog import Catalog
from retrieval.language.rules import pattern
from retrieval.passages import Document, Passage, Sentence, SentenceKind

_NAME_FIRST = pattern("drafts", "name_first")
_DEFINITION = pattern("drafts", "definition")
_DEED = pattern("drafts", "deed")
_YEAR = pattern("drafts", "year")
_NO_NAME = pattern("drafts", "no_name")
_SHORTEST, _LONGEST = 40, 240  # characters of a sentence
_LONGEST_QUESTION = 160


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, its answer, and the quote: `document.text[start:end] == quote`."""

    question: str
    answer: str
    document: str
    start: int
    end: int
    quote: str
    made_from: str


def draft_questions(catalog: Catalog, limit: int) -> list[Proposal]:
    """Return at most `limit` questions about articles spread over all; the same each time."""
    names = sorted(entry.id for entry in catalog.entries())
    some = [names[place * len(names) // limit] for place in range(limit)] if names else []
    documents = filter(None, map(catalog.document, dict.fromkeys(some)))
    queues = [_proposals(document, catalog) for document in documents]
    proposals = (each for row in zip_longest(*queues) for each in row if each)
    distinct: dict[str, Proposal] = {}
    for proposal in proposals:
        if len(distinct) == limit:
            break
        if _fit(proposal):
            distinct.setdefault(proposal.question.casefold(), proposal)
    return list(distinct.values())


def _fit(proposal: Proposal) -> bool:
    """Return whether it is short, whole, and the same where it is printed as in a file."""
    cells = (proposal.question, proposal.answer, proposal.document, proposal.quote)
    short = len(proposal.question) <= _LONGEST_QUESTION
    return short and all(cell and cell == strip_control_characters(cell) for cell in cells)


def _proposals(document: Document, catalog: Catalog) -> list[Proposal]:
    """Return questions from rows, headings and sentences of a document in turn."""
    passages = [stored.passage for stored in catalog.passages_of(document.id)]
    sorts = (
        list(chain.from_iterable(propose(document, passage) for passage in passages))
        for propose in (_from_rows, _from_headings, _from_sentences)
    )
    return [each for row in zip_longest(*sorts) for each in row if each]


def _from_rows(document: Document, passage: Passage) -> Iterator[Proposal]:
    """Yield a question for the second cell of a table row, by the header of its column."""
    for sentence in passage.sentences:
        if sentence.kind is SentenceKind.ROW and sentence.context:
            cells = _cells(document.text[sentence.start : sentence.end])
            head = _cells(sentence.context[-1].of(document.text))
            for name, cell in list(zip(head, cells, strict=False))[1:2]:
                if name and cell:
                    question = f"According to the table, what is the {name} of {cells[0]}?"
                    yield _proposal(document, sentence, question, cell, "table row")


def _from_headings(document: Document, passage: Passage) -> Iterator[Proposal]:
    """Yield a question for a heading; the first sentence below it is the answer."""
    for heading in passage.headings[-1:]:
        asks = heading.strip()
        asking = asks.endswith("?") and not asks.isupper()
        question = asks if asking else as_question(heading, document.text)
        below = [s for s in passage.sentences if s.kind is not SentenceKind.ROW and _whole(s)]
        if question and below:
            answer = document.text[below[0].start : below[0].end]
            yield _proposal(document, below[0], question, answer, "heading")


def _from_sentences(document: Document, passage: Passage) -> Iterator[Proposal]:
    """Yield questions what something is, when something was, or who did something."""
    for sentence in passage.sentences:
        text = document.text[sentence.start : sentence.end]
        if sentence.kind is SentenceKind.SENTENCE and _whole(sentence) and not _NO_NAME.match(text):
            for question, answer in list(_questions(" ".join(text.split())))[:1]:
                yield _proposal(document, sentence, question, answer, "sentence")


def _questions(text: str) -> Iterator[tuple[str, str]]:
    """Yield questions that a sentence answers, with their answers."""
    if (year := _YEAR.search(text)) and _NAME_FIRST.match(text):
        rest = (text[: year.start()] + text[year.end() :]).rstrip(".! ")
        yield f"When was it that {rest}?", year["year"]
    if match := _DEFINITION.fullmatch(text):
        yield f"What {match['verb']} {_small(match['subject'])}?", match["rest"]
    if match := _DEED.fullmatch(text):
        yield f"Who or what {match['rest']}?", match["subject"]


def _proposal(
    document: Document, sentence: Sentence, question: str, answer: str, made_from: str
) -> Proposal:
    quote = document.quote(sentence.start, sentence.end)
    return Proposal(
        " ".join(question.split()), " ".join(answer.split()), document.id, quote.start, quote.end,
        quote.text, made_from,
    )  # fmt: skip


def _whole(sentence: Sentence) -> bool:
    return not sentence.broken and _SHORTEST <= sentence.end - sentence.start <= _LONGEST


def _small(name: str) -> str:
    return f"the {name[4:]}" if name.startswith("The ") else name


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def as_csv(proposals: Sequence[Proposal]) -> str:
    """Return the proposals as CSV with the columns that `majlis eval` reads."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for each in proposals:
        row = {
            "question": each.question, "answer": each.answer.replace("|", "/"),
            "document": each.document, "quote": each.quote, "answerable": "yes",
            "note": _note(each),
        }  # fmt: skip
        writer.writerow({name: disarm(cell) for name, cell in row.items()})
    return file.getvalue()


def as_json_lines(proposals: Sequence[Proposal]) -> str:
    """Return the proposals as JSON lines, with the places of their quotes."""
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
    return "".join(f"{json_line(row)}\n" for row in rows)


def _note(proposal: Proposal) -> str:
    return f"proposal from a {proposal.made_from}: correct it"
