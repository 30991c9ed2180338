"""Read a question and passages together: does each answer it, and where.

A cross-encoder of six layers (MiniLM), trained by `make reader`; `docs/reader.md` is its card. The
file holds its layers only: its word vectors are those of the local model's package.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.models.embed import (
    TokenIds,
    Vectors,
    load_in_thread,
    load_tokenizer,
    model_path,
    open_session,
    pad,
    read_checked,
)

_READER_SHA256 = "20bdcf51aaf76786674683e650865dd54aa212acb8efdfd770cafa279380a110"
_TOKENS = 224  # of a question and a passage together
_QUESTION_TOKENS = 48
_TITLE_CHARACTERS = 120
_CLS, _SEP = 101, 102
# Where the word vectors stand in the package's model.onnx: int8, and a scale for each word.
_WORDS, _DIMENSION = 30522, 384
_WORDS_OFFSET = 161538
_SCALES_OFFSET = 11882049


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """A passage as the reader takes it: its title and headings, and its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What was read in a passage.

    `yes` is the log-odds that the passage answers the question. `shares`, shape (sentences,), tells
    what part of the probability of the answer's first and last word lies in each sentence; a
    sentence beyond the reader's limit has 0.
    """

    yes: float
    shares: Vectors


class Reader(Protocol):
    """A model that reads a question and passages together."""

    def read(self, question: str, passages: Sequence[ReaderInput]) -> list[PassageReading]:
        """Return what was read in each passage."""
        ...


class LocalReader:
    """The reader in this process. Loaded at first use; safe to share between threads."""

    def __init__(self, *, threads: int = 0) -> None:
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._loading = threading.Lock()

    def read(self, question: str, passages: Sequence[ReaderInput]) -> list[PassageReading]:
        """Return what was read in each passage; all are read in one batch."""
        if not passages:
            return []
        with self._loading:
            tokenizer, session, vectors = self._loaded
        asking = tokenizer.encode(question, add_special_tokens=False).ids[:_QUESTION_TOKENS]
        room = _TOKENS - len(asking) - 3
        texts = [_Text.of(passage, tokenizer, room) for passage in passages]
        first = len(asking) + 2
        ids, mask = pad([[_CLS, *asking, _SEP, *text.ids, _SEP] for text in texts])
        types = mask * (np.arange(mask.shape[1]) >= first)  # 0 for the question, 1 for the passage
        feed = {"words": vectors.look_up(ids), "mask": mask, "types": types}
        yes, span = session.run(None, feed)
        return [
            PassageReading(float(yes[row]), text.shares(span[row, first : first + len(text.ids)]))
            for row, text in enumerate(texts)
        ]

    def warm(self) -> None:
        """Load the model now, so that the first question need not wait for it."""
        with self._loading:
            _ = self._loaded

    def load_ahead(self) -> None:
        """Load the model in a thread; its first use waits for that and raises the error, if any."""
        load_in_thread(self.warm)

    @cached_property
    def _loaded(self) -> tuple[Any, Any, "_WordVectors"]:
        content = read_checked(Path(__file__).parent / "reader.onnx", _READER_SHA256)
        return (
            load_tokenizer(),
            open_session(content, self._threads, keeps_memory=False),
            _WordVectors(),
        )


class _WordVectors:
    """The word vectors of the local model, read from the file of its package as they are needed."""

    def __init__(self) -> None:
        path, shape = model_path(), (_WORDS, _DIMENSION)
        self._words = np.memmap(path, np.int8, "r", _WORDS_OFFSET, shape)
        scales = np.memmap(path, np.uint8, "r", _SCALES_OFFSET, 4 * _WORDS)
        self._scales = np.frombuffer(scales.tobytes(), np.float32)

    def look_up(self, ids: TokenIds) -> Vectors:
        """Return the vectors of words, shape (*ids.shape, 384)."""
        vectors: Vectors = self._words[ids] * self._scales[ids][..., None]
        return vectors


@dataclass(frozen=True, slots=True)
class _Text:
    """The tokens of a passage, the sentence of each (-1 for the title), and how many there are."""

    ids: tuple[int, ...]
    places: npt.NDArray[np.intp]
    sentences: int

    @classmethod
    def of(cls, passage: ReaderInput, tokenizer: Any, room: int) -> "_Text":
        """Return the first `room` tokens of a passage."""
        title = f"{passage.title[:_TITLE_CHARACTERS]}: " if passage.title else ""
        encoded = tokenizer.encode(title + " ".join(passage.sentences), add_special_tokens=False)
        starts = np.array([start for start, _ in encoded.offsets[:room]])
        ends = len(title) + np.cumsum([len(sentence) + 1 for sentence in passage.sentences])
        places = np.where(starts < len(title), -1, np.searchsorted(ends, starts, side="right"))
        return cls(tuple(encoded.ids[:room]), places, len(passage.sentences))

    def shares(self, span: Vectors) -> Vectors:
        """Return what part of the answer's first and last word lies in each sentence.

        `span` holds the logits of both for each token, shape (tokens, 2).
        """
        shares = np.zeros(self.sentences, np.float32)
        if len(span):
            odds = np.exp(span - span.max(0))
            weights = (odds / odds.sum(0)).mean(1)
            inside = self.places >= 0
            np.add.at(shares, self.places[inside], weights[inside])
        return shares
