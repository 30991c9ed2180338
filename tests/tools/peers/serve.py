"""What the driver and a pipeline in its own environment say to each other: JSON lines.

`{"index": DOCUMENTS}` stores documents, `{"search": QUESTION, "limit": N}` gives ranges of them,
`{"memory": true}` the most memory the process has held, in MB. Needs nothing but Python.
"""

import argparse
import json
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

Range: TypeAlias = tuple[str, int, int]  # document id, start, end
Row: TypeAlias = dict[str, Any]


class Peer(Protocol):
    """A pipeline over one store."""

    def index(self, documents: Sequence[Row]) -> int:
        """Store documents (`id`, `title`, `text`); give the number of passages."""
        ...

    def search(self, question: str, limit: int) -> list[Range]:
        """Give the best passages, best first."""
        ...


def serve(pipelines: dict[str, Callable[[Path], Peer]]) -> None:
    """Answer one request a line until there are no more: `KIND STORE` name the pipeline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=pipelines)
    parser.add_argument("store", type=Path)
    chosen = parser.parse_args()
    chosen.store.mkdir(parents=True, exist_ok=True)
    peer = pipelines[chosen.kind](chosen.store)
    wire, sys.stdout = sys.stdout, sys.stderr  # what a framework prints is no answer
    for line in sys.stdin:
        print(json.dumps(_answer(peer, json.loads(line))), file=wire, flush=True)


def _answer(peer: Peer, request: Row) -> Any:
    if "index" in request:
        return peer.index(request["index"])
    if "search" in request:
        return peer.search(request["search"], request["limit"])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
