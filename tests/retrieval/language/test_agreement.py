"""What a claim must have in common with its quote; each rule beside true claims in other words."""

from collections.abc import Callable

import pytest

from retrieval.language.agreement.counted import (
    approximated,
    find_other_change,
    find_other_rate,
    find_other_unit,
    years_in,
)
from retrieval.language.agreement.opposites import (
    find_opposite,
    find_other_freedom,
    find_other_share,
)
from retrieval.language.agreement.order import find_other_order, find_other_reason
from retrieval.language.agreement.ranks import find_other_rank, ranks_in
from retrieval.language.agreement.roles import find_other_roles, find_other_speaker

Rule = Callable[[str, str], str]

# A rule, a quote, a false claim of its kind, and a true one in other words.
KINDS: list[tuple[Rule, str, str, str]] = [
    (find_other_unit, "The ferry carried 300 tonnes of grain in 1,200 sacks.",
     "It carried 300 barrels of grain.", "The ferry took 300 tons of grain aboard."),
    (find_other_unit, "The flood drove 4,000 families from the valley.",
     "4,000 people fled the valley.", "Some 4,000 households had to leave."),
    (find_other_unit, "The flood drove 4,000 fishermen and 90 refugees away.",
     "It drove 90 soldiers away.", "It drove 90 people away."),
    (find_other_unit, "It was shut for two decades.", "It was shut for two years.",
     "It was shut for twenty years."),
    (find_other_rate, "The port loads 40 ships a week.", "The port loads 40 ships daily.",
     "Each week 40 ships are loaded, 8 per cent of all."),
    (find_other_change, "Output could climb to 9 million.", "Output could climb by 9 million.",
     "Output could reach 9 million."),
    (find_other_rank, "It is the third-largest port.", "It is the largest port.",
     "It is one of the largest ports."),
    (find_other_rank, "It is one of the oldest mills.", "It is the oldest mill.",
     "The mill is among the oldest."),
    (find_other_rank, "No port of the region is larger.", "It is the second-largest port.",
     "It is the largest port."),
    (find_other_rank, "In its second season it won.", "In its third season it won.",
     "It won in season 2, the second one."),
    (find_other_order, "The mill closed after the war ended.",
     "The mill closed before the war ended.",
     "The end of the war was followed by the closing of the mill."),
    (find_other_order, "Before the harvest, the dam burst.", "The dam burst after the harvest.",
     "The dam burst ahead of the harvest."),
    (find_other_reason, "The ferry sailed despite the storm.",
     "The ferry sailed because of the storm.",
     "Although there was a storm, the ferry sailed."),
    (find_other_reason, "The ferry stayed owing to the storm.",
     "The ferry stayed in spite of the storm.",
     "The ferry stayed because of the storm."),
    (find_other_freedom, "The union declined to join the talks.",
     "The union was barred from the talks.",
     "The union refused to take part in the talks."),
    (find_other_freedom, "The mayor let the ships pass.",
     "The mayor was forced to let the ships pass.",
     "The mayor allowed the ships to pass."),
    (find_other_share, "A fifth of the town's fish exports go abroad, and half of its wool.",
     "A fifth of its wool goes abroad.", "A fifth of the fish exports of the town is sold abroad."),
    (find_opposite, "Exports of wool rose in spring.", "Exports of wool fell.",
     "Exports of wool increased."),
    (find_opposite, "The council softened its stance on fishing.",
     "The council hardened its stance.", "The council relaxed its stance on fishing."),
    (find_opposite, "It removed the barriers to trade.", "It added barriers to trade.",
     "It lifted the barriers to trade."),
    (find_other_roles, "Zembla supplied Ruritania with wool.",
     "Ruritania supplied Zembla with wool.",
     "Ruritania was supplied with wool by Zembla."),
    (find_other_roles, "Zembla was defeated by Ruritania.", "Zembla defeated Ruritania.",
     "Ruritania defeated Zembla."),
    (find_other_speaker, "Wool became cheaper in May.",
     "According to the mayor, wool became cheaper.",
     "Wool was cheaper in May."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "quote", "wrong", "right"),
    [pytest.param(*case, id=f"{case[0].__name__} {case[2]}") for case in KINDS],
)
def test_a_rule_tells_a_false_claim_and_no_true_one(
    rule: Rule, quote: str, wrong: str, right: str
) -> None:
    assert rule(wrong, quote).startswith("the quote ")
    assert rule(right, quote) == ""


def test_numbers_said_otherwise_are_known() -> None:
    claim, quote = "Nearly 80 % came, more than 1,200 people.", "77 % came, 1,243 people."
    assert {float(value) for value, _ in approximated(claim, quote)} == {0.8, 1200.0}
    assert approximated("Exactly 1,200 people came, nearly 70 %.", quote) == set()
    assert years_in("for two decades") == {20}
    assert ranks_in("the tenth-largest buyer") == {10}
