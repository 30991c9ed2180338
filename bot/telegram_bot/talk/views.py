"""What a card shows: the answer, a quote in its context, how it was found, a near passage."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.answers import Answer, Citation, Statement
from bot.rendering.messages import Line, Piece, marked_lines, with_links
from bot.rendering.text import HasCitations, answer_lines, dated_title, shortened
from bot.telegram_bot.records.answer_records import Card
from prompts import say
from retrieval.index.catalog import Catalog
from retrieval.language.words import terms
from retrieval.passages import Quote
from retrieval.text.passage_text import surrounding_quotes
from retrieval.text.tables import cells, read_out

_QUOTE = 1200  # characters of a quote that are shown, and of what stands before and after it
_AROUND = 600
_SENTENCES = 2  # before the quote, and after it


def answer_view(card: Card) -> list[Line]:
    """Give the lines of an answer, below the question where nobody wrote it.

    Passages that are near have buttons, where the card is kept.
    """
    statements = iter(card.answer.statements)
    said: list[Line] = [[Piece(card.lead, "bold")]] if card.lead else []
    for line in spaced(marked_lines(answer_lines(card.answer))):
        stated = next(statements) if line and line[0].kind == "statement" else None
        if not (card.id and line and line[0].kind == "nearest"):
            said += _unrolled(stated, card.answer, line) if stated else [line]
    if card.lead:
        said.insert(1, [])
    return [*said, *source_lines(card.answer)]


def spaced(said: Iterable[Line]) -> Iterator[Line]:
    """Yield lines with a blank one behind each statement that another follows."""
    after = False
    for line in said:
        if after:
            yield []
        yield line
        after = line[0].kind == "statement"


def source_lines(cited: HasCitations) -> Iterator[Line]:
    """Yield a line for each article, behind the marks of its quotes; where they stand, they say."""
    if cited.citations:
        yield []
    for citation in cited.citations:
        document = citation.quote.document_id
        own = [each.number for each in cited.citations if each.quote.document_id == document]
        if citation.number == own[0]:
            marks = "".join(f"[{number}]" for number in own)
            title = with_links(shortened(dated_title(citation), 100), citation.url)
            yield [Piece(marks, "mark"), Piece(" "), title]


def quote_view(card: Card, number: int, catalog: Catalog, language: str) -> list[Line]:
    """Give a quote in its context, its words bold; says so when the article has changed."""
    citation = card.answer.citations[number - 1]
    quote = citation.quote
    document = catalog.document(quote.document_id)
    passages = [stored.passage for stored in catalog.passages_of(quote.document_id)]
    near = surrounding_quotes(document, passages, quote, _SENTENCES) if document else []
    title = with_links(shortened(dated_title(citation), 200), citation.url)
    said: list[Line] = [[Piece(f"[{number}] ", "mark"), title]]
    if _header(citation):
        said += _row(citation)
    else:
        said += _surrounded(quote, near)
    place = say("telegram-place", language, start=str(quote.start), end=str(quote.end))
    said += [[Piece(quote.document_id, "document"), Piece(f" · {place}")]]
    if not near:
        said += [[Piece(say("telegram-article-changed", language), "note")]]
    return said


def why_view(card: Card, language: str) -> list[Line]:
    """Say in plain words how each quote was found."""
    answer = card.answer
    said: list[Line] = [[Piece(say("telegram-why-title", language), "bold")]]
    if answer.standalone_question != answer.question:
        understood = say("understood", language, question=answer.standalone_question)
        said += [[Piece(understood)]]
    if answer.searched:
        said += [[Piece(say("telegram-why-searched", language, searched=answer.searched))]]
    found: dict[str, str] = {}
    for citation, row in zip(answer.citations, card.why, strict=False):
        how = _found(row, answer.standalone_question, language)
        found[how] = found.get(how, "") + f"[{citation.number}]"
    said += [[Piece(f"{marks} ", "mark"), Piece(how)] for how, marks in found.items()]
    wrote = "telegram-why-model" if answer.mode == "model" else "telegram-why-quotes"
    said += [[], [Piece(say(wrote, language))]]
    if answer.dropped:
        said += [[Piece(say("telegram-why-dropped", language, count=len(answer.dropped)))]]
    return said


def nearest_view(card: Card, place: int, language: str) -> list[Line]:
    """Give a passage that was near, though it does not answer."""
    hit = card.answer.nearest[place - 1]
    where = say("telegram-place", language, start=str(hit.passage.start), end=str(hit.passage.end))
    return [
        [with_links(shortened(hit.document.title, 200), hit.document.url)],
        *_block(hit.text[:_QUOTE]),
        [Piece(hit.document.id, "document"), Piece(f" · {where}")],
        [Piece(say("telegram-no-answer", language), "note")],
    ]


def _surrounded(quote: Quote, near: list[Quote]) -> list[Line]:
    """Give the quote's words, and then once more in a block of context that unfolds, all bold.

    Telegram shows three lines of such a block: alone in it, the quote would be folded away.
    """
    before = " ".join(each.text for each in near if each.end <= quote.start)
    after = " ".join(each.text for each in near if each.start >= quote.end)
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]} …"
    own = quote.text if len(quote.text) <= _QUOTE else f"{quote.text[:_QUOTE]} …"
    said = [[Piece(line, "bold")] for line in own.split("\n")]
    if before or after:
        said += _joined(before, own, after)
    return said


def _joined(before: str, own: str, after: str) -> list[Line]:
    """Give one block of the quote, bold, between what stands before it and after it."""
    said: list[Line] = [[]]
    for text, kind in ((before, "block"), (own, "block bold"), (after, "block")):
        if text and said[-1]:
            said[-1].append(Piece(" ", "block"))
        for place, line in enumerate(text.split("\n") if text else ()):
            if place:
                said.append([])
            said[-1].append(Piece(line, kind))
    return said


def _row(citation: Citation) -> Iterator[Line]:
    """Give a row of a table, a line for each cell behind its label."""
    for label, value in _cells(citation):
        lead = [Piece(f"{label}: ", "block")] if label else []
        yield [*lead, Piece(value, "block bold")]


def _unrolled(statement: Statement, answer: Answer, line: Line) -> list[Line]:
    """Give a statement that reads a row out a line for each cell, as narrow screens want it."""
    citation = answer.citations[statement.citations[0] - 1]
    header = _header(citation)
    if not header or statement.text != read_out(citation.quote.text, header):
        return [line]
    (_, first), *rest = _cells(citation)
    return [
        [Piece(f"{first} ", "bold"), line[-1]],
        *([Piece(f"• {label}: {value}" if label else f"• {value}")] for label, value in rest),
    ]


def _header(citation: Citation) -> str:
    """Give the header of the table that a quote is a row of, "" if it is none."""
    if "|" not in citation.quote.text:
        return ""
    return next((each.text for each in citation.context if "|" in each.text), "")


def _cells(citation: Citation) -> list[tuple[str, str]]:
    """Give the cells of a row that hold something, each with its label."""
    labels, values = cells(_header(citation)), cells(citation.quote.text)
    labels += [""] * (len(values) - len(labels))
    return [(label, value) for label, value in zip(labels, values, strict=False) if value]


def _block(text: str) -> Iterator[Line]:
    for line in text.split("\n"):
        yield [Piece(line, "block")]


def _found(row: dict[str, Any], question: str, language: str) -> str:
    """Say how a quote was found; terms are stems, people read the words of the question."""
    said = []
    words = [word for word in question.split() if set(terms(word)) & set(row.get("terms", ()))]
    if words:
        named = ", ".join(word.strip('?!.,:;"“”()') for word in words)
        said.append(say("telegram-why-terms", language, terms=named))
    if row.get("meaning"):
        said.append(say("telegram-why-meaning", language, rank=row["meaning"]))
    if row.get("words"):
        said.append(say("telegram-why-words", language, rank=row["words"]))
    return " ".join(said) or say("telegram-why-unknown", language)
