"""Ask the last question of another name: "And Turkey?", "in Turkey?"."""

import re
from collections.abc import Callable

from bot.conversing.pronouns import PRONOUN
from retrieval.language.question_types import proper_names
from retrieval.language.rules import pattern
from retrieval.language.time_kinds import kind_of_time

_OTHER_NAME = pattern("follow_ups", "other_name")
_BARE_NAME = pattern("follow_ups", "bare_name")
_HANGING = pattern("follow_ups", "hanging")


def exchange_name(question: str, last: str, commonness: Callable[[str], float]) -> str:
    """Return the last question with another name in the place of its rarest one.

    "" if the follow-up is not just such a name, or the last question has none.
    """
    other = other_name(question)
    known = [name for name in proper_names(last) if not kind_of_time(name)]
    if not (other and known) or _without_article(other) in known:
        return ""
    replaced = re.escape(min(known, key=commonness))
    return re.sub(rf"(?:\bthe )?\b{replaced}(?!\w)", lambda _: other, last, count=1)


def other_name(question: str) -> str:
    """Return the name that a follow-up is and nothing else, with its article; "" if it is more.

    >>> other_name("And the Netherlands?"), other_name("And why?")
    ('the Netherlands', '')
    """
    match = _OTHER_NAME.match(question) or _BARE_NAME.match(question)
    if not match:
        return ""
    other = match[1].strip(" ?؟.!")
    bare = _without_article(other)
    named = proper_names(bare) == [bare] or (question[0].islower() and len(bare.split()) <= 2)
    foreign = not other.isascii() and len(other.split()) <= 5
    if not (named or foreign) or PRONOUN.search(bare) or _HANGING.search(bare):
        return ""
    return other


def _without_article(name: str) -> str:
    return re.sub(r"^the ", "", name)
