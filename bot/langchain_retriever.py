"""Passages for a LangChain chain. The only module that knows langchain_core's retrievers."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from retrieval.passages import Hit


class MajlisRetriever(BaseRetriever):
    """Gives the best passages for a query; `metadata` tells where the words of each stand."""

    search: Callable[..., list[Hit]]
    limit: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                page_content=hit.text,
                metadata={
                    "document": hit.document.id, "start": hit.passage.start,
                    "end": hit.passage.end, "title": hit.document.title, "score": hit.score,
                },
            )
            for hit in self.search(query, limit=self.limit)
        ]  # fmt: skip
