"""Places in a row: "the second-largest buyer", "the third season"."""

import re
from collections.abc import Iterator

from retrieval.language.numbers import find_numbers
from retrieval.language.rules import pattern, table
from retrieval.language.words import terms

_DEGREE = pattern("agreement", "degree")
_RANKS = table("agreement", "ranks")
_RANK = pattern("agreement", "place_in_a_row")
_AHEAD = pattern("agreement", "ahead_of_all")
_AT_THE_BEGINNING = pattern("agreement", "at_the_beginning")
_AMONG = 0  # the rank of "one of the largest"


def find_other_rank(claim: str, quoted: str) -> str:
    """Return how a claim and its quote differ in a place in a row, or "".

    >>> find_other_rank("It is the largest buyer.", "It is the second-largest buyer.")
    "the quote does not say 'the largest buyer'"
    """
    return _find_other_degree(claim, quoted) or _find_other_place(claim, quoted)


def find_conflicting_rank(claim: str, quoted: str) -> str:
    """Return how a claim differs in a place in a row from a quote that names one too, or "".

    >>> find_conflicting_rank("It is the largest buyer.", "It is a buyer.")
    ''
    """
    return _find_other_degree(claim, quoted) if any(_degrees(quoted)) else ""


def ranks_in(text: str) -> set[int]:
    """Return the places in a row that a text names, as numbers."""
    return {
        int(_RANKS[word.lower()]) for word in re.findall(r"\w+", text) if word.lower() in _RANKS
    }


def _find_other_degree(claim: str, quoted: str) -> str:
    held = list(_degrees(quoted))
    for rank, noun, words in _degrees(claim):
        same = [r for r, other, _ in held if other == noun] or [r for r, _, _ in held]
        if rank == _AMONG or rank in same:
            continue
        if same or (rank > 1 and rank not in _values(quoted)):
            return f"the quote does not say {words!r}"
        if not held and not _AHEAD.search(quoted):
            return f"the quote does not say {words!r}"
    return ""


def _find_other_place(claim: str, quoted: str) -> str:
    held = ranks_in(quoted)
    for match in _RANK.finditer(claim):
        rank = int(_RANKS[match[1].lower()])
        starts = rank == 1 and (
            _AT_THE_BEGINNING.search(quoted) or re.search(r"\b(?:at|time|of all)\b", claim)
        )
        if rank not in held and rank not in _values(quoted) and not starts:
            return f"the quote does not say {match.group()!r}"
    return ""


def _values(text: str) -> set[int]:
    return {int(value) for value, _ in find_numbers(text) if value.denominator == 1}


def _degrees(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the highest degrees of a text: the place in a row, the stem of the noun, all of it."""
    for match in _DEGREE.finditer(text):
        among, place, _, noun = match.groups()
        rank = _AMONG if among else int(_RANKS.get((place or "first").lower(), _AMONG))
        stem = (terms(noun or "") or [""])[0]
        yield rank, stem, " ".join(match.group().split())
