"""Cut the slice of the question sets that `tests/data/slice` holds.

Run as `python -m tests.tools.eval.cut_slice`. Only questions of the odd half are taken: nothing is
fitted on them.
"""

import json
import shutil
from collections.abc import Iterable

from bot.evaluating.question_sets import HALVES, sample
from tests.support.places import EVALS
from tests.tools.eval.gate import SLICE
from tests.tools.eval.sets import Row, half, load, paragraph_fold


def main() -> None:
    """Write the documents and questions of each slice."""
    _write("xquad_en_ar_ru", *_xquad())
    _write("clapnq_dev", *_clapnq())
    _write("chunking_eval", *_chunking())
    shutil.copy(EVALS / "seed_questions.jsonl", SLICE / "seed_questions.jsonl")


def _xquad() -> tuple[list[Row], list[Row]]:
    """Take every fourth article; a fifth of the paragraphs is left out, so nothing answers."""
    docs, questions = _odd("xquad_en_ar_ru")
    docs = [d for d in docs if d["id"].startswith("en-") and int(d["id"].split("-")[1]) % 4 == 0]
    inside = [d for d in docs if paragraph_fold(d["id"])]
    outside = {d["id"] for d in docs} - {d["id"] for d in inside}
    english = [q for q in questions if q["lang"] == "en"]
    own = sample(_about(english, {d["id"] for d in inside}), 50)
    others = sample(_about(english, outside), 20)
    return inside, [*own, *({**q, "answerable": False} for q in others)]


def _clapnq() -> tuple[list[Row], list[Row]]:
    """Take 60 questions, the documents they are about, and every eighth of the others."""
    docs, questions = _odd("clapnq_dev")
    own = sample(tuple(questions), 60)
    about = {name for question in own for name in question["doc_ids"]}
    return [d for at, d in enumerate(docs) if d["id"] in about or at % 8 == 0], list(own)


def _chunking() -> tuple[list[Row], list[Row]]:
    """Take the State of the Union, a small corpus of its own."""
    docs, questions = _odd("chunking_eval")
    name = "state_of_the_union"
    return [d for d in docs if d["id"] == name], list(_about(questions, {name}))


def _odd(name: str) -> tuple[list[Row], list[Row]]:
    docs, questions = load(name)
    return docs, [q for q in questions if HALVES[half(q)] == "odd"]


def _about(questions: Iterable[Row], documents: set[str]) -> tuple[Row, ...]:
    """Return the questions that one of these documents answers."""
    return tuple(q for q in questions if not documents.isdisjoint(q["doc_ids"]))


def _write(name: str, docs: list[Row], questions: list[Row]) -> None:
    folder = SLICE / name
    folder.mkdir(parents=True, exist_ok=True)
    docs = [{"id": d["id"], "title": d.get("title", ""), "text": d["text"]} for d in docs]
    fields = ("id", "question", "answers", "doc_ids", "spans", "answerable", "lang", "history")
    for file, rows in (
        ("docs", docs),
        ("questions", [{field: q[field] for field in fields if field in q} for q in questions]),
    ):
        lines = (f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (folder / f"{file}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
