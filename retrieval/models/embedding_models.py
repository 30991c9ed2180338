"""The embedding models that one home works with."""

from dataclasses import dataclass

from retrieval.models.embed import Embedder, LocalModel


@dataclass(frozen=True, slots=True)
class EmbeddingModels:
    """`local` makes token vectors, `embedder` the passage vectors in Chroma; often the same model.

    `second`, if there is one, is a further multilingual embedder whose cosines are blended into the
    scores of the best passages for a question in another language.
    """

    local: LocalModel
    embedder: Embedder
    second: Embedder | None = None

    def load_ahead(self) -> None:
        """Begin to load all of them in threads, and return at once."""
        self.local.load_ahead()
        if self.embedder is not self.local:
            self.embedder.load_ahead()
        if self.second:
            self.second.load_ahead()
