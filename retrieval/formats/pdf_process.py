"""Ask a process of its own about a PDF, so that a hostile one harms nothing else.

A reader is a process that has PDFium loaded and forks itself for each PDF; `pdf_child` is its
script. One that was not asked anything for a while ends, and so does one whose fork died.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from retrieval.formats.extracted import UnreadableError

_ROOT = Path(__file__).parents[2]
_INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PYTHONHOME", "TESSDATA_PREFIX", "TMPDIR",
              "SYSTEMROOT")  # fmt: skip
_CHILD = "retrieval.formats.pdf_child"
_IDLE_S = 50.0  # shorter than a reader waits for the next request
_idle: list["_Reader"] = []  # one for each thread that asked at the same time


def ask_about_pdf(
    content: bytes, request: dict[str, Any], *, patience_s: float
) -> tuple[dict[str, Any], bytes]:
    """Return the reply to a request, and a picture if it wants one; raises UnreadableError.

    `pdf_child` describes both.
    """
    begun = time.monotonic()
    try:
        reader = _ready_reader()
        reply, picture = reader.ask(content, request, patience_s)
    except (OSError, EOFError, ValueError) as error:
        if time.monotonic() - begun >= patience_s:
            raise UnreadableError(f"it takes more than {patience_s:g} seconds to read") from error
        raise UnreadableError("it is damaged so that its reader gives up") from error
    _idle.append(reader)
    if problem := reply.get("problem"):
        raise UnreadableError(problem)
    return reply, picture


def _ready_reader() -> "_Reader":
    environment = _environment()
    with suppress(IndexError):  # there is none, or another thread took it
        while True:
            if (reader := _idle.pop()).serves(environment):
                return reader
            reader.end()
    return _Reader(environment)


def _environment() -> dict[str, str]:
    """Return the variables of a reader, which gets no key or token."""
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    places = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return environment | {"PYTHONPATH": os.pathsep.join(filter(None, places))}


class _Reader:
    """A process that reads PDFs, one after the other."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._owner = os.getpid()
        self._last_use = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _CHILD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, start_new_session=True,
        )  # fmt: skip
        self.end = weakref.finalize(self, _end, self._process, self._owner)

    def serves(self, environment: dict[str, str]) -> bool:
        """Return whether the process may be asked, and has these variables."""
        mine = self._owner == os.getpid() and self._environment == environment
        is_fresh = time.monotonic() - self._last_use < _IDLE_S
        return mine and is_fresh and self._process.poll() is None

    def ask(
        self, content: bytes, request: dict[str, Any], patience_s: float
    ) -> tuple[dict[str, Any], bytes]:
        """Return the reply and its picture; raises OSError, EOFError or ValueError without one."""
        watch = threading.Timer(patience_s, _kill, (self._process,))
        watch.daemon = True
        watch.start()
        try:
            return self._exchange(content, request)
        except BaseException:  # Ctrl-C as well, between a request and its reply
            self.end()
            raise
        finally:
            watch.cancel()
            self._last_use = time.monotonic()

    def _exchange(self, content: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        requests, replies = self._process.stdin, self._process.stdout
        assert requests and replies
        requests.write(json.dumps({"bytes": len(content), **request}).encode() + b"\n")
        requests.write(content)
        requests.flush()
        reply: dict[str, Any] = json.loads(replies.readline())
        picture = replies.read(size := int(reply["bytes"]))
        if len(picture) < size:
            raise EOFError
        return reply, picture


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and the one that it forked."""
    with suppress(OSError):
        if hasattr(os, "killpg") and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()


def _end(process: "subprocess.Popen[bytes]", owner: int) -> None:
    if owner != os.getpid():
        return
    _kill(process)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe
        with suppress(OSError):
            pipe.close()
