"""A question on a time of which the articles tell nothing is not answered with other times."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.assistant import Assistant
from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher

MILL = """The mill of Tarnow

In 2021 the mill of Tarnow ground 410 tonnes of rye.

In 2022 it ground 365 tonnes of rye, after 380 tonnes in the year 2018.

In 2024 the mill of Tarnow ground 520 tonnes of rye, 40 more than the year before.

On Tuesday the shop of the mill opens at 7:30.

On Saturday the shop of the mill opens at 9:00.

Jan Sobol became miller of Tarnow in 2014.
"""


KILN = """The kiln of Zagan

In 2021 the kiln of Zagan fired 70 pots.

From Monday to Friday the kiln of Zagan is hot.
"""
HALL = """The hall of Tarnow

From Monday to Friday the hall of Tarnow opens at 8:00.

On Saturday the hall opens at 10:00.

Between 2010 and 2015 the hall of Tarnow had 40 guests a week.

In 2020 the hall had 55 guests a week.
"""


@pytest.fixture
def ask(
    home: Home, models: EmbeddingModels, write: Callable[[str, str], Path]
) -> Callable[[str], Answer]:
    """Give a function that asks about the mill."""
    with Writer(home, models) as writer:
        texts = {"mill.md": MILL, "hall.md": HALL, "kiln.md": KILN}
        add(writer, [str(write(name, text)) for name, text in texts.items()])
    return Assistant(Searcher(home, models), reader=LocalReader(threads=1)).ask


@pytest.mark.parametrize(
    "question",
    [
        "How much rye did the mill of Tarnow grind in 2019?",
        "How many tonnes of rye did the mill grind in 1970?",
        "How many tonnes of rye came from the mill in 2019?",
        "How many pots did the kiln of Zagan fire in 2005?",
        "When does the shop of the mill open on Sunday?",
    ],
)
def test_other_times_are_no_answer(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).abstained


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How much rye did the mill of Tarnow grind in 2021?", "410"),
        ("How much rye did the mill of Tarnow grind in 2018?", "380"),
        ("How much rye did the mill grind each year since 2020?", "520"),
        ("When does the shop of the mill open on Saturday?", "9:00"),
        ("Who was the miller of Tarnow in 2016?", "Jan Sobol"),
        ("When does the hall of Tarnow open on Wednesday?", "8:00"),
        ("How many guests a week did the hall of Tarnow have in 2012?", "40"),
    ],
)
def test_what_the_time_asked_for_is_or_lies_in_is_answered(
    ask: Callable[[str], Answer], question: str, held: str
) -> None:
    answer = ask(question)
    assert any(held in each.text for each in answer.statements)
