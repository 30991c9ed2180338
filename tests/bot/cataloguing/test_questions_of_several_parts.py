"""Questions of several parts, of which the catalog knows some and the articles the others."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.app import App, build
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from bot.rendering.text import answer_json
from bot.settings import Settings
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.reader import LocalReader
from retrieval.search.searcher import Searcher
from tests.support.fake_model import FakeModel, running, saying
from tests.support.model_app import asking

ARTICLES = {
    "harbour": """author: Marta Linde\ndate: 2026-05-04\nsource: Pell Courier
---
# The new quay at Pell harbour

The new quay at Pell harbour cost 4.2 million crowns and is 180 metres long.

The ferry to Orrin leaves at 7:40 every morning. A ticket costs 12 crowns.""",
    "library": """author: Ines Okafor\ndate: 2026-05-20\nsource: Pell Courier
---
# Library to open on Sundays

The town library of Pell will open on Sundays from noon to five.""",
    "wheat": """date: 2026-03-03\nsource: Meridian
---
# Wheat prices fall

A tonne of wheat cost 212 crowns on Tuesday at the exchange in Orrin.""",
}
HARBOUR = "“The new quay at Pell harbour” was written by Marta Linde."
FERRY = "The ferry to Orrin leaves at 7:40 every morning."


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Give a home with three articles."""
    folder: Path = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / f"{name}.md").write_text(f"---\n{text}\n", "utf-8")
    made = build(Settings(_env_file=None, MAJLIS_HOME=tmp_path_factory.mktemp("home")))
    with Writer(made.home, made.models) as writer:
        add(writer, [str(folder)])
    yield made
    made.close()


@pytest.fixture(scope="module")
def assistant(app: App) -> Assistant:
    searcher, today = Searcher(app.home, app.models), date(2026, 6, 1)
    return Assistant(searcher, reader=LocalReader(threads=1), today=lambda: today)


@pytest.mark.parametrize(
    ("question", "statements", "numbers"),
    [
        ("Who wrote the article on the harbour, and when does the ferry leave?",
         [HARBOUR, FERRY], [1, 2]),
        ("When does the ferry leave, and who wrote the article on the harbour?",
         [FERRY, HARBOUR], [1, 2]),
        ("Who wrote the article on the harbour and when was it published?",
         [HARBOUR, "“The new quay at Pell harbour” was published on 4 May 2026."], [1, 2]),
        ("Which articles are there from May, and who wrote them?",
         ["“Library to open on Sundays” (Ines Okafor, Pell Courier, 20 May 2026)",
          "“The new quay at Pell harbour” (Marta Linde, Pell Courier, 4 May 2026)",
          "“Library to open on Sundays” was written by Ines Okafor.", HARBOUR], [1, 2, 3, 4]),
        ("What is the newest article and who wrote it?",
         ["“Library to open on Sundays” (Ines Okafor, Pell Courier, 20 May 2026)",
          "“Library to open on Sundays” was written by Ines Okafor."], [1, 2]),
        ("When does the ferry leave? Who wrote the article on the harbour? What does a tonne of"
         " wheat cost?",
         [FERRY, HARBOUR, "A tonne of wheat cost 212 crowns on Tuesday at the exchange in Orrin."],
         [1, 2, 3]),
    ],
)  # fmt: skip
def test_each_part_is_answered_by_what_knows_it_in_the_order_asked(
    assistant: Assistant, question: str, statements: list[str], numbers: list[int]
) -> None:
    *stream, answer = assistant.stream(question)
    assert isinstance(answer, Answer) and stream == list(answer.statements)
    assert (answer.unanswered, answer.abstained, answer.mode) == ((), False, "extractive")
    assert [statement.text for statement in answer.statements] == statements
    assert [n for each in answer.statements for n in each.citations] == numbers


def test_a_part_that_nothing_answers_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Who wrote the article on the library and who is the king of Kesh?")
    assert [each.text for each in answer.statements] == [
        "“Library to open on Sundays” was written by Ines Okafor."
    ]
    assert answer.unanswered == ("Who is the king of Kesh?",)
    assert answer.remark == "The articles do not answer: Who is the king of Kesh?"
    answer = assistant.ask("Who wrote the article on wheat and what does a tonne of wheat cost?")
    assert "212" in answer.statements[0].text
    assert answer_json(answer)["unanswered"] == ["Who wrote the article on wheat?"]
    assert answer.remark == "“Wheat prices fall” does not tell who wrote it."


def test_nothing_is_named_where_no_part_is_answered(assistant: Assistant) -> None:
    answer = assistant.ask("Who wrote the article on wheat and who is the king of Kesh?")
    assert (answer.abstained, answer.unanswered, answer.statements) == (True, (), ())
    assert answer.remark.startswith("“Wheat prices fall” does not tell who wrote it.")


def test_a_sentence_that_the_catalog_quotes_may_also_be_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Which articles mention a tonne and what does a tonne of wheat cost?")
    assert [statement.citations for statement in answer.statements] == [(1,), (1,)]
    assert answer.statements[1].text == answer.citations[0].quote.text


def test_what_was_just_spoken_of_is_meant_in_a_conversation_too(assistant: Assistant) -> None:
    talk = Conversation()
    assert len(assistant.ask("Which articles are there from May?", talk).statements) == 2
    assert HARBOUR in [each.text for each in assistant.ask("Who wrote them?", talk).statements]
    assert assistant.ask("How many articles are there?", talk).statements[0].text == "3 articles."
    assert "Library" in assistant.ask("Which is the newest?", talk).statements[0].text
    answer = assistant.ask("Who wrote it and when does the ferry leave?", talk)
    assert [each.text.split()[-1] for each in answer.statements] == ["Okafor.", "morning."]


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Which article is the longest?", "“The new quay at Pell harbour” has 251 characters."),
        ("What is the shortest article on Orrin?", "“Wheat prices fall” has 133 characters."),
    ],
)
def test_the_longest_and_the_shortest_article_are_known(
    assistant: Assistant, question: str, statement: str
) -> None:
    answer = assistant.ask(question)
    assert [each.text for each in answer.statements] == [statement]


def test_a_law_that_the_articles_speak_of_is_no_article(assistant: Assistant) -> None:
    answer = assistant.ask("What does a ticket for the ferry cost and who wrote it?")
    assert "12 crowns" in answer.statements[0].text
    assert "Marta Linde" not in " ".join(each.text for each in answer.statements)


def test_a_model_is_asked_its_own_parts_only(app: App) -> None:
    with running() as model:
        made = asking(app, model.url)
        _ask_model(made, model)
        made.close()


def _ask_model(made: App, model: FakeModel) -> None:
    model.script = saying("The ferry to Orrin leaves at 7:40 every morning. [1.1]")
    *stream, answer = made.assistant.stream(
        "Who wrote the article on the harbour, and when does the ferry leave?",
        options=AskOptions(keep_in_log=False),
    )
    assert len(model.asked) == 1
    assert "When does the ferry leave?" in model.prompt()
    assert "Who wrote" not in model.prompt()
    assert isinstance(answer, Answer) and stream == list(answer.statements)
    assert [each.citations for each in answer.statements] == [(1,), (2,)]
