"""majlis itself, asked as the others are: its `Searcher`, without what answers."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.language.question_types import to_search_query
from retrieval.models.embed import LocalModel
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.tools.peers.serve import Range, Row, serve


class Majlis:
    """One home."""

    def __init__(self, store: Path) -> None:
        local = LocalModel()
        local.load_ahead()
        self._home, self._models = Home(store), EmbeddingModels(local, local)

    def index(self, documents: Sequence[Row]) -> int:
        """Add documents."""
        source = self._home.path / "documents.jsonl"
        rows = ({name: row[name] for name in ("id", "title", "text")} for row in documents)
        source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        with Writer(self._home, self._models) as writer:
            add(writer, [str(source)])
        return self._home.catalog.count_passages()

    def search(self, question: str, limit: int) -> list[Range]:
        """Search as `majlis search` does."""
        passages = [
            hit.passage for hit in self._searcher.search(to_search_query(question), limit=limit)
        ]
        return [(p.document_id, p.start, p.end) for p in passages]

    @cached_property
    def _searcher(self) -> Searcher:
        return Searcher(self._home, self._models)


if __name__ == "__main__":
    serve({"search": Majlis})
