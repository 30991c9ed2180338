"""The texts that show an answer record: the answer, a quote, how it was found, a near passage."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.answers import Answer, Citation, Statement, left_out
from bot.rendering.citation_place import page_words
from bot.rendering.messages import Line, Piece, marked_lines, with_links
from bot.rendering.text import HasCitations, answer_lines, dated_title, shortened
from bot.telegram_bot.records.answer_records import AnswerRecord
from prompts import say
from retrieval.index.catalog import Catalog
from retrieval.language.words import terms
from retrieval.passages import Quote
from retrieval.text.passage_text import surrounding_quotes
from retrieval.text.tables import cells, read_out

_MAX_QUOTE = 1200  # characters of a quote that are shown
_MAX_CONTEXT = 600  # characters that are shown before a quote, and as many after it
_MOST_LEFT_OUT, _LONGEST_LEFT_OUT = 5, 160  # sentences that were left out, and their characters
_CONTEXT_SENTENCES = 2  # before a quote, and after it


def answer_view(record: AnswerRecord) -> list[Line]:
    """Return the lines of an answer, below its heading.

    Near passages are left out where buttons open them, which only a stored record has.
    """
    statements = iter(record.answer.statements)
    lines: list[Line] = [[Piece(record.heading, "bold")]] if record.heading else []
    for line in spaced(marked_lines(answer_lines(record.answer))):
        kind = line[0].kind if line else ""
        if kind == "statement":
            lines += _statement_lines(next(statements), record.answer, line)
        elif not (kind == "nearest" and record.id):
            lines.append(line)
    if record.heading:
        lines.insert(1, [])
    return [*lines, *article_lines(record.answer)]


def spaced(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines with a blank line after each statement except the last line."""
    after_statement = False
    for line in lines:
        if after_statement:
            yield []
        yield line
        after_statement = line[0].kind == "statement"


def article_lines(cited: HasCitations) -> Iterator[Line]:
    """Yield a line for each cited article: the numbers of its quotes, and its title."""
    if cited.citations:
        yield []
    for citation in cited.citations:
        document = citation.quote.document_id
        numbers = [each.number for each in cited.citations if each.quote.document_id == document]
        if citation.number == numbers[0]:
            marks = "".join(f"[{number}]" for number in numbers)
            title = with_links(shortened(dated_title(citation), 100), citation.address)
            yield [Piece(marks, "mark"), Piece(" "), title, *_pages(cited, document)]


def _pages(cited: HasCitations, document: str) -> Iterator[Piece]:
    """Yield the pages of a document on which its quotes stand, if it has pages."""
    citations = [each for each in cited.citations if each.quote.document_id == document]
    pages = dict.fromkeys(page_words(each, cited.language) for each in citations)
    if words := ", ".join(filter(None, pages)):
        yield Piece(f" · {words}")


def quote_view(record: AnswerRecord, number: int, catalog: Catalog, language: str) -> list[Line]:
    """Return the lines of a quote in its context; they say so where the article has changed."""
    citation = record.answer.citations[number - 1]
    quote = citation.quote
    document = catalog.document(quote.document_id)
    passages = [stored.passage for stored in catalog.passages_of(quote.document_id)]
    context = surrounding_quotes(document, passages, quote, _CONTEXT_SENTENCES) if document else []
    title = with_links(shortened(dated_title(citation), 200), citation.address)
    lines: list[Line] = [[Piece(f"[{number}] ", "mark"), title]]
    lines += _row_lines(citation) if _table_header(citation) else _quote_lines(quote, context)
    position = say("telegram-place", language, start=str(quote.start), end=str(quote.end))
    where = " · ".join(filter(None, (page_words(citation, language), position)))
    lines.append([Piece(quote.document_id, "document"), Piece(f" · {where}")])
    if not context:
        lines.append([Piece(say("telegram-article-changed", language), "note")])
    return lines


def explanation_view(record: AnswerRecord, language: str) -> list[Line]:
    """Return lines that say how each quote of an answer was found, and who wrote the answer."""
    answer = record.answer
    lines: list[Line] = [[Piece(say("telegram-why-title", language), "bold")]]
    if answer.standalone_question != answer.question:
        understood = say("understood", language, question=answer.standalone_question)
        lines.append([Piece(understood)])
    if answer.searched:
        lines.append([Piece(say("telegram-why-searched", language, searched=answer.searched))])
    marks_by_reason: dict[str, str] = {}
    for citation, details in zip(answer.citations, record.match_details, strict=False):
        reason = _match_reason(details, answer.standalone_question, language)
        marks_by_reason[reason] = marks_by_reason.get(reason, "") + f"[{citation.number}]"
    lines += [
        [Piece(f"{marks} ", "mark"), Piece(reason)] for reason, marks in marks_by_reason.items()
    ]
    writer = "telegram-why-model" if answer.mode == "model" else "telegram-why-quotes"
    lines += [[], [Piece(say(writer, language))]]
    missing = left_out(answer.dropped)
    if missing:
        lines.append([Piece(say("telegram-why-dropped", language, count=len(missing)))])
    for each in missing[:_MOST_LEFT_OUT]:
        sentence = shortened(each.text, _LONGEST_LEFT_OUT)
        words = say("telegram-why-left-out", language, sentence=sentence, why=each.reason)
        lines.append([Piece(words)])
    return lines


