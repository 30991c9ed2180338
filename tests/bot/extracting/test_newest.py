"""Questions on the present, for which the newest article that answers comes first."""

import pytest

from bot.extracting.newest import is_on_present


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("What does a ticket cost?", True),
        ("What do the newest opening hours say about weekdays?", True),
        ("What do the oldest opening hours say about weekdays?", False),
        ("What does the earliest report say?", False),
        ("What did a ticket cost?", False),
    ],
)
def test_a_question_on_the_present_is_told_from_one_on_what_was(
    question: str, is_one: bool
) -> None:
    assert is_on_present(question) is is_one
