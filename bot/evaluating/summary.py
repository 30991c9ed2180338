"""The figures of a run as a table for a terminal."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.evaluating.bootstrap import COVERAGE, RESAMPLES
from bot.evaluating.differences import FigureDifference
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.figures import Figure


def figures_table(
    run: Evaluation, figures: Sequence[Figure], differences: Sequence[FigureDifference] = ()
) -> str:
    """Return the figures with their intervals, and the differences from a baseline if given."""
    by_name = {each.metric.name: each for each in differences}
    lines = [
        heading(run),
        f"{COVERAGE} % intervals of {RESAMPLES:,} resamples",
    ]
    for part, group in groupby(figures, key=lambda figure: figure.metric.part):
        lines += ["", part]
        lines += [_row(figure, by_name.get(figure.metric.name)) for figure in group]
    if differences:
        lines += ["", "The last column is the difference from the baseline, with its interval."]
    return "\n".join(lines)


def heading(run: Evaluation) -> str:
    """Return the name of a run and how much was asked."""
    return f"{run.name}: {len(run.cases):,} questions, {run.articles:,} articles"


def format_interval(ends: Figure | FigureDifference) -> str:
    """Return the ends of an interval in brackets."""
    return f"[{format_number(ends.low)}, {format_number(ends.high)}]"


def format_difference(difference: FigureDifference) -> str:
    """Return a difference, its interval, and whether it is more than chance."""
    verdict = " WORSE" if difference.worse else " better" if difference.better else ""
    return f"{difference.value:+.3f} {format_interval(difference)}{verdict}"


def worse_figures(differences: Iterable[FigureDifference]) -> list[str]:
    """Return the names of the figures that are worse by more than chance."""
    return [each.metric.name for each in differences if each.worse]


def format_number(value: float) -> str:
    """Return a value with three decimals, or with one if it is 10 or more."""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def _row(figure: Figure, difference: FigureDifference | None) -> str:
    value, interval = format_number(figure.value), format_interval(figure)
    row = f"  {figure.metric.name:<24}{value:>9}  {interval:<19}{figure.count:>6}"
    return f"{row}  {format_difference(difference)}" if difference else row
