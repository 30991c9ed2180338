"""The worst cases of an evaluation: what was wrong with each, and how badly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.evaluating.score_case import Case

WORST = 20
VAIN = "answered, although the articles do not say"
REFUSED = "refused, although the articles answer"
NOT_FOUND = "the right article is not among the first five"
NOT_QUOTED = "found, but the quotes are others"
UNSUPPORTED = "a statement says a number or a name that its quotes do not hold"
FALSE = "a quote is not what stands at its place"


@dataclass(frozen=True, slots=True)
class Fault:
    """A case, what is wrong with it, and how bad it is: a number to order faults of one kind by."""

    case: Case
    kind: str
    badness: float


def worst_cases(cases: Sequence[Case], limit: int = WORST) -> list[Fault]:
    """Return the worst cases, at most `limit`: the worst of each kind of fault, then the next."""
    kinds: dict[str, list[Fault]] = {
        kind: [] for kind in (FALSE, UNSUPPORTED, VAIN, REFUSED, NOT_FOUND, NOT_QUOTED)
    }
    for case in cases:
        for fault in _faults(case):
            kinds[fault.kind].append(fault)
            break
    ordered = [sorted(faults, key=_order) for faults in kinds.values()]
    turns = (fault for row in zip_longest(*ordered) for fault in row if fault)
    return list(turns)[:limit]


def _faults(case: Case) -> Iterator[Fault]:
    """Yield what is wrong with a case, the gravest fault first."""
    values, confidence = case.values, case.answer.confidence or 0.0
    if values.get("verbatim", 1) < 1 or values.get("dangling", 0) > 0:
        yield Fault(case, FALSE, 1 - values.get("verbatim", 1))
    if values.get("supported", 1) < 1:
        yield Fault(case, UNSUPPORTED, 1 - values["supported"])
    if values.get("refused") == 0:
        yield Fault(case, VAIN, confidence)
    hit = values.get("hit@5", 1.0)
    if values.get("answered") == 0:
        yield Fault(case, REFUSED, hit + 1 - confidence)
    if hit == 0:
        yield Fault(case, NOT_FOUND, 1 - values["recall@20"])
    if "gold quoted" in values or "answer in a quote" in values:
        right = max(values.get("gold quoted", 0), values.get("answer in a quote", 0))
        if not right:
            yield Fault(case, NOT_QUOTED, confidence)


def _order(fault: Fault) -> tuple[float, str]:
    return -fault.badness, fault.case.question.id
