"""Follow-ups: how they are understood, and what is found for them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from bot.conversing.rewrite_followup import rewrite_followup
from bot.evaluating.scores import recall_at
from retrieval.language.question_types import to_search_query
from retrieval.passages import Hit
from tests.tools.eval.sets import Row, half, load, reader, searcher

HALVES = ((None, "all"), (0, "even half"), (1, "odd half"))


def rewriting(work: Path) -> Iterable[str]:
    """Compare follow-ups made to stand alone with rewrites by people (CANARD, CAsT).

    The F1 is that of the words added to the question; who adds none where some are due gets 0.
    """
    rows = load("rewriting")[1]
    ours = [(q, rewrite_followup(q["question"], _history(q))) for q in rows]
    for part, said in HALVES:
        chosen = [(q, alone) for q, alone in ours if part in (None, half(q))]
        due = [
            added(q["question"], alone, q["answers"][0])
            for q, alone in chosen
            if q["needs_rewrite"]
        ]
        kept = [alone == q["question"] for q, alone in chosen if not q["needs_rewrite"]]
        yield (
            f"added words F1 {sum(due) / len(due):.3f} of {len(due)}, self-contained questions kept"
            f" {sum(kept) / len(kept):.3f} of {len(kept)} ({said})"
        )


def added(question: str, ours: str, theirs: str) -> float:
    """Give the F1 of the words that we added to a question against those that a person added."""
    mine, wanted = (_words(text) - _words(question) for text in (ours, theirs))
    if not mine and not wanted:
        return 1.0
    return 2 * len(mine & wanted) / (len(mine) + len(wanted))


def followups(work: Path) -> Iterable[str]:
    """Measure R@5 on mtrag_clapnq: what the earlier turns are worth, without a model.

    A question that `standalone` rewrites counts as dependent, another one as self-contained.
    """
    docs, questions = load("mtrag_clapnq")
    index = searcher(work, "mtrag", docs)
    assistant = Assistant(index, reader=reader())
    rows = [q for q in questions if q["covered"]]
    alone = [
        rewrite_followup(q["question"], _history(q), commonness=index.document_share) for q in rows
    ]
    last = [recall(q, index.search(to_search_query(q["question"]))) for q in rows]
    new = [recall(q, assistant.search(q["question"], _history(q))) for q in rows]
    yield _line("last turn only", rows, last)
    found = [
        recall(q, index.search(to_search_query(text))) for q, text in zip(rows, alone, strict=True)
    ]
    yield _line("made to stand alone", rows, found)
    yield _line("and earlier turns as a weight", rows, new)
    found = [recall(q, index.search(to_search_query(q["rewrite"]))) for q in rows]
    yield _line("the authors' rewrite by a model", rows, found)
    for dependent, said in ((False, "self-contained"), (True, "dependent")):
        pairs = [
            (before, after)
            for q, text, before, after in zip(rows, alone, last, new, strict=True)
            if q["history"] and (text != q["question"]) is dependent
        ]
        worse = sum(after < before for before, after in pairs)
        better = sum(after > before for before, after in pairs)
        yield f"of {len(pairs)} {said} questions with a history {worse} worse, {better} better"


def recall(question: Row, hits: Sequence[Hit]) -> float:
    """Give the share of the judged documents among the first five that were found."""
    return recall_at(5, list(dict.fromkeys(h.document.id for h in hits)), question["doc_ids"])


def _line(system: str, rows: list[Row], values: list[float]) -> str:
    parts = []
    for part, said in HALVES:
        own = [v for q, v in zip(rows, values, strict=True) if part in (None, half(q))]
        parts.append(f"{sum(own) / len(own):.3f} ({said})")
    return f"R@5 {system:<32}{'  '.join(parts)}"


def _history(question: Row) -> Conversation:
    return Conversation.from_questions(turn["text"] for turn in question["history"])


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower().replace("’", "'").replace("'s", " ")))
