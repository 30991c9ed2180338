"""Find the passages that may answer a question.

Dense (Chroma) and BM25 (tantivy) are fused by rank, the best reranked by MaxSim over the token
vectors that were kept when the passages were indexed.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrieval.catalog import Catalog
from retrieval.embed import Encoding, LocalModel, Vectors
from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.fingerprint import check_fingerprint
from retrieval.fuse import fold_copies, fuse, rerank
from retrieval.home import Home, Indexes
from retrieval.passages import Document, Hit, Match
from retrieval.prepare import Models
from retrieval.reading import read_passage
from retrieval.rows import Stored
from retrieval.spelling import respelled
from retrieval.tokens import Likeness, Records, compare, fetch
from retrieval.words import terms

CANDIDATES = 50  # taken from each voice
RERANKED = 20
_UNKNOWN_WEIGHT = 0.01  # of dense, for a script that the model does not read
_KEPT_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the voices hear it.

    `known` tells whether the local model reads its script, `read` which misspelt word was read as
    which term of the articles.
    """

    text: str
    terms: tuple[str, ...]
    encoding: Encoding
    vector: Vectors
    known: bool
    read: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: the query, the hits, and what is known of the query's terms.

    `likeness[i]` tells how like hit i is, sentence by sentence; None where that was not measured.
    `frequencies` tells in how many of `passages` passages each term occurs.
    """

    query: Query
    hits: tuple[Hit, ...]
    likeness: tuple[Likeness | None, ...]
    frequencies: dict[str, int]
    passages: int


class _View:
    """The index as it is at one generation."""

    def __init__(self, home: Home) -> None:
        self.generation = home.catalog.generation
        self.indexes = Indexes(home.index)
        self.records: Records = home.tokens.map()
        self.documents: OrderedDict[str, Document] = OrderedDict()

    def document(self, catalog: Catalog, name: str) -> Document | None:
        """Give a document by its id; the last ones read are kept."""
        document = self.documents.get(name) or catalog.document(name)
        if document is not None:
            self.documents[name] = document
            self.documents.move_to_end(name)
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
        """Search, and keep what was measured on the way; once more if the index was swapped."""
        begun_at = self._home.catalog.generation
        try:
            return self._find(self._query(question), limit)
        except IndexDamagedError:
            if self._home.catalog.generation == begun_at:
                raise
            return self._find(self._query(question), limit)

    def _query(self, question: str) -> Query:
        """Prepare a question; a question mark at its end tells the models nothing."""
        text = question.strip().rstrip("?؟？ ") or question.strip()
        with self._lock, self._home.catalog.reading():
            keywords = self._current().indexes.keywords
            text, read = respelled(text, keywords.holds, keywords.beginning)
        local, embedder = self._models.local, self._models.embedder
        encoding = local.encode([text])[0]
        vector = encoding.vector if embedder is local else embedder.embed([text])[0]
        unique = tuple(dict.fromkeys(terms(text)))
        return Query(text, unique, encoding, vector, LocalModel.knows(text), read)

    def commonness(self, words: str) -> float:
        """Tell in what share of the passages the rarest term of these words occurs."""
        with self._lock, self._home.catalog.reading():
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
            view = _View(self._home)  # first, since the model may still be loading meanwhile
            try:
                check_fingerprint(self._home.catalog, self._models.embedder)
            except BaseException:
                view.indexes.close()
                raise
            self._view = view
        return self._view

    def _find(self, query: Query, limit: int) -> Found:
        """Search the index as it is now; the catalog is read at one moment."""
        with self._lock, self._home.catalog.reading():
            view = self._current()
            total = self._home.catalog.count_passages()
            wanted = max(CANDIDATES, limit)
            found = self._rank(view, query, wanted, limit)
            while len(found.hits) < min(limit, total) and wanted < total:
                wanted *= 2
                found = self._rank(view, query, wanted, limit)
        frequencies = view.indexes.keywords.frequencies(query.terms)
        return replace(found, frequencies=frequencies, passages=total)

    def _rank(self, view: _View, query: Query, wanted: int, limit: int) -> Found:
        dense = view.indexes.store.nearest(query.vector, wanted)
        bm25 = view.indexes.keywords.best(query.terms, wanted)
        stored = self._home.catalog.passages(sorted({number for number, _ in (*dense, *bm25)}))
        dense = [pair for pair in dense if pair[0] in stored]
        bm25 = [pair for pair in bm25 if pair[0] in stored]
        heard = query.known or self._models.embedder is not self._models.local
        dense_weight = 1.0 if heard or not bm25 else _UNKNOWN_WEIGHT
        fused = fuse(
            ([number for number, _ in dense], dense_weight), ([number for number, _ in bm25], 1.0)
        )
        kept, copies = fold_copies(list(fused), stored)
        likeness = self._compare(view, query, [stored[number] for number in kept[:RERANKED]])
        scores = rerank(
            likeness, fused, {number: stored[number].passage.document_id for number in kept}
        )
        ranking = sorted(scores, key=lambda number: -scores[number]) + kept[len(scores) :]
        ranks = {number: rank for rank, (number, _) in enumerate(dense, 1)}
        bm25_ranks = {number: rank for rank, (number, _) in enumerate(bm25, 1)}
        hits: list[Hit] = []
        for number in ranking:
            passage = stored[number].passage
            document = view.document(self._home.catalog, passage.document_id)
            if document is None:
                continue
            if len(hits) == limit:
                break
            said = (
                set(terms(read_passage(document, passage).text)) if number in bm25_ranks else set()
            )
            match = Match(
                dense_rank=ranks.get(number),
                bm25_rank=bm25_ranks.get(number),
                fused=fused[number],
                maxsim=likeness[number].maxsim if number in likeness else None,
                terms=tuple(term for term in query.terms if term in said),
            )
            score = scores.get(number, fused[number] - 1.0)
            hits.append(Hit(passage, document, score, match, tuple(copies.get(number, ()))))
        order = [hit.passage.id for hit in hits]
        return Found(
            query,
            tuple(hits),
            tuple(likeness.get(number) for number in order),
            frequencies={},
            passages=0,
        )

    def _compare(self, view: _View, query: Query, stored: list[Stored]) -> dict[int, Likeness]:
        if not query.known or not len(query.encoding.tokens):
            return {}
        places = [each.place for each in stored]
        compared = compare(query.encoding.tokens, fetch(view.records, places), places)
        return {each.passage.id: like for each, like in zip(stored, compared, strict=True)}
