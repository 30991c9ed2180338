"""What each stage of search is worth: one at a time off, `python -m tests.tools.eval.ablation`.

Stages are turned off from outside, by another value for a constant or a function of `retrieval`
while questions are asked; the product knows nothing of it.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from bot.evaluating.bootstrap import draws, interval, mean, resample
from bot.evaluating.scores import hit_at, passage_scores
from retrieval.language.question_types import to_search_query
from retrieval.models.embed import Encoding
from retrieval.passages import Passage
from retrieval.search import fuse, index_view
from retrieval.search import rank_passages as search_steps
from retrieval.search.searcher import Searcher
from retrieval.text import passage_text, split
from tests.support.places import EVALS
from tests.tools.bench.__main__ import machine
from tests.tools.eval.sets import Row, load, models, searcher

LIMIT = 5
MERGED = (5, 6, 8, 10)
_Values: TypeAlias = dict[str, list[float]]  # a measure's value for each question
_Found: TypeAlias = Sequence[tuple[str, int, int]]
_MEASURES = {"recall": ".3f", "IoU": ".3f", "hit@1": ".3f", "hit@5": ".3f"}


@dataclass(frozen=True, slots=True)
class Change:
    """A stage that is off or another: what takes the place of which names of which module.

    `index` names an index of its own, made with the change; `asked` is what a question becomes.
    """

    words: str
    replaced: tuple[tuple[Any, str, object], ...] = ()
    index: str = "whole"
    asked: Callable[[str], str] = to_search_query


def _only(voice: int) -> Callable[..., Any]:
    """Return a search with one retriever only: 0 dense, 1 BM25."""
    both = search_steps._retrieve

    def voices(*arguments: Any) -> tuple[Any, Any]:
        found = both(*arguments)
        return (found[0], []) if voice == 0 else ([], found[1])

    return voices


CHANGES = (
    Change("**all stages**"),
    Change("no BM25", ((search_steps, "_retrieve", _only(0)),)),
    Change("no dense", ((search_steps, "_retrieve", _only(1)),)),
    Change("no MaxSim", ((search_steps, "_token_similarities", lambda *_: ({}, {})),)),
    Change("MaxSim over the best 10, not 20", ((search_steps, "RERANKED", 10),)),
    Change("MaxSim over the best 50", ((search_steps, "RERANKED", 50),)),
    Change("no fused term beside MaxSim", ((fuse, "FUSED_WEIGHT", 0.0),)),
    Change("no neighbour term beside MaxSim", ((fuse, "NEIGHBOUR_WEIGHT", 0.0),)),
    Change("neither term", ((fuse, "FUSED_WEIGHT", 0.0), (fuse, "NEIGHBOUR_WEIGHT", 0.0))),
    Change("k = 60 in the fusion, not 10", ((fuse, "RRF_K", 60),)),
    Change("no spelling", ((index_view, "correct_spelling", lambda text, _: (text, {})),)),
    Change(
        "no abbreviations", ((index_view, "expand_abbreviations", lambda text, *_: (text, {})),)
    ),
    Change("question not focused", asked=lambda question: question),
    Change("no title and headings", ((passage_text, "_PREFIX_CHARACTERS", 0),), "bare"),
    Change("passages of 400 characters, not 600", ((split, "PASSAGE_CHARACTERS", 400),), "400"),
    Change("passages of 800 characters", ((split, "PASSAGE_CHARACTERS", 800),), "800"),
)


def main() -> None:
    """Print the tables."""
    if not EVALS.exists():
        say("skipped: there are no question sets; name their folder with EVALS=DIR")
        return
    hearing = Change("", ((models().local, "encode", _once(models().local.encode)),))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, help="where indexes are kept for another run")
    with tempfile.TemporaryDirectory() as passing, _replaced(hearing):
        work = parser.parse_args().work or Path(passing)
        work.mkdir(parents=True, exist_ok=True)
        say(f"`python -m tests.tools.eval.ablation` on {machine()}\n")
        for line in chain(_merging(work), [""], _stages(work)):
            say(line)


def _once(encode: Callable[[Sequence[str]], list[Encoding]]) -> Callable[..., list[Encoding]]:
    """Encode each question but once, whatever is turned off."""
    question = cache(lambda text: encode([text]))
    return lambda texts: question(texts[0]) if len(texts) == 1 else encode(texts)


def _stages(work: Path) -> Iterator[str]:
    yield f"| | {' | '.join(_MEASURES)} |"
    yield f"|---|{'---|' * len(_MEASURES)}"
    whole: _Values = {}
    for change in CHANGES:
        with _replaced(change):
            values = _chunking(work, change) | _xquad(work, change)
        whole = whole or values
        cells = [_cell(name, values, whole) for name in _MEASURES]
        yield f"| {change.words} | {' | '.join(cells)} |"


def _cell(name: str, values: _Values, whole: _Values) -> str:
    """Write a mean; bold if its difference from the whole is not by chance (paired, 95 %)."""
    differences = np.array(values[name]) - np.array(whole[name])
    low, high = interval(
        float(differences.mean()), resample(mean, [differences], draws(len(differences)))
    )
    words = f"{statistics.fmean(values[name]):{_MEASURES[name]}}"
    return words if low <= 0 <= high else f"**{words}**"


@contextmanager
def _replaced(change: Change) -> Iterator[None]:
    kept = [(module, name, getattr(module, name)) for module, name, _ in change.replaced]
    try:
        for module, name, value in change.replaced:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)


def _chunking(work: Path, change: Change) -> _Values:
    index, questions = _index(work, change, "chunking_eval")
    found = [
        [
            (hit.document.id, hit.passage.start, hit.passage.end)
            for hit in index.search(change.asked(q["question"]), limit=LIMIT)
        ]
        for q in questions
    ]
    return _scored(found, questions)


def _scored(found: Sequence[_Found], questions: Sequence[Row]) -> _Values:
    scores = [passage_scores(own, _gold(q)) for own, q in zip(found, questions, strict=True)]
    return {"recall": [s[0] for s in scores], "IoU": [s[2] for s in scores]}


def _gold(question: Row) -> _Found:
    return [(span["doc_id"], span["start"], span["end"]) for span in question["spans"]]


def _xquad(work: Path, change: Change) -> _Values:
    index, questions = _index(work, change, "xquad_en_ar_ru")
    ranked = []
    for question in questions:
        hits = index.search(change.asked(question["question"]), limit=20)
        ranked.append((list(dict.fromkeys(h.document.id for h in hits)), question["doc_ids"]))
    return {f"hit@{k}": [hit_at(k, *row) for row in ranked] for k in (1, 5)}


def _index(work: Path, change: Change, name: str) -> tuple[Searcher, list[Row]]:
    english = {"lang": "en", "prefix": "en-"} if name.startswith("xquad") else {}
    docs, questions = load(name, **english)
    return searcher(work, f"{name}-{change.index}", docs), questions


def _merging(work: Path) -> Iterator[str]:
    """Join neighbours among the best M passages to at most five runs."""
    index, questions = _index(work, CHANGES[0], "chunking_eval")
    hits = [index.search(to_search_query(q["question"]), limit=max(MERGED)) for q in questions]
    yield "| neighbours joined to at most five runs | recall | IoU |"
    yield "|---|---|---|"
    for count in MERGED:
        found = [_runs([hit.passage for hit in own[:count]]) for own in hits]
        values = _scored(found, questions)
        yield (
            f"| of the best {count} passages | {statistics.fmean(values['recall']):.3f}"
            f" | {statistics.fmean(values['IoU']):.3f} |"
        )


def _runs(passages: Sequence[Passage]) -> _Found:
    """Give the runs in which passages lie one after the other, the best five."""
    ordered = sorted(enumerate(passages), key=lambda pair: pair[1].id)
    follows = [passage.id - place for place, (_, passage) in enumerate(ordered)]
    groups = groupby(
        zip(follows, ordered, strict=True), key=lambda pair: (pair[0], pair[1][1].document_id)
    )
    runs = []
    for _, members in groups:
        own = [pair for _, pair in members]
        first, last = own[0][1], own[-1][1]
        runs.append((min(own)[0], (first.document_id, first.start, last.end)))
    return [run for _, run in sorted(runs)[:LIMIT]]


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  # a report


if __name__ == "__main__":
    main()
