"""A child process that embeds texts. It may die; then the next use starts another one.

The protocol is described in `e5_child.py`.
"""

import os
import struct
import subprocess
import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, TypeAlias

import numpy as np

from retrieval.models.embed import Vectors

_PATIENCE_S = 120.0  # for one batch, even on a slow and busy machine
_GRACE_S = 2.0
_MAX_NUMBERS = 1 << 20  # of a reply; more are a broken reply
# The keys and tokens in the environment of this process are not passed on.
_INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "TMPDIR")
_Process: TypeAlias = "subprocess.Popen[bytes]"


class ChildDiedError(Exception):
    """The process died, did not reply in time, or replied with something else than vectors."""


class Child:
    """One process at a time. Safe to share between threads, and to use after a fork."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        """Take the command, and environment variables beside the few that Python needs."""
        self._command = list(command)
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        self._environment = {**inherited, **(environment or {})}
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._owner = 0

    @property
    def pid(self) -> int:
        """Return the number of the process, 0 if there is none."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start the process now, so that it loads its model in the meantime."""
        with self._lock:
            self._ensure_running()

    def ask(self, kind: bytes, texts: Sequence[bytes]) -> Vectors:
        """Return the vectors of texts in UTF-8, shape (texts, dimension); `kind` is b"q" or b"p".

        Raises ChildDiedError; the next call starts another process.
        """
        with self._lock:
            process = self._ensure_running()
            watch = threading.Timer(self._patience_s, process.kill)
            watch.daemon = True
            watch.start()
            try:
                return _exchange(process, kind, texts)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                raise ChildDiedError(
                    f"{type(error).__name__}, exit code {process.returncode}"
                ) from error
            except BaseException:  # Ctrl-C between a request and its reply
                self._end()
                raise
            finally:
                watch.cancel()

    def close(self) -> None:
        """End the process if there is one."""
        with self._lock:
            self._end()

    def _ensure_running(self) -> _Process:
        if self._process and self._owner != os.getpid():
            self._process = None  # it belongs to the process that this one was forked from
        if self._process is None:
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that Ctrl-C reaches this process only
            )
            self._finalizer = weakref.finalize(self, _end, self._process, self._owner)
        return self._process

    def _end(self) -> None:
        if self._process:
            self._process = None
            self._finalizer()


def _exchange(process: _Process, kind: bytes, texts: Sequence[bytes]) -> Vectors:
    assert process.stdin and process.stdout
    parts = [kind, struct.pack("<I", len(texts))]
    for text in texts:
        parts += [struct.pack("<I", len(text)), text]
    process.stdin.write(b"".join(parts))
    process.stdin.flush()
    rows, columns = struct.unpack("<II", _read(process.stdout, 8))
    if rows != len(texts) or not 0 < columns <= _MAX_NUMBERS // max(1, rows):
        raise ValueError(f"{rows} rows of {columns} for {len(texts)} texts")
    content = _read(process.stdout, rows * columns * 4)
    vectors = np.frombuffer(content, "<f4").reshape(rows, columns).astype(np.float32)
    if not np.isfinite(vectors).all():
        raise ValueError("numbers that are not finite")
    return vectors


def _read(replies: IO[bytes], size: int) -> bytes:
    content = replies.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _end(process: _Process, owner: int) -> None:
    """End a process by closing its input, or after a while by force."""
    if owner != os.getpid():
        return
    assert process.stdin and process.stdout
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
