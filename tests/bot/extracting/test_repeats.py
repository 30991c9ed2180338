"""What differs is never hidden as a repeat; what says the same is."""

import pytest

from bot.extracting.repeats import repeats

TOLL = "The accident in the Hald mine killed 12 workers, the governor said."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TOLL, TOLL.replace("12", "27")),
        ("Iraq has signed the treaty.", "Iraq has not signed the treaty."),
        ("Baghdad sued Ankara over the pipeline.", "Ankara sued Baghdad over the pipeline."),
        ("The pipe carries 340 million litres.", "The pipe carries 340 million barrels."),
        ("The pool opens on Monday.", "The pool opens on Tuesday."),
        ("The minister will meet farmers in Orrin.", "The minister will meet farmers in Tarn."),
        ("The bridge closed.", "The bridge may be closed."),
        ("Oil prices rose in May.", "Oil prices fell in May."),
        ("The minister resigned.", "The minister offered to resign."),
    ],
)
def test_what_differs_is_no_repeat(one: str, other: str) -> None:
    assert not repeats(one, other)
    assert not repeats(other, one)


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("The ferry to Marrow was cancelled.", "The ferry to Marrow was cancelled"),
        ("A bomb killed six at a market.", "BAGHDAD (AP) — A bomb killed six at a market."),
        ("Eleven men left the mine.", "11 men left the mine."),
        ("The bridge is closed.", "The bridge is closed, officials said."),
        ("The walker was found by two dogs.", "Two dogs found the walker."),
        ("The schools are closed.", "The schools are closed on Monday."),
    ],
)
def test_what_adds_nothing_is_a_repeat(statement: str, shown: str) -> None:
    assert repeats(statement, shown)
