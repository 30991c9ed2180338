"""Print the figures of the product on the question sets: `make eval`.

Everything is asked in process through `Assistant` and `Searcher`, as every front end does. Figures
that a fit could flatter are given for the half that nothing was fitted on.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.answers import Answer
from bot.asking.conversation import Conversation
from bot.asking.questions import focus
from bot.assistant import Assistant
from retrieval.clean import clean
from retrieval.home import SEEDS, Home
from retrieval.ingest import add
from retrieval.passages import Hit
from retrieval.search import Searcher
from retrieval.writer import Writer
from tests.eval.claims import claims
from tests.eval.follow import followups, rewriting
from tests.eval.injection import run as run_with_orders
from tests.eval.languages import languages
from tests.eval.sets import (
    EVALS,
    Row,
    article_fold,
    half,
    left_out,
    load,
    models,
    paragraph_fold,
    searcher,
)

Range = tuple[str, int, int]


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
        "claims": lambda _: claims(),
        "orders": orders,
        "languages": languages,
    }
    with tempfile.TemporaryDirectory() as work:
        for name in sys.argv[1:] or parts:
            for line in parts[name](Path(work)):
                say(f"{name}: {line}")


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
    """Ask our own questions on the five articles."""
    home = Home(work / "seeds")
    with Writer(home, models()) as writer:
        add(writer, [SEEDS])
    assistant = Assistant(Searcher(home, models()))
    text = (EVALS / "seed_questions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    answers = [
        (row, assistant.ask(row["question"], Conversation.of(row["history"]))) for row in rows
    ]
    quotes = [citation.quote for _, answer in answers for citation in answer.citations]
    texts = {entry.id: home.catalog.document(entry.id) for entry in home.catalog.entries()}
    verbatim = [
        (document := texts[quote.document_id]) is not None
        and document.text[quote.start : quote.end] == quote.text
        for quote in quotes
    ]
    dangling = sum(
        number > len(answer.citations)
        for _, answer in answers
        for statement in answer.statements
        for number in statement.citations
    )
    yield f"verbatim {mean(verbatim):.3f} of {len(quotes)} quotes, dangling {dangling}"
    yes = [(r, a) for r, a in answers if r["answerable"] and r["type"] != "crosslingual"]
    no = [answer for row, answer in answers if not row["answerable"]]
    quoted = sum(gold_quoted(row, answer) for row, answer in yes)
    answered = sum(not answer.abstained for _, answer in yes)
    refused = sum(answer.abstained for answer in no)
    yield (
        f"answered {answered} of {len(yes)}, gold quoted {quoted} of {len(yes)},"
        f" abstained {refused} of {len(no)}"
    )


def gold_quoted(row: Row, answer: Answer) -> bool:
    """Tell whether a quote overlaps a gold one."""
    return any(
        gold["source"] == c.quote.document_id
        and max(gold["start"], c.quote.start) < min(gold["end"], c.quote.end)
        for gold in row["gold"]
        for c in answer.citations
    )


def chunking(work: Path) -> Iterable[str]:
    """Measure recall and IoU on ranges at 5 passages, from one index over all corpora."""
    docs, questions = load("chunking_eval")
    index = searcher(work, "chunking", docs)
    scores = [
        (half(q), *range_scores(index.search(focus(q["question"]), limit=5), q)) for q in questions
    ]
    for part, said in ((None, "all"), (0, "even half"), (1, "odd half")):
        rows = [row for row in scores if part in (None, row[0])]
        yield f"recall {mean(r[1] for r in rows):.4f}, IoU {mean(r[2] for r in rows):.4f} ({said})"


def range_scores(hits: list[Hit], question: Row) -> tuple[float, float]:
    """Give recall and IoU of hits against the excerpts, in characters, as chunking_evaluation does.

    Every retrieved passage counts in full (Smith & Troynikov, Chroma, 2024).
    """
    gold = [(s["doc_id"], s["start"], s["end"]) for s in question["spans"]]
    found = [(h.document.id, h.passage.start, h.passage.end) for h in hits]
    wanted = {(doc, i) for doc, start, end in gold for i in range(start, end)}
    held = {(doc, i) for doc, start, end in found for i in range(start, end)} & wanted
    retrieved = sum(end - start for _, start, end in found)
    return len(held) / len(wanted), len(held) / (retrieved + len(wanted) - len(held))


def xquad(work: Path) -> Iterable[str]:
    """Measure whether the gold paragraph comes first, or among the first five."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    index = searcher(work, "xquad", docs)
    ranks = []
    for question in questions:
        hits = index.search(focus(question["question"]), limit=20)
        order = list(dict.fromkeys(hit.document.id for hit in hits))
        gold = next(d for d in question["doc_ids"] if d.startswith("en-"))
        ranks.append(order.index(gold) if gold in order else 99)
    yield f"hit@1 {mean(r < 1 for r in ranks):.4f}, hit@5 {mean(r < 5 for r in ranks):.4f}"
    assistant = Assistant(index)
    answers = [(q, assistant.ask(q["question"])) for q in questions]
    first = mean(in_quotes(q, answer, 1) for q, answer in answers)
    any_ = mean(in_quotes(q, answer, 9) for q, answer in answers)
    yield f"answer in the first quote {first:.3f}, in any {any_:.3f}, abstained counted as wrong"


def in_quotes(question: Row, answer: Answer, count: int) -> bool:
    """Tell whether one of the first quotes holds a gold answer."""
    quotes = [citation.quote.text.casefold() for citation in answer.citations[:count]]
    return any(gold.casefold() in quote for gold in question["answers"] for quote in quotes)


def abstention(work: Path) -> Iterable[str]:
    """Ask XQuAD once with everything, once with the paragraph or the article left out."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    reported = [q for q in questions if half(q) == 1]
    complete = Assistant(searcher(work, "xquad", docs))
    answered = mean(not complete.ask(q["question"]).abstained for q in reported)
    for name, fold in (("paragraph", paragraph_fold), ("article", article_fold)):
        refused = []
        for number, others, asked_of in left_out(docs, reported, fold):
            assistant = Assistant(searcher(work, f"{name}-{number}", others))
            refused += [assistant.ask(q["question"]).abstained for q in asked_of]
        yield f"{name} left out: refused {mean(refused):.4f} (odd half)"
    yield f"nothing left out: answered {answered:.4f} (odd half)"
    docs, questions = load("clapnq_dev")
    clapnq = Assistant(searcher(work, "clapnq", docs))
    rows = [(q, clapnq.ask(q["question"])) for q in questions if half(q) == 1]
    yes = mean(not answer.abstained for q, answer in rows if q["answerable"])
    no = mean(answer.abstained for q, answer in rows if not q["answerable"])
    yield f"CLAP NQ, one index: answered {yes:.4f}, refused {no:.4f} (odd half)"


def marks(work: Path) -> Iterable[str]:
    """Measure how much of clean text is marked as boilerplate."""
    for name in ("clapnq_dev", "xquad_en_ar_ru", "mtrag_clapnq"):
        texts = [doc["text"] for doc in load(name)[0]]
        false = sum(mark.span.end - mark.span.start for text in texts for mark in clean(text))
        yield f"{false} of {sum(map(len, texts)):,} characters of {name} are marked"


def mean(values: Iterable[float]) -> float:
    """Give the mean of numbers or of yes and no."""
    return statistics.fmean(float(value) for value in values)


if __name__ == "__main__":
    main()
