"""Figures as a table for a terminal."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.evaluating.bootstrap import COVERED, RESAMPLES
from bot.evaluating.compare import FigureDifference
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.figures import Figure
from bot.rendering.text import strip_control_characters


def print_figures(
    run: Evaluation, found: Sequence[Figure], against: Sequence[FigureDifference] = ()
) -> str:
    """Give the figures with their intervals, and the differences from a baseline."""
    changes = {each.measure.name: each for each in against}
    lines = [
        strip_control_characters(heading(run)),
        f"{COVERED} % intervals of {RESAMPLES:,} resamples",
    ]
    for part, own in groupby(found, key=lambda figure: figure.measure.part):
        lines += ["", part]
        for figure in own:
            name = figure.measure.name
            row = f"  {name:<24}{number(figure.value):>9}  {between(figure):<19}{figure.count:>6}"
            lines.append(f"{row}  {changed(changes[name])}" if name in changes else row)
    if against:
        lines += ["", "The last column is the difference from the baseline, with its interval."]
    return "\n".join(lines)


def heading(run: Evaluation) -> str:
    """Say what was asked."""
    return f"{run.name}: {len(run.cases):,} questions, {run.articles:,} articles"


def between(ends: Figure | FigureDifference) -> str:
    """Give the ends of an interval."""
    return f"[{number(ends.low)}, {number(ends.high)}]"


def changed(difference: FigureDifference) -> str:
    """Give a difference, its interval, and whether it is more than that."""
    verdict = " WORSE" if difference.worse else " better" if difference.better else ""
    return f"{difference.value:+.3f} {between(difference)}{verdict}"


def worse(against: Iterable[FigureDifference]) -> list[str]:
    """Give the names of the figures that are worse by more than their interval."""
    return [each.measure.name for each in against if each.worse]


def number(value: float) -> str:
    """Give a figure: a share to the thousandth, what is larger with fewer digits."""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
