"""An evaluation as one HTML page without scripts or outside files. Knows Jinja2.

Articles, questions and names are untrusted. The environment strips control characters from every
value and escapes it; only the plots, which are SVG of our own, pass as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.evaluating.bootstrap import COVERAGE, RESAMPLES
from bot.evaluating.differences import FigureDifference
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.figures import KEY, Figure, compute_figures, select_rows
from bot.evaluating.report_plots import Plot, plots
from bot.evaluating.score_case import Case
from bot.evaluating.summary import format_difference, format_interval, format_number, heading
from bot.evaluating.worst_cases import worst_cases
from bot.output import strip_control_characters
from bot.rendering.text import marked_statement, shortened
from retrieval.passages import Hit

_TEMPLATE = "html_report.jinja"
_GROUPINGS = {"type": "By type", "language": "By language", "history": "In a conversation"}
_HITS = 5  # passages of a case that are shown
_MAX_QUOTE = 1500  # characters of a quote that are shown


@dataclass(frozen=True, slots=True)
class _GroupTable:
    """The key figures of each group of questions: `rows` hold its name, its size, its figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, int, Sequence[Figure | None]]]


def report(
    run: Evaluation,
    figures: Sequence[Figure],
    differences: Sequence[FigureDifference] = (),
    *,
    made: str = "",
) -> str:
    """Return the page; `made` tells when it was made and by which version."""
    return _template().render(
        run=run,
        made=made,
        coverage=COVERAGE,
        resamples=RESAMPLES,
        parts=[(name, list(part)) for name, part in groupby(figures, lambda f: f.metric.part)],
        differences={each.metric.name: each for each in differences},
        plots=[Plot(Markup(plot.svg), plot.caption) for plot in plots(run.table)],
        groups=list(_groups(run)),
        faults=worst_cases(run.cases),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_strip,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": format_number, "interval": format_interval, "difference": format_difference,
        "heading": heading, "statement": marked_statement, "shortened": shortened,
        "cut": _cut, "hits": _hits,
    }  # fmt: skip
    return environment.get_template(_TEMPLATE)


def _strip(value: object) -> object:
    """Strip control characters, which could steer a terminal that shows the page."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return strip_control_characters(value)
    return value


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_QUOTE else f"{text[:_MAX_QUOTE]} …"


def _hits(case: Case) -> list[tuple[Hit, bool]]:
    """Return the first hits of a case, and whether each holds what should have been found."""
    return [(hit, _holds_gold(hit, case)) for hit in case.answer.hits[:_HITS]]


def _holds_gold(hit: Hit, case: Case) -> bool:
    if not case.gold:
        return hit.document.id in case.documents
    passage = hit.passage
    return any(
        document == hit.document.id and start < passage.end and passage.start < end
        for document, start, end in case.gold
    )


def _groups(run: Evaluation) -> Iterator[_GroupTable]:
    """Yield a table for each way to divide the questions."""
    for grouping, groups in run.groups().items():
        figures_of = {
            name: {f.metric.name: f for f in compute_figures(select_rows(run.table, rows), KEY)}
            for name, rows in groups.items()
        }
        columns = [name for name in KEY if any(name in own for own in figures_of.values())]
        rows = [
            (name, len(groups[name]), [own.get(column) for column in columns])
            for name, own in figures_of.items()
        ]
        yield _GroupTable(_GROUPINGS[grouping], columns, rows)
