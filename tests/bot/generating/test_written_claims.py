"""What the check of claims reached on claims that were written for it does not get lost."""

import pytest

from tests.tools.eval.written_claims import written_scores

# The most false claims that may pass, and the fewest true ones.
REACHED = {
    "development-1": (9, 63),
    "development-2": (45, 56),
    "reported-1": (33, 62),
    "reported-2": (31, 31),
}


@pytest.mark.parametrize("name", REACHED)
def test_no_more_false_claims_pass_than_before_and_no_fewer_true_ones(name: str) -> None:
    false, true = written_scores(name)
    most, fewest = REACHED[name]
    assert false.passed <= most
    assert true.passed >= fewest
