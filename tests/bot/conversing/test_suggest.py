from dataclasses import replace

import pytest

from bot.answers import Answer
from bot.app import App
from bot.conversing.conversation import Conversation
from bot.conversing.suggest import _names_in_lists, as_question, suggest
from bot.extracting.candidates import Candidate

QUESTIONS = (
    "How is Iraq positioned toward Russia?", "How does Iraq stand toward Iran these days?",
    "What is the state of US influence in Iraq?", "Where did Iraq send wheat?",
    "What pipeline projects link Iraq and Jordan?", "who is the PMF loyal 2",
    "Why does Iraq want to stop militias from attacking Israel?",
    "What steps are recommended against militia influence?", "Who is the president of Iraq?",
    "How does Iraq relate to Turkey?", "What is Iraq's relationship with Saudi Arabia?",
)  # fmt: skip


def suggested(seeded: App, question: str) -> list[str]:
    return seeded.assistant.suggest(seeded.assistant.ask(question))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "How is Iraq positioned toward Russia?",
            [
                "How is Iraq positioned toward China?",
                "How is Iraq positioned toward the United States?",
                "How is Iraq positioned toward Iran?",
            ],
        ),
        (
            "Why does Iraq want to stop militias from attacking Israel?",
            [
                "What is the impact of Iran-backed militias on Iraqi security?",
                "What is the role of international partnerships in Iraq’s security strategy?",
                "What are Iraq’s efforts to foster regional stability?",
            ],
        ),
        ("Where did Iraq send wheat?", ["How are relations between Iraq and Syria?"]),
        (
            "What is Iraq's GDP in dollars?",
            [
                "What are the economic and security implications of Iraq’s emerging partnerships?",
                "How are relations between Iraq and the United States?",
                "How are relations between Iraq and Kuwait?",
            ],
        ),
        ("What is the capital of Australia?", []),
        ("Who is Maliki?", []),
    ],
)
def test_what_is_suggested_can_be_asked_as_it_stands(
    seeded: App, question: str, wanted: list[str]
) -> None:
    assert suggested(seeded, question) == wanted


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_suggestion_is_answered_with_a_sentence_that_was_not_shown(
    seeded: App, question: str
) -> None:
    answer = seeded.assistant.ask(question)
    shown = {citation.quote for citation in answer.citations}
    suggestions = seeded.assistant.suggest(answer)
    assert suggestions and len(set(suggestions)) == len(suggestions) <= 3
    for each in suggestions:
        assert each != question and len(each) <= 100
        further = seeded.assistant.ask(each)
        assert not further.abstained
        assert {citation.quote for citation in further.citations} - shown


def test_a_follow_up_is_taken_as_it_was_understood(seeded: App) -> None:
    conversation = Conversation.from_questions(["How is Iraq positioned toward Russia?"])
    answer = seeded.assistant.ask("And Turkey?", conversation)
    first = seeded.assistant.suggest(answer, limit=1)
    assert first == ["How is Iraq positioned toward Iran?"]


def test_a_request_is_followed_by_nothing(seeded: App) -> None:
    conversation = Conversation()
    seeded.assistant.ask("How is Iraq positioned toward Russia?", conversation)
    assert seeded.assistant.suggest(seeded.assistant.ask("shorter", conversation)) == []


def test_an_answer_from_the_log_which_has_no_hits_is_followed_by_what_its_quotes_name(
    seeded: App,
) -> None:
    answer = replace(seeded.assistant.ask("Where did Iraq send wheat?"), hits=())
    assert seeded.assistant.suggest(answer) == ["How are relations between Iraq and Syria?"]


def test_the_engine_is_asked_a_few_times_only(seeded: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.conversing.suggest.TRIED", 3)
    tried: list[str] = []

    def silent(question: str) -> list[Candidate]:
        tried.append(question)
        return []

    answer = seeded.assistant.ask("How is Iraq positioned toward China?")
    assert suggest(answer, silent, commonness=lambda _: 0.1, limit=3) == []
    assert len(tried) == len(set(tried)) == 3


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        (
            "Understanding the Impact of Rain-Fed Farms on Varna’s Bread",
            "What is the impact of rain-fed farms on Varna’s bread?",
        ),
        ("The Role of Bakers in Varna", "What is the role of bakers in Varna?"),
        ("Varna’s Efforts to Bake More Bread", "What are Varna’s efforts to bake more bread?"),
        ("Economic Consequences of the Price", "What are the economic consequences of the price?"),
        ("Closing Remarks", ""),
        ("In Varna", ""),
        ("Why should Varna listen?", ""),
        ("Bakers Recommend Rye to Navigate the Price", ""),
        ("THE ROLE OF BAKERS IN VARNA", ""),
    ],
)
def test_a_heading_that_names_what_it_tells_is_made_a_question(heading: str, question: str) -> None:
    text = (
        f"{heading}\nIn Varna all rain-fed farms feed Varna. The bread of Varna’s bakers is dear."
    )
    assert as_question(heading, text) == question


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It trades with Iran, Saudi Arabia, and Turkey.", [["Iran", "Saudi Arabia", "Turkey"]]),
        ("Ties with the United States and Russia.", [["United States", "Russia"]]),
        ("Contracts with Western, Chinese, and Russian energy firms.", []),
        ("The Prime Minister came.", []),
    ],
)
def test_names_that_stand_in_a_row_are_sisters(text: str, names: list[list[str]]) -> None:
    assert list(_names_in_lists(text)) == names


def test_an_answer_to_nothing_is_followed_by_nothing() -> None:
    empty = Answer("Who?", "Who?", abstained=True)
    assert suggest(empty, lambda _: [], commonness=lambda _: 0.0, limit=3) == []
