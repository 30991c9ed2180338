"""A question that names one row of a table is answered by that row, not by its neighbours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.assistant import Assistant
from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher

BUDGET = """# Town budget approved

The town of Dolsk will spend 48 million crowns next year, 6 percent more than this year.

## Where the money goes

| Area | 2026 | 2027 |
|---|---|---|
| Schools | 14 million | 16 million |
| Roads | 9 million | 7 million |
| Culture | 2 million | 3 million |
"""


@pytest.fixture
def rows_for(
    home: Home, models: EmbeddingModels, write: Callable[[str, str], Path]
) -> Callable[[str], set[str]]:
    """Give a function that asks about the budget, and returns the labels of the rows shown."""
    with Writer(home, models) as writer:
        add(writer, [str(write("budget.md", BUDGET))])
    assistant = Assistant(Searcher(home, models), reader=LocalReader(threads=1))

    def asking(question: str) -> set[str]:
        statements = assistant.ask(question).statements
        return {each.text.split(" — ")[0] for each in statements if " — " in each.text}

    return asking


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("What is the budget for roads in 2027?", {"Roads"}),
        ("How much is spent on schools and on culture?", {"Schools", "Culture"}),
        ("How much was spent on roads in 2026?", {"Roads"}),
    ],
)
def test_rows_beside_those_that_are_named_are_left_out(
    rows_for: Callable[[str], set[str]], question: str, labels: set[str]
) -> None:
    assert rows_for(question) == labels


def test_rows_of_which_none_is_named_are_all_candidates(
    rows_for: Callable[[str], set[str]],
) -> None:
    assert rows_for("Where does the money go in 2027?") == {"Schools", "Roads", "Culture"}
