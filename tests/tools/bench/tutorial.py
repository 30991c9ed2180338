"""The usual LangChain pipeline, as tutorials show it, over the same model. Gives passages only.

`tutorial.py index MODEL TOKENIZER STORE FOLDER`, `tutorial.py ask MODEL TOKENIZER STORE QUESTION`.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from tokenizers import Tokenizer


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2 through onnxruntime."""

    def __init__(self, model: str, tokenizer: str) -> None:
        self._session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(tokenizer)
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding(length=None)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages, eight at a time."""
        rows: list[list[float]] = []
        for first in range(0, len(texts), 8):
            encoded = self._tokenizer.encode_batch(texts[first : first + 8])
            ids = np.array([e.ids for e in encoded], np.int64)
            mask = np.array([e.attention_mask for e in encoded], np.int64)
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
            states = self._session.run(None, feed)[0]
            means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            rows += (means / np.linalg.norm(means, axis=1, keepdims=True)).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        return self.embed_documents([text])[0]


def main() -> None:
    """Index a folder, or ask a question."""
    verb, model, tokenizer, store, words = sys.argv[1:]
    chroma = Chroma(persist_directory=store, embedding_function=MiniLM(model, tokenizer))
    if verb == "index":
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        articles = [
            Document(path.read_text(encoding="utf-8"), metadata={"source": path.name})
            for path in sorted(Path(words).iterdir())
        ]
        chroma.add_documents(splitter.split_documents(articles))
        return
    for document in chroma.similarity_search(words, k=4):
        print(document.metadata["source"], document.page_content)  # noqa: T201  # its answer


if __name__ == "__main__":
    main()
