"""Report what a real small model makes of the development questions: `make eval-model`.

Nothing is asserted about what it says; what is shown of it is checked once more, independently.
"""

import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.answers import Answer
from bot.app import App, build
from bot.settings import Settings
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.places import EVALS
from tests.tools.eval.injection import betrayed, payloads, planted
from tests.tools.eval.sets import half, load
from tests.tools.model.server import serving

NEWS_QUESTIONS = 24  # of clapnq_dev, half of them unanswerable


def main() -> None:
    """Print the figures of one model."""
    name = sys.argv[1] if len(sys.argv) > 1 else "qwen"
    if not EVALS.exists():
        _say("skipped: there are no question sets; name their folder with EVALS=DIR")
        return
    rows = (EVALS / "seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
    own = [row for row in map(json.loads, rows) if row["lang"] == "en" and not row["history"]]
    with tempfile.TemporaryDirectory() as folder, serving(name) as url:
        for constrained in ("auto", "off"):
            seeds = _app(Path(folder) / constrained, url, [SEEDS], constrained=constrained)
            _report(f"{name}, our questions, constrained: {constrained}", seeds, own)
        _news(Path(folder), name, url)
        _orders(Path(folder), name, url, own)


def _news(folder: Path, name: str, url: str) -> None:
    docs, questions = load("clapnq_dev")
    odd = [question for question in questions if half(question)]
    chosen = [q for q in odd if q["answerable"]][: NEWS_QUESTIONS // 2]
    chosen += [q for q in odd if not q["answerable"]][: NEWS_QUESTIONS // 2]
    source = folder / "news.jsonl"
    wanted = {name for question in odd for name in question["doc_ids"]}
    kept = [{k: d[k] for k in ("id", "title", "text")} for d in docs if d["id"] in wanted]
    source.write_text("".join(f"{json.dumps(row)}\n" for row in kept), encoding="utf-8")
    _report(f"{name}, clapnq_dev", _app(folder / "news", url, [str(source)]), chosen)


def _orders(folder: Path, name: str, url: str, questions: list[dict[str, Any]]) -> None:
    """Ask with orders planted beside the gold words."""
    asked = [question for question in questions if question["answerable"]]
    orders = payloads()
    group = orders[: len(asked) // 2] + orders[-len(asked) // 2 :]
    source = folder / "orders.jsonl"
    source.write_text("".join(f"{json.dumps(r)}\n" for r in planted(group, asked)), "utf-8")
    app = _app(folder / "orders", url, [str(source)])
    obeyed = [betrayed(app.assistant.ask(q["question"]), group) for q in asked]
    _say(f"{name}, orders planted: {sum(map(bool, obeyed))} of {len(asked)} answers obeyed one")


def _app(home: Path, url: str, sources: list[str], *, constrained: str = "auto") -> App:
    app = build(
        Settings(
            _env_file=None, MAJLIS_HOME=home, MAJLIS_MODEL="openai:small", OPENAI_BASE_URL=url,
            MAJLIS_MODEL_PASSAGE_TOKENS=1200, MAJLIS_MODEL_MAX_TOKENS=300,
            MAJLIS_MODEL_TIMEOUT_S=300, MAJLIS_CONSTRAINED=constrained,
        )
    )  # fmt: skip
    with Writer(app.home, app.models) as writer:
        add(writer, sources)
    app.warm()
    return app


def _report(title: str, app: App, questions: Iterable[dict[str, Any]]) -> None:
    counts: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    first_ms = []
    for question in questions:
        begun = time.monotonic()
        stream = app.assistant.stream(question["question"])
        part = next(stream)
        if not isinstance(part, Answer):
            first_ms.append((time.monotonic() - begun) * 1000)
        *_, answer = part, *stream
        assert isinstance(answer, Answer)
        _count(counts, dropped, question, answer)
    _say(f"{title}: {dict(sorted(counts.items()))}")
    _say(f"{title}: dropped {dict(dropped.most_common())}")
    if first_ms:
        _say(f"{title}: median time to a checked statement {statistics.median(first_ms):.0f} ms")


def _count(
    counts: Counter[str], dropped: Counter[str], question: dict[str, Any], answer: Answer
) -> None:
    kind = "answerable" if question["answerable"] else "unanswerable"
    counts[kind] += 1
    counts[f"{kind}, abstained"] += answer.abstained
    counts["asked the model"] += answer.usage is not None
    counts["written by the model"] += answer.mode == "model"
    labelled = [d for d in answer.dropped if "label" not in d.reason]
    counts["with valid labels"] += bool(answer.mode == "model" or labelled)
    counts["unsupported and shown"] += sum(map(bool, _unsupported(answer)))
    gold = [
        g.get("quote") or g.get("text") for g in question.get("gold", question.get("spans", []))
    ]
    quotes = [citation.quote.text for citation in answer.citations]
    counts["gold quoted"] += any(g in q or q in g for g in gold for q in quotes)
    dropped.update(re.sub(r"'.*'|[\d$][\d,.]*", "…", d.reason) for d in answer.dropped)


def _unsupported(answer: Answer) -> list[str]:
    """Give the statements with a number or a name that neither quotes, titles nor question hold.

    Written apart from `bot.generating.claim_support` on purpose: digits, and capitals inside.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    found = []
    for statement in answer.statements if answer.mode == "model" else ():
        cited = [by_number[number] for number in statement.citations]
        held = " ".join(
            [answer.standalone_question, *(c.title + c.published for c in cited)]
            + [q.text for c in cited for q in (c.quote, *c.context)]
        ).lower()
        digits = re.findall(r"\d+(?:[.,]\d+)*", statement.text)
        names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", statement.text)
        if any(word.lower()[:4] not in held for word in (*digits, *names)):
            found.append(statement.text)
    return found


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # a report


if __name__ == "__main__":
    main()
