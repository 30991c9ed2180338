"""Questions that name a time or a source, ask for now, or for the articles themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.api import Majlis
from bot.settings import Settings
from tests.tools.eval.dated import DATED, run_dated


def test_dated_questions_are_answered_from_the_articles_they_name() -> None:
    results = run_dated("development")
    assert [result.question for result in results if "outside" in result.faults] == []
    assert [result.question for result in results if "first" in result.faults] == []
    assert [result.question for result in results if result.faults] == []


@pytest.mark.parametrize(("name", "right"), [("development-2", 46), ("reported", 50)])
def test_sets_that_were_written_to_be_hard_keep_what_was_reached(name: str, right: int) -> None:
    results = run_dated(name)
    assert [result.question for result in results if "outside" in result.faults] == []
    assert sum(not result.faults for result in results) >= right


@pytest.fixture(scope="module")
def majlis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Majlis]:
    """Give the articles of the set, to be asked in conversations."""
    home: Path = tmp_path_factory.mktemp("home")
    with Majlis(settings=Settings(_env_file=None, MAJLIS_HOME=home)) as made:
        made.add(DATED / "development" / "articles")
        yield made


def test_a_conversation_goes_on_to_other_times_and_to_the_articles_themselves(
    majlis: Majlis,
) -> None:
    talk = majlis.conversation()
    assert "287" in talk.ask("What did a tonne of wheat cost in 2025?").statements[0].text
    answer = talk.ask("And in 2024?")
    assert answer.standalone_question == "What did a tonne of wheat cost in 2024?"
    assert "212" in answer.statements[0].text
    assert talk.ask("who wrote it?").abstained  # an agency's report names nobody
    published = talk.ask("When was it published?")
    assert [each.published for each in published.citations] == ["2024-02-20"]


def test_each_part_of_a_question_has_its_own_time(majlis: Majlis) -> None:
    answer = majlis.conversation().ask(
        "What did a tonne of wheat cost in 2024 and what did a tonne of wheat cost in 2025?"
    )
    quotes = " ".join(citation.quote.text for citation in answer.citations)
    assert "212" in quotes
    assert "287" in quotes


def test_no_part_of_a_question_is_dropped_because_the_catalog_knows_another(
    majlis: Majlis,
) -> None:
    answer = majlis.conversation().ask(
        "Who wrote the piece on the oysters and what does a dozen oysters cost?"
    )
    assert "18 crowns" in " ".join(citation.quote.text for citation in answer.citations)
    assert answer.statements[0].text == "“Oysters are back” was written by Bo Anders."
    assert answer.unanswered == ()


def test_one_article_is_looked_for_in_the_time_that_the_question_names(majlis: Majlis) -> None:
    answer = majlis.conversation().ask("Who wrote the ferry article of October 2025?")
    assert [each.quote.document_id for each in answer.citations] == ["river/ferry-wifi.txt"]
    assert answer.statements[0].text.endswith("was written by Tom Ekker.")


def test_what_the_articles_tell_of_a_year_of_which_none_is_may_be_quoted(majlis: Majlis) -> None:
    answer = majlis.conversation().ask("What was settled between Varnia and Kesh in 2015?")
    assert answer.citations[0].quote.document_id == "background/agreement-2015.md"
