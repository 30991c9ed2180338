"""The index as a reader sees it."""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial

from cachetools import LRUCache

from retrieval.index.catalog import Catalog
from retrieval.index.home import Home, Indexes
from retrieval.index.rows import StoredPassage
from retrieval.index.token_vectors import Records
from retrieval.language.abbreviations import expand_abbreviations
from retrieval.language.foreign_names import NameReader
from retrieval.language.spelling import Vocabulary, correct_spelling
from retrieval.language.words import terms
from retrieval.models.embed import LocalModel
from retrieval.passages import Document

_CACHED_DOCUMENTS = 256
_LOOKED_AT = 20
_BEFORE = 120  # characters


class IndexView:
    """The index as it is at one generation."""

    def __init__(self, home: Home) -> None:
        self.generation = home.catalog.generation
        self.indexes = Indexes(home.index)
        self.records: Records = home.tokens.map()
        self.documents: LRUCache[str, Document] = LRUCache(_CACHED_DOCUMENTS)

    def read_question(
        self, question: str, catalog: Catalog, model: LocalModel, *, names: bool
    ) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
        """Give a question as it is read, its terms, and what was read as what.

        With `names`, those of another script are read as terms of this index, too.
        """
        keywords = self.indexes.keywords
        known = Vocabulary(keywords.count, keywords.beginning, model.lexicon)
        text, slips = correct_spelling(question, known)
        text, long = expand_abbreviations(text, partial(self._texts_with, catalog), model.lexicon)
        named = self.names.read(text) if names else {}
        found = [*terms(text), *(term for each in named.values() for term in each)]
        said = {name: " ".join(each) for name, each in named.items()}
        return text, tuple(dict.fromkeys(found)), {**slips, **long, **said}

    @cached_property
    def names(self) -> NameReader:
        """Give what reads names in other scripts as terms of this index."""
        return NameReader(self.indexes.keywords.beginning(""))

    def texts(
        self, catalog: Catalog, stored: Mapping[int, StoredPassage], ids: list[int]
    ) -> list[str]:
        """Give the words of passages by id; of an article that has gone, none."""
        passages = [stored[number].passage for number in ids]
        documents = [self.document(catalog, passage.document_id) for passage in passages]
        pairs = zip(passages, documents, strict=True)
        return [article.text[at.start : at.end] if article else "" for at, article in pairs]

    def _texts_with(self, catalog: Catalog, term: str) -> Iterator[str]:
        """Yield the texts of the passages that speak most of a term, with a little before each."""
        numbers = [number for number, _ in self.indexes.keywords.best([term], _LOOKED_AT)]
        for stored in catalog.passages(numbers).values():
            passage = stored.passage
            if document := self.document(catalog, passage.document_id):
                yield document.text[max(0, passage.start - _BEFORE) : passage.end]

    def document(self, catalog: Catalog, name: str) -> Document | None:
        """Give a document by its id; the last ones read are kept."""
        document = self.documents.get(name) or catalog.document(name)
        if document is not None:
            self.documents[name] = document
        return document
