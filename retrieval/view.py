"""The index as a reader sees it."""

from collections import OrderedDict

from retrieval.catalog import Catalog
from retrieval.home import Home, Indexes
from retrieval.passages import Document
from retrieval.tokens import Records

_KEPT_DOCUMENTS = 256


class View:
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
