"""A claim that says a sentence names that sentence; nothing else is mended."""

import pytest

from bot.generating.mend_labels import mend_labels
from bot.generating.sentence_labels import Claim, label_passages
from tests.bot.generating.test_sentence_labels import hit

OIL = "Iraq sold a quarter of its oil to China in the spring."
ARMS = "Russia trains soldiers, sells arms and repairs tanks in Basra."
PASSAGES = label_passages([hit(f"{OIL}\n{ARMS}")], len, limit=9_999)


@pytest.mark.parametrize(
    ("claim", "labels"),
    [
        pytest.param(Claim(OIL, ("1.2",)), ("1.1",), id="a copy"),
        pytest.param(Claim(OIL.upper(), ("9.9", "1.2")), ("1.1",), id="other letters"),
        pytest.param(Claim("Russia trains soldiers, sells arms and repairs tanks.", ("1.1",)),
                     ("1.2",), id="a part"),
        pytest.param(Claim(OIL, ("1.1", "1.2")), ("1.1", "1.2"), id="named already"),
        pytest.param(Claim("In the spring China was sold a quarter of its oil by Iraq.", ("1.2",)),
                     ("1.1",), id="nearly its words"),
        pytest.param(Claim("In the spring Japan kept a quarter of its steel for China.", ("1.2",)),
                     ("1.2",), id="half of its words"),
        pytest.param(Claim("Russia sells arms and trains the soldiers of Basra.", ("1.2",)),
                     ("1.2",), id="said by what it names"),
        pytest.param(Claim(OIL, ()), (), id="no label"),
        pytest.param(Claim("Russia trains soldiers.", ("1.1",)), ("1.1",), id="a few words"),
        pytest.param(Claim("Iraq sold a third of its oil to China in the spring.", ("1.2",)),
                     ("1.2",), id="another number"),
        pytest.param(Claim("trains soldiers sells arms and repairs tank", ("1.1",)),
                     ("1.2",), id="another form of a word"),
    ],
)  # fmt: skip
def test_a_claim_names_the_sentence_that_it_says(claim: Claim, labels: tuple[str, ...]) -> None:
    assert list(mend_labels([claim], PASSAGES)) == [Claim(claim.text, labels)]
