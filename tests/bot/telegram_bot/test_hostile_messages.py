"""A few of the attacks of `make attack`: jumping clocks, contacts in every view."""

import pytest

from tests.support.fake_bot_api import tdlib
from tests.tools.attack.clock_jumps import clock_scenarios
from tests.tools.attack.tappable_texts import hostile_contacts, tapped


def test_a_clock_that_jumps_leaves_nobody_without_an_answer() -> None:
    assert all(tried == held for _, tried, held, _ in clock_scenarios(jumps=3))


@pytest.mark.skipif(not tdlib.is_installed(), reason="needs TDLib (tdjson)")
def test_no_view_holds_a_contact_that_can_be_tapped() -> None:
    leaks, texts = tapped(hostile_contacts(30)[::15], every=2)
    assert leaks == {}
    assert texts > 50
