"""The index as a reader sees it."""

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property

from retrieval.catalog import Catalog
from retrieval.home import Home, Indexes
from retrieval.names import Names
from retrieval.passages import Document
from retrieval.rows import Stored
from retrieval.spelling import respelled
from retrieval.tokens import Records
from retrieval.words import terms

_KEPT_DOCUMENTS = 256


class View:
    """The index as it is at one generation."""

    def __init__(self, home: Home) -> None:
        self.generation = home.catalog.generation
        self.indexes = Indexes(home.index)
        self.records: Records = home.tokens.map()
        self.documents: OrderedDict[str, Document] = OrderedDict()

    def read(self, question: str, *, names: bool) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
        """Give a question as it is read, its terms, and what was read as what.

        With `names`, those of another script are read as terms of this index, too.
        """
        keywords = self.indexes.keywords
        text, read = respelled(question, keywords.holds, keywords.beginning)
        named = self.names.read(text) if names else {}
        found = [*terms(text), *(term for each in named.values() for term in each)]
        said = {name: " ".join(each) for name, each in named.items()}
        return text, tuple(dict.fromkeys(found)), {**read, **said}

    @cached_property
    def names(self) -> Names:
        """Give what reads names in other scripts as terms of this index."""
        return Names(self.indexes.keywords.beginning(""))

    def texts(self, catalog: Catalog, stored: Mapping[int, Stored], ids: list[int]) -> list[str]:
        """Give the words of passages by id; of an article that has gone, none."""
        passages = [stored[number].passage for number in ids]
        documents = [self.document(catalog, passage.document_id) for passage in passages]
        pairs = zip(passages, documents, strict=True)
        return [article.text[at.start : at.end] if article else "" for at, article in pairs]

    def document(self, catalog: Catalog, name: str) -> Document | None:
        """Give a document by its id; the last ones read are kept."""
        document = self.documents.get(name) or catalog.document(name)
        if document is not None:
            self.documents[name] = document
            self.documents.move_to_end(name)
            while len(self.documents) > _KEPT_DOCUMENTS:
                self.documents.popitem(last=False)
        return document
