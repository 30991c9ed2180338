"""Fit the rules of abstention on one half of the development sets and report both.

Run as `make fit`, which writes `bot/extracting/answerability.json`: a rule for evidence with a
reading, and one for evidence without. What is fitted without a set is reported on it too.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

import bot.extracting.answerability
from bot.extracting.answerability import STRICT, AnswerabilityRule
from bot.extracting.by_words import rank_by_words
from bot.extracting.evidence import Evidence
from retrieval.language.question_types import classify_question, to_search_query
from retrieval.models.reader import LocalReader
from tests.tools.eval.measured import Kinds, Measured, measure_all
from tests.tools.eval.sets import Row, half, left_out, load, paragraph_fold, searcher

RULES = Path(bot.extracting.answerability.__file__).with_suffix(".json")
COMPARED = (
    "word_similarity",
    "covered_rarity",
    "unmatched_share",
    "reverse_similarity",
    "margin",
    "specificity",
    "asks_amount",
)
READ = (*COMPARED, "reading")
AGAINST = frozenset({"unmatched_share", "asks_amount"})  # measurements that speak against an answer
# Of the answerable questions of each of the large corpora so many are to be answered, at least.
ANSWERED, BROAD_ANSWERED = 0.91, 0.95
BROAD_READ = 0.99  # with a reader, to which broad questions ask for little
WORDS_REFUSED = 0.9


Table: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
PAIRS = (
    ("XQuAD, paragraph left out", "xquad", "paragraph"),
    ("XQuAD, article left out", "xquad", "article"),
    ("XQuAD, one article, paragraph left out", "xquad small", "paragraph small"),
    ("CLAP NQ, one index", "clapnq yes", "clapnq no"),
    ("CLAP NQ, own passage", "clapnq own yes", "clapnq own no"),
    ("Written in other words", "written yes", "written no"),
)


def main() -> None:
    """Measure, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where indexes are kept")
    parser.add_argument("--write", action="store_true", help=f"write {RULES.name}")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    compared = measure_all(options.work, None)
    read = measure_all(options.work, LocalReader())
    rules: dict[str, Any] = {
        "source": "python -m tests.tools.eval.fit, even half of XQuAD en and clapnq_dev, and "
        "tests/data/reader/fit",
        "rule": fit(_without(compared, "written"), COMPARED),
        "reader_rule": fit(read, READ, broad=BROAD_READ),
        "words_floor": words_floor(options.work),
    }
    if options.write:
        RULES.write_text(json.dumps(rules, indent=1) + "\n", encoding="utf-8")
    report(compared, rules["rule"], "without a reader")
    report(read, rules["reader_rule"], "with the reader")
    for source in ("xquad", "clapnq", "written"):
        others = _without(read, source)
        own = {name: kind for name, kind in read.items() if kind.source == source}
        report(
            own, fit(others, READ, broad=BROAD_READ), f"with the reader, fitted without {source}"
        )


def _without(kinds: Kinds, source: str) -> Kinds:
    return {name: kind for name, kind in kinds.items() if kind.source != source}


def words_floor(work: Path) -> float:
    """Fit the floor for scripts that the model does not read: Arabic and Russian XQuAD.

    It is where `WORDS_REFUSED` of the questions whose paragraph is left out are refused.
    """
    held: dict[tuple[bool, int], list[float]] = {}
    for lang in ("ar", "ru"):
        docs, questions = load("xquad_en_ar_ru", lang=lang, prefix=f"{lang}-")
        number, others, asked_of = next(iter(left_out(docs, questions, paragraph_fold)))
        for complete, shown in ((True, docs), (False, others)):
            index = searcher(work, f"{lang}-{number if not complete else 'all'}", shown)
            for question in asked_of:
                found = index.find(to_search_query(question["question"]), limit=20)
                best = next(iter(rank_by_words(found)), None)
                key = (complete, half(question))
                held.setdefault(key, []).append(best.score if best else 0.0)
            index.close()
    floor = float(np.quantile(held[False, 0], WORDS_REFUSED))
    for part, said in ((1, "reported"), (0, "fitted")):
        answered, refused = (np.array(held[whole, part]) >= floor for whole in (True, False))
        print(  # noqa: T201  # a report
            f"XQuAD ar and ru by words ({said} half): answered {answered.mean():.3f},"
            f" refused without the paragraph {1 - refused.mean():.3f}"
        )
    return round(floor, 3)


