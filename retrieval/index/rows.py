"""Convert documents and passages to rows of the catalog and back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.index.token_vectors import TokenSpan
from retrieval.models.embed import Vectors
from retrieval.pages import NO_PAGES, Pages
from retrieval.passages import Document, Passage, Sentence, SentenceKind, Span, digest, short_repr


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A document in the catalog, without its text.

    `state` is "pending" until the index has it, then "indexed", or "duplicate" for a document of
    the same text as another one.
    """

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
    url: str = ""
    author: str = ""
    publisher: str = ""
    fetched: str = ""
    original: str = ""
    extractor: str = ""
    pages: Pages = NO_PAGES

    def __repr__(self) -> str:
        """Show the id, the title and the length."""
        name = f"{short_repr(self.id)} {short_repr(self.title)}"
        return f"<CatalogEntry {name}, {self.characters:,} characters>"


# What `stored_document` and `catalog_entry` take, in this order.
DOCUMENT_COLUMNS = (
    "id, text, title, source, url, published, language, voice, author, publisher, fetched,"
    " original, extractor, origins, layout"
)
ENTRY_COLUMNS = (
    "id, root, source, title, published, language, hash, text_hash, state, voice, length(text),"
    " (SELECT count(*) FROM passages p WHERE document = d.id AND NOT staged),"
    " url, author, publisher, fetched, original, extractor, layout"
)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage, where its token vectors lie, and the hash of its text in lower case."""

    passage: Passage
    tokens: TokenSpan
    text_hash: str


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage that is ready to be stored; `vector` has shape (dimension of the embedder,)."""

    passage: Passage
    tokens: TokenSpan
    text_hash: str
    vector: Vectors


def document_row(
    document: Document, root: str, marks: Iterable[tuple[Span, str]], state: str
) -> dict[str, object]:
    """Return the columns of a document by name, without those that `ReprintGroups` fills."""
    return {
        "id": document.id,
        "root": root,
        "source": document.source,
        "url": document.url,
        "title": document.title,
        "published": document.published,
        "language": document.language,
        "text": document.text,
        "hash": document.content_hash,
        "text_hash": digest(document.text),
        "marks": marks_to_json(marks),
        "state": state,
        "author": document.author,
        "publisher": document.publisher,
        "fetched": document.fetched,
        "original": document.original,
        "extractor": document.extractor,
        "origins": json.dumps(dict(document.origins), ensure_ascii=False),
        "layout": _layout_to_json(document),
    }


def stored_document(row: tuple[Any, ...]) -> Document:
    """Return the document of a row that holds `DOCUMENT_COLUMNS`."""
    *fields, origins, layout = row
    pages, boilerplate = _layout_from_json(layout)
    return Document(*(*fields, tuple(json.loads(origins).items()), pages, boilerplate))


def catalog_entry(row: tuple[Any, ...]) -> CatalogEntry:
    """Return the entry of a row that holds `ENTRY_COLUMNS`."""
    *fields, layout = row
    return CatalogEntry(*(*fields, _layout_from_json(layout)[0]))


def passage_row(indexed: IndexedPassage) -> tuple[object, ...]:
    """Return the columns of a passage, from `document` to `vector`."""
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
    """Return the passage of a row that holds its id and the columns `document` to `starts`."""
    number, document, start, end, headings, sentences, text_hash, first, count, starts = row
    units = tuple(
        Sentence(a, b, SentenceKind(kind), tuple(Span(*span) for span in context), broken)
        for a, b, kind, context, broken in json.loads(sentences)
    )
    passage = Passage(document, start, end, tuple(json.loads(headings)), units, number)
    return StoredPassage(passage, TokenSpan(first, count, tuple(json.loads(starts))), text_hash)


def marks_to_json(marks: Iterable[tuple[Span, str]]) -> str:
    """Return marked spans, each with its rule, as JSON."""
    return json.dumps([(span.start, span.end, rule) for span, rule in marks])


def marks_from_json(text: str) -> list[tuple[Span, str]]:
    """Return the marked spans of JSON, each with its rule."""
    return [(Span(start, end), rule) for start, end, rule in json.loads(text)]


def _layout_to_json(document: Document) -> str:
    """Return the pages and the boilerplate of a document as JSON; "{}" if it has neither."""
    pages = document.pages
    layout = {
        "pages": pages.starts,
        "pictures": pages.pictures,
        "recognized": pages.recognized,
        "boilerplate": [(span.start, span.end) for span in document.boilerplate],
    }
    return json.dumps({name: value for name, value in layout.items() if value})


def _layout_from_json(text: str) -> tuple[Pages, tuple[Span, ...]]:
    layout = json.loads(text)
    numbers = (tuple(layout.get(name, ())) for name in ("pages", "pictures", "recognized"))
    return Pages(*numbers), tuple(Span(*span) for span in layout.get("boilerplate", ()))


def _sentence_row(sentence: Sentence) -> list[object]:
    context = [(span.start, span.end) for span in sentence.context]
    return [sentence.start, sentence.end, sentence.kind, context, sentence.broken]
