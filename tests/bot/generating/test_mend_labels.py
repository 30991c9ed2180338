"""A copied sentence names the sentence that it copies; nothing else is mended."""

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
        pytest.param(Claim(OIL, ()), (), id="no label"),
        pytest.param(Claim("Russia trains soldiers.", ("1.1",)), ("1.1",), id="a few words"),
        pytest.param(Claim("Iraq sold a third of its oil to China in the spring.", ("1.2",)),
                     ("1.2",), id="another word"),
        pytest.param(Claim("trains soldiers sells arms and repairs tank", ("1.1",)),
                     ("1.1",), id="a part of a word"),
    ],
)  # fmt: skip
def test_a_copy_names_what_it_copies(claim: Claim, labels: tuple[str, ...]) -> None:
    assert list(mend_labels([claim], PASSAGES)) == [Claim(claim.text, labels)]
