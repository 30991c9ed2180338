"""In what a sentence of an article says otherwise than a claim: a number, a name, a "not".

A claim is mended with the words of the quote; if the quote then supports nearly all of it, and did
not before, what was mended is what they differ in. What cannot be mended so is no contradiction.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.generating.claim_support import (
    Premise,
    find_unsupported,
    is_said,
    same_numbers,
)
from bot.generating.likeness import Likeness
from bot.generating.overclaims import REVERSED, find_otherwise, find_weaker
from retrieval.language.aliases import entities_in
from retrieval.language.numbers import unmatched_numbers
from retrieval.language.question_types import proper_names
from retrieval.language.rules import pattern, words
from retrieval.language.words import family, terms

# Of a claim's content words, or the quote speaks of something else. CLAP NQ, even half: none of 300
# true claims is said to be contradicted (0.5: 1, 0.8: none).
NEARLY_ALL = 0.65
_NUMBER = pattern("contradictions", "number")
_PLACE_IN_A_ROW = pattern("contradictions", "place_in_a_row")
_MONTH_BEFORE = pattern("contradictions", "month_before")
_DENIAL = pattern("contradictions", "denial")
_PLACE_WORDS = words("contradictions", "place_words")
_CAPITALS = re.compile(r"[A-Z][\w-]+(?: [A-Z][\w-]+)*")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a quote says instead; `kind` is "number", "name", "negation", "roles" or "otherwise"."""

    kind: str
    claimed: str = ""
    quoted: str = ""


def find_contradiction(
    claim: str, ground: Premise, likeness: Likeness | None = None
) -> Contradiction | None:
    """Return in what a quote contradicts a claim; None where it does not, or it is not sure."""
    if not is_said(claim, ground.text, NEARLY_ALL, likeness):
        return None
    for mended, difference in _mended(claim, ground):
        if supports(mended, ground, likeness) and not supports(claim, ground, likeness):
            return difference
    return _otherwise(claim, ground)


def _mended(claim: str, ground: Premise) -> Iterator[tuple[str, Contradiction]]:
    """Yield a claim with one thing put as the quote puts it."""
    quoted = ground.text
    yield from _with_number(claim, quoted)
    yield from _with_name(claim, ground)
    if (denial := _DENIAL.search(claim)) and not _DENIAL.search(quoted):
        yield claim.replace(denial[0], ""), Contradiction("negation")


def supports(claim: str, ground: Premise, likeness: Likeness | None = None) -> bool:
    """Return whether a quote says what a claim says, more strictly than where a label names it."""
    wrong = find_unsupported(claim, [ground], "", likeness=likeness)
    return not wrong and not differs(claim, ground.text)


def differs(claim: str, quoted: str) -> bool:
    """Return whether a claim and a quote differ in what the check of claims does not look at."""
    places = set(map(str.lower, _PLACE_IN_A_ROW.findall(claim)))
    held = set(map(str.lower, _PLACE_IN_A_ROW.findall(quoted)))
    return not (places <= held) or _opposed(claim, quoted)


def _opposed(claim: str, quoted: str) -> bool:
    """Return whether one says "unlikely" where the other says "likely"."""
    mine, other = (set(re.findall(r"\w+", text.lower())) for text in (claim, quoted))
    turned = {f"un{word}" for word in mine ^ other} & (mine ^ other)
    return any(word.removeprefix("un") not in mine & other for word in turned)


def _with_number(claim: str, quoted: str) -> Iterator[tuple[str, Contradiction]]:
    strange = [m for m in _NUMBER.finditer(claim) if _lacks(quoted, m[0])]
    if len(strange) != 1:
        return
    mine, unit = strange[0], _unit(claim, strange[0])
    same = [m for m in _NUMBER.finditer(quoted) if _lacks(claim, m[0]) and _unit(quoted, m) == unit]
    if len(same) == 1 and unit:
        mended = claim[: mine.start()] + same[0][0] + claim[mine.end() :]
        yield mended, Contradiction("number", mine[0], same[0][0])


