"""Keyword search by BM25. The only module that knows tantivy."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from retrieval.errors import IndexDamagedError, IndexUnwritableError, index_failures

_HEAP_BYTES = 15_000_000
_MAX_TERMS = 64


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class KeywordIndex:
    """Passages by their terms, which `words.terms` makes; nothing is tokenized here."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._schema = _schema()
        with index_failures("keyword index", writing=create):
            if create:
                path.mkdir(parents=True, exist_ok=True)
            elif not tantivy.Index.exists(str(path)):
                raise IndexDamagedError("the keyword index is missing")
        try:
            self._index = self._open(path, writing=create)
        except IndexUnwritableError:
            if create:
                raise
            self._index = self._open_linked(path)

    def _open(self, path: Path, *, writing: bool = False) -> tantivy.Index:
        with index_failures("keyword index", writing=writing):
            index = tantivy.Index(self._schema, path=str(path))
            index.config_reader("manual")
            return index

    def _open_linked(self, path: Path) -> tantivy.Index:
        """Open a folder that cannot be written: tantivy makes its lock beside links to the files.

        Everything is opened at once, so that the links are not needed for long.
        """
        with index_failures("keyword index", writing=True), TemporaryDirectory() as folder:
            for file in path.glob("[!.]*"):
                Path(folder, file.name).symlink_to(file.absolute())
            return self._open(Path(folder))

    def put(self, passages: Iterable[tuple[int, Sequence[str]]], *, drop: Iterable[int]) -> None:
        """Store the terms of passages by id, and remove the passages `drop`, in one commit."""
        with index_failures("keyword index", writing=True):
            writer = self._index.writer(_HEAP_BYTES, 1)
            for i in drop:
                writer.delete_documents_by_term("id", str(i))
            for i, terms in passages:
                writer.delete_documents_by_term("id", str(i))
                writer.add_document(tantivy.Document(id=str(i), terms=" ".join(terms)))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def best(
        self,
        terms: Sequence[str],
        limit: int,
        *,
        also: Sequence[str] = (),
        weight: float = 0.0,
        among: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return the ids and BM25 scores of passages with any of the terms, best first.

        The terms `also` count `weight` times as much. Only the passages `among` are searched, by
        id; all with None.
        """
        unique = list(dict.fromkeys(terms))[:_MAX_TERMS]
        others = [term for term in dict.fromkeys(also) if term not in unique]
        if not unique and not others:
            return []
        with index_failures("keyword index"):
            searcher = self._index.searcher()
            clauses = [(tantivy.Occur.Should, self._term(term)) for term in unique]
            clauses += [
                (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(term), weight))
                for term in others[: _MAX_TERMS - len(unique)]
            ]
            query = tantivy.Query.boolean_query(clauses)
            if among is not None:
                query = self._within(query, among)
            hits = searcher.search(query, limit, count=False).hits
            return [(int(searcher.doc(address)["id"][0]), score) for score, address in hits]

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each term occurs."""
        with index_failures("keyword index"):
            searcher = self._index.searcher()
            return {term: searcher.doc_freq("terms", term) for term in terms}

    def with_term(self, term: str) -> list[int]:
        """Return the ids of the passages that have a term."""
        count = self.count(term)
        return [number for number, _ in self.best([term], count)] if count else []

    def count(self, term: str) -> int:
        """Return in how many passages a term occurs."""
        return self.frequencies([term])[term]

    def beginning(self, letters: str) -> list[str]:
        """Return the terms that begin with some letters, the most frequent first."""
        with index_failures("keyword index"):
            return [t for t, _ in self._index.searcher().terms_with_prefix("terms", letters)]

    def __len__(self) -> int:
        """Count the passages."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> list[int]:
        """Return the ids of all passages, each as often as it is stored."""
        with index_failures("keyword index"):
            searcher = self._index.searcher()
            hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
            return [int(searcher.doc(address)["id"][0]) for _, address in hits]

    def _within(self, query: tantivy.Query, ids: Sequence[int]) -> tantivy.Query:
        """Return a query with the same scores that only passages with these ids match."""
        some = tantivy.Query.term_set_query(self._schema, "id", [str(i) for i in ids])
        unscored = tantivy.Query.const_score_query(some, 0.0)
        must = tantivy.Occur.Must
        return tantivy.Query.boolean_query([(must, query), (must, unscored)])

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "terms", term, index_option="freq")
