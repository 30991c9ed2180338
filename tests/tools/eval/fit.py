"""Fit the rule of abstention on one half of the development sets and report both.

Run as `make fit`, which writes `bot/extracting/answerability.json`. Answerable: XQuAD (English) and
CLAP NQ, each as one large corpus and as many small ones (an article, a passage). Not answerable:
XQuAD with the gold paragraph, and with the whole article, left out of the index; the unanswerable
half of CLAP NQ. What is fitted without a set is reported on it too.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import bot.extracting.answerability
from bot.extracting.answerability import STRICT, AnswerabilityRule
from bot.extracting.by_words import rank_by_words
from bot.extracting.candidates import rank_sentences
from bot.extracting.evidence import Evidence, measure_evidence
from retrieval.language.question_types import AnswerType, classify_question, to_search_query
from retrieval.search.searcher import Searcher
from tests.tools.eval.sets import Row, article_fold, half, left_out, load, paragraph_fold, searcher

RULES = Path(bot.extracting.answerability.__file__).with_suffix(".json")
MEASURED = (
    "word_similarity",
    "covered_rarity",
    "unmatched_share",
    "reverse_similarity",
    "margin",
    "specificity",
    "asks_amount",
)
# Of the answerable questions of each of the large corpora so many are to be answered, at least.
ANSWERED, BROAD_ANSWERED = 0.91, 0.95
PREMISES_KEPT = 0.97
WORDS_REFUSED = 0.9
Measured = list[tuple[Row, Evidence]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions that are all answerable or all not; `weight` is that of all of them in a fit."""

    source: str
    answerable: bool
    weight: float
    rows: Measured


Kinds = dict[str, Kind]
PAIRS = (
    ("XQuAD, paragraph left out", "xquad", "paragraph"),
    ("XQuAD, article left out", "xquad", "article"),
    ("XQuAD, one article, paragraph left out", "xquad small", "paragraph small"),
    ("CLAP NQ, one index", "clapnq yes", "clapnq no"),
    ("CLAP NQ, own passage", "clapnq own yes", "clapnq own no"),
)


def main() -> None:
    """Measure, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where indexes are kept")
    parser.add_argument("--write", action="store_true", help=f"write {RULES.name}")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    kinds = dict(xquad(options.work)) | dict(clapnq(options.work))
    rules: dict[str, Any] = {
        "source": "python -m tests.tools.eval.fit, even half of XQuAD en and clapnq_dev",
        "rule": fit(kinds),
        "premise_floor": premise_floor(kinds),
        "words_floor": words_floor(options.work),
    }
    if options.write:
        RULES.write_text(json.dumps(rules, indent=1) + "\n", encoding="utf-8")
    report(kinds, rules["rule"], "fitted on the even half of all")
    for source in ("xquad", "clapnq"):
        others = {name: kind for name, kind in kinds.items() if kind.source != source}
        own = {name: kind for name, kind in kinds.items() if kind.source == source}
        report(own, fit(others), f"fitted without {source}")


def xquad(work: Path) -> Iterator[tuple[str, Kind]]:
    """Measure XQuAD as one corpus and article by article, complete and with gold left out."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    yield "xquad", Kind("xquad", True, 2, _measured(searcher(work, "xquad", docs), questions))
    for name, fold in (("paragraph", paragraph_fold), ("article", article_fold)):
        rows = [
            row
            for number, others, asked_of in left_out(docs, questions, fold)
            for row in _measured(searcher(work, f"{name}-{number}", others), asked_of)
        ]
        yield name, Kind("xquad", False, 1, rows)
    complete, without = [], []
    work = work / "small"
    work.mkdir(exist_ok=True)
    for article in sorted({d["id"].split("-")[1] for d in docs}):
        paragraphs = [d for d in docs if d["id"].split("-")[1] == article]
        own = [q for q in questions if any(d["id"] in q["doc_ids"] for d in paragraphs)]
        complete += _measured(searcher(work, f"a{article}", paragraphs), own)
        for paragraph in paragraphs:
            asked_of = [q for q in own if paragraph["id"] in q["doc_ids"]]
            others = [d for d in paragraphs if d is not paragraph]
            if asked_of and others:
                without += _measured(searcher(work, f"p{paragraph['id']}", others), asked_of)
    yield "xquad small", Kind("xquad", True, 1, complete)
    yield "paragraph small", Kind("xquad", False, 1, without)


