"""What is quoted proves what is said, also when a long sentence is cut."""

import pytest

from bot.generating.claim_checker import Checker
from bot.generating.draft import Draft
from bot.generating.sentence_labels import Claim, label_passages
from tests.bot.generating.test_sentence_labels import hit

LONG = (
    "In the years that followed the agreement between the two governments on energy and transport,"
    " Iraq sold oil to China through the new terminal at Basra and through the older pipelines of"
    " the south, an amount equal to one-fourth of its exports."
)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (
            "China was sold oil through the terminal at Basra.",
            "Iraq sold oil to China through the new terminal at Basra and through the older"
            " pipelines of the south",
        ),
        ("A quarter was sold to China through Basra.", LONG),
    ],
)
def test_a_cut_quote_still_proves_the_claim(claim: str, quote: str) -> None:
    draft = Draft()
    checker = Checker("Where is oil sold?", label_passages([hit(LONG)], len, limit=9_999), {})
    assert checker.check(Claim(claim, ("1.1",)), draft) is not None, draft.dropped
    assert [citation.quote.text for citation in draft.citations.citations] == [quote]
