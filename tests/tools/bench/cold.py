"""A question in a process of its own, against the bare floor and against the usual tutorial."""

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import retrieval.models.embed
from retrieval.index.home_folder import Home, seeds_folder
from retrieval.models.embed import model_path
from tests.tools.bench.measure import Figure, alternate, ratio, run

QUESTION = "How is Iraq positioned toward Russia?"
RUNS = 9
FRAMEWORKS = {"langchain_core", "chromadb", "openai", "telegram", "onnxruntime", "numpy", "rich"}
_LOADED = (
    "import sys\n"
    "from bot.cli.main import cli\n"
    "cli.main(['--help'], prog_name='majlis', standalone_mode=False)\n"
    "print('loaded', *sys.modules)\n"
)
_HERE = Path(__file__).parent


def cold(work: Path) -> Iterator[Figure]:
    """Measure `majlis --help` and a cold `majlis ask`, whole processes in turn."""
    majlis = [sys.executable, "-m", "bot", "--home", str(work / "cold")]
    ask = [*majlis, "ask", QUESTION]
    run(ask)
    home = Home(work / "cold")
    chroma = str(home.index / "chroma")
    home.catalog.close()
    tokenizer = Path(retrieval.models.embed.__file__).parent / "minilm-tokenizer.json"
    files = [str(model_path()), str(tokenizer)]
    floor = [sys.executable, str(_HERE / "floor.py"), *files, chroma, QUESTION]
    tutorial = [sys.executable, str(_HERE / "tutorial.py")]
    store = str(work / "tutorial")
    run([*tutorial, "index", *files, store, str(seeds_folder())])
    passages = [*tutorial, "ask", *files, store, QUESTION]
    asked, bare, theirs, helped = alternate([ask, floor, passages, [*majlis, "--help"]], RUNS)
    yield Figure(
        "`majlis --help`",
        f"{statistics.median(helped):.3f} s, imports {_frameworks() or 'no framework'}",
        "< 0.15 s, no framework",
    )
    yield Figure("cold `ask` : bare floor", _compared(asked, bare), "≤ 1.15")
    yield Figure("cold `ask` : LangChain tutorial, passages only", _compared(asked, theirs), "< 1")


def _compared(ours: list[float], theirs: list[float]) -> str:
    seconds = f"{statistics.median(ours):.2f} s : {statistics.median(theirs):.2f} s"
    return f"{ratio(ours, theirs):.2f} ({seconds})"


def _frameworks() -> str:
    """Name the frameworks that `majlis --help` imports."""
    loaded = run([sys.executable, "-c", _LOADED]).rpartition("loaded ")[2].split()
    return ", ".join(sorted(set(loaded) & FRAMEWORKS))