def clapnq(work: Path) -> Iterator[tuple[str, Kind]]:
    """Measure CLAP NQ as one corpus, and each question with its own passage only."""
    docs, questions = load("clapnq_dev")
    rows = _measured(searcher(work, "clapnq", docs), questions)
    own = []
    (work / "own").mkdir(exist_ok=True)
    for question in questions:
        name = (question["doc_ids"] or question["distractor_doc_ids"])[0]
        index = searcher(
            work / "own", question["id"].strip("-"), [d for d in docs if d["id"] == name]
        )
        own += _measured(index, [question])
    for name, weight, measured in (("clapnq", 1.5, rows), ("clapnq own", 0.7, own)):
        for answerable, said in ((True, "yes"), (False, "no")):
            part = [row for row in measured if row[0]["answerable"] is answerable]
            yield f"{name} {said}", Kind("clapnq", answerable, weight, part)


def _measured(searcher: Searcher, questions: list[Row]) -> Measured:
    rows = []
    for question in questions:
        words = question["question"]
        found = searcher.find(to_search_query(words), limit=20)
        rows.append((question, measure_evidence(found, rank_sentences(found, words))))
    searcher.close()
    return rows


def premise_floor(kinds: Kinds) -> float:
    """Fit the floor under what a question after a reason presumes."""
    premises = [
        evidence.weakest_word
        for name in ("xquad", "clapnq yes")
        for question, evidence in _half(kinds[name].rows, 0)
        if classify_question(question["question"]) is AnswerType.REASON
    ]
    return round(float(np.quantile(premises, 1 - PREMISES_KEPT)), 3)


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


def fit(kinds: Kinds) -> dict[str, Any]:
    """Fit a rule on the even half."""
    even = {name: _half(kind.rows, 0) for name, kind in kinds.items()}
    tables = [_table(rows) for rows in even.values()]
    labels = [kind.answerable for name, kind in kinds.items() for _ in even[name]]
    shares = [kind.weight / len(even[name]) for name, kind in kinds.items() for _ in even[name]]
    rows = np.vstack(tables)
    centers, spread = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0)
    model = LogisticRegression(max_iter=1000)
    weights = np.array(shares) / np.mean(shares)
    model.fit(_filled(rows, centers) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread

    def bias(share: float, *, strict: bool) -> float:
        floors = []
        for name in {"xquad", "clapnq yes"} & set(kinds):
            own = [
                row
                for row in even[name]
                if (classify_question(row[0]["question"]) in STRICT) is strict
            ]
            floors.append(np.quantile(_filled(_table(own), centers) @ slopes, 1 - share))
        return round(-float(min(floors)), 4)

    return {
        "centers": dict(zip(MEASURED, centers.round(4).tolist(), strict=True)),
        "weights": dict(zip(MEASURED, slopes.round(4).tolist(), strict=True)),
        "bias": bias(ANSWERED, strict=True),
        "broad_bias": bias(BROAD_ANSWERED, strict=False),
    }


def _table(rows: Measured) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Give the measurements, shape (rows, measurements); NaN where one says nothing."""
    return np.array([[getattr(e, name) for name in MEASURED] for _, e in rows], float)


def _filled(
    rows: "np.ndarray[Any, np.dtype[np.float64]]", centers: "np.ndarray[Any, np.dtype[np.float64]]"
) -> "np.ndarray[Any, np.dtype[np.float64]]":
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
