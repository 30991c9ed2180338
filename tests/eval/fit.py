"""Fit the rules of abstention on one half of the development sets and report the other.

Run as `make fit`, which writes `bot/quoting/abstain.json`. Answerable: XQuAD (English) and CLAP NQ
as they are. Not answerable: XQuAD with the gold paragraph, and with the whole article, left out of
the index; the unanswerable half of CLAP NQ. Each set weighs the same.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import bot.quoting.abstain
from bot.asking.questions import Asked, asked, focus
from bot.quoting.abstain import Rule
from bot.quoting.evidence import Evidence, measure
from bot.quoting.extract import rank
from bot.quoting.lexical import rank_by_words
from retrieval.search import Searcher
from tests.eval.sets import Row, article_fold, half, left_out, load, paragraph_fold, searcher

RULES = Path(bot.quoting.abstain.__file__).with_suffix(".json")
FACT = (
    "sentence",
    "passage",
    "words_sentence",
    "words_best",
    "weakest_word",
    "covered",
    "missing",
    "lead_second",
    "lead_fifth",
    "lead_passage",
)
BROAD = ("words_best", "passage", "covered", "weakest_word")
# Shares of the answerable questions that are to be answered. Broad questions are the more often
# worth an answer: their answer is a choice of sentences, not one value.
FACT_ANSWERED, BROAD_ANSWERED, PREMISES_KEPT = 0.885, 0.93, 0.97
WORDS_REFUSED = 0.9
Measured = list[tuple[Row, Evidence]]
Sets = dict[str, tuple[Measured, Measured]]


def main() -> None:
    """Measure, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where indexes are kept")
    parser.add_argument("--write", action="store_true", help=f"write {RULES.name}")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    sets = measured_sets(options.work)
    rules = fit(sets) | {"words_floor": words_floor(options.work)}
    if options.write:
        RULES.write_text(json.dumps(rules, indent=1) + "\n", encoding="utf-8")
    report(sets, Rule(**rules["fact"]), Rule(**rules["broad"]), rules["premise_floor"])


def measured_sets(work: Path) -> Sets:
    """Give for each set its answerable and its unanswerable questions, measured."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    complete = _measured(searcher(work, "xquad", docs), questions)
    without = {}
    for name, fold in (("paragraph", paragraph_fold), ("article", article_fold)):
        without[name] = [
            row
            for number, others, asked_of in left_out(docs, questions, fold)
            for row in _measured(searcher(work, f"{name}-{number}", others), asked_of)
        ]
    docs, questions = load("clapnq_dev")
    clapnq = _measured(searcher(work, "clapnq", docs), questions)
    return {
        "XQuAD, paragraph left out": (complete, without["paragraph"]),
        "XQuAD, article left out": (complete, without["article"]),
        "CLAP NQ": (
            [row for row in clapnq if row[0]["answerable"]],
            [row for row in clapnq if not row[0]["answerable"]],
        ),
    }


def _measured(searcher: Searcher, questions: list[Row]) -> Measured:
    rows = []
    for question in questions:
        words = question["question"]
        found = searcher.find(focus(words), limit=20)
        rows.append((question, measure(found, rank(found, words))))
    searcher.close()
    return rows


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
                found = index.find(focus(question["question"]), limit=20)
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


def fit(sets: Sets) -> dict[str, Any]:
    """Fit both rules and the floor on the even half."""
    even = {name: (_half(yes, 0), _half(no, 0)) for name, (yes, no) in sets.items()}
    premises = [
        evidence.weakest_common
        for name, (yes, _) in even.items()
        if name != "XQuAD, article left out"
        for question, evidence in yes
        if asked(question["question"]) is Asked.REASON
    ]
    return {
        "source": "python -m tests.eval.fit, even half of XQuAD en and clapnq_dev",
        "fact": _fit(even, FACT, FACT_ANSWERED, fact=True),
        "broad": _fit(even, BROAD, BROAD_ANSWERED, fact=False),
        "premise_floor": round(float(np.quantile(premises, 1 - PREMISES_KEPT)), 3),
    }


def _fit(sets: Sets, names: tuple[str, ...], answered: float, *, fact: bool) -> dict[str, Any]:
    """Fit one rule; its bias is where a share of the answerable questions are answered."""
    tables, labels, weights, answerable = [], [], [], []
    for yes, no in sets.values():
        for measured, label in ((yes, 1), (no, 0)):
            table = np.array(
                [
                    [getattr(evidence, name) for name in names]
                    for question, evidence in measured
                    if (asked(question["question"]) is Asked.FACT) is fact
                ]
            )
            tables.append(table)
            labels += [label] * len(table)
            weights += [1 / len(table)] * len(table)
        answerable.append(tables[-2])
    rows = np.vstack(tables)
    centers, spread = rows.mean(0), rows.std(0)
    model = LogisticRegression(max_iter=5000)
    scale = len(weights) / len(tables)
    model.fit((rows - centers) / spread, labels, sample_weight=np.array(weights) * scale)
    slopes = model.coef_[0] / spread
    floors = [np.quantile((table - centers) @ slopes, 1 - answered) for table in answerable[1:]]
    return {
        "centers": dict(zip(names, centers.round(4).tolist(), strict=True)),
        "weights": dict(zip(names, slopes.round(4).tolist(), strict=True)),
        "bias": round(-float(np.mean(floors)), 4),
    }


def report(sets: Sets, fact: Rule, broad: Rule, floor: float) -> None:
    """Print the figures of both halves; only those of the odd one count."""

    def score(question: str, evidence: Evidence) -> float:
        if asked(question) is Asked.REASON and evidence.weakest_common < floor:
            return -9.0
        return (fact if asked(question) is Asked.FACT else broad).score(evidence)

    for name, sides in sets.items():
        for part, said in ((1, "reported"), (0, "fitted")):
            yes, no = (
                np.array([score(q["question"], evidence) for q, evidence in _half(side, part)])
                for side in sides
            )
            auc = roc_auc_score([1] * len(yes) + [0] * len(no), np.concatenate([yes, no]))
            at = [f"{(no < np.quantile(yes, 1 - a)).mean():.3f} at {a}" for a in (0.95, 0.9, 0.88)]
            print(  # noqa: T201  # a report
                f"{name} ({said} half): AUC {auc:.3f}; refused {', '.join(at)};"
                f" as set: answered {(yes > 0).mean():.3f}, refused {(no <= 0).mean():.3f}"
            )


def _half(measured: Iterable[tuple[Row, Evidence]], part: int) -> Measured:
    return [row for row in measured if half(row[0]) == part]


if __name__ == "__main__":
    main()
