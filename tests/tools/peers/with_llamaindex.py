"""LlamaIndex with its defaults: sentences up to 1,024 tokens, 200 shared, VectorStoreIndex."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from pydantic import PrivateAttr

from tests.tools.peers.minilm import MiniLM
from tests.tools.peers.serve import Range, Row, serve


class Adapter(BaseEmbedding):
    """The model as LlamaIndex wants it."""

    _model: MiniLM = PrivateAttr(default_factory=MiniLM)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._model.embed([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._model.embed(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._model.embed([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class Default:
    """The starter example, with the index stored on the disk."""

    def __init__(self, store: Path) -> None:
        self._store = str(store)
        self._model = Adapter()

    def index(self, documents: Sequence[Row]) -> int:
        """Split, store and write to the disk."""
        whole = [
            Document(id_=row["id"], text=row["text"], metadata={"title": row["title"]})
            for row in documents
        ]
        nodes = SentenceSplitter().get_nodes_from_documents(whole)
        index = VectorStoreIndex(nodes, embed_model=self._model)
        index.storage_context.persist(self._store)
        return len(nodes)

    def search(self, question: str, limit: int) -> list[Range]:
        """Search by likeness."""
        found = self._index.as_retriever(similarity_top_k=limit).retrieve(question)
        nodes = [each.node for each in found]
        return [(node.ref_doc_id, node.start_char_idx, node.end_char_idx) for node in nodes]

    @cached_property
    def _index(self):
        context = StorageContext.from_defaults(persist_dir=self._store)
        return load_index_from_storage(context, embed_model=self._model)


if __name__ == "__main__":
    serve({"default": Default})
