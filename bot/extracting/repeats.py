"""Whether a statement says again what another one says.

Only what adds nothing is a repeat. Statements that differ in a number, a unit, a name, a negation,
a day, a "may" or in who did what to whom are never taken for the same.
"""

import re
from collections import Counter

from retrieval.language.numbers import find_numbers
from retrieval.language.rules import pattern, words
from retrieval.language.words import terms

# Of the terms that two sentences share; XQuAD gold (0.375: .835), CLAP NQ F1 (1: .558).
_SAME = 0.75
_DATELINE = pattern("repeats", "dateline")
_REPORTING = frozenset(term for word in words("repeats", "reporting") for term in terms(word))
_NEGATION = pattern("claims", "negation")
_MODE = pattern("repeats", "mode")
_TIME = pattern("repeats", "time")
_PASSIVE = pattern("repeats", "passive")


def repeats(statement: str, shown: str) -> bool:
    """Return whether a statement adds nothing to one that is shown, and turns nothing of it."""
    mine, theirs = (_DATELINE.sub("", text) for text in (statement, shown))
    own, known = _content(mine), _content(theirs)
    shared = set(own) & set(known)
    if not own or len(shared) < _SAME * min(len(own), len(known)):
        return False
    if set(own) - set(known) - _REPORTING or find_numbers(mine) - find_numbers(theirs):
        return False
    turned = any(_instances(turn, mine) != _instances(turn, theirs) for turn in (_NEGATION, _MODE))
    if turned or _instances(_TIME, mine) - _instances(_TIME, theirs):
        return False
    same_order = [word for word in own if word in shared] == [w for w in known if w in shared]
    same_voice = bool(_PASSIVE.search(mine)) == bool(_PASSIVE.search(theirs))
    return same_order == same_voice


def _content(text: str) -> list[str]:
    """Return the terms of a text in the order in which they first stand, without its numbers."""
    return [term for term in dict.fromkeys(terms(text)) if not find_numbers(term)]


def _instances(rule: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(word.casefold() for word in rule.findall(text))