def _lacks(text: str, number: str) -> bool:
    place = _PLACE_IN_A_ROW.search(number)
    return bool(unmatched_numbers(number, text)) or bool(
        place and place[0].lower() not in text.lower()
    )


def _unit(text: str, number: re.Match[str]) -> str:
    """Return what is counted: the month before a number or the word behind it, cut to its stem."""
    if month := _MONTH_BEFORE.search(text[: number.start()]):
        return month[1]
    behind = re.match(r"[\s-]*([\w%]+)", text[number.end() :])
    return behind[1].lower().replace("percent", "%")[:5] if behind else ""


def _with_name(claim: str, ground: Premise) -> Iterator[tuple[str, Contradiction]]:
    strange = _own_names(claim, f"{ground.text} {ground.about}")
    if len(strange) != 1 or strange[0] in ground.around:
        return
    if entities_in(strange[0]) & entities_in(ground.around):
        return  # what a quote does not repeat stands beside it
    if not (there := re.search(rf"\b{re.escape(strange[0])}(?!\w)", claim)):
        return
    others = set(_in_its_place(claim, there, ground.text))
    if len(others) == 1:
        other = others.pop()
        mended = claim[: there.start()] + other + claim[there.end() :]
        yield mended, Contradiction("name", strange[0], other)


def _in_its_place(claim: str, name: re.Match[str], quoted: str) -> Iterator[str]:
    """Yield the names of a quote that a claim has not, and that stand beside the same words."""
    before, behind = _beside(claim, name)
    for match in _CAPITALS.finditer(quoted):
        other = " ".join(word for word in match[0].split() if word not in claim)
        begins = not quoted[: match.start()].strip(" \"“«‘'(") and not entities_in(match[0])
        there = re.compile(re.escape(other)).search(quoted, match.start(), match.end())
        if not terms(other) or begins or not there:  # "Therefore" is no name
            continue
        first, following = _beside(quoted, there)
        if before & first or behind & following:
            yield other


def _beside(text: str, name: re.Match[str]) -> tuple[set[str], set[str]]:
    """Return what stands before and behind a name: a word, and the stems of the next two."""
    before = re.findall(r"\w+", text[: name.start()])[-1:]
    place = {"where" if word.lower() in _PLACE_WORDS else word.lower() for word in before}
    behind = terms(text[name.end() :])[:2]
    return place, set(map(family, behind))


def _own_names(text: str, other: str) -> list[str]:
    """Return the names of a text that the other does not hold, by any name."""
    known = entities_in(other)
    names = []
    for name in dict.fromkeys(re.sub(r"[’']s?$", "", each) for each in proper_names(f"… {text}")):
        words = [word for word in name.split() if word not in other]
        if words and not entities_in(name) & known:
            names.append(" ".join(words))
    return names


def _otherwise(claim: str, ground: Premise) -> Contradiction | None:
    """Return whether a quote says it otherwise: in other numbers or order, or as less."""
    strange = _own_names(claim, f"{ground.text} {ground.about}")
    known = entities_in(ground.around)
    if any(name not in ground.around and not entities_in(name) & known for name in strange):
        return None
    if unmatched_numbers(claim, ground.text, same_numbers(claim, ground.text)):
        return None
    if other := find_otherwise(claim, ground.text):
        return Contradiction("roles" if other == REVERSED else "otherwise")
    if find_weaker(claim, ground.text):
        return Contradiction("otherwise")
    if _opposed(claim, ground.text) and not find_unsupported(claim, [ground], ""):
        return Contradiction("negation")
    return Contradiction("negation") if _denies(claim, ground) else None


def _denies(claim: str, ground: Premise) -> bool:
    """Return whether a quote says the same with a "not" before a word of the claim."""
    denial = _DENIAL.search(ground.text)
    if not denial or _DENIAL.search(claim):
        return False
    denied = re.match(r"\w*", ground.text[denial.end() :])
    rest = replace(ground, text=ground.text.replace(denial[0], ""))
    return (
        bool(denied and set(terms(denied[0])) & set(terms(claim)))
        and bool(find_unsupported(claim, [ground], ""))
        and not find_unsupported(claim, [rest], "")
    )
