"""A document on its way into the index: cleaned, split, and its passages encoded."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from retrieval.index.catalog import Catalog
from retrieval.index.lock import unwritable
from retrieval.index.rows import IndexedPassage
from retrieval.index.token_vectors import TokenFile, TokenSpan, compress
from retrieval.models.embed import Encoding, Vectors
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document, Passage, digest
from retrieval.text.boilerplate import (
    REPEATED_IN,
    BoilerplateMark,
    mark_boilerplate,
    repeatable_lines,
)
from retrieval.text.passage_text import PassageText, passage_text
from retrieval.text.split import split

_CHUNK = 96  # passages encoded at a time: their token vectors are 15 MB before compression


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document, its marked spans and its passages, each with how it reads."""

    document: Document
    marks: tuple[BoilerplateMark, ...]
    passages: tuple[tuple[Passage, PassageText], ...]


def prepare(document: Document, catalog: Catalog) -> PreparedDocument:
    """Clean and split a document; lines that other documents hold too count as boilerplate."""
    lines = repeatable_lines(document.text)
    repeated = {
        x for x in lines if catalog.furniture.documents_with(x, up_to=REPEATED_IN) >= REPEATED_IN
    }
    marks = mark_boilerplate(document.text, repeated=repeated)
    passages = split(document, marks).passages
    readings = tuple((passage, passage_text(document, passage)) for passage in passages)
    return PreparedDocument(document, tuple(marks), readings)


_Chunk: TypeAlias = Sequence[tuple[Passage, PassageText]]
_EncodedChunk: TypeAlias = tuple[list[Encoding], Vectors]


def encode(
    prepared: Sequence[PreparedDocument],
    models: EmbeddingModels,
    tokens: TokenFile,
    *,
    done: Callable[[int], None] = lambda _: None,
) -> list[list[IndexedPassage]]:
    """Encode the passages of documents; their token vectors are appended to the file.

    `done` hears of the characters of the documents as they are finished.
    """
    flat = [pair for each in prepared for pair in each.passages]
    characters = sum(len(each.document.text) for each in prepared)
    chunks = [flat[first : first + _CHUNK] for first in range(0, len(flat), _CHUNK)]
    indexed: list[IndexedPassage] = []
    for chunk, heard in zip(chunks, _encoded_chunks(chunks, models), strict=True):
        indexed += _store_chunk(chunk, heard, tokens)
        done(characters * len(chunk) // len(flat))
    rows = iter(indexed)
    return [[next(rows) for _ in each.passages] for each in prepared]


def _encoded_chunks(chunks: Sequence[_Chunk], models: EmbeddingModels) -> Iterator[_EncodedChunk]:
    """Encode chunks; a thread is at the next one while the caller keeps the last."""

    def hear(chunk: _Chunk) -> _EncodedChunk:
        texts = [reading.text for _, reading in chunk]
        encodings = models.local.encode(texts)
        if models.embedder is models.local:
            return encodings, np.stack([encoding.vector for encoding in encodings])
        return encodings, models.embedder.embed(texts)

    with ThreadPoolExecutor(1) as worker:
        begun = [worker.submit(hear, chunk) for chunk in chunks[:1]]
        for number in range(len(chunks)):
            heard = begun.pop().result()
            begun += [worker.submit(hear, chunk) for chunk in chunks[number + 1 : number + 2]]
            yield heard


def _store_chunk(
    chunk: _Chunk, heard: _EncodedChunk, tokens: TokenFile
) -> Iterator[IndexedPassage]:
    """Keep what was encoded: the token vectors in the file, the rest to be stored."""
    encodings, vectors = heard
    try:
        firsts = tokens.append([compress(encoding.tokens) for encoding in encodings])
    except OSError as error:
        raise unwritable(tokens.path.parent, error) from error
    for (passage, reading), encoding, first, vector in zip(
        chunk, encodings, firsts, vectors, strict=True
    ):
        starts = np.searchsorted(encoding.offsets, reading.starts)
        place = TokenSpan(first, len(encoding.offsets), (0, *(int(start) for start in starts)))
        yield IndexedPassage(passage, place, _folded_hash(reading), vector)


def _folded_hash(reading: PassageText) -> str:
    """Hash the words of a passage so that the same text elsewhere is recognised."""
    return digest(" ".join(" ".join(reading.units).casefold().split()))[:32]
