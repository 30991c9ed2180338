"""What comes before what, and what is given as a reason or as none."""

import re
from collections.abc import Iterator

from retrieval.language.agreement.clauses import clause_before, clauses_behind
from retrieval.language.rules import pattern
from retrieval.language.words import terms

_EARLIER = pattern("agreement", "earlier")
_LATER = pattern("agreement", "later")
_REASON = pattern("agreement", "reason")
_IN_SPITE = pattern("agreement", "in_spite")
_PRONOUN = pattern("agreement", "pronoun_behind")
_SHARED = 2  # words, from which on two events are the same
_BEHIND = 6  # content words behind a conjunction that it speaks of

Terms = frozenset[str]


def find_other_order(claim: str, quoted: str) -> str:
    """Return that a claim turns round what its quote puts first, or "".

    >>> find_other_order("It fell before the war broke out.", "It fell after the war broke out.")
    'the quote says it in the other order'
    """
    events = list(_events(quoted))
    for first, second in _events(claim):
        for earlier, later in events:
            turned = len(first & later) + len(second & earlier)
            straight = len(first & earlier) + len(second & later)
            if turned >= _SHARED and turned > straight:
                return "the quote says it in the other order"
    return ""


def find_other_reason(claim: str, quoted: str) -> str:
    """Return that a claim makes a reason of what its quote names as none, or the other way; or "".

    >>> find_other_reason("It left because of the rain.", "It left despite the rain.")
    "the quote does not say 'because of'"
    """
    held = frozenset(terms(quoted))
    for mine, other in ((_REASON, _IN_SPITE), (_IN_SPITE, _REASON)):
        right = [_behind(quoted, match) for match in mine.finditer(quoted)]
        wrong = [_behind(quoted, match) for match in other.finditer(quoted)]
        for match in mine.finditer(claim):
            reason = _behind(claim, match)
            likest = [
                max((len(reason & each) for each in side), default=0) for side in (right, wrong)
            ]
            is_made_up = mine is _REASON and len(reason) >= _SHARED and not reason & held
            if likest[1] > likest[0] or (is_made_up and not right):
                return f"the quote does not say {match.group()!r}"
    return ""


def _events(text: str) -> Iterator[tuple[Terms, Terms]]:
    """Yield the content words of what comes first and second, for each "before" and "after"."""
    for marks, is_earlier in ((_EARLIER, True), (_LATER, False)):
        for match in marks.finditer(text):
            before = clause_before(text, match.start())
            behind, *rest = clauses_behind(text, match.end())
            if len(terms(before)) < _SHARED and rest:  # "After the war, it fell"
                before = f"{before} {rest[0]}"
            left, right = frozenset(terms(before)), frozenset(terms(behind))
            if not left or not right or _PRONOUN.match(behind):
                continue
            yield (left, right) if is_earlier else (right, left)


def _behind(text: str, match: re.Match[str]) -> Terms:
    return frozenset(terms(clauses_behind(text, match.end())[0])[:_BEHIND])
