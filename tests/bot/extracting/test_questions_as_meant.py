"""Lists, parts, denials and subjects: what is asked for decides what is quoted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.app import App
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.rendering.text import answer_json, plain
from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher

TREES = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Kale",
    "Larch",
)  # fmt: skip
PROJECTS = "\n".join(
    f"- Project {tree}: well number {number}, finished in {2018 + number // 2}"
    for number, tree in enumerate(TREES, 2)
)
BRIDGE = (
    "The Hald bridge was designed by Rosa Lind. Drivers pay a toll of 14 crowns on the bridge."
    " The river below it is called the Tarn. It does not carry trams."
)


@pytest.fixture
def ask(
    home: Home, models: EmbeddingModels, write: Callable[[str, str], Path]
) -> Callable[..., Answer]:
    """Give a function that asks about a list of projects and a bridge."""
    write("projects.md", f"# Projects of the water board\n\n{PROJECTS}\n")
    folder = write("bridge.md", f"# The bridge\n\n{BRIDGE}\n").parent
    with Writer(home, models) as writer:
        add(writer, [str(folder)])
    assistant = Assistant(Searcher(home, models))

    def asking(question: str, limit: int = 5) -> Answer:
        return assistant.ask(question, None, AskOptions(limit=limit))

    return asking


def quoted(answer: Answer) -> str:
    """Return all quotes of an answer."""
    return "\n".join(citation.quote.text for citation in answer.citations)


def test_a_list_is_shown_whole(ask: Callable[..., Answer]) -> None:
    answer = ask("List all projects of the water board.")
    assert [tree for tree in TREES if tree in quoted(answer)] == list(TREES)
    assert answer.remark == ""


def test_a_part_of_a_list_says_so(ask: Callable[..., Answer]) -> None:
    answer = ask("List all projects of the water board.", limit=3)
    assert len(answer.statements) == 3
    assert answer.remark == "3 of 12; ask for more."


def test_of_a_list_the_items_that_are_described_are_shown(ask: Callable[..., Answer]) -> None:
    answer = ask("Which projects were finished in 2021?")
    assert [tree for tree in TREES if tree in quoted(answer)] == ["Elm", "Fir"]


def test_each_part_of_a_question_is_answered(ask: Callable[..., Answer]) -> None:
    answer = ask("Who designed the Hald bridge and how much is the toll on it?")
    assert "Rosa Lind" in quoted(answer) and "14 crowns" in quoted(answer)
    assert answer.unanswered == ()


def test_a_part_without_an_answer_is_named(ask: Callable[..., Answer]) -> None:
    answer = ask("Who designed the Hald bridge and who founded the opera in Vienna?")
    assert "Rosa Lind" in quoted(answer)
    assert answer.unanswered == ("Who founded the opera in Vienna?",)
    assert "The articles do not answer: Who founded the opera in Vienna?" in plain(answer)
    assert answer_json(answer)["unanswered"] == ["Who founded the opera in Vienna?"]
    json.dumps(answer_json(answer))


def test_a_question_of_which_no_part_is_answered_abstains(ask: Callable[..., Answer]) -> None:
    answer = ask("Who founded the opera in Vienna and when did Mozart marry?")
    assert answer.abstained
    assert answer.unanswered == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Is there anything on Egypt?", "Egypt"),
        ("What else is there on Interpol?", "Interpol"),
    ],
)
def test_a_question_for_a_subject_is_answered_by_what_names_it(
    seeded: App, question: str, words: str
) -> None:
    answer = seeded.assistant.ask(question)
    assert answer.statements
    assert all(words in statement.text for statement in answer.statements)


def test_articles_that_mention_a_subject_are_quoted_with_it(seeded: App) -> None:
    answer = seeded.assistant.ask("Which articles mention Jordan?")
    assert answer.statements
    assert all("Jordan" in citation.quote.text for citation in answer.citations)
    assert all(len(citation.quote.text) > 20 for citation in answer.citations)


@pytest.mark.parametrize("question", ["How many sources are there?", "Which sources are there?"])
def test_sources_that_no_article_names_are_not_counted(seeded: App, question: str) -> None:
    answer = seeded.assistant.ask(question)
    assert answer.abstained
    assert answer.remark == "No article names its source."


def test_a_subject_that_nothing_names_is_refused(seeded: App) -> None:
    assert seeded.assistant.ask("Is there anything on Norway?").abstained


def test_a_question_for_what_is_not_so_is_answered_by_denials_only(seeded: App) -> None:
    answer = seeded.assistant.ask("How is Iraq NOT positioned toward Russia?")
    assert all(" not " in statement.text for statement in answer.statements)


def test_an_announcement_is_no_statement(seeded: App) -> None:
    answer = seeded.assistant.ask("What dynamics are at play between Iraq and its partners?")
    assert not any(s.text.endswith(":") or "table below" in s.text for s in answer.statements)
