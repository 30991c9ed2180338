"""Ask a question set and score the answers."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers import Answer
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from bot.evaluating.attribution import Judge
from bot.evaluating.figures import Table, table_of
from bot.evaluating.question_sets import Question, QuestionSet
from bot.evaluating.score_case import Case, score_case
from retrieval.errors import ExpectedError
from retrieval.index.catalog import Catalog
from retrieval.ingest.intake import Change
from retrieval.ingest.progress import SILENT, Progress
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.language.question_types import classify_question
from retrieval.language.words import script

NOT_LOGGED = AskOptions(keep_in_log=False)  # an evaluation does not fill the log
_LANGUAGES = {"LATIN": "latin script", "CYRILLIC": "cyrillic script", "ARABIC": "arabic script"}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run: the name of its question set, its cases, and how many articles were searched."""

    name: str
    cases: tuple[Case, ...]
    articles: int
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        """Make the table of the values of all cases."""
        object.__setattr__(self, "table", table_of([case.values for case in self.cases]))

    @property
    def ids(self) -> list[str]:
        """Return the ids of the questions, in the order of the table's rows."""
        return [case.question.id for case in self.cases]

    def groups(self) -> dict[str, dict[str, list[int]]]:
        """Return row numbers by grouping ("type", "language", "history") and name of the group.

        A grouping that puts all questions into one group is left out.
        """
        groupings: dict[str, dict[str, list[int]]] = {"type": {}, "language": {}, "history": {}}
        for row, case in enumerate(self.cases):
            question = case.question
            names = (
                question.type or classify_question(question.words).value,
                question.language or _LANGUAGES.get(script(question.words), "other script"),
                "follow-ups" if question.history else "first questions",
            )
            for groups, name in zip(groupings.values(), names, strict=True):
                groups.setdefault(name, []).append(row)
        return {grouping: groups for grouping, groups in groupings.items() if len(groups) > 1}


@dataclass(frozen=True, slots=True)
class Engine:
    """What is evaluated: the assistant, its articles, its options; `jobs` questions at a time.

    The judge, if any, decides for ALCE whether a claim follows from a premise.
    """

    assistant: Assistant
    catalog: Catalog
    options: AskOptions = NOT_LOGGED
    jobs: int = 1
    judge: Judge | None = None


def evaluate(
    question_set: QuestionSet, engine: Engine, *, progress: Progress = SILENT
) -> Evaluation:
    """Ask all questions and score the answers."""
    texts = texts_of(engine.catalog)
    cases = []
    engine.assistant.search("warm")  # loads the models, which is not part of a question's time
    progress.begin(len(question_set.questions))
    try:
        for question, answer in _answers(question_set.questions, engine):
            cases.append(score_case(question, answer, texts, engine.judge))
            progress.advance(1)
    finally:
        progress.end()
    return Evaluation(question_set.name, tuple(cases), len(texts))


def index_articles(writer: Writer, articles: Path, progress: Progress) -> None:
    """Index the articles of a set; raises ExpectedError if one is refused."""
    for outcome in add(writer, [str(articles)], progress=progress):
        if outcome.change is Change.REFUSED:
            raise ExpectedError(
                f"The article {outcome.name!r} of the set was refused: {outcome.why}.",
                hint=f"Mend it in {articles.name}.",
            )


def holds(catalog: Catalog, articles: Path) -> bool:
    """Return whether a catalog holds the articles of a set, and no others."""
    lines = articles.read_text(encoding="utf-8-sig").split("\n")
    rows = [json.loads(line) for line in lines if line.strip()]
    return {row["id"]: row["text"] for row in rows} == texts_of(catalog)


def texts_of(catalog: Catalog) -> dict[str, str]:
    """Return the texts of all articles, by id."""
    documents = (catalog.document(entry.id) for entry in catalog.entries())
    return {each.id: each.text for each in documents if each is not None}


def _answers(questions: Iterable[Question], engine: Engine) -> Iterator[tuple[Question, Answer]]:
    """Yield the questions and their answers in order, asking no further ahead than `jobs`."""

    def answer(question: Question) -> Answer:
        turns = Conversation(list(question.history)) if question.history else None
        try:
            return engine.assistant.ask(question.words, turns, engine.options)
        except ExpectedError as error:
            raise ExpectedError(
                f"The question {question.id!r} could not be asked: {error.message}", hint=error.hint
            ) from error

    running: deque[tuple[Question, Future[Answer]]] = deque()
    with ThreadPoolExecutor(engine.jobs) as workers:
        for question in questions:
            running.append((question, workers.submit(answer, question)))
            if len(running) >= engine.jobs:
                own, future = running.popleft()
                yield own, future.result()
        while running:
            own, future = running.popleft()
            yield own, future.result()
