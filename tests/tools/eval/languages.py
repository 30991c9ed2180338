"""Arabic and Russian questions on English articles and on those of their own language."""

import statistics
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from bot.assistant import Assistant
from retrieval.language.question_types import to_search_query
from retrieval.models import embed_e5, embed_use
from retrieval.models.embed import Embedder
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Hit
from retrieval.search.searcher import Searcher
from tests.tools.eval import sets
from tests.tools.eval.remember import Remembering
from tests.tools.eval.sets import Row, article_fold, half, left_out, load, paragraph_fold, searcher

PAIRS = (("ar", "en"), ("ru", "en"), ("ar", "ar"), ("ru", "ru"), ("en", "en"))
FOLDS: dict[str, Callable[[str], int]] = {"paragraph": paragraph_fold, "article": article_fold}


def languages(work: Path) -> Iterable[str]:
    """Measure what is found, answered and refused, for each pair of languages."""
    for kind in (embed_e5.E5Embedder, embed_use.UseEmbedder):
        if (embed_e5 if kind is embed_e5.E5Embedder else embed_use).runs_here():
            yield from _measured(work, remembering(kind, work))
        else:
            yield f"skipped: {kind.name} does not run here"


def _measured(work: Path, models: EmbeddingModels) -> Iterable[str]:
    for asked_in, written_in in PAIRS:
        docs, questions = pair(asked_in, written_in)
        index = searcher(work, named(models, f"all-{written_in}"), docs, lambda: models)
        ranks = [rank(index.search(to_search_query(q["question"]), limit=20), q) for q in questions]
        first, five = (statistics.fmean(r < limit for r in ranks) for limit in (1, 5))
        name = f"{models.embedder.name} {asked_in} to {written_in}"
        yield f"{name}: hit@1 {first:.3f}, hit@5 {five:.3f}"
        if asked_in != "en":
            yield f"{name}: {_answers(work, models, index, docs, questions, written_in)} (odd half)"
        index.close()
    keep(models)


def _answers(  # noqa: PLR0913 - an index and what it is asked
    work: Path,
    models: EmbeddingModels,
    complete: Searcher,
    docs: list[Row],
    questions: list[Row],
    written_in: str,
) -> str:
    odd = [q for q in questions if half(q) == 1]
    answers = [(q, Assistant(complete).ask(q["question"])) for q in odd]
    answered = statistics.fmean(not answer.abstained for _, answer in answers)
    right = statistics.fmean(
        any(gold in c.quote.text for gold in q["answers_by_lang"][written_in])
        for q, answer in answers
        if not answer.abstained
        for c in answer.citations[:1]
    )
    said = f"answered {answered:.3f}, answer in their first quote {right:.3f}"
    for name, fold in FOLDS.items():
        refused: list[bool] = []
        for number, others, asked_of in left_out(docs, odd, fold):
            folder = named(models, f"{name}-{number}-{written_in}")
            index = searcher(work, folder, others, lambda: models)
            refused += [Assistant(index).ask(q["question"]).abstained for q in asked_of]
            index.close()
        said += f"; refused without the {name} {statistics.fmean(refused):.3f}"
    return said


def pair(asked_in: str, written_in: str) -> tuple[list[Row], list[Row]]:
    """Give the paragraphs in one language and the questions in another."""
    return load("xquad_en_ar_ru", lang=asked_in, prefix=f"{written_in}-")


def rank(hits: list[Hit], question: Row) -> int:
    """Give the place of the gold paragraph among the documents of hits, from 0; 99 for none."""
    order = list(dict.fromkeys(hit.document.id for hit in hits))
    return next((order.index(d) for d in question["doc_ids"] if d in order), 99)


@cache
def remembering(kind: Callable[[], Embedder], work: Path) -> EmbeddingModels:
    """Give models whose embedder remembers what it was asked."""
    embedder = kind()
    use = embed_use.UseEmbedder() if kind is embed_e5.E5Embedder and embed_use.runs_here() else None
    kept = Remembering(embedder, work / f"{embedder.name[6:]}.npz")
    return EmbeddingModels(sets.models().local, kept, use)


def keep(models: EmbeddingModels) -> None:
    """Keep what was remembered for the next time."""
    assert isinstance(models.embedder, Remembering)
    models.embedder.keep()


def named(models: EmbeddingModels, name: str) -> str:
    """Name the folder of an index."""
    return f"{models.embedder.name[6:]}-{name}"
