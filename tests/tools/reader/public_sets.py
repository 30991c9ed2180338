"""Read the questions and texts of public sets, each in the format of its repository."""

import ast
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from retrieval.passages import Span

Files: TypeAlias = dict[str, list[tuple[str, str]]]

_NQG_SENTENCES = 120  # in a row, that make a paragraph
_LONGEST_ANSWER = 220  # characters


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """A text of a set, and the title of its article or ""; its sentences where they are known."""

    title: str
    text: str
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question about a paragraph of its article, given by its number.

    `gold` are the places that answer, the one to learn first. `answers` are the words of answers,
    by which other passages that answer too are known. Without gold a question that is `answerable`
    has its answer somewhere in the paragraph.
    """

    question: str
    paragraph: int
    gold: tuple[Span, ...]
    answers: tuple[str, ...]
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class SetArticle:
    """Paragraphs that are like each other, and questions about them."""

    paragraphs: tuple[SetParagraph, ...]
    questions: tuple[SetQuestion, ...]


def read_set(format: str, files: Files) -> Iterator[SetArticle]:
    """Yield the articles of a set."""
    yield from _FORMATS[format](files)


def _squad(files: Files) -> Iterator[SetArticle]:
    """Yield articles of SQuAD's format, version 1 or 2."""
    for text in _texts(files):
        for article in json.loads(text)["data"]:
            title = article.get("title", "").replace("_", " ")
            paragraphs = article["paragraphs"]
            yield SetArticle(
                tuple(SetParagraph(title, each["context"]) for each in paragraphs),
                tuple(
                    question
                    for number, each in enumerate(paragraphs)
                    for row in each["qas"]
                    if (question := _squad_question(row, number, each["context"]))
                ),
            )


def _squad_question(row: dict[str, Any], number: int, text: str) -> SetQuestion | None:
    if row.get("is_impossible"):
        return SetQuestion(row["question"], number, (), (), answerable=False)
    answers = tuple(each["text"] for each in row["answers"])
    start = row["answers"][0]["answer_start"]
    gold = Span(start, start + len(answers[0]))
    if gold.of(text) != answers[0] or len(answers[0]) > _LONGEST_ANSWER:
        return None
    return SetQuestion(row["question"], number, (gold,), answers)


def _urasys(files: Files) -> Iterator[SetArticle]:
    """Yield a table's questions of SQuAD 2.0, those of a title together."""
    articles: dict[str, list[tuple[str, str, str]]] = {}
    for row in csv.DictReader(io.StringIO(next(_texts(files)))):
        paragraphs = ast.literal_eval(row["paragraph"])
        text = " ".join(part for each in paragraphs for part in _listed(each["paragraph_text"]))
        title = paragraphs[0]["title"]
        articles.setdefault(title, []).append((row["question"], text, row["answer"]))
    for title, rows in articles.items():
        texts = list(dict.fromkeys(text for _, text, _ in rows))
        questions = []
        for question, text, answer in rows:
            number = texts.index(text)
            if answer == "No answer":
                questions.append(SetQuestion(question, number, (), (), answerable=False))
            elif gold := _find(answer, text):
                questions.append(SetQuestion(question, number, (gold,), (answer,)))
        paragraphs = tuple(SetParagraph(title, text) for text in texts)
        yield SetArticle(paragraphs, tuple(questions))


def _listed(text: str) -> list[str]:
    """Return the strings of a list that was written as a text, or the text itself."""
    try:
        listed = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return [text]
    return [str(each) for each in listed] if isinstance(listed, list) else [text]


def _nqg(files: Files) -> Iterator[SetArticle]:
    """Yield sentences in the order of their articles, so many a paragraph, with their questions."""
    sentences, questions = ([_joined(row) for row in text.splitlines()] for text in _texts(files))
    pairs = zip(sentences, questions, strict=True)
    runs = [(text, [q for _, q in rows]) for text, rows in groupby(pairs, key=lambda p: p[0])]
    for first in range(0, len(runs), _NQG_SENTENCES):
        rows = runs[first : first + _NQG_SENTENCES]
        texts = [text for text, _ in rows]
        yield _of_sentences("", [texts], [
            (question, 0, [number]) for number, (_, own) in enumerate(rows) for question in own
        ])  # fmt: skip


def _joined(tokens: str) -> str:
    """Return a text that was cut into tokens as it is written."""
    text = tokens.replace("-lrb- ", "(").replace(" -rrb-", ")").replace("`` ", '"')
    text = text.replace(" ''", '"').replace(" 's", "'s")
    return re.sub(r"\s+([,.;:?!%)])", r"\1", text).strip()


