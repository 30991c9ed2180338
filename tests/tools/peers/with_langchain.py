"""LangChain as its tutorials show it: 1,000 characters, 200 shared, Chroma; `hybrid` adds BM25."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from tests.tools.peers.minilm import MiniLM
from tests.tools.peers.serve import Range, Row, serve

_BATCH = 2_000  # Chroma takes no more than 5,461 at once


class Adapter(MiniLM, Embeddings):
    """The model as LangChain wants it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        return self.embed(texts)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        return self.embed([text])[0]


class Dense:
    """The tutorial: what is nearest in Chroma."""

    def __init__(self, store: Path) -> None:
        self._chroma = Chroma(
            persist_directory=str(store),
            embedding_function=Adapter(),
            client_settings=Settings(
                anonymized_telemetry=False, is_persistent=True, persist_directory=str(store)
            ),
        )

    def index(self, documents: Sequence[Row]) -> int:
        """Split and store."""
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        whole = [
            Document(row["text"], metadata={"source": row["id"], "title": row["title"]})
            for row in documents
        ]
        parts = splitter.split_documents(whole)
        for first in range(0, len(parts), _BATCH):
            self._chroma.add_documents(parts[first : first + _BATCH])
        return len(parts)

    def search(self, question: str, limit: int) -> list[Range]:
        """Search by likeness."""
        return _ranges(self._chroma.similarity_search(question, k=limit))


class Hybrid(Dense):
    """EnsembleRetriever over Chroma and BM25Retriever, half and half.

    BM25Retriever cannot be stored: it is made from Chroma's texts when the process begins.
    """

    def search(self, question: str, limit: int) -> list[Range]:
        """Search by both; each retriever is asked for as many as are wanted."""
        bm25, dense, both = self._retrievers
        bm25.k = limit
        dense.search_kwargs = {"k": limit}
        return _ranges(both.invoke(question))[:limit]

    @cached_property
    def _retrievers(self):
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever

        held = self._chroma.get()
        bm25 = BM25Retriever.from_texts(held["documents"], metadatas=held["metadatas"])
        dense = self._chroma.as_retriever()
        return bm25, dense, EnsembleRetriever(retrievers=[bm25, dense], weights=[0.5, 0.5])


def _ranges(found: Sequence[Document]) -> list[Range]:
    return [
        (d.metadata["source"], begin := d.metadata["start_index"], begin + len(d.page_content))
        for d in found
    ]


if __name__ == "__main__":
    serve({"dense": Dense, "hybrid": Hybrid})
