"""Follow-ups are made to stand alone; a question that stands alone is left as it is."""

import pytest

from bot.conversation import Conversation
from bot.questions import Asked, asked, focus, names
from bot.standalone import standalone

COMMON = {"Iraq": 0.9, "Russia": 0.2, "Jordan": 0.1, "Maliki": 0.05}


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (["What does Russia contribute to Iraq's security?"], "And China?", "What does China contribute to Iraq's security?"),
        (["How is Iraq positioned toward Russia?"], "What about Iran?", "How is Iraq positioned toward Iran?"),
        (["How is Iraq positioned toward Russia?", "thanks"], "and Iran", "How is Iraq positioned toward Iran?"),
        (["What did Maliki do in Moscow?"], "Why did he go there?", "Why did Maliki go to Moscow?"),
        (["Where did Iraq send wheat?"], "Why did it do that?", "Why did Iraq send wheat?"),
        (["How is Iraq positioned toward Russia?"], "What is BICES?", "What is BICES?"),
        (["How is Iraq positioned toward Russia?"], "Does Jordan buy its oil?", "Does Jordan buy its oil?"),
        ([], "And China?", "And China?"),
        (["hello"], "And China?", "And China?"),
    ],
)  # fmt: skip
def test_a_follow_up_stands_alone(earlier: list[str], question: str, expected: str) -> None:
    conversation = Conversation.of(earlier)
    understood = standalone(question, conversation, commonness=lambda name: COMMON.get(name, 0.0))
    assert understood == expected


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who accepted the credentials in Moscow?", Asked.FACT),
        ("How much oil does China import?", Asked.FACT),
        ("How is Iraq positioned toward Russia?", Asked.POSITION),
        ("What is the state of US influence in Iraq?", Asked.POSITION),
        ("What steps are recommended against militia influence?", Asked.LIST),
        ("Which countries border Iraq?", Asked.LIST),
        ("Why did Iraq cut its ties?", Asked.REASON),
        ("According to the security table, what does Russia contribute?", Asked.ROW),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: Asked) -> None:
    assert asked(question) is kind


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
    assert focus(question) == expected


def test_names_are_found_without_the_words_of_asking() -> None:
    assert names("What does Saudi Arabia want from Iraq’s Kurds?") == [
        "Saudi Arabia",
        "Iraq",
        "Kurds",
    ]
