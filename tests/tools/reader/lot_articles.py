"""Read a written lot: its articles, cut into passages as the product does, and its questions."""

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ExpectedError
from retrieval.ingest.read import read
from retrieval.ingest.read_document import RefusedFile
from retrieval.passages import Document, Passage, Span
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.passage_text import passage_text
from retrieval.text.split import split


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence as the product shows it: `place` in its article, `shown` in its passage's text."""

    text: str
    place: Span
    shown: Span


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as the product reads it: title and headings, and its sentences joined by spaces."""

    title: str
    text: str
    sentences: tuple[ShownSentence, ...]


@dataclass(frozen=True, slots=True)
class LotArticle:
    """An article of a lot."""

    text: str
    passages: tuple[ShownPassage, ...]


@dataclass(frozen=True, slots=True)
class LotQuestion:
    """A question about an article; `gold` are its quotes there, () if the article has no answer.

    `answer` are the words of a quote that answer, "" where no few words do.
    """

    id: str
    article: str
    question: str
    gold: tuple[str, ...]
    answer: str


def read_article(path: Path) -> LotArticle:
    """Return an article, read and split as the product does; raise ExpectedError for no article."""
    reading = next(read(path, id=path.stem))
    if isinstance(reading, RefusedFile):
        raise ExpectedError(f"The article {path.name!r} cannot be read: {reading.reason}.")
    document = reading.document
    cut = CutText(document.text, document.language)
    passages = split(document, cut, mark_boilerplate(cut)).passages
    return LotArticle(document.text, tuple(_shown(document, passage) for passage in passages))


def _shown(document: Document, passage: Passage) -> ShownPassage:
    words = passage_text(document, passage)
    rows, position = [], 0
    for sentence, text in zip(passage.sentences, words.units, strict=True):
        place = Span(sentence.start, sentence.end)
        rows.append(ShownSentence(text, place, Span(position, position + len(text))))
        position += len(text) + 1
    return ShownPassage(words.prefix, " ".join(words.units), tuple(rows))


def read_questions(path: Path, articles: Container[str]) -> Iterator[LotQuestion]:
    """Yield the questions of a file; raise ExpectedError for one about no article of the lot."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["article"] not in articles:
            raise ExpectedError(
                f"The question {row['id']!r} is about {row['article']!r}, which is no article of"
                f" {path.parent.name!r}.",
                hint="Each article is a file <id>.txt beside questions.jsonl.",
            )
        gold = tuple(g["quote"] for g in row["gold"] if g["document"] == row["article"])
        answer = row["answer"] or ""
        yield LotQuestion(row["id"], row["article"], row["question"], gold, answer)
