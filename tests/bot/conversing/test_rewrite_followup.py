"""Follow-ups are made to stand alone; a question that stands alone is left as it is."""

import pytest

from bot.conversing.conversation import Conversation, Turn
from bot.conversing.rewrite_followup import history_weight, rewrite_followup
from retrieval.language.question_types import (
    AnswerType,
    classify_question,
    proper_names,
    to_search_query,
)

COMMON = {"Iraq": 0.9, "Russia": 0.2, "Jordan": 0.1, "Maliki": 0.05}


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (["What does Russia contribute to Iraq's security?"], "And China?", "What does China contribute to Iraq's security?"),
        (["How is Iraq positioned toward Russia?"], "What about Iran?", "How is Iraq positioned toward Iran?"),
        (["How is Iraq positioned toward Russia?", "thanks"], "and Iran", "How is Iraq positioned toward Iran?"),
        (["What did Maliki do in Moscow?"], "Why did he go there?", "Why did Maliki go to Moscow?"),
        (["Where did Iraq send wheat?"], "Why did it do that?", "Why did Iraq send wheat?"),
        (["How is Iraq positioned toward Russia?"], "Iran?", "How is Iraq positioned toward Iran?"),
        (["What is sold in Orrin?"], "in Dolsk?", "What is sold in Dolsk?"),
        (["How is Iraq positioned toward Russia?"], "Iran", "Iran"),
        (["What does the mill in Orrin make?"], "And the brickworks?", "What does the brickworks in Orrin make?"),
        (["How is Iraq positioned toward Russia?"], "What is BICES?", "What is BICES?"),
        (["How is Iraq positioned toward Russia?"], "Does Jordan buy its oil?", "Does Jordan buy its oil?"),
        (["How is Iraq positioned toward Russia?"], "Why?", "Why is Iraq positioned toward Russia?"),
        (["Which countries did Maliki visit?"], "When was that?", "When was that (Which countries did Maliki visit)?"),
        (["What did Maliki do in Moscow?"], "Who paid him?", "Who paid Maliki?"),
        (["What did Maliki do in Moscow?"], "What happened next?", "What happened next (Maliki)?"),
        (["What is the oil law?"], "Who wrote it?", "Who wrote oil law?"),
        (["What is the oil law?"], "What about its critics?", "What about oil law’s critics?"),
        (["Who is Maliki?", "Nouri Maliki was prime minister of Iraq."], "When was he born?", "When was Nouri Maliki born?"),
        (["How is Iraq positioned toward Russia?"], "What is BICES and why is it important?", "What is BICES and why is it important?"),
        (["How is Iraq positioned toward Russia?"], "How many people live in their own house?", "How many people live in their own house?"),
        (["How is Iraq positioned toward Russia?"], "Is it possible to travel by train?", "Is it possible to travel by train?"),
        (["How is Iraq positioned toward Russia?"], "What are the causes of inflation?", "What are the causes of inflation?"),
        (["How is Iraq positioned toward Russia?"], "and the second one?", "and the second one?"),
        (["Как Ирак относится к России?"], "А Китай?", "А Китай?"),
        (["How is Iraq positioned toward Russia?"], "thanks a lot", "thanks a lot"),
        ([], "And China?", "And China?"),
        (["hello"], "And China?", "And China?"),
    ],
)  # fmt: skip
def test_a_follow_up_stands_alone(earlier: list[str], question: str, expected: str) -> None:
    conversation = Conversation.from_questions(earlier)
    understood = rewrite_followup(
        question, conversation, commonness=lambda name: COMMON.get(name, 0.0)
    )
    assert understood == expected


def test_what_an_assistant_said_names_what_is_meant() -> None:
    said = [
        Turn("Who leads the country?", "Who leads the country?"),
        Turn("", "", answer_text="Nouri Maliki leads it."),
    ]
    assert (
        rewrite_followup("Where was he born?", Conversation(said)) == "Where was Nouri Maliki born?"
    )


def test_a_long_history_costs_no_more_than_its_end() -> None:
    words = "Maliki Met Putin And. " * 20_000
    conversation = Conversation.from_questions([words] * 200)
    assert len(conversation.questions) == 10
    assert (
        rewrite_followup("Where was he born?", conversation)
        == "Where was Maliki Met Putin And born?"
    )


@pytest.mark.parametrize(
    ("question", "alone", "weight"),
    [
        ("And China?", "How is Iraq positioned toward China?", 0.5),
        (
            "What were the results of the first vote?",
            "What were the results of the first vote?",
            0.5,
        ),
        ("What is BICES?", "What is BICES?", 0.15),
    ],
)
def test_a_question_that_may_hang_on_others_leans_on_them(
    question: str, alone: str, weight: float
) -> None:
    assert history_weight(question, alone) == weight


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who accepted the credentials in Moscow?", AnswerType.FACT),
        ("How much oil does China import?", AnswerType.FACT),
        ("How is Iraq positioned toward Russia?", AnswerType.POSITION),
        ("What is the state of US influence in Iraq?", AnswerType.POSITION),
        ("What steps are recommended against militia influence?", AnswerType.LIST),
        ("Which countries border Iraq?", AnswerType.LIST),
        ("Why did Iraq cut its ties?", AnswerType.REASON),
        ("According to the security table, what does Russia contribute?", AnswerType.ROW),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: AnswerType) -> None:
    assert classify_question(question) is kind


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How is Iraq positioned toward Russia?", "relations between Iraq and Russia"),
        ("How does Iraq stand toward Iran these days?", "relations between Iraq and Iran"),
        ("What is Iraq's stance on Israel?", "relations between Iraq and Israel"),
        ("How close are Iraq and China?", "relations between Iraq and China"),
        ("According to the article, who came?", "who came?"),
        ("According to the security table, what does Russia give?", "security what does Russia give?"),
        ("who is the PMF loyal 2", "who is the PMF loyal to"),
        ("Who is 2 blame?", "Who is 2 blame?"),
        ("How does Iraq stand?", "How does Iraq stand?"),
    ],
)  # fmt: skip
def test_what_is_searched_for_leaves_the_frame_out(question: str, expected: str) -> None:
    assert to_search_query(question) == expected


def test_names_are_found_without_the_words_of_asking() -> None:
    assert proper_names("What does Saudi Arabia want from Iraq’s Kurds?") == [
        "Saudi Arabia",
        "Iraq",
        "Kurds",
    ]
    assert proper_names("Since when is Iraq a member?") == ["Iraq"]
    assert proper_names("Between Iraq and Iran, which sells more?") == ["Iraq", "Iran"]
