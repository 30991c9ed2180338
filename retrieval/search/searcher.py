"""Find the passages that may answer a question, in an index that another process may change."""

import threading
from collections.abc import Collection, Sequence
from functools import lru_cache, partial

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.fingerprint import check_fingerprint
from retrieval.index.home_folder import Home
from retrieval.language.words import terms
from retrieval.models.cached_embedder import CachedEmbedder
from retrieval.models.embed import Encoding, LocalModel, Vectors
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document, Hit, Passage, Quote
from retrieval.search.article_set import ArticleSet
from retrieval.search.earlier_questions import EarlierQuestions, join_earlier
from retrieval.search.index_view import IndexView
from retrieval.search.rank_passages import rank_passages
from retrieval.search.search_result import Query as Query
from retrieval.search.search_result import SearchResult as SearchResult
from retrieval.text.passage_text import surrounding_quotes

_CANDIDATES = 50  # of each retriever
_CANDIDATES_WITHIN = 2_000  # of each, where few of the best are within; as many documents are few
_CACHED_QUESTIONS = 64


class Searcher:
    """Searches one home, and opens its index anew after a writer. Safe to share between threads."""

    def __init__(self, home: Home, models: EmbeddingModels) -> None:
        self._home = home
        self._models = models
        self._multilingual = models.embedder is not models.local
        self.cached_embedder = CachedEmbedder(models.embedder)
        self.second_embedder = CachedEmbedder(models.second) if models.second else None
        self._lock = threading.Lock()
        self._view: IndexView | None = None
        self._articles: tuple[int, ArticleSet] | None = None
        self._encode_cached = lru_cache(_CACHED_QUESTIONS)(self._encode)

    def search(
        self, question: str, *, limit: int = 10, earlier: Sequence[str] = (), weight: float = 0.0
    ) -> list[Hit]:
        """Return the best passages for a question, best first; [] if there are none."""
        return list(self.find(question, limit=limit, earlier=earlier, weight=weight).hits)

    def find(
        self,
        question: str,
        *,
        limit: int = 10,
        earlier: Sequence[str] = (),
        weight: float = 0.0,
        within: Collection[str] | None = None,
    ) -> SearchResult:
        """Search, and return what was measured as well; again if the index was replaced meanwhile.

        Only the documents `within` are searched, by id; all with None. `earlier` questions count
        `weight` times as much as the question, for the order of the passages only: their
        similarities are measured with the question itself. Raises ExpectedError when there are no
        articles or the index cannot be used.
        """
        generation = self._home.catalog.generation
        joined = join_earlier([(text, *self._encode_cached(text)) for text in earlier], weight)
        try:
            return self._find(self._query(question, joined), limit, within)
        except IndexDamagedError:
            if self._home.catalog.generation == generation:
                raise
            return self._find(self._query(question, joined), limit, within)

    def can_read(self, text: str) -> bool:
        """Return whether a text can be searched for as it is, without a translation.

        An Arabic question about English articles cannot, unless the embedder is multilingual.
        """
        return (
            self._multilingual
            or LocalModel.reads_script_of(text)
            or self._home.catalog.share_in("en") < 0.5
        )

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Return the encodings of texts by the local model."""
        return self._models.local.encode(texts)

    def document_share(self, words: str) -> float:
        """Return in what share of the passages the rarest term of these words occurs, 0 to 1."""
        with self._lock, self._home.catalog.reading():
            keywords = self._current_view().indexes.keywords
            return min(keywords.frequencies(terms(words)).values(), default=0) / len(keywords)

    def articles(self) -> ArticleSet:
        """Return all articles without their texts, ordered by id."""
        with self._lock, self._home.catalog.reading():
            generation = self._home.catalog.generation
            if self._articles is None or self._articles[0] != generation:
                self._articles = (generation, ArticleSet(self._home.catalog.entries()))
            return self._articles[1]

    def documents_with(self, terms: Sequence[str]) -> set[str]:
        """Return the ids of the articles that have all of some terms; none for no terms."""
        with self._lock, self._home.catalog.reading():
            keywords = self._current_view().indexes.keywords
            having = [self._home.catalog.documents_of(keywords.with_term(term)) for term in terms]
        return set.intersection(*having) if having else set()

    def passages_of(self, id: str) -> list[Passage]:
        """Return the passages of an article in order."""
        return [stored.passage for stored in self._home.catalog.passages_of(id)]

    def document(self, id: str) -> Document | None:
        """Return an article, None if it has gone."""
        return self._home.catalog.document(id)

    def titles(self) -> dict[str, str]:
        """Return the titles of all articles, by id."""
        return {entry.id: entry.title for entry in self.articles().entries}

    def surrounding_quotes(self, quote: Quote, *, count: int = 2) -> list[Quote]:
        """Return the sentences of a quote and `count` on each side; [] if its article changed."""
        with self._lock, self._home.catalog.reading():
            document = self._home.catalog.document(quote.document_id)
            stored = self._home.catalog.passages_of(quote.document_id)
        passages = [each.passage for each in stored]
        return surrounding_quotes(document, passages, quote, count) if document else []

    def close(self) -> None:
        """Close the index."""
        with self._lock:
            self._close_view()

    def _encode(self, text: str) -> tuple[Encoding, Vectors]:
        local, embedder = self._models.local, self._models.embedder
        encoding = local.encode([text])[0]
        return encoding, encoding.vector if embedder is local else embedder.embed_question(text)

    def _query(self, question: str, earlier: EarlierQuestions | None) -> Query:
        """Prepare a question; its final question mark is dropped, which means nothing to models."""
        text = question.strip().rstrip("?؟？ ") or question.strip()
        with self._lock, self._home.catalog.reading():
            is_local = LocalModel.reads_script_of(text)
            text, all_terms, readings = self._current_view().read_question(
                text, self._models.local, names=self._multilingual and not is_local
            )
        return Query(text, all_terms, *self._encode(text), is_local, readings, earlier)

    def _find(
        self, query: Query, limit: int, within: Collection[str] | None = None
    ) -> SearchResult:
        """Search with the catalog at one moment, with more candidates if too few hits remain.

        If too few are `within`, the passages of those documents are searched one by one, which
        takes two seconds for 100,000; so of many documents, more candidates are tried first.
        """
        with self._lock, self._home.catalog.reading():
            view = self._current_view()
            total = self._home.catalog.count_passages()
            rank = partial(
                rank_passages,
                view,
                query,
                limit=limit,
                multilingual=self._multilingual,
                second_embedder=self.second_embedder,
            )
            count = max(_CANDIDATES, limit)
            hits, similarities = rank(count=count, within=within)
            if within is None:
                while len(hits) < min(limit, total) and count < total:
                    count *= 2
                    hits, similarities = rank(count=count)
            elif len(hits) < limit and count < total:
                count = max(_CANDIDATES_WITHIN, limit)
                if len(within) > _CANDIDATES_WITHIN:
                    hits, similarities = rank(count=count, within=within)
                if len(hits) < limit:
                    among = self._home.catalog.passages_within(within)
                    if len(hits) < len(among):
                        hits, similarities = rank(count=count, among=among)
        frequencies = view.indexes.keywords.frequencies(query.terms)
        return SearchResult(query, tuple(hits), tuple(similarities), frequencies, total)

    def _current_view(self) -> IndexView:
        """Return the open index; it is opened anew after a writer has replaced it."""
        if self._view and self._view.generation != self._home.catalog.generation:
            self._close_view()
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
        self._view.raise_if_damaged()
        return self._view

    def _close_view(self) -> None:
        if self._view:
            self._view.indexes.close()
            self._view = None
