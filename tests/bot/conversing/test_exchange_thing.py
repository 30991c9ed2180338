"""A follow-up that names another thing asks the last question of that thing."""

import pytest

from bot.conversing.exchange_thing import exchange_thing


@pytest.mark.parametrize(
    ("question", "last", "alone"),
    [
        ("And the sawmill?", "How many people did the brickworks employ in 2024?",
         "How many people did the sawmill employ in 2024?"),
        ("the old sawmill?", "Who runs the port authority?", "Who runs the old sawmill?"),
        ("What about the school?", "When did the mayor open the bridge?",
         "When did the mayor open the school?"),
        ("and the school", "When was the old bridge built?", "When was the school built?"),
        ("And the school?", "Where is the town hall?", "Where is the school?"),
        ("And at the school?", "What happened at the port during the strike?",
         "What happened at the school during the strike?"),
        ("And the ferry?", "How much is the toll on the bridge?",
         "How much is the toll on the ferry?"),
        ("And the market?", "What does the fair in Orrin sell?",
         "What does the market in Orrin sell?"),
    ],
)  # fmt: skip
def test_another_thing_takes_the_place_of_the_one_asked_of(
    question: str, last: str, alone: str
) -> None:
    assert exchange_thing(question, last) == alone


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("And the cost?", "Who built the bridge?"),
        ("And the other one?", "Who built the bridge?"),
        ("And the last?", "Who built the bridge?"),
        ("And the sawmill?", "How is Iraq positioned toward Russia?"),
        ("The sawmill was built by whom?", "Who built the bridge?"),
        ("And the sawmill?", ""),
    ],
)
def test_what_asks_of_the_same_thing_or_of_none_is_left(question: str, last: str) -> None:
    assert exchange_thing(question, last) == ""
