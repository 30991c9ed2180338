"""Prepare documents for the index: clean them, split them, and encode their passages."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
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
from retrieval.text.cut_text import CutText
from retrieval.text.passage_text import PassageText, passage_text
from retrieval.text.split import split

_CHUNK = 96  # passages encoded at a time; their token vectors take 15 MB before compression


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document, its boilerplate, and its passages, each with the text that is encoded for it."""

    document: Document
    marks: tuple[BoilerplateMark, ...]
    passages: tuple[tuple[Passage, PassageText], ...]


def prepare(document: Document, cut: CutText, catalog: Catalog) -> PreparedDocument:
    """Clean and split a document whose text is `cut`.

    Lines that enough other documents have are boilerplate.
    """
    lines = repeatable_lines(cut)
    repeated = {
        x
        for x in lines
        if catalog.repeated_lines.documents_with(x, up_to=REPEATED_IN) >= REPEATED_IN
    }
    marks = mark_boilerplate(cut, repeated=repeated, known=document.boilerplate)
    passages = split(document, cut, marks).passages
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
    """Encode the passages of documents, and append their token vectors to the file.

    Return the passages of each document. `done` is called with numbers of finished characters.
    """
    flat = [pair for each in prepared for pair in each.passages]
    characters = sum(len(each.document.text) for each in prepared)
    chunks = [flat[first : first + _CHUNK] for first in range(0, len(flat), _CHUNK)]
    indexed: list[IndexedPassage] = []
    for chunk, encoded in zip(chunks, _encode_chunks(chunks, models), strict=True):
        indexed += _store_chunk(chunk, encoded, tokens)
        done(characters * len(chunk) // len(flat))
    rows = iter(indexed)
    return [[next(rows) for _ in each.passages] for each in prepared]


def _encode_chunks(chunks: Sequence[_Chunk], models: EmbeddingModels) -> Iterator[_EncodedChunk]:
    """Yield the encodings of chunks; a thread encodes the next one while the caller stores this."""

    def encode_chunk(chunk: _Chunk) -> _EncodedChunk:
        texts = [reading.text for _, reading in chunk]
        unique = list(dict.fromkeys(texts))
        encoded = models.local.encode(unique)
        if models.embedder is models.local:
            vectors = np.stack([encoding.vector for encoding in encoded])
        else:
            vectors = models.embedder.embed(unique)
        places = {text: place for place, text in enumerate(unique)}
        order = [places[text] for text in texts]
        return [encoded[place] for place in order], vectors[order]

    with ThreadPoolExecutor(1) as worker:
        running = [worker.submit(copy_context().run, encode_chunk, chunk) for chunk in chunks[:1]]
        for number in range(len(chunks)):
            encoded = running.pop().result()
            running += [
                worker.submit(copy_context().run, encode_chunk, chunk)
                for chunk in chunks[number + 1 : number + 2]
            ]
            yield encoded


def _store_chunk(
    chunk: _Chunk, encoded: _EncodedChunk, tokens: TokenFile
) -> Iterator[IndexedPassage]:
    """Append the token vectors of a chunk to the file, and yield its passages."""
    encodings, vectors = encoded
    try:
        firsts = tokens.append([compress(encoding.tokens) for encoding in encodings])
    except OSError as error:
        raise unwritable(tokens.path.parent, error) from error
    for (passage, reading), encoding, first, vector in zip(
        chunk, encodings, firsts, vectors, strict=True
    ):
        starts = np.searchsorted(encoding.offsets, reading.starts)
        span = TokenSpan(first, len(encoding.offsets), (0, *(int(start) for start in starts)))
        yield IndexedPassage(passage, span, _folded_hash(reading), vector)


def _folded_hash(reading: PassageText) -> str:
    """Return a hash of the text of a passage, the same whatever its spaces and upper case."""
    return digest(" ".join(" ".join(reading.units).casefold().split()))[:32]
