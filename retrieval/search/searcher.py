"""Find the passages that may answer a question.

Dense (Chroma) and BM25 (tantivy) are fused by rank, the best reranked by MaxSim over the token
vectors that were kept when the passages were indexed.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import compress
from typing import TypeAlias

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.fingerprint import check_fingerprint
from retrieval.index.home import Home
from retrieval.index.rows import StoredPassage
from retrieval.index.token_vectors import TokenSimilarity, compare_tokens, fetch_records
from retrieval.language.words import terms
from retrieval.models.cached_embedder import CachedEmbedder
from retrieval.models.embed import Encoding, LocalModel, Vectors
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Hit, Match, Quote
from retrieval.search.earlier_questions import (
    EarlierQuestions,
    join_earlier,
    raise_agreeing,
)
from retrieval.search.fuse import fold_copies, fuse, rerank
from retrieval.search.index_view import IndexView
from retrieval.search.multilingual_ranking import add_second_opinion, rank_by_meaning
from retrieval.text.passage_text import passage_text, surrounding_quotes

CANDIDATES = 50  # taken from each voice
RERANKED = 20
_UNKNOWN_WEIGHT = 0.01  # of dense, for a script that the model does not read
_KEPT_QUESTIONS = 64
_Ranked: TypeAlias = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the voices hear it.

    `known` tells whether the local model reads its script, `read` which misspelt word was read as
    which term of the articles, `earlier` what was asked before, if it is to count.
    """

    text: str
    terms: tuple[str, ...]
    encoding: Encoding
    vector: Vectors
    in_local_script: bool
    readings: Mapping[str, str]
    earlier: EarlierQuestions | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gives: the query, the hits, and what is known of the query's terms.

    `likeness[i]` tells how like hit i is, sentence by sentence; None where that was not measured.
    `frequencies` tells in how many of `passages` passages each term occurs.
    """

    query: Query
    hits: tuple[Hit, ...]
    similarities: tuple[TokenSimilarity | None, ...]
    frequencies: dict[str, int]
    passages: int

    def within(self, documents: Collection[str]) -> "SearchResult":
        """Return the same without the hits of other documents; `documents` holds ids."""
        kept = [hit.document.id in documents for hit in self.hits]
        return replace(
            self,
            hits=tuple(compress(self.hits, kept)),
            similarities=tuple(compress(self.similarities, kept)),
        )


class Searcher:
    """Searches one home; notices a new index by itself. Safe to share between threads."""

    def __init__(self, home: Home, models: EmbeddingModels) -> None:
        self._home = home
        self._models = models
        self._foreign = models.embedder is not models.local  # it may read what the local does not
        self.cached_embedder = CachedEmbedder(models.embedder)
        self.second_embedder = CachedEmbedder(models.second) if models.second else None
        self._lock = threading.Lock()
        self._view: IndexView | None = None
        self._encode_cached = lru_cache(_KEPT_QUESTIONS)(self._encode)

    def search(
        self, question: str, *, limit: int = 10, earlier: Sequence[str] = (), weight: float = 0.0
    ) -> list[Hit]:
        """Give the best passages for a question, best first; nothing found is []."""
        return list(self.find(question, limit=limit, earlier=earlier, weight=weight).hits)

    def find(
        self, question: str, *, limit: int = 10, earlier: Sequence[str] = (), weight: float = 0.0
    ) -> SearchResult:
        """Search, and keep what was measured on the way; once more if the index was swapped.

        What `earlier` questions find counts `weight` of what the question finds, for the order of
        the passages only: how like they are is measured on the question itself.
        """
        begun_at = self._home.catalog.generation
        before = join_earlier([(text, *self._encode_cached(text)) for text in earlier], weight)
        try:
            return self._find(self._query(question, before), limit)
        except IndexDamagedError:
            if self._home.catalog.generation == begun_at:
                raise
            return self._find(self._query(question, before), limit)

    def _encode(self, text: str) -> tuple[Encoding, Vectors]:
        local, embedder = self._models.local, self._models.embedder
        encoding = local.encode([text])[0]
        return encoding, encoding.vector if embedder is local else embedder.embed_question(text)

    def _query(self, question: str, earlier: EarlierQuestions | None) -> Query:
        """Prepare a question; a question mark at its end tells the models nothing."""
        text = question.strip().rstrip("?؟？ ") or question.strip()
        with self._lock, self._home.catalog.reading():
            known = LocalModel.reads_script_of(text)
            text, unique, read = self._current().read_question(
                text, self._home.catalog, self._models.local, names=self._foreign and not known
            )
        return Query(text, unique, *self._encode(text), known, read, earlier)

    def can_read(self, text: str) -> bool:
        """Tell whether a text can be looked up as it is; not one for English articles in Arabic."""
        return (
            self._foreign
            or LocalModel.reads_script_of(text)
            or self._home.catalog.share_in("en") < 0.5
        )

    def document_share(self, words: str) -> float:
        """Tell in what share of the passages the rarest term of these words occurs."""
        with self._lock, self._home.catalog.reading():
            keywords = self._current().indexes.keywords
            return min(keywords.frequencies(terms(words)).values(), default=0) / len(keywords)

    def titles(self) -> dict[str, str]:
        """Give the title of every article by its id."""
        with self._lock, self._home.catalog.reading():
            return {entry.id: entry.title for entry in self._home.catalog.entries()}

    def surrounding_quotes(self, quote: Quote, *, count: int = 2) -> list[Quote]:
        """Give the sentences of a quote and `count` before and after; [] if its article changed."""
        with self._lock, self._home.catalog.reading():
            document = self._home.catalog.document(quote.document_id)
            stored = self._home.catalog.passages_of(quote.document_id)
        return (
            surrounding_quotes(document, [each.passage for each in stored], quote, count)
            if document
            else []
        )

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._view:
                self._view.indexes.close()
                self._view = None

    def _current(self) -> IndexView:
        """Give the index, opened anew when a writer has moved on."""
        if self._view and self._view.generation != self._home.catalog.generation:
            self._view.indexes.close()
            self._view = None
        if not self._view:
            if not self._home.catalog.count_passages():
                raise ExpectedError(
                    "There are no articles to search.", hint="Run `majlis add PATH` first."
                )
            view = IndexView(self._home)  # first, since the model may still be loading meanwhile
            try:
                check_fingerprint(self._home.catalog, self._models.embedder)
            except BaseException:
                view.indexes.close()
                raise
            self._view = view
        return self._view

    def _find(self, query: Query, limit: int) -> SearchResult:
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

    def _rank(self, view: IndexView, query: Query, wanted: int, limit: int) -> SearchResult:
        dense, bm25 = _retrieve(view, query, wanted)
        stored = self._home.catalog.passages(sorted({number for number, _ in (*dense, *bm25)}))
        dense = [pair for pair in dense if pair[0] in stored]
        bm25 = [pair for pair in bm25 if pair[0] in stored]
        dense_weight = (
            1.0 if query.in_local_script or self._foreign or not bm25 else _UNKNOWN_WEIGHT
        )
        fused = fuse(
            ([number for number, _ in dense], dense_weight), ([number for number, _ in bm25], 1.0)
        )
        kept, copies = fold_copies(list(fused), stored)
        likeness, maxsims = _token_similarities(
            view, query, [stored[number] for number in kept[:RERANKED]]
        )
        documents = {number: stored[number].passage.document_id for number in kept}
        scores = rerank(maxsims, fused, documents)
        if self._foreign and not query.in_local_script:
            cosines = zip(kept, self._home.catalog.vectors(kept) @ query.vector, strict=True)
            scores = rank_by_meaning(dict(cosines), dict(bm25), len(view.indexes.keywords))
            texts = partial(view.texts, self._home.catalog, stored)
            scores = add_second_opinion(scores, self.second_embedder, query.text, texts)
        if query.earlier and scores:
            scores = raise_agreeing(scores, self._home.catalog.vectors(list(scores)))
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
            words = passage_text(document, passage).text if number in bm25_ranks else ""
            said = set(terms(words))
            match = Match(
                dense_rank=ranks.get(number),
                bm25_rank=bm25_ranks.get(number),
                fused=fused[number],
                maxsim=likeness[number].maxsim if number in likeness else None,
                terms=tuple(term for term in query.terms if term in said),
            )
            score = scores.get(number, fused[number] - 1.0)
            hits.append(Hit(passage, document, score, match, tuple(copies.get(number, ()))))
        likenesses = tuple(likeness.get(hit.passage.id) for hit in hits)
        return SearchResult(query, tuple(hits), likenesses, frequencies={}, passages=0)


def _retrieve(view: IndexView, query: Query, wanted: int) -> tuple[_Ranked, _Ranked]:
    """Give what the dense voice and BM25 find, best first."""
    store, keywords = view.indexes.store, view.indexes.keywords
    if not query.earlier:
        return store.nearest(query.vector, wanted), keywords.best(query.terms, wanted)
    earlier = query.earlier
    bm25 = keywords.best(query.terms, wanted, also=earlier.terms, weight=earlier.weight)
    return store.nearest(earlier.shift(query.vector), wanted), bm25


def _token_similarities(
    view: IndexView, query: Query, stored: list[StoredPassage]
) -> tuple[dict[int, TokenSimilarity], dict[int, float]]:
    """Give how like the question passages are, and their MaxSim, earlier questions counted in."""
    if not query.in_local_script or not len(query.encoding.tokens):
        return {}, {}
    places = [each.tokens for each in stored]
    records = fetch_records(view.records, places)
    compared = compare_tokens(query.encoding.tokens, records, places)
    likeness = {each.passage.id: like for each, like in zip(stored, compared, strict=True)}
    maxsims = {number: like.maxsim for number, like in likeness.items()}
    if query.earlier:
        maxsims = query.earlier.blend(maxsims, records, places)
    return likeness, maxsims
