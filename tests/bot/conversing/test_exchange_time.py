"""A follow-up that names another time asks the last question of that time."""

import pytest

from bot.conversing.exchange_time import exchange_time

BLOOD = "How many people gave blood in Orstad in April?"
OLIVES = "How many tonnes of olives did they harvest in 2022?"


@pytest.mark.parametrize(
    ("question", "last", "alone"),
    [
        ("And in June?", BLOOD, "How many people gave blood in Orstad in June?"),
        ("sorry, I meant june", BLOOD, "How many people gave blood in Orstad in June?"),
        ("No, May please", BLOOD, "How many people gave blood in Orstad in May?"),
        ("And 2024?", OLIVES, "How many tonnes of olives did they harvest in 2024?"),
        ("And the year before?", OLIVES, "How many tonnes of olives did they harvest in 2021?"),
        ("And the month after?", BLOOD, "How many people gave blood in Orstad in May?"),
        ("the month before?", "How many may have come in August?",
         "How many may have come in July?"),
        ("and the quarter after that?", "What was the turnover in Q1?",
         "What was the turnover in Q2?"),
        ("and two days later?", "When does the boat leave on Saturday?",
         "When does the boat leave on Monday?"),
        ("the following year?", OLIVES, "How many tonnes of olives did they harvest in 2023?"),
        ("And the latest figure?", OLIVES,
         "How many tonnes of olives did they harvest most recently?"),
        ("and now?", "Who was minister in 2019?", "Who was minister most recently?"),
        ("on wednesday?", "How much did cod fetch on Monday?",
         "How much did cod fetch on Wednesday?"),
        ("How about the third?", "How many were sold in the first quarter?",
         "How many were sold in the third quarter?"),
        ("And in the second quarter?", "How many were sold in the first quarter?",
         "How many were sold in the second quarter?"),
        ("and the week before?", "How many gave blood in the week of 9 June?",
         "How many gave blood in the week of 2 June?"),
        ("And the week after?", "How many gave blood in the week of May 30th?",
         "How many gave blood in the week of June 6?"),
        ("and the day after?", "What happened on 31 December?", "What happened on 1 January?"),
        ("the day after?", "What happened on 31 December 2023?",
         "What happened on 1 January 2024?"),
        ("a week earlier?", "Who won on March 3, 2024?", "Who won on February 25, 2024?"),
        ("And the week of 16 June?", "How many gave blood in the week of 9 June?",
         "How many gave blood in the week of 16 June?"),
        ("and at the weekend?", "When does the pool open on weekdays?",
         "When does the pool open at the weekend?"),
        ("what about public holidays", "When does the pool open on weekdays?",
         "When does the pool open on public holidays?"),
        ("And during the school holidays?", "When does the pool open on public holidays?",
         "When does the pool open during the school holidays?"),
        ("On Sundays?", "When does the pool open on weekdays?",
         "When does the pool open on Sundays?"),
        ("How about early in the morning?", "How loud is the mill during the day?",
         "How loud is the mill early in the morning?"),
        ("and at night?", "How loud is the mill?", "How loud is the mill at night?"),
        ("And in 2023?", "How loud is the mill at night?",
         "How loud is the mill at night in 2023?"),
        ("What was it like in August?", "What did oil cost in July?",
         "What did oil cost in August?"),
        ("And in 2023?", "How many cars did they sell?", "How many cars did they sell in 2023?"),
        ("And on Friday?", "How much did cod fetch?", "How much did cod fetch on Friday?"),
    ],
)  # fmt: skip
def test_the_last_question_is_asked_of_another_time(question: str, last: str, alone: str) -> None:
    assert exchange_time(question, last) == alone


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("And in Vanning?", BLOOD),
        ("and the day after?", "What happened on 31 June?"),
        ("Why was it so little in 2023?", OLIVES),
        ("And the third?", BLOOD),
        ("the year before?", BLOOD),
        ("And in June?", ""),
        ("thanks", BLOOD),
        ("What about the second one?", BLOOD),
    ],
)
def test_another_follow_up_is_left_to_others(question: str, last: str) -> None:
    assert exchange_time(question, last) == ""
