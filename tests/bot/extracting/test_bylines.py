"""A line that says who wrote an article answers nothing about its subject."""

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
from retrieval.text.passage_text import is_byline

BRIDGE = """The Hald bridge
By Jonas Wirth, 7 February 2026

The Hald bridge was designed by Ida Holm. It cost 40 million crowns. It opened on 3 May 2025.
"""


def test_a_byline_is_no_answer(
    home: Home, models: EmbeddingModels, write: Callable[[str, str], Path]
) -> None:
    with Writer(home, models) as writer:
        add(writer, [str(write("bridge.txt", BRIDGE))])
    assistant = Assistant(Searcher(home, models), reader=LocalReader(threads=1))
    answer = assistant.ask("When was the bridge designed?")
    assert answer.statements
    assert [each.text for each in answer.statements if "Wirth" in each.text] == []


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("By Jonas Wirth, 7 February 2026", True),
        ("BY JONAS WIRTH", True),
        ("Written by Mara Lind for the Harbour Post", True),
        ("By Friday, rebels had taken the town.", False),
        ("By Friday the bridge was closed", False),
        ("The ferry was built by Ida Holm, 7 February 2026", False),
    ],
)
def test_a_line_that_names_its_author_is_told_from_a_sentence(line: str, is_one: bool) -> None:
    assert is_byline(line) is is_one
