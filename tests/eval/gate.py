"""A small fixed slice of each question set, and what it gave last: `tests/eval/baseline.json`.

`make baseline` writes that file anew; a test runs the slice and compares. Only questions of the odd
half are asked, on which nothing is fitted; `make eval` prints both halves of the whole sets.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.evaluating.differences import FigureDifference, differences
from bot.evaluating.evaluate import Engine, Evaluation, evaluate
from bot.evaluating.figures import compute_figures
from bot.evaluating.locate import Articles
from bot.evaluating.question_sets import HALVES, Question, QuestionSet, half, sample
from bot.evaluating.read_set import read_set
from bot.evaluating.run_file import Baseline, baseline, figures_json, save, values_json
from bot.evaluating.summary import figures_table
from retrieval.index.home import SEEDS, Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.search.searcher import Searcher
from tests.eval.sets import EVALS, Row, load, models, paragraph_fold, searcher

BASELINE = Path(__file__).parent / "baseline.json"
OWN = Path(__file__).parent / "own_questions.jsonl"
SEED_QUESTIONS = EVALS / "seed_questions.jsonl"
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
    """Yield the slice of each set, asked; indexes are made below `work`."""
    yield seeds(work, SEED_QUESTIONS)
    yield seeds(work, OWN)
    yield xquad(work)
    yield clapnq(work)
    yield chunking(work)


def xquad(work: Path) -> Evaluation:
    """Ask of every fourth article; a fifth of the paragraphs is left out, so nothing answers."""
    docs, questions = _odd("xquad_en_ar_ru")
    docs = [d for d in docs if d["id"].startswith("en-") and int(d["id"].split("-")[1]) % 4 == 0]
    kept = [d for d in docs if paragraph_fold(d["id"])]
    left = {d["id"] for d in docs} - {d["id"] for d in kept}
    own = _about([q for q in questions if q.language == "en"], {d["id"] for d in kept})
    foreign = _about([q for q in questions if q.language == "en"], left)
    unanswerable = [replace(q, answerable=False) for q in sample(foreign, 20)]
    return _asked(work, "xquad_en_ar_ru", kept, [*sample(own, 50), *unanswerable])


def clapnq(work: Path) -> Evaluation:
    """Ask of the documents that the questions are about, and every eighth of the others."""
    docs, questions = _odd("clapnq_dev")
    chosen = sample(questions, 60)
    about = {name for question in chosen for name in question.documents}
    kept = [doc for place, doc in enumerate(docs) if doc["id"] in about or place % 8 == 0]
    return _asked(work, "clapnq_dev", kept, chosen)


def chunking(work: Path) -> Evaluation:
    """Ask of the State of the Union, a small corpus of its own."""
    docs, questions = _odd("chunking_eval")
    kept = [doc for doc in docs if doc["id"] == "state_of_the_union"]
    return _asked(work, "chunking_eval", kept, _about(questions, {"state_of_the_union"}))


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
    return evaluate(own, Engine(Assistant(Searcher(home, models())), home.catalog))


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


def _odd(name: str) -> tuple[list[Row], tuple[Question, ...]]:
    """Give the documents of a set and the questions of the odd half."""
    questions = read_set(EVALS / name, Articles({})).questions
    return load(name)[0], tuple(q for q in questions if HALVES[half(q.id)] == "odd")


def _about(questions: Iterable[Question], documents: set[str]) -> tuple[Question, ...]:
    """Give the questions that one of these documents answers."""
    return tuple(q for q in questions if not documents.isdisjoint(q.documents))


def _asked(work: Path, name: str, docs: list[Row], questions: Sequence[Question]) -> Evaluation:
    index = searcher(work, f"slice-{name}", docs)
    engine = Engine(Assistant(index), Home(work / f"slice-{name}").catalog)
    return evaluate(QuestionSet(name, tuple(questions)), engine)


if __name__ == "__main__":
    main()
