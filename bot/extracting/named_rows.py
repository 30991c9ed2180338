"""Of a table's rows, keep those whose label a question names: schools, not the row on culture."""

from collections.abc import Sequence

from bot.extracting.candidates import Candidate
from retrieval.language.question_types import AnswerType, classify_question
from retrieval.language.words import terms
from retrieval.passages import SentenceKind
from retrieval.text.tables import cells


def keep_named_rows(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return the candidates for a fact without rows beside one whose label the question names.

    The label of a row is its first cell.
    """
    if classify_question(question) is not AnswerType.FACT:
        return list(candidates)
    words = set(terms(question))
    rows = {place for place, each in enumerate(candidates) if _is_row(each)}
    named = {place for place in rows if (label := _label(candidates[place])) and label <= words}
    tables = {_table(candidates[place]) for place in named}
    others = {place for place in rows - named if _table(candidates[place]) in tables}
    return [each for place, each in enumerate(candidates) if place not in others]


def _is_row(candidate: Candidate) -> bool:
    return candidate.sentence.kind is SentenceKind.ROW


def _label(candidate: Candidate) -> set[str]:
    """Return the terms of the first cell of a row."""
    sentence = candidate.sentence
    return set(terms(cells(candidate.hit.document.text[sentence.start : sentence.end])[0]))


def _table(candidate: Candidate) -> object:
    """Return what the rows of one table have in common: their article and their header."""
    return candidate.hit.document.id, candidate.sentence.context
