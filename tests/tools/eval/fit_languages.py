"""Fit when to abstain for questions in other scripts, with `--work DIR` for what is kept.

Writes `bot/extracting/multilingual.json`. XQuAD, Arabic and Russian questions on English articles
(cross) and on those of their language (same): as they are, and with the gold paragraph, and
the whole article, left out. Fitted on one half of the questions; the other is reported.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import astuple, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

import bot.extracting.multilingual
from bot.extracting.multilingual import MultilingualEvidence, rank_by_meaning
from retrieval.language.question_types import to_search_query
from retrieval.models import embed_e5, embed_use
from retrieval.models.embed import Embedder
from retrieval.models.embedding_models import EmbeddingModels
from tests.tools.eval.languages import FOLDS, keep, named, pair, remembering
from tests.tools.eval.sets import Row, half, searcher

RULES = Path(bot.extracting.multilingual.__file__).with_suffix(".json")
NAMES = [each.name for each in fields(MultilingualEvidence)]
# Shares of the fitted half: of the questions with an answer that are answered, unless too few of
# those whose article is left out were refused then.
REFUSED = 0.85
ANSWERED, BROAD_ANSWERED = 0.885, 0.95
EVERY = 2  # of the questions, one is measured
KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "cross": (("ar", "en"), ("ru", "en")),
    "same": (("ar", "ar"), ("ru", "ru")),
}
Measured = list[tuple[Row, MultilingualEvidence]]


def main() -> None:
    """Measure, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where indexes are kept")
    work: Path = parser.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    rules: dict[str, Any] = json.loads(RULES.read_text(encoding="utf-8"))
    kinds: list[Callable[[], Embedder]] = []
    kinds += [embed_e5.E5Embedder] if embed_e5.runs_here() else []
    kinds += [embed_use.UseEmbedder] if embed_use.runs_here() else []
    for kind in kinds:
        models = remembering(kind, work)
        names = [each.name for each in (models.embedder, models.second) if each]
        rules[" + ".join(names)] = {
            name: fitted(name, [measured(work, models, *each) for each in pairs])
            for name, pairs in KINDS.items()
        }
        keep(models)
        RULES.write_text(json.dumps(rules, indent=1) + "\n", encoding="utf-8")


def measured(
    work: Path, models: EmbeddingModels, asked_in: str, written_in: str
) -> dict[str, Measured]:
    """Measure questions by what is found, and by what is left of it without what answers them.

    An index without the paragraph finds the same but for the weight of rare words; `languages` of
    the evaluation asks real ones.
    """
    kept = work / f"measured-{named(models, asked_in)}-{written_in}.json"
    if kept.exists():
        read = json.loads(kept.read_text(encoding="utf-8"))
        return {
            side: [(q, MultilingualEvidence(*n)) for q, n in rows] for side, rows in read.items()
        }
    docs, questions = pair(asked_in, written_in)
    index = searcher(work, named(models, f"all-{written_in}"), docs, lambda: models)
    sides: dict[str, Measured] = {"all": [], **{name: [] for name in FOLDS}}
    for question in questions[::EVERY]:
        found = index.find(to_search_query(question["question"]), limit=60)
        gold = next(d["id"] for d in docs if d["id"] in question["doc_ids"])
        article = gold.rpartition("-")[0]
        left = {"all": "none", "paragraph": f"{gold}-", "article": f"{article}-"}
        for name, rows in sides.items():
            hits = [h for h in found.hits if not f"{h.document.id}-".startswith(left[name])]
            seen = replace(found, hits=tuple(hits[:20]))
            _, nearness = rank_by_meaning(seen, index)
            assert nearness is not None
            rows.append(({"id": question["id"]}, nearness))
    index.close()
    keep(models)
    written = {side: [(q, astuple(n)) for q, n in rows] for side, rows in sides.items()}
    kept.write_text(json.dumps(written), encoding="utf-8")
    return sides


def fitted(kind: str, pairs: list[dict[str, Measured]]) -> dict[str, Any]:
    """Fit one rule on the even half, so that `ANSWERED` of what has an answer is answered."""
    sides: dict[str, Measured] = {
        name: [row for pair in pairs for row in pair[name]] for name in pairs[0]
    }
    even = {name: _table(rows, 0) for name, rows in sides.items()}
    table = np.vstack(list(even.values()))
    labels = np.concatenate([np.full(len(t), name == "all") for name, t in even.items()])
    shares = {"all": 0.5, "paragraph": 0.25, "article": 0.25}
    weights = np.concatenate([np.full(len(t), shares[n] / len(t)) for n, t in even.items()])
    center, spread = table.mean(0), table.std(0) + 1e-9
    model = LogisticRegression(max_iter=5000, C=10)
    model.fit((table - center) / spread, labels, sample_weight=weights * len(table))
    slopes = model.coef_[0] / spread
    fact, broad = np.quantile(even["all"] @ slopes, (1 - ANSWERED, 1 - BROAD_ANSWERED))
    bias = -float(max(fact, np.quantile(even["article"] @ slopes, REFUSED)))
    broad_bias = bias + float(fact - broad)
    for part, said in ((1, "reported"), (0, "fitted")):
        yes = {
            name: float((_table(rows, part) @ slopes + bias > 0).mean())
            for name, rows in sides.items()
        }
        print(  # noqa: T201  # a report
            f"{kind} ({said} half): answered {yes['all']:.3f}, refused without the paragraph"
            f" {1 - yes['paragraph']:.3f}, without the article {1 - yes['article']:.3f}",
            flush=True,
        )
    named_slopes = dict(zip(NAMES, slopes.round(4).tolist(), strict=True))
    return {"weights": named_slopes, "bias": round(bias, 4), "broad_bias": round(broad_bias, 4)}


def _table(rows: Measured, part: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([astuple(nearness) for question, nearness in rows if half(question) == part])


if __name__ == "__main__":
    main()
