"""An evaluation as one HTML file, without scripts and without anything from elsewhere.

Articles, questions and names are untrusted: they reach the page through `safe` only.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from bot.evaluating.bootstrap import COVERED, RESAMPLES
from bot.evaluating.cases import safe, worst_cases
from bot.evaluating.compare import FigureDifference
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.figures import KEY, Figure, figures, figures_named
from bot.evaluating.report_plots import drawings
from bot.evaluating.summary import between, changed, heading, number

_STYLE = Path(__file__).with_suffix(".css")
_COLUMNS = 5
_FEW = 5  # questions, of which an interval would only pretend


def report(
    run: Evaluation,
    found: Sequence[Figure],
    against: Sequence[FigureDifference] = (),
    *,
    made: str = "",
) -> str:
    """Give the page; `made` says when and by which version."""
    parts = [
        f"<h1>{safe(heading(run))}</h1>",
        f'<p class="faint">{safe(made)} Intervals: {COVERED} %, {RESAMPLES:,} resamples of the'
        " questions.</p>",
        "<h2>Figures</h2>",
        _table(found, {each.measure.name: each for each in against}),
        *drawings(run.table),
        *_groups(run),
        *worst_cases(run.cases),
    ]
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(run.name)}: how good the answers are</title>\n"
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>\n"
    )
    return head + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"


def _table(found: Sequence[Figure], changes: dict[str, FigureDifference]) -> str:
    """Give the figures, those of each part below its name."""
    head = '<th>Figure</th><th class="number">Value</th><th class="number">Interval</th>'
    head += '<th class="number">Of</th>'
    head += '<th class="number">Against the baseline</th>' if changes else ""
    head += '<th class="says">What it says</th>'
    rows = []
    for part, own in groupby(found, key=lambda figure: figure.measure.part):
        rows.append(f'<tr class="part"><th colspan="{_COLUMNS + bool(changes)}">{part}</th></tr>')
        rows += [_row(figure, changes) for figure in own]
    return _wide(head, rows)


def _row(figure: Figure, changes: dict[str, FigureDifference]) -> str:
    measure = figure.measure
    cells = [number(figure.value), between(figure), f"{figure.count:,}"]
    row = f"<th>{safe(measure.name)}</th>" + "".join(_number(cell) for cell in cells)
    if changes:
        row += _change(changes.get(measure.name))
    return f'<tr>{row}<td class="says faint">{safe(_says(figure))}</td></tr>'


def _says(figure: Figure) -> str:
    better = {True: "", False: "; less is better", None: ""}[figure.measure.higher]
    return figure.measure.says + better


def _change(change: FigureDifference | None) -> str:
    if change is None:
        return "<td></td>"
    kind = " bad" if change.worse else " good" if change.better else ""
    return f'<td class="number{kind}">{changed(change)}</td>'


def _groups(run: Evaluation) -> Iterator[str]:
    """Give a table for each way to divide the questions."""
    said = {"type": "By type", "language": "By language", "history": "In a conversation"}
    for sort, groups in run.groups().items():
        tables = {
            name: {f.measure.name: f for f in figures(figures_named(run.table, own), KEY)}
            for name, own in groups.items()
        }
        names = [name for name in KEY if any(name in own for own in tables.values())]
        head = '<th></th><th class="number">Questions</th>'
        head += "".join(f'<th class="number">{safe(name)}</th>' for name in names)
        rows = [
            f"<tr><th>{safe(name)}</th>{_number(f'{len(groups[name]):,}')}"
            + "".join(map(_cell, (own.get(each) for each in names)))
            + "</tr>"
            for name, own in tables.items()
        ]
        yield f"<h2>{said[sort]}</h2>"
        yield _wide(head, rows)


def _cell(figure: Figure | None) -> str:
    """Give a figure and its interval, or of how few questions it is."""
    if figure is None:
        return _number("–")
    few = figure.count < _FEW
    below = f"of {figure.count}" if few else between(figure)
    return _number(f"{number(figure.value)}<br><small>{below}</small>")


def _number(words: str) -> str:
    return f'<td class="number">{words}</td>'


def _wide(head: str, rows: Sequence[str]) -> str:
    body = "\n".join(rows)
    return (
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n'
        "</table></div>"
    )
