"""A pipeline in its own environment, asked over a pipe."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.places import ROOT
from tests.tools.peers.serve import Range, Row

# Telemetry off as each framework documents it.
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "ORT_DISABLE_TELEMETRY": "1",
}
_OURS = ("MAJLIS_", "OPENAI_", "TELEGRAM_", "CHROMA_", "LANGCHAIN_", "PYTHONDONTWRITEBYTECODE")


class Asked:
    """A process that serves one store; use it as a context manager."""

    def __init__(self, python: Path, module: str, kind: str, store: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self._process = subprocess.Popen(
            [str(python), "-m", f"tests.tools.peers.{module}", kind, str(store)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=kept | _QUIET,
        )

    def __enter__(self) -> "Asked":
        """Give the process."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let it end by itself."""
        self._process.communicate()

    def index(self, documents: Sequence[Row]) -> int:
        """Store documents; gives the number of passages."""
        return int(self._say({"index": documents}))

    def search(self, question: str, limit: int) -> list[Range]:
        """Give the best passages, best first."""
        found = self._say({"search": question, "limit": limit})
        return [(document, start, end) for document, start, end in found]

    def timed(self, question: str, limit: int) -> float:
        """Give the milliseconds that a search takes."""
        begun = time.perf_counter()
        self.search(question, limit)
        return (time.perf_counter() - begun) * 1000

    def memory(self) -> float:
        """Give the most memory it has held, in MB."""
        return float(self._say({"memory": True}))

    def _say(self, request: Row) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise EOFError(f"the pipeline ended with {self._process.wait()}")
        return json.loads(line)