def fit(kinds: Kinds, names: Sequence[str], *, broad: float = BROAD_ANSWERED) -> dict[str, Any]:
    """Fit a rule of these measurements on the even half."""
    even = {name: _half(kind.rows, 0) for name, kind in kinds.items()}
    tables = [_table(rows, names) for rows in even.values()]
    labels = [kind.answerable for name, kind in kinds.items() for _ in even[name]]
    shares = [kind.weight / len(even[name]) for name, kind in kinds.items() for _ in even[name]]
    rows = np.vstack(tables)
    centers, spread = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0)
    weights = np.array(shares) / np.mean(shares)
    signs = [-1 if name in AGAINST else 1 for name in names]
    slopes = _regression(_filled(rows, centers) / spread, labels, weights, signs) / spread

    def bias(share: float, *, strict: bool) -> float:
        floors = []
        for name in {"xquad", "clapnq yes"} & set(kinds):
            own = [
                row
                for row in even[name]
                if (classify_question(row[0]["question"]) in STRICT) is strict
            ]
            floors.append(np.quantile(_filled(_table(own, names), centers) @ slopes, 1 - share))
        return round(-float(min(floors)), 4)

    return {
        "centers": dict(zip(names, centers.round(4).tolist(), strict=True)),
        "weights": dict(zip(names, slopes.round(4).tolist(), strict=True)),
        "bias": bias(ANSWERED, strict=True),
        "broad_bias": bias(broad, strict=False),
    }


def _regression(rows: Table, labels: Sequence[bool], weights: Table, signs: Sequence[int]) -> Table:
    """Return the slopes of a logistic regression, each of its sign or 0.

    Questions that avoid the words of their article would teach that likeness speaks against an
    answer.
    """
    answerable = np.array(labels, float)

    def loss(parameters: Table) -> tuple[float, Table]:
        slopes = parameters[:-1]
        scores = rows @ slopes + parameters[-1]
        errors = weights * (1 / (1 + np.exp(-scores)) - answerable)
        value = weights @ (np.logaddexp(0, scores) - answerable * scores) + slopes @ slopes / 2
        return value, np.append(rows.T @ errors + slopes, errors.sum())

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in signs]
    start = np.zeros(len(signs) + 1)
    fitted: Table = minimize(
        loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B"
    ).x
    return fitted[:-1]


def _table(rows: Measured, names: Sequence[str]) -> Table:
    """Return the measurements, shape (rows, measurements); NaN where one says nothing."""
    return np.array([[getattr(e, name) for name in names] for _, e in rows], float)


def _filled(rows: Table, centers: Table) -> Table:
    return np.nan_to_num(rows - centers)


def report(kinds: Kinds, rule: dict[str, Any], said: str) -> None:
    """Print the figures of both halves; only those of the odd one count."""
    weighed = AnswerabilityRule(**rule)
    for name, answerable, other in PAIRS:
        if answerable not in kinds:
            continue
        for part, which in ((1, "odd half"), (0, "even half")):
            yes, no = (
                np.array(
                    [
                        weighed.score(e, strict=classify_question(q["question"]) in STRICT)
                        for q, e in _half(kinds[each].rows, part)
                    ]
                )
                for each in (answerable, other)
            )
            auc = roc_auc_score([1] * len(yes) + [0] * len(no), np.concatenate([yes, no]))
            at = [f"{(no < np.quantile(yes, 1 - a)).mean():.3f} at {a}" for a in (0.95, 0.9, 0.85)]
            print(  # noqa: T201  # a report
                f"{name} ({which}, {said}): AUC {auc:.3f}; refused {', '.join(at)};"
                f" as set: answered {(yes > 0).mean():.3f}, refused {(no <= 0).mean():.3f}"
            )


def _half(measured: Iterable[tuple[Row, Evidence]], part: int) -> Measured:
    return [row for row in measured if half(row[0]) == part]


if __name__ == "__main__":
    main()
