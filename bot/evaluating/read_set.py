"""Read a question set: a folder, JSON lines, or CSV that somebody wrote by hand."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.conversing.history_json import conversation_from_json
from bot.evaluating.csv_sets import read_csv
from bot.evaluating.locate_quotes import Articles
from bot.evaluating.question_sets import Question, QuestionSet, question_id
from bot.evaluating.scores import Range
from retrieval.errors import ExpectedError

_HINT = "`majlis eval --help` and docs/evaluation.md show the format."


def read_set(path: Path, articles: Articles) -> QuestionSet:
    """Read a set; raises ExpectedError that names the file and the line of a mistake.

    Quotes without a place are looked up in `articles`, which a folder of a set brings itself.
    """
    source = questions_of(path)
    docs = path / "docs.jsonl" if path.is_dir() and (path / "docs.jsonl").is_file() else None
    if docs:
        articles = Articles(_texts(docs))
    if source.suffix == ".csv":
        questions = read_csv(source, articles)
    else:
        questions = tuple(_question(*row, source, articles) for row in _rows(source))
    _check_ids(questions, source)
    return QuestionSet(path.stem if path.is_file() else path.resolve().name, questions, docs)


def questions_of(path: Path) -> Path:
    """Return the file of a set's questions; raises ExpectedError if there is none."""
    source = path / "questions.jsonl" if path.is_dir() else path
    if not source.is_file():
        raise ExpectedError(
            f"There is no question set {str(path)!r}.",
            hint="Name a folder with docs.jsonl and questions.jsonl, or a .jsonl or .csv file.",
        )
    return source


def _texts(docs: Path) -> dict[str, str]:
    texts = {}
    for number, row in _rows(docs):
        if not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
            raise _wrong(docs, number, 'an article needs "id" and "text".')
        texts[row["id"]] = row["text"]
    return texts


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines with the numbers of their lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ExpectedError(
            f"{str(path)!r} cannot be read: {error}.", hint="Is it a text in UTF-8?"
        ) from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise _wrong(path, number, "the line is not a JSON object.")
            yield number, row


def _question(number: int, row: dict[str, Any], path: Path, articles: Articles) -> Question:
    """Return the question of a line; its quotes are in `spans`, or in `gold` as for the seeds."""
    try:
        return _question_of(row, articles)
    except ExpectedError as error:
        raise _wrong(path, number, error.message) from error


def _question_of(row: dict[str, Any], articles: Articles) -> Question:
    words = row.get("question")
    if not isinstance(words, str) or not words.strip():
        raise ExpectedError('it has no "question".')
    turns = tuple(conversation_from_json(row).turns)
    spans = tuple(dict.fromkeys(_spans(row, articles)))
    answers = _strings(row, "answers") or _strings(row, "answer")
    documents = _strings(row, "doc_ids") or tuple(dict.fromkeys(d for d, _, _ in spans))
    answerable = row.get("answerable")
    if answerable is None and "answerable" not in row and (answers or documents):
        answerable = True
    return Question(
        id=str(row.get("id") or question_id(words, turns)),
        words=words,
        answers=answers,
        documents=documents,
        spans=spans,
        answerable=answerable if isinstance(answerable, bool) else None,
        type=str(row.get("type") or ""),
        language=str(row.get("lang") or row.get("language") or ""),
        history=turns,
        mentions=_patterns(row, "must_mention"),
    )


def _spans(row: dict[str, Any], articles: Articles) -> Iterator[Range]:
    """Yield the gold quotes; raises ExpectedError for words that are not those at their place."""
    for span in (*_list(row, "spans"), *_list(row, "gold")):
        if not isinstance(span, dict):
            raise ExpectedError(f"{span!r} is no span: it has neither an article nor words.")
        document = str(span.get("doc_id") or span.get("source") or "")
        quote = span.get("text") or span.get("quote")
        if not isinstance(span.get("start"), int) or not isinstance(span.get("end"), int):
            yield articles.locate(str(quote or ""), document)
            continue
        start, end = span["start"], span["end"]
        text = articles.texts.get(document)
        if text is not None and quote is not None and text[start:end] != quote:
            raise ExpectedError(f"{document!r} does not say {quote!r} at {start}-{end}.")
        yield document, start, end


def _strings(row: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(each) for each in _list(row, name))


def _list(row: dict[str, Any], name: str) -> list[Any]:
    """Return the list in a field; [] if it is empty, and a list of one if it is a single text."""
    value = row.get(name) or []
    if not isinstance(value, str | list):
        raise ExpectedError(f'"{name}" is not a list.')
    return [value] if isinstance(value, str) else value


def _patterns(row: dict[str, Any], name: str) -> tuple[str, ...]:
    """Return the regular expressions of a field; raises ExpectedError for one that is invalid."""
    patterns = _strings(row, name)
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ExpectedError(f"{pattern!r} is no regular expression: {error}.") from error
    return patterns


def _check_ids(questions: tuple[Question, ...], path: Path) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise ExpectedError(
                f"{path.name}: the question {question.words!r} (id {question.id!r}) stands twice.",
                hint="Give each question an id of its own, or ask it once.",
            )
        seen.add(question.id)
    if not questions:
        raise ExpectedError(f"{path.name} holds no question.", hint=_HINT)


def _wrong(path: Path, number: int, what: str) -> ExpectedError:
    return ExpectedError(f"{path.name}, line {number}: {what}", hint=_HINT)
