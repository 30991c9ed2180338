"""What stands around a place of a text: the clauses beside it, and content words on both sides."""

import re

from retrieval.language.words import terms

_BORDER = re.compile(r"[,;:.()—–]")


def clause_before(text: str, end: int) -> str:
    """Return what stands before a place, back to the next border of a clause."""
    return _BORDER.split(text[:end])[-1]


def clauses_behind(text: str, start: int) -> list[str]:
    """Return the clauses behind a place, the first of them from there on."""
    return _BORDER.split(text[start:])


def terms_beside(text: str, match: re.Match[str], count: int) -> list[str]:
    """Return the terms of up to so many content words on each side of a match."""
    return terms(text[: match.start()])[-count:] + terms(text[match.end() :])[:count]