def nearest_view(record: AnswerRecord, number: int, language: str) -> list[Line]:
    """Return the lines of a passage that is near to the question, but does not answer it."""
    hit = record.answer.nearest[number - 1]
    start, end = str(hit.passage.start), str(hit.passage.end)
    position = say("telegram-place", language, start=start, end=end)
    return [
        [with_links(shortened(hit.document.title, 200), hit.document.url)],
        *([Piece(line, "block")] for line in hit.text[:_MAX_QUOTE].split("\n")),
        [Piece(hit.document.id, "document"), Piece(f" · {position}")],
        [Piece(say("telegram-no-answer", language), "note")],
    ]


def _quote_lines(quote: Quote, context: list[Quote]) -> list[Line]:
    """Return the quote in bold, and then once more, in bold, in a block with its context.

    Telegram shows three lines of such a block until it is unfolded, so that the quote is not to be
    seen in it at once.
    """
    before = " ".join(each.text for each in context if each.end <= quote.start)
    after = " ".join(each.text for each in context if each.start >= quote.end)
    if len(before) > _MAX_CONTEXT:
        before = f"… {before[-_MAX_CONTEXT:].partition(' ')[2]}"
    if len(after) > _MAX_CONTEXT:
        after = f"{after[:_MAX_CONTEXT].rpartition(' ')[0]} …"
    text = quote.text if len(quote.text) <= _MAX_QUOTE else f"{quote.text[:_MAX_QUOTE]} …"
    lines = [[Piece(line, "bold")] for line in text.split("\n")]
    if before or after:
        lines += _context_block(before, text, after)
    return lines


def _context_block(before: str, quote: str, after: str) -> list[Line]:
    """Return one block of three texts, of which the middle one is bold."""
    lines: list[Line] = [[]]
    for text, kind in ((before, "block"), (quote, "block bold"), (after, "block")):
        if text and lines[-1]:
            lines[-1].append(Piece(" ", "block"))
        for number, line in enumerate(text.split("\n") if text else ()):
            if number:
                lines.append([])
            lines[-1].append(Piece(line, kind))
    return lines


def _row_lines(citation: Citation) -> Iterator[Line]:
    """Yield a line for each cell of a quoted table row: its label and its value."""
    for label, value in _labelled_cells(citation):
        lead = [Piece(f"{label}: ", "block")] if label else []
        yield [*lead, Piece(value, "block bold")]


def _statement_lines(statement: Statement, answer: Answer, line: Line) -> list[Line]:
    """Return the line of a statement, or a line for each cell where it reads out a table row.

    One line for a whole row would be hard to read on a narrow screen.
    """
    citation = answer.citations[statement.citations[0] - 1]
    header = _table_header(citation)
    if not header or statement.text != read_out(citation.quote.text, header):
        return [line]
    (_, first), *rest = _labelled_cells(citation)
    return [
        [Piece(f"{first} ", "bold"), line[-1]],
        *([Piece(f"• {label}: {value}" if label else f"• {value}")] for label, value in rest),
    ]


def _table_header(citation: Citation) -> str:
    """Return the header of the table that contains the quote, "" where it is no table row."""
    if "|" not in citation.quote.text:
        return ""
    return next((each.text for each in citation.context if "|" in each.text), "")


def _labelled_cells(citation: Citation) -> list[tuple[str, str]]:
    """Return the label and value of each cell of a quoted row that is not empty."""
    labels, values = cells(_table_header(citation)), cells(citation.quote.text)
    labels += [""] * (len(values) - len(labels))
    return [(label, value) for label, value in zip(labels, values, strict=False) if value]


def _match_reason(details: dict[str, Any], question: str, language: str) -> str:
    """Return sentences on how a quote was found; they name whole words, not stems."""
    sentences = []
    stems = set(details.get("terms", ()))
    words = [word.strip('?!.,:;"“”()') for word in question.split() if set(terms(word)) & stems]
    if words:
        sentences.append(say("telegram-why-terms", language, terms=", ".join(words)))
    if details.get("meaning"):
        sentences.append(say("telegram-why-meaning", language, rank=details["meaning"]))
    if details.get("words"):
        sentences.append(say("telegram-why-words", language, rank=details["words"]))
    return " ".join(sentences) or say("telegram-why-unknown", language)
