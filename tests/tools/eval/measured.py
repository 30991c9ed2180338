"""Measure the evidence of the development sets: questions that are answerable, and that are not.

Answerable: XQuAD (English) and CLAP NQ, each as one large corpus and as many small ones (an
article, a passage), and questions in other words than their articles (`tests/data/reader/fit`). Not
answerable: XQuAD with the gold paragraph, and with the whole article, left out of the index; the
unanswerable half of CLAP NQ; near misses and false premises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.extracting.candidates import rank_sentences
from bot.extracting.evidence import Evidence, measure_evidence
from bot.extracting.read_hits import NOTHING_READ, read_hits
from retrieval.language.question_types import AnswerType, classify_question, to_search_query
from retrieval.models.reader import Reader
from retrieval.search.searcher import Searcher
from tests.support.places import ROOT
from tests.tools.eval.sets import Row, article_fold, left_out, load, paragraph_fold, rows, searcher

WRITTEN = ROOT / "tests" / "data" / "reader" / "fit"
# Of the written questions in a fit. With more, likeness counts less: without its paragraph XQuAD is
# refused less often, and questions in other words (the open halves of tests/data/reading) are
# judged better.
_WRITTEN_WEIGHT = 0.5
_GROUP = 8  # articles that share names, and are one corpus
Measured = list[tuple[Row, Evidence]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions that are all answerable or all not; `weight` is that of all of them in a fit."""

    source: str
    answerable: bool
    weight: float
    rows: Measured


Kinds = dict[str, Kind]


def measure_all(work: Path, reader: Reader | None) -> Kinds:
    """Return all kinds; with a reader, the best passages are read as well."""
    measure = Measure(reader)
    parts = (xquad(work, measure), clapnq(work, measure), written(work, measure))
    return {name: kind for part in parts for name, kind in part}


@dataclass(frozen=True, slots=True)
class Measure:
    """Measures the evidence of questions, with a reader or without one."""

    reader: Reader | None

    def __call__(self, searcher: Searcher, questions: list[Row]) -> Measured:
        """Return each question with its evidence, and close the searcher."""
        measured = []
        for question in questions:
            words = question["question"]
            result = searcher.find(to_search_query(words), limit=20)
            broad = classify_question(words) is not AnswerType.FACT
            readings = NOTHING_READ
            if self.reader:
                readings = read_hits(self.reader, words, dict(enumerate(result.hits)), broad=broad)
            ranked = rank_sentences(result, words, readings)
            measured.append((question, measure_evidence(result, ranked, readings)))
        searcher.close()
        return measured


def xquad(work: Path, measure: Measure) -> Iterator[tuple[str, Kind]]:
    """Measure XQuAD as one corpus and article by article, complete and with gold left out."""
    docs, questions = load("xquad_en_ar_ru", lang="en", prefix="en-")
    yield "xquad", Kind("xquad", True, 2, measure(searcher(work, "xquad", docs), questions))
    for name, fold in (("paragraph", paragraph_fold), ("article", article_fold)):
        left = [
            row
            for number, others, asked_of in left_out(docs, questions, fold)
            for row in measure(searcher(work, f"{name}-{number}", others), asked_of)
        ]
        yield name, Kind("xquad", False, 1, left)
    complete, without = [], []
    work = work / "small"
    work.mkdir(exist_ok=True)
    for article in sorted({d["id"].split("-")[1] for d in docs}):
        paragraphs = [d for d in docs if d["id"].split("-")[1] == article]
        own = [q for q in questions if any(d["id"] in q["doc_ids"] for d in paragraphs)]
        complete += measure(searcher(work, f"a{article}", paragraphs), own)
        for paragraph in paragraphs:
            asked_of = [q for q in own if paragraph["id"] in q["doc_ids"]]
            others = [d for d in paragraphs if d is not paragraph]
            if asked_of and others:
                without += measure(searcher(work, f"p{paragraph['id']}", others), asked_of)
    yield "xquad small", Kind("xquad", True, 1, complete)
    yield "paragraph small", Kind("xquad", False, 1, without)


def clapnq(work: Path, measure: Measure) -> Iterator[tuple[str, Kind]]:
    """Measure CLAP NQ as one corpus, and each question with its own passage only."""
    docs, questions = load("clapnq_dev")
    every = measure(searcher(work, "clapnq", docs), questions)
    own = []
    (work / "own").mkdir(exist_ok=True)
    for question in questions:
        name = (question["doc_ids"] or question["distractor_doc_ids"])[0]
        index = searcher(
            work / "own", question["id"].strip("-"), [d for d in docs if d["id"] == name]
        )
        own += measure(index, [question])
    for name, weight, measured in (("clapnq", 1.5, every), ("clapnq own", 0.7, own)):
        for answerable, said in ((True, "yes"), (False, "no")):
            part = [row for row in measured if row[0]["answerable"] is answerable]
            yield f"{name} {said}", Kind("clapnq", answerable, weight, part)


def written(work: Path, measure: Measure) -> Iterator[tuple[str, Kind]]:
    """Measure the questions that were asked in other words than their articles."""
    titles = {path.stem: path.read_text(encoding="utf-8") for path in WRITTEN.glob("*.txt")}
    names = sorted(titles)
    questions = rows(WRITTEN / "questions.jsonl")
    measured: Measured = []
    for first in range(0, len(names), _GROUP):
        group = names[first : first + _GROUP]
        docs = [{"id": name, "text": titles[name]} for name in group]
        own = [question for question in questions if question["article"] in group]
        measured += measure(searcher(work, f"written-{first}", docs), own)
    for answerable, name in ((True, "written yes"), (False, "written no")):
        part = [row for row in measured if bool(row[0]["gold"]) is answerable]
        yield name, Kind("written", answerable, _WRITTEN_WEIGHT, part)
