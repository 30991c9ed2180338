"""Words that turn the sense round: "rose" for "fell", "barred" for "declined"."""

import re
from collections.abc import Iterator

from retrieval.language.agreement.clauses import terms_beside
from retrieval.language.aliases import remove_entities
from retrieval.language.numbers import Number, find_numbers
from retrieval.language.rules import pattern, replacements
from retrieval.language.words import family, terms

_SHARE_OF = pattern("agreement", "share_of")
_NEAR = 6  # content words on each side of a word that turns the sense
_FREEDOMS = replacements("agreement", "freedom")
_SIDES = {side: way for way, side in replacements("agreement", "opposites")}
_OPPOSITES = tuple(
    (way, _SIDES[side.translate(str.maketrans("+-", "-+"))]) for side, way in _SIDES.items()
)
_NEGATION = pattern("claims", "negation")


def find_opposite(claim: str, quoted: str) -> str:
    """Return the word of a claim whose opposite its quote says of the same, or "".

    >>> find_opposite("Oil exports fell.", "In May oil exports rose.")
    "the quote says the opposite of 'fell'"
    """
    if _negated(claim) != _negated(quoted):
        return ""
    for mine, other in _OPPOSITES:
        if mine.search(quoted):
            continue
        for match in mine.finditer(claim):
            near = _near(claim, match)
            if any(near & _near(quoted, there) for there in other.finditer(quoted)):
                return f"the quote says the opposite of {match.group()!r}"
    return ""


def find_other_freedom(claim: str, quoted: str) -> str:
    """Return a word of a claim for being forced, barred, unable or unwilling that is not quoted.

    >>> find_other_freedom("It was barred from talks.", "It refused to join the talks.")
    "the quote does not say 'barred'"
    """
    held = {kind for kind, _ in _freedoms(quoted)}
    for kind, word in _freedoms(claim):
        if kind not in held and (held or kind in ("barred", "forced")):
            return f"the quote does not say {word!r}"
    return ""


def find_other_share(claim: str, quoted: str) -> str:
    """Return of what a claim names a share where its quote names a share of something else, or "".

    >>> find_other_share("It sells half of its oil.", "It sells half of its industrial goods.")
    "the quote does not speak of a share of 'oil'"
    """
    shares = [(_share(match), _of_what(match)) for match in _SHARE_OF.finditer(quoted)]
    for match in _SHARE_OF.finditer(claim):
        mine, share = _of_what(match), _share(match)
        right = [of for other, of in shares if other == share and of]
        wrong = [of for other, of in shares if other != share]
        is_elsewhere = mine <= set(map(family, terms(quoted))) and not any(
            mine & of for of in wrong
        )
        if mine and right and not any(mine & of for of in right) and not is_elsewhere:
            return f"the quote does not speak of a share of {match[2]!r}"
    return ""


def _share(match: re.Match[str]) -> frozenset[Number]:
    return frozenset(find_numbers(match[1]))


def _of_what(match: re.Match[str]) -> set[str]:
    return set(map(family, terms(remove_entities(match[2]))))


def _freedoms(text: str) -> Iterator[tuple[str, str]]:
    for way, kind in _FREEDOMS:
        for match in way.finditer(text):
            yield kind, match.group()


def _near(text: str, match: re.Match[str]) -> frozenset[str]:
    return frozenset(terms_beside(text, match, _NEAR))


def _negated(text: str) -> bool:
    return bool(_NEGATION.search(text))
