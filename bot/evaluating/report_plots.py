"""The plots of a report."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.evaluating.bootstrap import Column, mean
from bot.evaluating.calibration import reliability, risk_area, risk_curve
from bot.evaluating.figures import DEPTHS, Table, percentile
from bot.evaluating.svg_plot import Axes, Line, bars, plot

_SHARES = [(share / 4, f"{share / 4:g}") for share in range(5)]
_POINTS = 100  # of a curve that are drawn


@dataclass(frozen=True, slots=True)
class Plot:
    """An SVG image and what is written below it."""

    svg: str
    caption: str


def plots(table: Table) -> list[Plot]:
    """Return the plots for which a table has values."""
    return [*_confidence(table), *_depth(table), *_speed(table)]


def _confidence(table: Table) -> Iterator[Plot]:
    """Yield what confidence is worth, if some questions are answerable and others are not."""
    if "confidence" not in table:
        return
    confidence, answerable = table["confidence"], table["answerable"]
    if len(set(answerable[~np.isnan(answerable)])) < 2:
        return
    bins = reliability(confidence, answerable)
    own = Line("measured", [(each.confidence, each.answerable) for each in bins])
    ideal = Line("what it would be if confidence were a frequency", [(0, 0), (1, 1)], dotted=True)
    axes = Axes(_SHARES, _SHARES, "confidence → share that is answerable")
    counts = ", ".join(str(each.count) for each in bins)
    yield Plot(
        plot(axes, [own, ideal]),
        f"Reliability: is confidence a frequency? Points of {counts} questions.",
    )
    yield _risk(confidence, answerable)


def _risk(confidence: Column, answerable: Column) -> Plot:
    curve = risk_curve(confidence, answerable)
    places = np.unique(np.linspace(0, len(curve) - 1, _POINTS).astype(int))
    points = [(float((i + 1) / len(curve)), float(curve[i])) for i in places]
    axes = Axes(_SHARES, _SHARES, "share of the questions answered → in vain")
    area = f"area {risk_area(confidence, answerable):.3f}"
    return Plot(
        plot(axes, [Line(area, points)]),
        "Risk and coverage: the most confident answers first, how many are to questions that the"
        " articles do not answer?",
    )


def _depth(table: Table) -> Iterator[Plot]:
    """Yield recall by the number of articles or passages that are looked at."""
    across = [(depth / DEPTHS[-1], str(depth)) for depth in DEPTHS]
    names = (("recall", "the right articles"), ("range recall", "characters of the gold quotes"))
    lines = [
        Line(label, [(depth / DEPTHS[-1], mean(table[f"{name}@{depth}"])) for depth in DEPTHS])
        for name, label in names
        if f"{name}@{DEPTHS[0]}" in table
    ]
    if lines:
        yield Plot(
            plot(Axes(across, _SHARES, "looked at → share found"), lines),
            "Recall by how many articles, or passages, are looked at.",
        )


def _speed(table: Table) -> Iterator[Plot]:
    """Yield the times of the stages of an answer."""
    rows = []
    for name in (name for name in table if name.endswith(" ms")):
        half, most = percentile(50, table[name]), percentile(95, table[name])
        rows.append((name.removesuffix(" ms"), half, most, f"{half:.1f} / {most:.1f} ms"))
    if rows:
        yield Plot(bars(rows, "time by stage"), "Time by stage: p50 (thick) and p95 (thin).")
