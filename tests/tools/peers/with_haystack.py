"""Haystack with its defaults: 200 words, InMemoryDocumentStore; `hybrid` joins BM25 by rank."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

from tests.tools.peers.minilm import MiniLM
from tests.tools.peers.serve import Range, Row, serve


@component
class TextEmbedder:
    """The model as a pipeline of Haystack wants it."""

    def __init__(self, model: MiniLM) -> None:
        self._model = model

    @component.output_types(embedding=list[float])
    def run(self, text: str):
        """Embed a question."""
        return {"embedding": self._model.embed([text])[0]}


class Dense:
    """The tutorial: what is nearest in memory, the store kept as a file between processes."""

    def __init__(self, store: Path) -> None:
        self._file = str(store / "documents.json")
        self._model = MiniLM()

    def index(self, documents: Sequence[Row]) -> int:
        """Split, embed, store and write to the disk."""
        whole = [
            Document(content=row["text"], meta={"document": row["id"], "title": row["title"]})
            for row in documents
        ]
        splitter = DocumentSplitter()
        splitter.warm_up()
        parts = splitter.run(documents=whole)["documents"]
        vectors = self._model.embed([part.content for part in parts])
        embedded = [
            replace(part, embedding=vector) for part, vector in zip(parts, vectors, strict=True)
        ]
        store = InMemoryDocumentStore()
        store.write_documents(embedded)
        store.save_to_disk(self._file)
        return len(parts)

    def search(self, question: str, limit: int) -> list[Range]:
        """Search by likeness."""
        asked = {"embedder": {"text": question}, "dense": {"top_k": limit}}
        return _ranges(self._pipeline.run(asked)["dense"]["documents"])

    @cached_property
    def _pipeline(self):
        return self._retrieving(InMemoryDocumentStore.load_from_disk(self._file))

    def _retrieving(self, store: InMemoryDocumentStore):
        pipeline = Pipeline()
        pipeline.add_component("embedder", TextEmbedder(self._model))
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
        pipeline.connect("embedder.embedding", "dense.query_embedding")
        return pipeline


class Hybrid(Dense):
    """BM25 beside it, joined by reciprocal rank fusion."""

    def search(self, question: str, limit: int) -> list[Range]:
        """Search by both; each retriever is asked for as many as are wanted."""
        asked = {
            "embedder": {"text": question},
            "dense": {"top_k": limit},
            "bm25": {"query": question, "top_k": limit},
            "joined": {"top_k": limit},
        }
        return _ranges(self._pipeline.run(asked)["joined"]["documents"])

    def _retrieving(self, store: InMemoryDocumentStore):
        pipeline = super()._retrieving(store)
        pipeline.add_component("bm25", InMemoryBM25Retriever(store))
        pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        pipeline.connect("dense", "joined")
        pipeline.connect("bm25", "joined")
        return pipeline


def _ranges(found: Sequence[Document]) -> list[Range]:
    return [
        (d.meta["document"], begin := d.meta["split_idx_start"], begin + len(d.content))
        for d in found
    ]


if __name__ == "__main__":
    serve({"dense": Dense, "hybrid": Hybrid})
