"""One generation of an index, as a reader sees it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from cachetools import LRUCache

from retrieval.index.catalog_vectors import nearest_of
from retrieval.index.home_folder import Home, Indexes
from retrieval.index.rows import StoredPassage
from retrieval.index.token_vectors import Records
from retrieval.index.whole_check import WholeCheck
from retrieval.language.abbreviations import expand_abbreviations
from retrieval.language.foreign_names import NameReader
from retrieval.language.spelling import Vocabulary, correct_spelling
from retrieval.language.words import terms
from retrieval.models.embed import LocalModel, Vectors
from retrieval.passages import Document

_CACHED_DOCUMENTS = 256
_PASSAGES_WITH_TERM = 20
_CHARACTERS_BEFORE = 120


class IndexView:
    """The open indexes of one generation, with the catalog and the documents read last."""

    def __init__(self, home: Home) -> None:
        self.catalog = home.catalog
        self.generation = home.catalog.generation
        self._check = WholeCheck(home)
        self.indexes = Indexes(home.index, catalog=home.catalog)
        self.records: Records = home.tokens.map()
        self._documents: LRUCache[str, Document] = LRUCache(_CACHED_DOCUMENTS)

    def raise_if_damaged(self) -> None:
        """Raise ExpectedError if a file of the home was found not to be as it was written."""
        self._check.raise_if_damaged()

    def read_question(
        self, question: str, model: LocalModel, *, names: bool
    ) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
        """Return a question with its words corrected, its terms, and which word is read as which.

        Misspelt words and abbreviations are read as words of this index; with `names`, so are names
        in another script.
        """
        keywords = self.indexes.keywords
        vocabulary = Vocabulary(keywords.count, keywords.beginning, model.lexicon)
        text, corrected = correct_spelling(question, vocabulary)
        text, expanded = expand_abbreviations(text, self._texts_with, model.lexicon)
        named = self._name_reader.read(text) if names else {}
        all_terms = [*terms(text), *(term for own in named.values() for term in own)]
        readings = {name: " ".join(own) for name, own in named.items()}
        return text, tuple(dict.fromkeys(all_terms)), {**corrected, **expanded, **readings}

    def nearest(
        self, vector: Vectors, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ids and cosines of the passages nearest to a vector, nearest first.

        Only the passages `among` are searched, by id; all with None.
        """
        if among is not None:
            return nearest_of(among, self.catalog, vector, limit)
        ranking = self.indexes.vectors.nearest(vector, limit)
        passages = self.catalog.passages_with_vectors([number for number, _ in ranking])
        pairs = ((i, cosine) for number, cosine in ranking for i in passages.get(number, ()))
        return list(islice(pairs, limit))

    def texts(self, stored: Mapping[int, StoredPassage], ids: Sequence[int]) -> list[str]:
        """Return the text of each passage, "" for one whose article has gone."""
        passages = [stored[number].passage for number in ids]
        documents = [self.document(passage.document_id) for passage in passages]
        pairs = zip(passages, documents, strict=True)
        return [document.text[p.start : p.end] if document else "" for p, document in pairs]

    def document(self, id: str) -> Document | None:
        """Return a document, None if it has gone."""
        document = self._documents.get(id) or self.catalog.document(id)
        if document is not None:
            self._documents[id] = document
        return document

    @cached_property
    def _name_reader(self) -> NameReader:
        return NameReader(self.indexes.keywords.beginning(""))

    def _texts_with(self, term: str) -> Iterator[str]:
        """Yield the texts of the passages with the most of a term, and a little before each."""
        ids = [number for number, _ in self.indexes.keywords.best([term], _PASSAGES_WITH_TERM)]
        for stored in self.catalog.passages(ids).values():
            passage = stored.passage
            if document := self.document(passage.document_id):
                yield document.text[max(0, passage.start - _CHARACTERS_BEFORE) : passage.end]
