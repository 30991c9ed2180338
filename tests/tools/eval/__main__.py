"""Print the figures of the product on the question sets: `make eval`.

Everything is asked in process through `Assistant` and `Searcher`, as every front end does. Figures
that a fit could flatter are given for the half that nothing was fitted on.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path

from bot.answers import Answer
from bot.assistant import Assistant
from bot.evaluating.evaluate import Evaluation
from bot.evaluating.scores import contains, hit_at, passage_scores
from bot.evaluating.summary import heading
from retrieval.language.question_types import to_search_query
from retrieval.passages import Hit
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from tests.support.places import EVALS
from tests.tools.eval import gate
from tests.tools.eval.claims import claims
from tests.tools.eval.dated import dated
from tests.tools.eval.follow import followups, rewriting
from tests.tools.eval.injection import run as run_with_orders
from tests.tools.eval.languages import languages
from tests.tools.eval.other_words import other_words
from tests.tools.eval.sets import (
    Row,
    article_fold,
    half,
    left_out,
    load,
    paragraph_fold,
    reader,
    searcher,
)
from tests.tools.eval.written_claims import written_claims


def main() -> None:
    """Print one line a set."""
    if not EVALS.exists():
        say("skipped: there are no question sets; name their folder with EVALS=DIR")
        return
    parts: dict[str, Callable[[Path], Iterable[str]]] = {
        "seeds": seeds,
        "chunking": chunking,
        "xquad": xquad,
        "abstention": abstention,
        "clean": marks,
        "rewriting": rewriting,
        "followups": followups,
        "claims": lambda _: chain(claims(), written_claims()),
        "orders": orders,
        "other-words": other_words,
        "languages": languages,
        "dated": dated,
        "baseline": written,
    }
    with tempfile.TemporaryDirectory() as work:
        for name in sys.argv[1:] or parts:
            for line in parts[name](Path(work)):
                say(f"{name}: {line}")


def written(work: Path) -> Iterable[str]:
    """Run the slice that `make test` compares with, and keep what it gave."""
    runs = list(gate.slices(work / "slice"))
    gate.write(runs)
    yield f"written to {gate.BASELINE.name}: {', '.join(heading(run) for run in runs)} (odd half)"


def orders(work: Path) -> Iterable[str]:
    """Plant orders in the seeds, and ask with the worst model and without one."""
    counts = run_with_orders(work / "orders")
    yield (
        f"{counts['betrayed']} of {counts['asked']} answers of a model that obeys show an order,"
        f" {counts['quoted']} without a model; {counts['unharmed']} of {counts['answered']} right"
        " answers unharmed"
    )


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  # a report


def seeds(work: Path) -> Iterable[str]:
    """Ask the given and our own questions on the five articles."""
    for path in (gate.SEED_QUESTIONS, gate.OWN):
        for line in told(gate.seeds(work, path)):
            yield f"{path.stem}: {line}"


def told(run: Evaluation) -> Iterable[str]:
    """Say how many questions on the seeds were answered, and how well."""
    rows = [case.values for case in run.cases]
    quotes = sum(len(case.answer.citations) for case in run.cases)
    verbatim = mean(row["verbatim"] for row in rows if "verbatim" in row)
    yield f"verbatim {verbatim:.3f} of {quotes} quotes, dangling {dangling(run)}"
    own = [case for case in run.cases if case.question.type != "crosslingual"]
    yes = [case.values for case in own if case.question.answerable]
    no = [row for row in rows if "refused" in row]
    yield (
        f"answered {total(yes, 'answered')} of {len(yes)}, gold quoted"
        f" {total(yes, 'gold quoted')} of {len(yes)}, abstained {total(no, 'refused')} of {len(no)}"
    )


def dangling(run: Evaluation) -> int:
    """Count the marks that point nowhere."""
    return sum(
        number > len(case.answer.citations)
        for case in run.cases
        for statement in case.answer.statements
        for number in statement.citations
    )


def total(rows: Iterable[Mapping[str, float]], name: str) -> int:
    """Count the rows in which something is so."""
    return sum(row.get(name) == 1 for row in rows)


def chunking(work: Path) -> Iterable[str]:
    """Measure recall and IoU on ranges at 5 passages, from one index over all corpora."""
    docs, questions = load("chunking_eval")
    index = searcher(work, "chunking", docs)
    scores = [
        (half(q), *range_scores(index.search(to_search_query(q["question"]), limit=5), q))
        for q in questions
    ]
    for part, said in ((None, "all"), (0, "even half"), (1, "odd half")):
        rows = [row for row in scores if part in (None, row[0])]
        yield f"recall {mean(r[1] for r in rows):.4f}, IoU {mean(r[2] for r in rows):.4f} ({said})"


def range_scores(hits: list[Hit], question: Row) -> tuple[float, float]:
    """Give recall and IoU of hits against the excerpts."""
    gold = [(s["doc_id"], s["start"], s["end"]) for s in question["spans"]]
    found = [(h.document.id, h.passage.start, h.passage.end) for h in hits]
    recall, _, iou = passage_scores(found, gold)
    return recall, iou


def xquad(work: Path) -> Iterable[str]:
    """Measure whether the gold paragraph comes first, or among the first five."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    index = searcher(work, "xquad", docs)
    ranked = []
    for question in questions:
        hits = index.search(to_search_query(question["question"]), limit=20)
        ranked.append((list(dict.fromkeys(h.document.id for h in hits)), question["doc_ids"]))
    first, fifth = (mean(hit_at(k, *row) for row in ranked) for k in (1, 5))
    yield f"hit@1 {first:.4f}, hit@5 {fifth:.4f}"
    assistant = Assistant(index, reader=reader())
    answers = [(q, assistant.ask(q["question"])) for q in questions]
    first = mean(in_quotes(q, answer, 1) for q, answer in answers)
    any_ = mean(in_quotes(q, answer, 9) for q, answer in answers)
    yield f"answer in the first quote {first:.3f}, in any {any_:.3f}, abstained counted as wrong"


