"""A follow-up on what no article names is not answered with its neighbours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher

ELDRE = """Work in Eldre

The paper mill in Eldre employed 310 people in 2020.

The sawmill in Eldre employed 74 people in 2020.

The airport of Basra counted 1.3 million passengers in 2024.

The airport of Najaf counted 2.7 million passengers in 2024.

The United States paid for the runway of Najaf.
"""
SAWMILL = "How many people did the sawmill employ in 2020?"
BASRA = "How many passengers did the airport of Basra count in 2024?"


@pytest.fixture
def ask_after(
    home: Home, models: EmbeddingModels, write: Callable[[str, str], Path]
) -> Callable[[str, str], Answer]:
    """Give a function that asks two questions, and returns the answer to the second."""
    with Writer(home, models) as writer:
        add(writer, [str(write("eldre.md", ELDRE))])
    assistant = Assistant(Searcher(home, models), reader=LocalReader(threads=1))

    def asking(first: str, second: str) -> Answer:
        conversation = Conversation()
        assistant.ask(first, conversation)
        return assistant.ask(second, conversation)

    return asking


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SAWMILL, "And the brewery?"),
        (BASRA, "What about Mosul?"),
        (BASRA, "And in Mosul?"),
    ],
)
def test_of_what_no_article_names_nothing_is_told(
    ask_after: Callable[[str, str], Answer], first: str, second: str
) -> None:
    assert ask_after(first, second).abstained


@pytest.mark.parametrize(
    ("first", "second", "held"),
    [
        (SAWMILL, "And the paper mill?", "310"),
        (BASRA, "What about Najaf?", "2.7"),
        (BASRA, "And Nahaf?", "2.7"),
        ("Who paid for the roof of Najaf?", "And the runway?", "United States"),
    ],
)
def test_what_is_named_is_told(
    ask_after: Callable[[str, str], Answer], first: str, second: str, held: str
) -> None:
    assert any(held in each.text for each in ask_after(first, second).statements)
