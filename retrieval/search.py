"""Find the passages that may answer a question.

Dense (Chroma) and BM25 (tantivy) are fused by rank, the best reranked by MaxSim over the token
vectors that were kept when the passages were indexed.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.catalog import Catalog, Stored
from retrieval.embed import Encoding, LocalModel, Vectors
from retrieval.errors import ExpectedError
from retrieval.fuse import fuse
from retrieval.fingerprint import check_fingerprint
from retrieval.home import Home, Indexes
from retrieval.passages import Document, Hit, Match, Passage
from retrieval.prepare import Models
from retrieval.reading import read_passage
from retrieval.tokens import Records, best_by_part, fetch
from retrieval.words import terms

CANDIDATES = 50  # taken from each voice
RERANKED = 20
NEIGHBOUR_WEIGHT = 0.3  # of the BM25 score of the passages before and after
BM25_WEIGHT = 1.0
_KEPT_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the voices hear it; `known` tells whether the local model reads its script."""

    text: str
    terms: tuple[str, ...]
    encoding: Encoding
    vector: Vectors
    known: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: the query, the hits, and what is known of the query's terms.

    `parts[i]` has shape (tokens of the question, 1 + sentences of hit i): the best similarity of
    each token in the title and headings, then in each sentence; None where no MaxSim was taken.
    `frequencies` tells in how many of `passages` passages each term occurs.
    """

    query: Query
    hits: tuple[Hit, ...]
    parts: tuple[Vectors | None, ...]
    cosines: tuple[float | None, ...]
    frequencies: dict[str, int]
    passages: int


class _View:
    """The index as it is at one generation."""

    def __init__(self, home: Home) -> None:
        self.generation = home.catalog.generation
        self.indexes = Indexes(home.index)
        self.records: Records = home.tokens.map()
        self.documents: OrderedDict[str, Document] = OrderedDict()

    def document(self, catalog: Catalog, id: str) -> Document | None:
        """Give a document; the last ones read are kept."""
        document = self.documents.get(id) or catalog.document(id)
        if document is not None:
            self.documents[id] = document
            self.documents.move_to_end(id)
            while len(self.documents) > _KEPT_DOCUMENTS:
                self.documents.popitem(last=False)
        return document


class Searcher:
    """Searches one home; notices a new index by itself. Safe to share between threads."""

    def __init__(self, home: Home, models: Models) -> None:
        self._home = home
        self._models = models
        self._lock = threading.Lock()
        self._view: _View | None = None

    def search(self, question: str, *, limit: int = 10) -> list[Hit]:
        """Give the best passages for a question, best first; nothing found is []."""
        return list(self.find(question, limit=limit).hits)

    def find(self, question: str, *, limit: int = 10) -> Found:
        """Search, and keep what was measured on the way."""
        query = self.query(question)
        with self._lock:
            return self._find(self._current(), query, limit)

    def query(self, question: str) -> Query:
        """Prepare a question; a question mark at its end tells the models nothing."""
        text = question.strip().rstrip("?؟？ ") or question.strip()
        local, embedder = self._models.local, self._models.embedder
        encoding = local.encode([text])[0]
        vector = encoding.vector if embedder is local else embedder.embed([text])[0]
        known = embedder is not local or LocalModel.knows(text)
        return Query(text, tuple(dict.fromkeys(terms(text))), encoding, vector, known)

    def commonness(self, words: str) -> float:
        """Tell in what share of the passages the rarest term of these words occurs."""
        with self._lock:
            view = self._current()
            found = view.indexes.keywords.frequencies(terms(words))
            return min(found.values(), default=0) / max(1, len(view.indexes.keywords))

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._view:
                self._view.indexes.close()
                self._view = None

    def _current(self) -> _View:
        """Give the index, opened anew when a writer has moved on."""
        if self._view and self._view.generation != self._home.catalog.generation:
            self._view.indexes.close()
            self._view = None
        if not self._view:
            if not self._home.catalog.count_passages():
                raise ExpectedError(
                    "There are no articles to search.", hint="Run `majlis add PATH` first."
                )
            check_fingerprint(self._home.catalog, self._models.embedder)
            self._view = _View(self._home)
        return self._view

    def _find(self, view: _View, query: Query, limit: int) -> Found:
        catalog = self._home.catalog
        total = catalog.count_passages()
        wanted = max(CANDIDATES, limit)
        while True:
            found = self._rank(view, query, wanted)
            if len(found.hits) >= min(limit, total) or wanted >= total:
                break
            wanted *= 2
        return replace(
            found,
            hits=found.hits[:limit],
            parts=found.parts[:limit],
            cosines=found.cosines[:limit],
            frequencies=view.indexes.keywords.frequencies(query.terms),
            passages=total,
        )

    def _rank(self, view: _View, query: Query, wanted: int) -> Found:
        dense = view.indexes.store.nearest(query.vector, wanted)
        bm25 = view.indexes.keywords.best(query.terms, wanted)
        ids = {id for id, _ in dense} | {id for id, _ in bm25}
        stored = self._home.catalog.passages(sorted(ids))
        bm25 = with_neighbours([pair for pair in bm25 if pair[0] in stored], stored)
        dense = [pair for pair in dense if pair[0] in stored]
        dense_weight = 1.0 if query.known else 0.01 if bm25 else 1.0
        fused = fuse(
            ([id for id, _ in dense], dense_weight), ([id for id, _ in bm25], BM25_WEIGHT)
        )
        kept, copies = fold_copies(list(fused), stored)
        parts = self._maxsim(view, query, [stored[id] for id in kept[:RERANKED]])
        scores = dict(zip(kept, (float(p.max(1).mean()) for p in parts), strict=False))
        ranking = sorted(kept[: len(parts)], key=lambda id: -scores[id]) + kept[len(parts) :]
        by_part = dict(zip(kept, parts, strict=False))
        dense_ranks = {id: rank for rank, (id, _) in enumerate(dense, 1)}
        bm25_ranks = {id: rank for rank, (id, _) in enumerate(bm25, 1)}
        cosines = dict(dense)
        hits: list[Hit] = []
        for id in ranking:
            document = view.document(self._home.catalog, stored[id].passage.document_id)
            if document is None:
                continue
            passage = stored[id].passage
            shared = set(terms(read_passage(document, passage).text)) if id in bm25_ranks else set()
            match = Match(
                dense_ranks.get(id), bm25_ranks.get(id), fused[id], scores.get(id),
                tuple(term for term in query.terms if term in shared),
            )  # fmt: skip
            score = scores.get(id, fused[id] - 1.0)
            hits.append(Hit(passage, document, score, match, tuple(copies.get(id, ()))))
        order = [hit.passage.id for hit in hits]
        return Found(
            query, tuple(hits), tuple(by_part.get(i) for i in order),
            tuple(cosines.get(i) for i in order), {}, 0,
        )  # fmt: skip

    def _maxsim(self, view: _View, query: Query, stored: list[Stored]) -> list[Vectors]:
        if not query.known or not len(query.encoding.tokens):
            return []
        places = [s.place for s in stored]
        return best_by_part(query.encoding.tokens, fetch(view.records, places), places)


def with_neighbours(
    bm25: Sequence[tuple[int, float]], stored: dict[int, Stored]
) -> list[tuple[int, float]]:
    """Add to each BM25 score a part of those of the passages before and after, best first."""
    scores = dict(bm25)

    def near(id: int) -> float:
        beside = (n for n in (id - 1, id + 1) if n in scores)
        document = stored[id].passage.document_id
        return sum(scores[n] for n in beside if stored[n].passage.document_id == document)

    raised = [(id, score + NEIGHBOUR_WEIGHT * near(id)) for id, score in bm25]
    return sorted(raised, key=lambda pair: (-pair[1], pair[0]))


def fold_copies(
    ids: list[int], stored: dict[int, Stored]
) -> tuple[list[int], dict[int, list[Passage]]]:
    """Fold passages with the same words into the earliest of them, at the place of the best."""
    groups: dict[str, list[int]] = {}
    for id in ids:
        groups.setdefault(stored[id].text_hash, []).append(id)
    kept, copies = [], {}
    for group in groups.values():
        first, *others = sorted(group)
        kept.append(first)
        copies[first] = [stored[id].passage for id in others]
    return kept, copies


def mean_best(parts: Vectors) -> float:
    """MaxSim of a question with a passage: the mean over its tokens of the best similarity."""
    return float(np.mean(parts.max(1)))
