"""Question sets in the format of `docs.jsonl` and `questions.jsonl`, and indexes over them."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from bot.evaluating.question_sets import half as half_of
from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embed import LocalModel
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher
from tests.support.places import EVALS

Row = dict[str, Any]


def load(name: str, *, lang: str = "", prefix: str = "") -> tuple[list[Row], list[Row]]:
    """Give the documents, where a set has some, and the questions, of one language where asked."""
    folder = EVALS / name
    docs = [d for d in rows(folder / "docs.jsonl") if d["id"].startswith(prefix)]
    questions = [q for q in rows(folder / "questions.jsonl") if not lang or q["lang"] == lang]
    return docs, questions


def half(question: Row) -> int:
    """Give 0 for the half that is fitted on, 1 for the half that is reported."""
    return half_of(question["id"])


@cache
def models() -> EmbeddingModels:
    """Give the local model, loaded once."""
    local = LocalModel()
    return EmbeddingModels(local, local)


@cache
def reader() -> LocalReader:
    """Return the reader, loaded once."""
    return LocalReader()


def searcher(
    work: Path, name: str, docs: Iterable[Row], models: Callable[[], EmbeddingModels] = models
) -> Searcher:
    """Give a searcher over documents; the index below `work` is made once."""
    folder = work / name
    home = Home(folder)
    if not home.catalog.roots():
        source = work / f"{name}.jsonl"
        rows = ({"id": d["id"], "title": d.get("title", ""), "text": d["text"]} for d in docs)
        source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        with Writer(home, models()) as writer:
            add(writer, [str(source)])
    return Searcher(home, models())


def left_out(
    docs: list[Row], questions: list[Row], fold: Callable[[str], int]
) -> Iterable[tuple[int, list[Row], list[Row]]]:
    """Yield for each fold its number, the documents outside of it, and its own questions."""
    own = {q["id"]: next(d["id"] for d in docs if d["id"] in q["doc_ids"]) for q in questions}
    for number in sorted({fold(d["id"]) for d in docs}):
        yield (
            number,
            [d for d in docs if fold(d["id"]) != number],
            [q for q in questions if fold(own[q["id"]]) == number],
        )


def paragraph_fold(id: str) -> int:
    """Give the fold of a paragraph of XQuAD, "en-ARTICLE-PARAGRAPH"."""
    return int(id.split("-")[2]) % 5


def article_fold(id: str) -> int:
    """Give the fold of the whole article of a paragraph."""
    return int(id.split("-")[1]) % 6


def rows(path: Path) -> list[Row]:
    """Read JSON lines; a file that is not there has none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