def _selqa(files: Files) -> Iterator[SetArticle]:
    """Yield articles whose sections have the sentences that answer marked."""
    rows = [row for text in _texts(files) for row in json.loads(text) if row["answers"]]
    by_article: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_article.setdefault(row["article"], []).append(row)
    for title, own in by_article.items():
        sections = {row["section"]: row["candidates"] for row in own}
        names = list(sections)
        yield _of_sentences(title, list(sections.values()), [
            (row["question"], names.index(row["section"]), row["answers"])
            for row in own
            if row["candidates"] == sections[row["section"]]
        ])  # fmt: skip


def _of_sentences(
    title: str, texts: list[list[str]], questions: Iterable[tuple[str, int, list[int]]]
) -> SetArticle:
    """Return paragraphs made of sentences, and questions whose gold are sentences by number."""
    places = []
    for sentences in texts:
        spans, position = [], 0
        for sentence in sentences:
            spans.append(Span(position, position + len(sentence)))
            position += len(sentence) + 1
        places.append(spans)
    return SetArticle(
        tuple(
            SetParagraph(title, " ".join(sentences), tuple(spans))
            for sentences, spans in zip(texts, places, strict=True)
        ),
        tuple(
            SetQuestion(question, number, tuple(places[number][i] for i in gold), ())
            for question, number, gold in questions
        ),
    )


def _qed(files: Files) -> Iterator[SetArticle]:
    """Yield all paragraphs as one article, each with a title of its own."""
    paragraphs: list[SetParagraph] = []
    questions = []
    for line in next(_texts(files)).splitlines():
        row = json.loads(line)
        answers = [each for several in row["original_nq_answers"] for each in several]
        words = tuple(each["string"] for each in answers)
        gold = _find(words[0], row["paragraph_text"]) if words else None
        if gold and len(words[0]) <= _LONGEST_ANSWER:
            questions.append(SetQuestion(row["question_text"], len(paragraphs), (gold,), words))
            paragraphs.append(SetParagraph(row["title_text"], row["paragraph_text"]))
    yield SetArticle(tuple(paragraphs), tuple(questions))


def _reqa(files: Files) -> Iterator[SetArticle]:
    """Yield all sentences as the paragraphs of one article."""
    row = json.loads(next(_texts(files)))
    texts = {text: number for number, text in enumerate(dict.fromkeys(row["answers"]))}
    yield SetArticle(
        tuple(SetParagraph("", text) for text in texts),
        tuple(
            SetQuestion(question, texts[text], (Span(0, len(text)),), ())
            for question, text in zip(row["questions"], row["answers"], strict=True)
        ),
    )


def _fairytales(files: Files) -> Iterator[SetArticle]:
    """Yield tales; where the words of an answer stand in its section, they are its gold."""
    stories, questions = files.values()
    asked_of = {name.split("/")[-1].removesuffix("-questions.csv"): t for name, t in questions}
    for name, text in stories:
        table = asked_of.get(name.split("/")[-1].removesuffix("-story.csv"), "")
        rows = list(csv.DictReader(io.StringIO(text)))
        numbers = {row["section"]: number for number, row in enumerate(rows)}
        texts = [" ".join(row["text"].split()) for row in rows]
        yield SetArticle(
            tuple(SetParagraph("", each) for each in texts),
            tuple(_tale_questions(csv.DictReader(io.StringIO(table)), numbers, texts)),
        )


def _tale_questions(
    rows: Iterable[dict[str, str]], numbers: dict[str, int], texts: list[str]
) -> Iterator[SetQuestion]:
    for row in rows:
        answer = (row["answer1"] or "").strip().rstrip(".")
        number = numbers.get((row["cor_section"] or "").strip())
        if not answer or number is None or row["local-or-sum"] == "summary":
            continue
        gold = _find(answer, texts[number])
        yield SetQuestion(row["question"], number, (gold,) if gold else (), (answer,))


def _find(words: str, text: str) -> Span | None:
    exact = re.search(re.escape(words), text)
    match = exact or re.search(re.escape(words), text, re.IGNORECASE)
    return Span(*match.span()) if match else None


def _texts(files: Files) -> Iterator[str]:
    return (text for several in files.values() for _, text in several)


_FORMATS: dict[str, Callable[[Files], Iterator[SetArticle]]] = {
    "squad": _squad,
    "urasys": _urasys,
    "nqg": _nqg,
    "selqa": _selqa,
    "qed": _qed,
    "reqa": _reqa,
    "fairytales": _fairytales,
}
