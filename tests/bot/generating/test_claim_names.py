"""A claim is about the thing that its quotes are about."""

import pytest

from bot.generating.claim_names import other_subject


@pytest.mark.parametrize(
    ("claim", "quotes", "other"),
    [
        ("The United States has a parliament.", ["Iraq has a parliament."], "Iraq"),
        ("Russia trains soldiers.", ["Iran — Iraq: It trains soldiers."], "Iran"),
        # what a quote calls by no name, or by another one, or names besides
        ("Russia trains soldiers.", ["It trains soldiers."], ""),
        ("Russia trains soldiers.", ["Moscow trains soldiers."], ""),
        ("Russia trains soldiers.", ["Iran and Russia train soldiers."], ""),
        ("Russia trains soldiers.", ["Iran buys oil.", "They train soldiers."], ""),
        ("Iraq sent wheat to Syria.", ["Syria was sent wheat."], ""),
        ("Trade with Russia grew.", ["Iraq traded more."], ""),
        ("Trade grew.", ["Iraq traded more."], ""),
    ],
)
def test_quotes_on_another_thing_are_known(claim: str, quotes: list[str], other: str) -> None:
    assert other_subject(claim, quotes) == other
