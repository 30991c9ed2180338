"""The figures: what each one measures, its value over a question set, its interval."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from bot.evaluating.bootstrap import Column, Draws, Statistic, draws, interval, mean, resample
from bot.evaluating.calibration import refused_at, risk_area

Table: TypeAlias = Mapping[str, Column]  # the values of all questions, by the name of the value
DIGITS = 4  # to which the values of a saved run are rounded
DEPTHS = (1, 3, 5, 10, 20)  # of a ranking, at which recall is measured
PASSAGES = 5  # that count for recall, precision and IoU on ranges


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured, and the `statistic` of which columns it is; by default the mean of `name`.

    `higher` is True if higher is better, False if lower is, None if neither.
    """

    name: str
    part: str
    meaning: str
    higher: bool | None = True
    columns: tuple[str, ...] = ()
    statistic: Statistic = mean

    def of(self, table: Table) -> list[Column]:
        """Return the columns it is made of; [] if the table lacks one of them."""
        names = self.columns or (self.name,)
        return [table[name] for name in names] if all(name in table for name in names) else []


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a metric, the ends of its 95 % interval, and how many questions counted."""

    metric: Metric
    value: float
    low: float
    high: float
    count: int


_METRICS = (
    Metric("recall@1", "retrieval", "share of the right articles that comes first"),
    Metric("recall@5", "retrieval", "share of the right articles among the first five"),
    Metric("recall@10", "retrieval", "share of the right articles among the first ten"),
    Metric("hit@1", "retrieval", "the first article is a right one"),
    Metric("hit@5", "retrieval", "a right article is among the first five"),
    Metric("MRR@10", "retrieval", "1 / the rank of the first right article"),
    Metric("nDCG@10", "retrieval", "discounted gain of the first ten articles"),
    Metric("range recall@5", "retrieval", "characters of the gold quotes within five passages"),
    Metric("range precision@5", "retrieval", "characters of five passages that are gold"),
    Metric("IoU@5", "retrieval", "characters in both, of those in either"),
    Metric("verbatim", "citations", "quotes that are the words at their place"),
    Metric("dangling", "citations", "marks that point nowhere", higher=False),
    Metric("supported", "citations", "statements whose numbers and names stand in their quotes"),
    Metric("gold quoted", "citations", "answerable: a quote overlaps a gold one"),
    Metric("cited precision", "citations", "quoted characters that are gold, where answered"),
    Metric("cited recall", "citations", "gold characters that are quoted"),
    Metric("cited F1", "citations", "both of these in one"),
    Metric("answer in first quote", "citations", "short answers that the first quote holds"),
    Metric("answer in a quote", "citations", "short answers that some quote holds"),
    Metric("mentions", "citations", "answerable: the quotes mention what they must"),
    Metric("ALCE recall", "citations", "statements that a judge finds in their quotes"),
    Metric("ALCE precision", "citations", "citations that a judge finds of use"),
    Metric("answered", "abstention", "answered when answerable"),
    Metric("refused", "abstention", "abstention recall: refused when not answerable"),
    Metric("abstention precision", "abstention", "not answerable when refused"),
    Metric(
        "refused at .90", "abstention", "refused while .90 of the answerable are answered",
        columns=("confidence", "answerable"), statistic=partial(refused_at, 0.9),
    ),
    Metric(
        "risk-coverage area", "abstention", "answered in vain, over all floors of confidence",
        higher=False, columns=("confidence", "answerable"), statistic=risk_area,
    ),
    Metric("Brier score", "abstention", "squared error of the confidence", higher=False),
    Metric("RougeL", "answers", "longest common subsequence with the answer wanted"),
    Metric("token F1", "answers", "words in common with the answer wanted"),
    Metric("length", "answers", "characters of an answer", higher=None),
    Metric("tokens", "cost", "tokens of the language model for a question", higher=None),
    Metric("cost", "cost", "money for a question, in the currency of your prices", higher=None),
)  # fmt: skip
KEY = (
    "hit@5", "range recall@5", "gold quoted", "answer in a quote", "answered", "refused",
)  # fmt: skip  # that are shown for each type and language


def all_metrics(table: Table) -> list[Metric]:
    """Return the metrics of which a table has values, and two of speed for each stage."""
    stages = [name for name in table if name.endswith(" ms")]
    speed = [
        Metric(
            f"{stage.removesuffix(' ms')} p{percent}", "speed", "milliseconds, " + meaning,
            higher=None, columns=(stage,), statistic=partial(percentile, percent),
        )
        for stage in stages
        for percent, meaning in ((50, "half are faster"), (95, "one in twenty is slower"))
    ]  # fmt: skip
    return [each for each in (*_METRICS, *speed) if _count(each.of(table))]


def compute_figures(table: Table, names: Iterable[str] = ()) -> list[Figure]:
    """Return the figures of a table; only those with these names, if names are given."""
    selection = set(names)
    size = len(next(iter(table.values()), ()))
    resamples = draws(size) if size else np.zeros((0, 0), np.int64)
    metrics = (each for each in all_metrics(table) if not selection or each.name in selection)
    values = (_figure(metric, metric.of(table), resamples) for metric in metrics)
    return [figure for figure in values if not np.isnan(figure.value)]


def table_of(rows: Sequence[Mapping[str, float]]) -> dict[str, Column]:
    """Return the values of each question as columns, NaN where a question has no such value."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([row.get(name, np.nan) for row in rows]) for name in names}


def select_rows(table: Table, rows: Sequence[int]) -> dict[str, Column]:
    """Return a table of the rows with these numbers."""
    numbers = np.array(rows, dtype=np.int64)
    return {name: column[numbers] for name, column in table.items()}


def percentile(percent: int, column: Column) -> float:
    """Return a percentile of a column without its NaN; NaN if nothing else is in it."""
    values = column[~np.isnan(column)]
    return float(np.percentile(values, percent)) if len(values) else float("nan")


def _count(columns: Sequence[Column]) -> int:
    """Count the questions that have a value in every column."""
    if not columns:
        return 0
    return int(np.sum(~np.isnan(np.stack(columns)).any(axis=0)))


def _figure(metric: Metric, columns: Sequence[Column], resamples: Draws) -> Figure:
    value = metric.statistic(*columns)
    low, high = interval(value, resample(metric.statistic, columns, resamples))
    return Figure(metric, value, low, high, _count(columns))
