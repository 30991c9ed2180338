"""Embed texts on a server with the API of OpenAI. The only module that knows openai."""

from collections.abc import Iterator, Sequence

import numpy as np
import openai

from retrieval.errors import ExpectedError
from retrieval.models.embed import Vectors, normalized

_TIMEOUT_S = 60.0
_RETRIES = 3
_BATCH_TEXTS = 256
_BATCH_TOKENS = 100_000  # below the 300,000 a request that the API allows
_MAX_TOKENS = 8_000  # a text; the API's models take 8,191
_BYTES_PER_TOKEN = 2  # a text has at most about half as many tokens as bytes, in any script


class OpenAIEmbedder:
    """An embedding model behind `/v1/embeddings`."""

    def __init__(self, model: str, *, key: str, base_url: str | None = None) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._client = openai.OpenAI(
            api_key=key, base_url=base_url or None, timeout=_TIMEOUT_S, max_retries=_RETRIES
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, dimension), each row of length 1.

        The server decides the dimension. Raises ExpectedError if it fails.
        """
        rows = [row for batch in batches(texts) for row in self._embed(batch)]
        vectors = np.array(rows, np.float32)
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise self._failed("it answered with something that is no list of vectors")
        return normalized(vectors)

    def embed_question(self, question: str) -> Vectors:
        """Return the vector of a question, shape (dimension,)."""
        vector: Vectors = self.embed([question])[0]
        return vector

    def load_ahead(self) -> None:
        """Do nothing, since the model runs on the server."""

    def _embed(self, batch: list[str]) -> list[list[float]]:
        try:
            answer = self._client.embeddings.create(
                model=self._model, input=batch, encoding_format="float"
            )
            rows = [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
        except openai.APIStatusError as error:
            raise self._failed(
                _MEANING.get(error.status_code, f"status {error.status_code}")
            ) from None
        except openai.APITimeoutError:
            raise self._failed(f"it did not answer within {_TIMEOUT_S:.0f} s") from None
        except openai.OpenAIError:
            raise self._failed("it could not be reached") from None
        except (TypeError, ValueError, AttributeError):
            raise self._failed("its answer could not be read") from None
        if len(rows) != len(batch):
            raise self._failed(f"it gave {len(rows)} vectors for {len(batch)} texts")
        return rows

    def _failed(self, why: str) -> ExpectedError:
        return ExpectedError(
            f"The embedding server failed for {self.name!r}: {why}.",
            hint="Check OPENAI_API_KEY, OPENAI_BASE_URL and MAJLIS_EMBEDDER; nothing is lost.",
        )


_MEANING = {
    401: "the key is not accepted",
    403: "the key may not use this model",
    404: "there is no such model",
    413: "a text is too long for it",
    429: "too many requests, or no credit left",
}


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield groups of texts that are small enough for one request; a long text is cut.

    The number of tokens is estimated from the bytes of a text, so as not to download the model's
    tokenizer; it is never too low.
    """
    batch: list[str] = []
    size = 0
    for text in texts:
        cut = text.encode()[: _MAX_TOKENS * _BYTES_PER_TOKEN].decode(errors="ignore") or " "
        tokens = len(cut.encode()) // _BYTES_PER_TOKEN + 1
        if batch and (len(batch) == _BATCH_TEXTS or size + tokens > _BATCH_TOKENS):
            yield batch
            batch, size = [], 0
        batch.append(cut)
        size += tokens
    if batch:
        yield batch
