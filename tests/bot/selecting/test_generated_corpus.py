"""A corpus of three years in which every fact changes: what is asked of a time is of that time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.app import App, build
from bot.assistant import Assistant
from bot.settings import Settings
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher

TODAY = date(2026, 11, 30)
FIRST = date(2023, 12, 5)
GOODS = ("wheat", "barley", "copper", "timber", "wool", "salt", "coal", "honey")
PAPERS = ("Dolsk Herald", "Varnia Wire", "Coastal Times")
SENTENCES = (
    "A tonne of {good} costs {price} crowns at the exchange of Dolsk, traders said.",
    "Traders at the exchange of Dolsk now pay {price} crowns for a tonne of {good}.",
    "The price of a tonne of {good} at the exchange of Dolsk stands at {price} crowns.",
)


@dataclass(frozen=True)
class Report:
    """An article: on which good, from which day, in which paper."""

    good: str
    day: date
    paper: str


def reports() -> dict[str, Report]:
    """Give the articles by id: for each good one about every three months, in changing papers."""
    chance = random.Random(14)
    made = {}
    for number, good in enumerate(GOODS):
        day = FIRST + timedelta(days=number)
        while day < TODAY:
            made[f"{good}-{day}.md"] = Report(good, day, chance.choice(PAPERS))
            day += timedelta(days=chance.randint(70, 110))
    return made


REPORTS = reports()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Give an assistant over the corpus, on the last day of it."""
    chance = random.Random(7)
    folder: Path = tmp_path_factory.mktemp("prices")
    for name, report in REPORTS.items():
        sentence = chance.choice(SENTENCES).format(good=report.good, price=chance.randint(90, 900))
        head = f"title: On the market for {report.good}\ndate: {report.day}\nsource: {report.paper}"
        (folder / name).write_text(f"---\n{head}\n---\n\n{sentence}\n", encoding="utf-8")
    app: App = build(Settings(_env_file=None, MAJLIS_HOME=tmp_path_factory.mktemp("home")))
    with Writer(app.home, app.models) as writer:
        add(writer, [str(folder)])
    made = Assistant(
        Searcher(app.home, app.models), reader=LocalReader(threads=1), today=lambda: TODAY
    )
    yield made
    made.close()
    app.close_files()


def cited(answer: Answer) -> list[Report]:
    return [REPORTS[citation.quote.document_id] for citation in answer.citations]


def of(good: str) -> list[Report]:
    return sorted((each for each in REPORTS.values() if each.good == good), key=lambda r: r.day)


RANGES = (
    ("since June 2026", date(2026, 6, 1), date.max),
    ("in 2025", date(2025, 1, 1), date(2025, 12, 31)),
    ("between March and September 2024", date(2024, 3, 1), date(2024, 9, 30)),
    ("before 2025", date.min, date(2024, 12, 31)),
    ("until the end of 2024", date.min, date(2024, 12, 31)),
    ("in the last six months", date(2026, 5, 30), TODAY),
    ("last year", date(2025, 1, 1), date(2025, 12, 31)),
    ("after 1 January 2026", date(2026, 1, 2), date.max),
)


@pytest.mark.parametrize("good", GOODS)
def test_what_is_asked_of_a_time_is_quoted_from_that_time(assistant: Assistant, good: str) -> None:
    for words, first, last in RANGES:
        answer = assistant.ask(f"What did a tonne of {good} cost {words}?")
        assert any(each.good == good for each in cited(answer)), words
        assert all(first <= each.day <= last for each in cited(answer)), words


@pytest.mark.parametrize("good", GOODS)
def test_the_newest_article_comes_first_where_a_fact_changed(
    assistant: Assistant, good: str
) -> None:
    for question in (
        f"What does a tonne of {good} cost now?",
        f"What is the latest price of {good}?",
        f"How much is a tonne of {good} at the moment?",
        f"What does a tonne of {good} cost in Dolsk?",
    ):
        assert cited(assistant.ask(question))[0] == of(good)[-1], question


@pytest.mark.parametrize("good", GOODS)
def test_what_is_asked_of_a_source_is_quoted_from_it(assistant: Assistant, good: str) -> None:
    for paper in PAPERS:
        answer = assistant.ask(f"According to the {paper}, what does a tonne of {good} cost?")
        assert {each.paper for each in cited(answer)} <= {paper}
        assert bool(cited(answer)) is any(each.paper == paper for each in of(good))


def test_a_time_of_which_there_is_nothing_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("What did the articles of 2019 say about the price of wheat?")
    assert answer.abstained
    assert answer.remark.startswith("There are no articles from 1 January 2019 to 31 December 2019")