def in_quotes(question: Row, answer: Answer, count: int) -> bool:
    """Tell whether one of the first quotes holds a gold answer."""
    quotes = [citation.quote.text for citation in answer.citations[:count]]
    return any(contains(quote, question["answers"]) for quote in quotes)


def abstention(work: Path) -> Iterable[str]:
    """Ask XQuAD once with everything, once with the paragraph or the article left out.

    The rules were fitted on the even half: where it is much better than the odd one, too closely.
    """
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    complete = Assistant(searcher(work, "xquad", docs), reader=reader())
    answered = [(q, not complete.ask(q["question"]).abstained) for q in questions]
    for name, fold in (("paragraph", paragraph_fold), ("article", article_fold)):
        refused = []
        for number, others, asked_of in left_out(docs, questions, fold):
            assistant = Assistant(searcher(work, f"{name}-{number}", others), reader=reader())
            refused += [(q, assistant.ask(q["question"]).abstained) for q in asked_of]
        yield f"{name} left out: refused {by_half(refused)}"
    yield f"nothing left out: answered {by_half(answered)}"
    docs, questions = load("clapnq_dev")
    clapnq = Assistant(searcher(work, "clapnq", docs), reader=reader())
    rows = [(q, clapnq.ask(q["question"]).abstained) for q in questions]
    yes = by_half((q, not abstained) for q, abstained in rows if q["answerable"])
    no = by_half((q, abstained) for q, abstained in rows if not q["answerable"])
    yield f"CLAP NQ, one index: answered {yes}; refused {no}"


def by_half(rows: Iterable[tuple[Row, bool]]) -> str:
    """Say the share of what is true in the half that is reported, and in the one fitted on."""
    kept = list(rows)
    odd, even = (mean(true for q, true in kept if half(q) == part) for part in (1, 0))
    return f"{odd:.4f} (odd half), {even:.4f} (even half, fitted on)"


def marks(work: Path) -> Iterable[str]:
    """Measure how much of clean text is marked as boilerplate."""
    for name in ("clapnq_dev", "xquad_en_ar_ru", "mtrag_clapnq"):
        texts = [doc["text"] for doc in load(name)[0]]
        false = sum(
            mark.span.end - mark.span.start
            for text in texts
            for mark in mark_boilerplate(CutText(text))
        )
        yield f"{false} of {sum(map(len, texts)):,} characters of {name} are marked"


def mean(values: Iterable[float]) -> float:
    """Give the mean of numbers or of yes and no."""
    return statistics.fmean(float(value) for value in values)


if __name__ == "__main__":
    main()
