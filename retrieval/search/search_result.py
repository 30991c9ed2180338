"""What is looked for, and what a search returns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from retrieval.index.token_vectors import TokenSimilarity
from retrieval.models.embed import Encoding, Vectors
from retrieval.passages import Hit
from retrieval.search.earlier_questions import EarlierQuestions


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retrievers take it.

    `vector` is from the embedder that filled Chroma, `encoding` from the local model.
    `in_local_script` tells whether the local model was trained on the script of the text.
    `readings` maps words of the question to the words of the articles that they are read as:
    misspelt, abbreviated or foreign ones. `earlier` are earlier questions that count too.
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
    """The query, its hits, best first, and what is known about the query's terms.

    `similarities[i]` compares the question with the parts of hit i; None where it was not measured.
    `frequencies` tells in how many passages each term occurs, `passages` how many there are.
    """

    query: Query
    hits: tuple[Hit, ...]
    similarities: tuple[TokenSimilarity | None, ...]
    frequencies: dict[str, int]
    passages: int

    def within(self, documents: Collection[str]) -> "SearchResult":
        """Return the same without the hits of other documents; `documents` holds ids."""
        return self.keep([hit.document.id in documents for hit in self.hits])

    def keep(self, selected: Sequence[bool]) -> "SearchResult":
        """Return the same with the selected hits only."""
        return replace(
            self,
            hits=tuple(compress(self.hits, selected)),
            similarities=tuple(compress(self.similarities, selected)),
        )
