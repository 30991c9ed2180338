"""The bare floor of a cold answer: imports, the model, a store, one query. A script of its own."""

import sys

import chromadb
import numpy as np
import onnxruntime
from chromadb.config import Settings
from tokenizers import Tokenizer

model, tokenizer, store, question = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
encoded = Tokenizer.from_file(tokenizer).encode(question)
ids = np.array([encoded.ids], np.int64)
feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": ids * 0}
vector = session.run(None, feed)[0].mean(1)[0]
client = chromadb.PersistentClient(store, Settings(anonymized_telemetry=False))
found = client.list_collections()[0].query(query_embeddings=[vector], n_results=5)
print(found["ids"])  # noqa: T201  # so that nothing is left out as unused
