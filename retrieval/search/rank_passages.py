"""Rank the passages of an index for a query.

Dense retrieval (Chroma) and BM25 (tantivy) are fused by rank, and the best passages are reranked by
MaxSim over the token vectors that were stored when the passages were indexed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from retrieval.index.rows import StoredPassage
from retrieval.index.token_vectors import TokenSimilarity, compare_tokens, fetch_records
from retrieval.language.words import terms
from retrieval.models.cached_embedder import CachedEmbedder
from retrieval.passages import Document, Hit, Match, Passage
from retrieval.search.earlier_questions import raise_similar
from retrieval.search.fuse import fold_copies, fuse, rerank
from retrieval.search.index_view import IndexView
from retrieval.search.multilingual_ranking import add_second_opinion, rank_by_meaning
from retrieval.search.search_result import Query
from retrieval.text.passage_text import passage_text

RERANKED = 20
_FOREIGN_WEIGHT = 0.01  # of dense retrieval, for a script that the model does not read
_Ranking: TypeAlias = list[tuple[int, float]]  # passage ids and scores, best first
_Hits: TypeAlias = tuple[list[Hit], list[TokenSimilarity | None]]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages by id: the rankings of both retrievers, the passages, and their fused scores."""

    dense: _Ranking
    bm25: _Ranking
    stored: Mapping[int, StoredPassage]
    fused: Mapping[int, float]

    def take(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return the passages with these ids."""
        return [self.stored[number] for number in ids]

    @property
    def documents(self) -> dict[int, str]:
        """Return the id of the document of each passage."""
        return {number: stored.passage.document_id for number, stored in self.stored.items()}


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Scores of passages by id, best first, similarities of some, and copies of their text."""

    scores: Mapping[int, float]
    similarities: Mapping[int, TokenSimilarity]
    copies: Mapping[int, list[Passage]]


def rank_passages(  # noqa: PLR0913 - what is ranked, how many, and what reads other languages
    view: IndexView,
    query: Query,
    *,
    count: int,
    limit: int,
    multilingual: bool,
    second_embedder: CachedEmbedder | None,
    within: Collection[str] | None = None,
    among: Sequence[int] | None = None,
) -> _Hits:
    """Return at most `limit` hits of `count` candidates of each retriever, and their similarities.

    Of the candidates, only passages of the documents `within` count, by id; all with None. With
    `among`, the candidates are the best of the passages with these ids.

    `multilingual` tells whether the embedder reads scripts that the local model does not.
    """
    rankings = _retrieve(view, query, count, among)
    candidates = _candidates(view, query, rankings, within, multilingual=multilingual)
    ids, copies = fold_copies(list(candidates.fused), candidates.stored)
    similarities, maxsims = _token_similarities(view, query, candidates.take(ids[:RERANKED]))
    if multilingual and not query.in_local_script:
        scores = _score_by_meaning(view, query, candidates, ids, second_embedder)
    else:
        scores = rerank(maxsims, candidates.fused, candidates.documents)
    if query.earlier and scores:
        scores = raise_similar(scores, view.catalog.vectors(list(scores)))
    ranked = _Ranked(_append_rest(scores, ids, candidates.fused), similarities, copies)
    hits = _hits(view, query, candidates, ranked, limit)
    return hits, [similarities.get(hit.passage.id) for hit in hits]


def _append_rest(
    scores: Mapping[int, float], ids: Sequence[int], fused: Mapping[int, float]
) -> dict[int, float]:
    """Return the scores, best first, and after them the other ids with negative fused scores."""
    ranking = [*sorted(scores, key=lambda number: -scores[number]), *ids[len(scores) :]]
    return {number: scores.get(number, fused[number] - 1.0) for number in ranking}


def _candidates(
    view: IndexView,
    query: Query,
    rankings: tuple[_Ranking, _Ranking],
    within: Collection[str] | None,
    *,
    multilingual: bool,
) -> _Candidates:
    """Fuse the rankings of both retrievers; passages that have gone meanwhile are left out."""
    dense, bm25 = rankings
    stored = view.catalog.passages(sorted({number for number, _ in (*dense, *bm25)}))
    if within is not None:
        stored = {i: each for i, each in stored.items() if each.passage.document_id in within}
    dense = [pair for pair in dense if pair[0] in stored]
    bm25 = [pair for pair in bm25 if pair[0] in stored]
    is_read = query.in_local_script or multilingual or not bm25
    fused = fuse(
        ([number for number, _ in dense], 1.0 if is_read else _FOREIGN_WEIGHT),
        ([number for number, _ in bm25], 1.0),
    )
    return _Candidates(dense, bm25, stored, fused)


def _retrieve(
    view: IndexView, query: Query, count: int, among: Sequence[int] | None
) -> tuple[_Ranking, _Ranking]:
    """Return the rankings of dense retrieval and of BM25."""
    keywords = view.indexes.keywords
    if not query.earlier:
        bm25 = keywords.best(query.terms, count, among=among)
        return view.nearest(query.vector, count, among), bm25
    earlier = query.earlier
    bm25 = keywords.best(query.terms, count, also=earlier.terms, weight=earlier.weight, among=among)
    return view.nearest(earlier.shift(query.vector), count, among), bm25


def _token_similarities(
    view: IndexView, query: Query, stored: Sequence[StoredPassage]
) -> tuple[dict[int, TokenSimilarity], dict[int, float]]:
    """Return the similarity of passages with the question, and their MaxSim, both by passage id.

    Earlier questions count in MaxSim only. Both are empty for a script that the model cannot read.
    """
    if not query.in_local_script or not len(query.encoding.tokens):
        return {}, {}
    spans = [each.tokens for each in stored]
    records = fetch_records(view.records, spans)
    compared = compare_tokens(query.encoding.tokens, records, spans)
    similarities = {each.passage.id: own for each, own in zip(stored, compared, strict=True)}
    maxsims = {number: similarity.maxsim for number, similarity in similarities.items()}
    if query.earlier:
        maxsims = query.earlier.blend(maxsims, records, spans)
    return similarities, maxsims


def _score_by_meaning(
    view: IndexView,
    query: Query,
    candidates: _Candidates,
    ids: Sequence[int],
    second_embedder: CachedEmbedder | None,
) -> dict[int, float]:
    """Score passages for a question in a script that the local model does not read."""
    cosines = zip(ids, view.catalog.vectors(ids) @ query.vector, strict=True)
    scores = rank_by_meaning(dict(cosines), dict(candidates.bm25), len(view.indexes.keywords))
    return add_second_opinion(
        scores, second_embedder, query.text, lambda best: view.texts(candidates.stored, best)
    )


def _hits(
    view: IndexView, query: Query, candidates: _Candidates, ranked: _Ranked, limit: int
) -> list[Hit]:
    """Return at most `limit` hits; passages whose documents have gone are left out."""
    dense_ranks = {number: rank for rank, (number, _) in enumerate(candidates.dense, 1)}
    bm25_ranks = {number: rank for rank, (number, _) in enumerate(candidates.bm25, 1)}
    hits: list[Hit] = []
    for number, score in ranked.scores.items():
        passage = candidates.stored[number].passage
        document = view.document(passage.document_id)
        if document is None:
            continue
        if len(hits) == limit:
            break
        bm25_rank, similarity = bm25_ranks.get(number), ranked.similarities.get(number)
        match = Match(
            dense_rank=dense_ranks.get(number),
            bm25_rank=bm25_rank,
            fused=candidates.fused[number],
            maxsim=similarity.maxsim if similarity else None,
            terms=_common_terms(query, document, passage) if bm25_rank else (),
        )
        hits.append(Hit(passage, document, score, match, tuple(ranked.copies.get(number, ()))))
    return hits


def _common_terms(query: Query, document: Document, passage: Passage) -> tuple[str, ...]:
    """Return the terms of a query that a passage has, too."""
    own = set(terms(passage_text(document, passage).text))
    return tuple(term for term in query.terms if term in own)
