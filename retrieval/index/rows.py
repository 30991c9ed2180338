"""Documents and passages as rows of the catalog."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.index.token_vectors import TokenSpan
from retrieval.models.embed import Vectors
from retrieval.passages import Document, Passage, Sentence, SentenceKind, Span, digest, short_repr


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A document as the catalog knows it, without its text."""

    id: str
    root: str
    source: str
    title: str
    published: str
    language: str
    hash: str
    text_hash: str
    state: str
    reprint_group: str
    characters: int
    passages: int

    def __repr__(self) -> str:
        """Name the article."""
        name = f"{short_repr(self.id)} {short_repr(self.title)}"
        return f"<CatalogEntry {name}, {self.characters:,} characters>"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with where its token vectors lie and the hash of its folded words."""

    passage: Passage
    tokens: TokenSpan
    text_hash: str


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage ready to be stored: `vector` has the embedder's dimension."""

    passage: Passage
    tokens: TokenSpan
    text_hash: str
    vector: Vectors


def document_row(
    document: Document, root: str, marks: Iterable[tuple[Span, str]], state: str
) -> tuple[object, ...]:
    """Give the columns of a document, without what its voice is found by."""
    return (
        document.id,
        root,
        document.source,
        document.url,
        document.title,
        document.published,
        document.language,
        document.text,
        document.content_hash,
        digest(document.text),
        marks_json(marks),
        state,
    )


def passage_row(indexed: IndexedPassage) -> tuple[object, ...]:
    """Give the columns of a passage, from `document` to `vector`."""
    passage, place = indexed.passage, indexed.tokens
    return (
        passage.document_id,
        passage.start,
        passage.end,
        json.dumps(passage.headings, ensure_ascii=False),
        json.dumps([_sentence_row(s) for s in passage.sentences]),
        indexed.text_hash,
        place.first,
        place.count,
        json.dumps(place.starts),
        indexed.vector.astype(np.float16).tobytes(),
    )


def stored_passage(row: tuple[Any, ...]) -> StoredPassage:
    """Give the passage of a row: its id, and its columns from `document` to `starts`."""
    number, document, start, end, headings, sentences, text_hash, first, count, starts = row
    units = tuple(
        Sentence(a, b, SentenceKind(kind), tuple(Span(*span) for span in context), broken)
        for a, b, kind, context, broken in json.loads(sentences)
    )
    passage = Passage(document, start, end, tuple(json.loads(headings)), units, number)
    return StoredPassage(passage, TokenSpan(first, count, tuple(json.loads(starts))), text_hash)


def marks_json(marks: Iterable[tuple[Span, str]]) -> str:
    """Give the marked spans of a document as they are kept."""
    return json.dumps([(span.start, span.end, rule) for span, rule in marks])


def marks_of(text: str) -> list[tuple[Span, str]]:
    """Give the marked spans back."""
    return [(Span(start, end), rule) for start, end, rule in json.loads(text)]


def _sentence_row(sentence: Sentence) -> list[object]:
    context = [(span.start, span.end) for span in sentence.context]
    return [sentence.start, sentence.end, sentence.kind, context, sentence.broken]
