"""The index as a reader sees it."""

from collections import OrderedDict
from collections.abc import Iterator

from retrieval.catalog import Catalog
from retrieval.home import Home, Indexes
from retrieval.passages import Document
from retrieval.tokens import Records

_KEPT_DOCUMENTS = 256
_LOOKED_AT = 20
_BEFORE = 120  # characters


class View:
    """The index as it is at one generation."""

    def __init__(self, home: Home) -> None:
        self.generation = home.catalog.generation
        self.indexes = Indexes(home.index)
        self.records: Records = home.tokens.map()
        self.documents: OrderedDict[str, Document] = OrderedDict()

    def texts_with(self, catalog: Catalog, term: str) -> Iterator[str]:
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
            self.documents.move_to_end(name)
            while len(self.documents) > _KEPT_DOCUMENTS:
                self.documents.popitem(last=False)
        return document
