"""A small fixed slice of each question set, and what it gave last: `baseline.json`.

`make baseline` writes that file again; a test asks the slice and compares. The slice itself lies in
`tests/data/slice`, so that a clone needs nothing else; `make eval` asks the whole sets.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.evaluating.differences import FigureDifference, differences
from bot.evaluating.evaluate import Engine, Evaluation, evaluate
from bot.evaluating.figures import compute_figures
from bot.evaluating.locate_quotes import Articles
from bot.evaluating.question_sets import HALVES
from bot.evaluating.read_set import read_set
from bot.evaluating.run_file import Baseline, baseline, figures_json, save, values_json
from bot.evaluating.summary import figures_table
from retrieval.index.home_folder import SEEDS, Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.search.searcher import Searcher
from tests.support.places import DATA
from tests.tools.eval.sets import models, reader, rows, searcher

BASELINE = Path(__file__).parent / "baseline.json"
OWN = Path(__file__).parent / "own_questions.jsonl"
SLICE = DATA / "slice"
SEED_QUESTIONS = SLICE / "seed_questions.jsonl"
_UNSTEADY = (" ms", "total")  # time says more of the machine than of us


def main() -> None:
    """Run the slice and write the baseline."""
    with tempfile.TemporaryDirectory() as work:
        runs = list(slices(Path(work)))
    write(runs)
    print("Of the odd half, on which nothing is fitted; of the seeds all.\n")  # noqa: T201  # a report
    for run in runs:
        print(figures_table(run, compute_figures(run.table)), end="\n\n")  # noqa: T201  # a report


def slices(work: Path) -> Iterator[Evaluation]:
    """Yield the evaluation of each slice; indexes are made below `work`."""
    yield seeds(work, SEED_QUESTIONS)
    yield seeds(work, OWN)
    for name in ("xquad_en_ar_ru", "clapnq_dev", "chunking_eval"):
        index = searcher(work, f"slice-{name}", rows(SLICE / name / "docs.jsonl"))
        engine = Engine(Assistant(index, reader=reader()), Home(work / f"slice-{name}").catalog)
        yield evaluate(read_set(SLICE / name, Articles({})), engine)


def seeds(work: Path, questions: Path) -> Evaluation:
    """Ask all questions of a file on the five articles.

    Nothing was fitted on them, but what is measured and how sentences are chosen was decided with
    `OWN` in view.
    """
    home = Home(work / "seeds")
    if not home.catalog.roots():
        with Writer(home, models()) as writer:
            add(writer, [SEEDS])
    texts = {entry.id: home.catalog.document(entry.id) for entry in home.catalog.entries()}
    articles = Articles({name: document.text for name, document in texts.items() if document})
    own = read_set(questions, articles)
    return evaluate(own, Engine(Assistant(Searcher(home, models()), reader=reader()), home.catalog))


def write(runs: Iterable[Evaluation]) -> None:
    """Write the baseline: the figures, and the values of each question without its times."""
    parts: dict[str, Any] = {}
    for run in runs:
        fields = figures_json(
            run, [f for f in compute_figures(run.table) if f.metric.part != "speed"]
        )
        values = values_json(run)
        steady = {n: column for n, column in values["values"].items() if not n.endswith(_UNSTEADY)}
        chosen = (
            HALVES[1] if not run.name.endswith("_questions") else "both: nothing was fitted on them"
        )
        parts[run.name] = {"half": chosen, **fields, **values, "values": steady}
        del parts[run.name]["by"], parts[run.name]["worst"]
    save(BASELINE, parts)


def earlier() -> dict[str, Baseline]:
    """Read the baseline of each set."""
    parts = json.loads(BASELINE.read_text(encoding="utf-8"))
    return {name: baseline(fields) for name, fields in parts.items()}


def compared(run: Evaluation, before: Baseline) -> list[FigureDifference]:
    """Compare a slice with what it gave last."""
    return differences(run.ids, run.table, before.ids, before.table)


if __name__ == "__main__":
    main()
