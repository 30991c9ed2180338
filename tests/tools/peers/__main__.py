"""Measure majlis beside other pipelines and write `docs/peers.md`: `make bench-peers`."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.support.places import EVALS, ROOT
from tests.tools.bench.__main__ import machine
from tests.tools.peers.asking import Asked
from tests.tools.peers.environments import Environment, environment
from tests.tools.peers.figures import Ask, Figures, corpora, found, indexed, speed
from tests.tools.peers.report import table, wins

_TEXT = Path(__file__).parent / "peers.md"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A column: its name, its lock, the script that serves it, and which of its pipelines."""

    name: str
    lock: str
    kind: str
    package: str = ""

    def ask(self, python: Path) -> Ask:
        """Give what begins its process."""
        return partial(Asked, python, f"with_{self.lock}", self.kind)


PIPELINES = (
    Pipeline("majlis", "majlis", "search"),
    Pipeline("LangChain tutorial", "langchain", "dense", "langchain-chroma"),
    Pipeline("LangChain ensemble", "langchain", "hybrid", "langchain-classic"),
    Pipeline("LlamaIndex", "llamaindex", "default", "llama-index-core"),
    Pipeline("Haystack", "haystack", "dense", "haystack-ai"),
    Pipeline("Haystack hybrid", "haystack", "hybrid", "haystack-ai"),
)


def main() -> None:
    """Make the environments, measure, write."""
    if not EVALS.exists():
        say("skipped: there are no question sets; name their folder with EVALS=DIR")
        return
    made = {name: _made(name) for name in dict.fromkeys(p.lock for p in PIPELINES)}
    there = {name: each for name, each in made.items() if each}
    pipelines = [p for p in PIPELINES if p.lock in there]
    with tempfile.TemporaryDirectory() as work:
        figures = _measured(pipelines, there, Path(work))
    lines = table(figures)
    skipped = [f"{name} could not be installed." for name in made if name not in there]
    versions = [f"{p.package} {there[p.lock].versions[p.package]}" for p in pipelines if p.package]
    text = _TEXT.read_text(encoding="utf-8")
    for name, value in {
        "$machine": machine(),
        "$versions": ", ".join(dict.fromkeys(versions)),
        "$table": "\n".join(lines),
        "$wins": "\n".join(wins(figures, "majlis") + skipped),
    }.items():
        text = text.replace(name, value)
    (ROOT / "docs" / "peers.md").write_text(text, encoding="utf-8")
    say(text)


def _made(name: str) -> Environment | None:
    say(f"environment {name} …")
    try:
        return environment(name)
    except subprocess.CalledProcessError as error:
        say(f"{name} is left out: {error}")
        return None


def _measured(
    pipelines: list[Pipeline], there: dict[str, Environment], work: Path
) -> dict[str, Figures]:
    sets = corpora()
    asks = {p.name: p.ask(there[p.lock].python) for p in pipelines}
    stored: dict[str, Figures] = {}
    figures: dict[str, Figures] = {}
    for pipeline in pipelines:
        ask, store, own = asks[pipeline.name], work / pipeline.lock, there[pipeline.lock]
        if pipeline.lock not in stored:  # pipelines of one framework share their store
            say(f"{pipeline.name} indexes …")
            stored[pipeline.lock] = indexed(ask, store, sets)
        say(f"{pipeline.name} is asked …")
        sizes = {"size": own.megabytes, "packages": float(len(own.versions))}
        figures[pipeline.name] = stored[pipeline.lock] | found(ask, store, sets) | sizes
        say(str(figures[pipeline.name]))
    stores = {p.name: work / p.lock / "chunking_eval" for p in pipelines}
    for name, times in speed(asks, stores, sets["chunking_eval"]).items():
        figures[name] |= times
    return figures


def say(words: str) -> None:
    """Tell how far it is, not into the report."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201  # progress


if __name__ == "__main__":
    main()
