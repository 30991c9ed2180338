"""The table of `docs/peers.md`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.tools.peers.figures import BUDGET, LIMIT, Figures


@dataclass(frozen=True, slots=True)
class Measure:
    """A row: its name among the figures, in words, how it is written, whether more is better."""

    name: str
    words: str
    form: str
    more: bool | None = None


MEASURES = (
    Measure("recall", f"chunking_eval: recall at {LIMIT} passages", ".3f", more=True),
    Measure("precision", f"chunking_eval: precision at {LIMIT}", ".3f", more=True),
    Measure("iou", f"chunking_eval: IoU at {LIMIT}", ".3f", more=True),
    Measure("budget recall", f"chunking_eval: recall in {BUDGET:,} characters", ".3f", more=True),
    Measure("hit@1", "XQuAD en: hit@1", ".3f", more=True),
    Measure("hit@5", "XQuAD en: hit@5", ".3f", more=True),
    Measure("seeds", "our questions: a gold span whole in a passage of five", ".0f", more=True),
    Measure("cold", "cold question, s", ".2f", more=False),
    Measure("p50", "warm question, p50, ms", ".1f", more=False),
    Measure("p95", "warm question, p95, ms", ".1f", more=False),
    Measure("memory", "memory of a process that asks, MB", ",.0f", more=False),
    Measure("indexing", "indexing chunking_eval, s", ".0f", more=False),
    Measure("indexing memory", "memory while indexing, MB", ",.0f", more=False),
    Measure("size", "installed, MB", ",.0f", more=False),
    Measure("packages", "installed, packages", ".0f", more=False),
    Measure("passages", "passages of chunking_eval", ",.0f"),
)


def table(figures: Mapping[str, Figures]) -> list[str]:
    """Write measures as rows and pipelines as columns; the best of a row is bold."""
    lines = [f"| | {' | '.join(figures)} |", f"|---|{'---|' * len(figures)}"]
    for measure in MEASURES:
        best = _best(measure, figures)
        cells = [
            f"**{_written(measure, own)}**" if name in best else _written(measure, own)
            for name, own in figures.items()
        ]
        lines.append(f"| {measure.words} | {' | '.join(cells)} |")
    return lines


def wins(figures: Mapping[str, Figures], ours: str) -> list[str]:
    """Say for each row in which ours is not the best who is, and by how much."""
    lines = []
    for measure in MEASURES:
        best = _best(measure, figures)
        if ours in figures and best and ours not in best:
            value = _written(measure, figures[best[0]])
            own = _written(measure, figures[ours])
            verb = "wins" if len(best) == 1 else "win"
            lines.append(f"- {measure.words}: {_listed(best)} {verb}, {value} against our {own}.")
    return lines


def _best(measure: Measure, figures: Mapping[str, Figures]) -> list[str]:
    """Give the pipelines that no other surpasses, as the table writes them."""
    if measure.more is None:
        return []
    choose = max if measure.more else min
    highest = choose(figures, key=lambda name: figures[name][measure.name])
    words = _written(measure, figures[highest])
    return [name for name, own in figures.items() if _written(measure, own) == words]


def _written(measure: Measure, own: Figures) -> str:
    return f"{own[measure.name]:{measure.form}}"


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
