"""The plots of a report."""

from collections.abc import Iterator

import numpy as np

from bot.evaluating.bootstrap import mean
from bot.evaluating.calibration import reliability, risk_area, risk_curve
from bot.evaluating.figures import DEPTHS, Table, percentile
from bot.evaluating.svg_plot import Axes, Line, bars, plot

_SHARES = [(share / 4, f"{share / 4:g}") for share in range(5)]
_POINTS = 100  # of a curve that are drawn


def drawings(table: Table) -> Iterator[str]:
    """Yield the plots for which a table has values, as figures of HTML."""
    drawn = [*_certainty(table), *_depth(table), *_speed(table)]
    if drawn:
        yield "<h2>Plots</h2>"
        yield f'<div class="plots">{"".join(drawn)}</div>'


def _certainty(table: Table) -> Iterator[str]:
    """Yield what confidence is worth, where some questions are answerable and others not."""
    if (
        "confidence" not in table
        or len(set(table["answerable"][~np.isnan(table["answerable"])])) < 2
    ):
        return
    confidence, answerable = table["confidence"], table["answerable"]
    found = reliability(confidence, answerable)
    own = Line("measured", [(each.confidence, each.answerable) for each in found])
    ideal = Line("what it would be if confidence were a frequency", [(0, 0), (1, 1)], dotted=True)
    axes = Axes(_SHARES, _SHARES, "confidence → share that is answerable")
    counts = ", ".join(str(each.count) for each in found)
    yield _figure(
        plot(axes, [own, ideal]),
        f"Reliability: is confidence a frequency? Points of {counts} questions.",
    )
    curve = risk_curve(confidence, answerable)
    places = np.unique(np.linspace(0, len(curve) - 1, _POINTS).astype(int))
    points = [(float((i + 1) / len(curve)), float(curve[i])) for i in places]
    axes = Axes(_SHARES, _SHARES, "share of the questions answered → in vain")
    area = f"area {risk_area(confidence, answerable):.3f}"
    yield _figure(
        plot(axes, [Line(area, points)]),
        "Risk and coverage: the most confident answers first, how many are to questions that the"
        " articles do not answer?",
    )


def _depth(table: Table) -> Iterator[str]:
    """Yield recall by the number of articles or passages that are looked at."""
    across = [(depth / DEPTHS[-1], str(depth)) for depth in DEPTHS]
    named = (("recall", "the right articles"), ("range recall", "characters of the gold quotes"))
    lines = [
        Line(said, [(depth / DEPTHS[-1], mean(table[f"{name}@{depth}"])) for depth in DEPTHS])
        for name, said in named
        if f"{name}@{DEPTHS[0]}" in table
    ]
    if lines:
        yield _figure(
            plot(Axes(across, _SHARES, "looked at → share found"), lines),
            "Recall by how many articles, or passages, are looked at.",
        )


def _speed(table: Table) -> Iterator[str]:
    stages = [name for name in table if name.endswith(" ms")]
    rows = []
    for name in stages:
        half, most = percentile(50, table[name]), percentile(95, table[name])
        rows.append((name.removesuffix(" ms"), half, most, f"{half:.1f} / {most:.1f} ms"))
    if rows:
        yield _figure(bars(rows, "time by stage"), "Time by stage: p50 (thick) and p95 (thin).")


def _figure(drawn: str, caption: str) -> str:
    return f"<figure>{drawn}<figcaption>{caption}</figcaption></figure>"
