"""Find the passages that may answer a question.

Dense (Chroma) and BM25 (tantivy) are fused by rank, the best reranked by MaxSim over the token
vectors that were kept when the passages were indexed.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from retrieval.catalog import Catalog
from retrieval.embed import Encoding, LocalModel, Vectors
from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.fingerprint import check_fingerprint
from retrieval.fuse import fuse
from retrieval.home import Home, Indexes
from retrieval.passages import Document, Hit, Match, Passage
from retrieval.prepare import Models
from retrieval.reading import read_passage
from retrieval.rows import Stored
from retrieval.tokens import Likeness, Records, compare, fetch
from retrieval.words import terms

CANDIDATES = 50  # taken from each voice
RERANKED = 20
# A reranked passage scores MaxSim + FUSED_WEIGHT * fused + NEIGHBOUR_WEIGHT * the better MaxSim of
# the passages before and after it. On chunking_eval (recall / IoU at 5) and XQuAD (hit@1 / @5):
# MaxSim alone .855/.091, .959/.999; with fused .863/.092, .961/1.0; with both .885/.094, .961/1.0.
FUSED_WEIGHT = 0.3
NEIGHBOUR_WEIGHT = 0.2
_NO_NEIGHBOUR = 0.3  # the MaxSim that a passage far from the question has
_UNKNOWN_WEIGHT = 0.01  # of dense, for a script that the model does not read
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

    `likeness[i]` tells how like hit i is, sentence by sentence; None where that was not measured.
    `frequencies` tells in how many of `passages` passages each term occurs.
    """

    query: Query
    hits: tuple[Hit, ...]
    likeness: tuple[Likeness | None, ...]
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

    def document(self, catalog: Catalog, number: str) -> Document | None:
        """Give a document; the last ones read are kept."""
        document = self.documents.get(number) or catalog.document(number)
        if document is not None:
            self.documents[number] = document
            self.documents.move_to_end(number)
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
            begun_at = self._home.catalog.generation
            try:
                return self._find(query, limit)
            except IndexDamagedError:
                if self._home.catalog.generation == begun_at:
                    raise
                return self._find(query, limit)

    def query(self, question: str) -> Query:
        """Prepare a question; a question mark at its end tells the models nothing."""
        text = question.strip().rstrip("?؟？ ") or question.strip()
        local, embedder = self._models.local, self._models.embedder
        encoding = local.encode([text])[0]
        vector = encoding.vector if embedder is local else embedder.embed([text])[0]
        known = LocalModel.knows(text)
        return Query(text, tuple(dict.fromkeys(terms(text))), encoding, vector, known)

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
            check_fingerprint(self._home.catalog, self._models.embedder)
            self._view = _View(self._home)
        return self._view

    def _find(self, query: Query, limit: int) -> Found:
        """Search the index as it is now; the catalog is read at one moment."""
        with self._home.catalog.reading():
            view = self._current()
            total = self._home.catalog.count_passages()
            wanted = max(CANDIDATES, limit)
            found = self._rank(view, query, wanted)
            while len(found.hits) < min(limit, total) and wanted < total:
                wanted *= 2
                found = self._rank(view, query, wanted)
        return replace(
            found,
            hits=found.hits[:limit],
            likeness=found.likeness[:limit],
            cosines=found.cosines[:limit],
            frequencies=view.indexes.keywords.frequencies(query.terms),
            passages=total,
        )

    def _rank(self, view: _View, query: Query, wanted: int) -> Found:
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
        cosines = dict(dense)
        return Found(
            query,
            tuple(hits),
            tuple(likeness.get(number) for number in order),
            tuple(cosines.get(number) for number in order),
            frequencies={},
            passages=0,
        )

    def _compare(self, view: _View, query: Query, stored: list[Stored]) -> dict[int, Likeness]:
        if not query.known or not len(query.encoding.tokens):
            return {}
        places = [each.place for each in stored]
        compared = compare(query.encoding.tokens, fetch(view.records, places), places)
        return {each.passage.id: like for each, like in zip(stored, compared, strict=True)}


def rerank(
    likeness: dict[int, Likeness], fused: dict[int, float], documents: dict[int, str]
) -> dict[int, float]:
    """Score the passages that were compared with the question, by id."""
    maxsim = {number: like.maxsim for number, like in likeness.items()}

    def beside(number: int) -> float:
        near = [
            n for n in (number - 1, number + 1) if n in maxsim and documents[n] == documents[number]
        ]
        return max((maxsim[n] for n in near), default=_NO_NEIGHBOUR)

    return {
        number: own + FUSED_WEIGHT * fused[number] + NEIGHBOUR_WEIGHT * beside(number)
        for number, own in maxsim.items()
    }


def fold_copies(
    ids: list[int], stored: dict[int, Stored]
) -> tuple[list[int], dict[int, list[Passage]]]:
    """Fold passages with the same words into the earliest of them, at the place of the best."""
    groups: dict[str, list[int]] = {}
    for number in ids:
        groups.setdefault(stored[number].text_hash, []).append(number)
    kept, copies = [], {}
    for group in groups.values():
        first, *others = sorted(group)
        kept.append(first)
        copies[first] = [stored[number].passage for number in others]
    return kept, copies
