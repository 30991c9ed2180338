"""Who does what to whom, and who says it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from retrieval.language.agreement.clauses import clause_before, clauses_behind
from retrieval.language.aliases import entity_patterns_in
from retrieval.language.rules import pattern, table
from retrieval.language.words import family, terms

_CLAUSE = pattern("agreement", "clause_of_an_action")
_PAST = table("agreement", "past")
_PASSIVE = pattern("agreement", "passive_by")
_AUXILIARY = pattern("agreement", "passive_auxiliary")
_MUTUAL = pattern("agreement", "mutual")
_SAYS = pattern("agreement", "says")
_IS_SAID = pattern("agreement", "is_said")
_ARTICLE = pattern("claims", "article_mention")
_VERB = pattern("agreement", "verb")
_RELATIVE = pattern("agreement", "relative")
_BE_BEFORE = pattern("agreement", "be_before")
_BY = re.compile(r"\bby\b")
_IN_SEAT = pattern("agreement", "in_seat")
_DIRECTION = pattern("agreement", "direction")
_NAME = re.compile(r"\b[A-ZА-ЯЁ][\w’'-]+(?: [A-ZА-ЯЁ][\w’'-]+)*")

Act = tuple[str, str, str]


def find_other_roles(claim: str, quoted: str) -> str:
    """Return that a claim exchanges who does something and to whom, or "".

    >>> find_other_roles("Iran was invaded by Kuwait.", "Iran invaded Kuwait.")
    'the quote says it the other way round'
    """
    acts = set(_acts(quoted))
    for verb, one, other in _acts(claim):
        if (verb, other, one) in acts and (verb, one, other) not in acts:
            return "the quote says it the other way round"
    return ""


def find_other_subject(claim: str, quoted: str) -> str:
    """Return that a claim lets another do something who is named beside it in its quote; or "".

    >>> find_other_subject("The mayor invited the judge.", "The judge invited the mayor.")
    'the quote says it the other way round'
    """
    mine, theirs = set(terms(claim)), set(terms(quoted))
    for verb, is_passive, one in _subjects(claim):
        others = _doers(quoted, verb, is_passive=is_passive)
        if others and one not in others and one in theirs and others <= mine:
            return "the quote says it the other way round"
    return ""


def find_other_place(claim: str, quoted: str) -> str:
    """Return where a claim places something that its quote does not place there, or "".

    >>> find_other_place("They met in Baghdad.", "Iraqi ministers met in Kuwait.")
    "the quote does not say 'in Baghdad'"
    """
    for match in _IN_SEAT.finditer(claim):
        if match[1] not in quoted:
            return f"the quote does not say {match.group()!r}"
    held = {(match[1].lower(), match[2]) for match in _DIRECTION.finditer(quoted)}
    for match in _DIRECTION.finditer(claim):
        side, name = match[1].lower(), match[2]
        if (side, name) not in held and any(side == other for other, _ in held):
            return f"the quote does not say {match.group()!r}"
    return ""


def find_other_speaker(claim: str, quoted: str) -> str:
    """Return that a claim tells what somebody says where its quote tells no such thing, or "".

    >>> find_other_speaker("According to Iran, oil fell.", "Oil fell in Iran.")
    "the quote does not say 'According to'"
    """
    match = _SAYS.search(claim)
    if not match or _ARTICLE.search(claim) or _IS_SAID.search(quoted):
        return ""
    return f"the quote does not say {match.group()!r}"


def _acts(text: str) -> Iterator[Act]:
    """Yield the stem of each word between two names that follow each other: who, and to whom."""
    for clause in _CLAUSE.split(text):
        names = _names(clause)
        for (_, end, one), (start, _, other) in pairwise(names):
            between = clause[end:start]
            if one == other or _MUTUAL.search(_without_passive(between)):
                continue
            pair = (other, one) if _PASSIVE.search(between) else (one, other)
            for word in between.split():
                for term in terms(_PAST.get(word, word)):
                    yield family(term), *pair


def _subjects(text: str) -> Iterator[tuple[str, bool, str]]:
    """Yield each word that looks like a verb, whether it is passive, and the word before it."""
    for match in _VERB.finditer(text):
        if subject := _subject_of(text, match):
            yield match.group(), *subject


def _subject_of(text: str, verb: re.Match[str]) -> tuple[bool, str] | None:
    """Return whether a verb is passive and the stem of the word before it, None without one."""
    before = _RELATIVE.sub("", text[: verb.start()], count=1)
    words = terms(clause_before(before, len(before)))
    if not words or before.endswith((" and", " or", " but", " to")):
        return None
    behind = clauses_behind(text, verb.end())[0]
    return bool(_BE_BEFORE.search(text[: verb.start()]) or _BY.search(behind)), words[-1]


def _doers(text: str, verb: str, *, is_passive: bool) -> set[str]:
    """Return the words that any form of a verb stands behind, in a passive or not."""
    places = [
        match for match in re.finditer(r"[a-z]+", text) if terms(match.group()) == terms(verb)
    ]
    doers = [_subject_of(text, match) for match in places]
    return {subject for passive, subject in filter(None, doers) if passive == is_passive}


def _without_passive(between: str) -> str:
    """Return words between two names without the "was" of "was invaded by"."""
    return _AUXILIARY.sub(" ", between) if _PASSIVE.search(between) else between


def _names(clause: str) -> list[tuple[int, int, str]]:
    """Return where names stand in a clause, in order, each by the first of its names."""
    places = [
        (match.start(), match.end(), name)
        for name, names in entity_patterns_in(clause).items()
        for match in names.finditer(clause)
    ]
    taken = [(start, end) for start, end, _ in places]
    places += [
        (match.start(), match.end(), match.group().removesuffix("'s").removesuffix("’s"))
        for match in _NAME.finditer(clause)
        if terms(match.group())
        and not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return sorted(places)
