"""Whether a claim says a thing more strongly than its quotes, or the other way round."""

import re

from retrieval.language.agreement.clauses import terms_beside
from retrieval.language.agreement.counted import (
    find_other_change,
    find_other_rate,
    find_other_unit,
)
from retrieval.language.agreement.opposites import (
    find_opposite,
    find_other_freedom,
    find_other_share,
)
from retrieval.language.agreement.order import find_other_order, find_other_reason
from retrieval.language.agreement.ranks import find_conflicting_rank, find_other_rank
from retrieval.language.agreement.roles import (
    find_other_place,
    find_other_roles,
    find_other_speaker,
    find_other_subject,
)
from retrieval.language.rules import pattern
from retrieval.language.words import family, terms, word_with

_QUANTIFIED = (  # in a claim, and of which one must be in a quote then
    (pattern("overclaims", "claims_all"), pattern("overclaims", "quotes_all")),
    (pattern("overclaims", "claims_only"), pattern("overclaims", "quotes_only")),
    (pattern("overclaims", "claims_most"), pattern("overclaims", "quotes_most")),
    (pattern("overclaims", "claims_superlative"), pattern("overclaims", "quotes_superlative")),
)
_BESIDE = 5  # content words on each side of a quantifier that it may speak of
_NUMBER_WORD = pattern("overclaims", "number_word")
_TWO_OR_TWELVE = pattern("overclaims", "two_or_twelve")
_POSSIBILITY = pattern("overclaims", "possibility")
_HEDGE = pattern("overclaims", "hedge")
_REPORTED_FUTURE = pattern("overclaims", "reported_future")
_CONDITIONAL = pattern("overclaims", "conditional")
_NAMES_CONDITION = pattern("overclaims", "names_condition")
_CONDITION_END = pattern("overclaims", "end_of_a_condition")
_CHANCE = pattern("overclaims", "chance")
_DENYING_VERB = pattern("overclaims", "denying_verb")
_CLAUSE_OF_A_POSSIBILITY = pattern("overclaims", "clause_of_a_possibility")


_DISAGREEMENTS = (
    find_other_unit,
    find_other_rate,
    find_other_change,
    find_other_rank,
    find_other_order,
    find_other_reason,
    find_other_freedom,
    find_other_share,
    find_opposite,
    find_other_roles,
    find_other_subject,
    find_other_place,
    find_other_speaker,
)
_OTHERWISE = (  # what a quote with nearly all words of a claim can only say in its place
    find_other_unit,
    find_other_change,
    find_conflicting_rank,
    find_other_order,
    find_other_reason,
    find_other_share,
    find_opposite,
    find_other_roles,
)
REVERSED = "the quote says it the other way round"


def find_overclaim(claim: str, quoted: str) -> str | None:
    """Return how a claim goes beyond what is quoted, None if it does not.

    >>> find_overclaim("China sold Iraq oil.", "Iraq sold oil to China.")
    'the quote says it the other way round'
    """
    for claimed, needed in _QUANTIFIED:
        for word in claimed.finditer(claim):
            if not any(
                _speak_of_one(claim, word, quoted, each) for each in needed.finditer(quoted)
            ):
                return f"the quote does not say {word.group().lower()!r}"
    for word in _NUMBER_WORD.finditer(claim):
        held = re.search(rf"\b{word[1].rstrip('s')}", quoted, re.IGNORECASE)
        if not held and not _TWO_OR_TWELVE.search(quoted):
            return f"the quote does not say {word.group().lower()!r}"
    if weaker := find_weaker(claim, quoted):
        return weaker
    return next(filter(None, (differs(claim, quoted) for differs in _DISAGREEMENTS)), None)


def _speak_of_one(claim: str, word: re.Match[str], quoted: str, other: re.Match[str]) -> bool:
    """Return whether words of a claim and of its quotes stand beside any of the same words."""
    return bool(_beside(claim, word) & _beside(quoted, other))


def _beside(text: str, word: re.Match[str]) -> set[str]:
    return set(map(family, terms_beside(text, word, _BESIDE)))


def find_weaker(claim: str, quoted: str) -> str | None:
    """Return that a claim states as a fact what its quotes tell as less, None if it does not."""
    if may := _stated_as_certain(claim, quoted):
        return f"the quote only says that it may be: {word_with(may, claim)!r}"
    if _is_unconditional(claim, quoted):
        return "the quote says it under a condition only"
    return None


def find_otherwise(claim: str, quoted: str) -> str | None:
    """Return how a quote says otherwise than a claim, None if it does not.

    >>> find_otherwise("It is the largest port.", "It is the second-largest port.")
    "the quote does not say 'the largest port'"
    """
    return next(filter(None, (differs(claim, quoted) for differs in _OTHERWISE)), None)


def negates_by_verb(claim: str) -> bool:
    """Return whether a claim says that something is not so, or no more so, without a "not"."""
    return bool(_DENYING_VERB.search(claim))


def _stated_as_certain(claim: str, quoted: str) -> str:
    """Return a word that a claim states as a fact and its quotes only as a possibility, or ""."""
    chances = {match.group().lower() for match in _CHANCE.finditer(claim)}
    if _HEDGE.search(claim) or any(chance not in quoted.lower() for chance in chances):
        return ""
    future = _told_as_future(quoted)
    perhaps = list(future)
    sure: set[str] = set()
    for clause in _CLAUSE_OF_A_POSSIBILITY.split(quoted):
        before, *behind = _POSSIBILITY.split(clause)
        sure |= set(terms(before))
        perhaps += [term for part in behind for term in terms(part)[:3]]
    claimed = set(terms(claim))
    return next(
        (term for term in perhaps if term in claimed and (term in future or term not in sure)), ""
    )


def _told_as_future(quoted: str) -> list[str]:
    """Return the words that stand behind "he said that it would"."""
    ends = [match.end() for match in _REPORTED_FUTURE.finditer(quoted)]
    return [term for end in ends for term in terms(quoted[end:])[:3]]


def _is_unconditional(claim: str, quoted: str) -> bool:
    """Return whether a claim states without a condition what its quotes state with one only."""
    if _NAMES_CONDITION.search(claim) or _HEDGE.search(claim):
        return False
    mine = set(terms(claim))
    sentences = _CONDITION_END.split(quoted)
    nearest = max(sentences, key=lambda sentence: len(mine & set(terms(sentence))))
    return bool(_CONDITIONAL.search(nearest))
