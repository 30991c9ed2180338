"""Split a question that asks for several things into questions that each stand alone."""

import re
from collections.abc import Sequence

from bot.conversing.rewrite_followup import complete_after
from bot.conversing.standalone_question import StandaloneQuestion
from retrieval.language.rules import pattern

MOST = 4  # parts; what asks for more is left whole
_BOUNDARY = pattern("question_parts", "boundary")
_INDIRECT_BOUNDARY = pattern("question_parts", "indirect_boundary")
_INDIRECT_LEAD = pattern("question_parts", "indirect_lead")
_COMMON_LEAD = pattern("question_parts", "common_lead")
_ASKING_START = pattern("question_parts", "asking_start")
_BARE = pattern("question_parts", "bare")
_FRAGMENT = pattern("question_parts", "fragment")
_FIRST_WORD = re.compile(r"\w+")


def split_question(question: str) -> list[str]:
    """Return the questions that a question is made of, in order; often only itself.

    "Who designed the bridge and what does it cost?" asks who designed the bridge, and what the
    bridge costs: "it" is replaced by what it means in the parts before.
    """
    lead, parts = _divide(question)
    whole: list[str] = []
    for part in parts:
        whole.append(complete_after(part, whole) if whole else part)
    return _led(lead, whole)


def split_standalone(question: StandaloneQuestion) -> list[StandaloneQuestion]:
    """Return the questions that a question is made of, each with the person's own words for it."""
    parts, own = split_question(question.text), _own_parts(question.words)
    if len(own) != len(parts):
        own = _own_parts(question.text)
    return [StandaloneQuestion(*each) for each in zip(parts, own, strict=True)]


def _own_parts(question: str) -> list[str]:
    """Return the parts of a question in its own words."""
    return _led(*_divide(question))


def _led(lead: str, parts: Sequence[str]) -> list[str]:
    """Return parts that each begin with what was said once before all of them."""
    return [f"{lead}{part[0].lower()}{part[1:]}" if lead else part for part in parts]


def _divide(question: str) -> tuple[str, list[str]]:
    """Return what is said before all parts of a question ("According to Reuters, "), and the parts.

    What only leads to them ("Tell me …") is left out.
    """
    common = _COMMON_LEAD.match(question)
    wanted = question[common.end() :] if common else question
    indirect = _INDIRECT_LEAD.match(wanted)
    if indirect:
        wanted = wanted[indirect.end() :]
    if not _ASKING_START.match(wanted):
        return "", [question]
    boundary = _INDIRECT_BOUNDARY if indirect else _BOUNDARY
    parts = [part.strip(" .,;?") for part in boundary.split(wanted)]
    parts = [part for part in parts if part]
    if not 1 < len(parts) <= MOST or not all(map(_stands_alone, parts)):
        return "", [question]
    for place in range(len(parts) - 1):
        if _BARE.fullmatch(parts[place]):
            parts[place] = _FIRST_WORD.sub(parts[place].strip(), parts[place + 1], count=1)
    return common[0] if common else "", [f"{part[0].upper()}{part[1:]}?" for part in parts]


def _stands_alone(part: str) -> bool:
    """Return whether a part asks something by itself; "for how much" does not."""
    return bool(_ASKING_START.match(part)) and not _FRAGMENT.fullmatch(part)
