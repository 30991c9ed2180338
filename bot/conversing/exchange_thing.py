"""Ask the last question of another thing that has no name: "And the sawmill?"."""

from bot.conversing.step_time import put
from retrieval.language.rules import pattern, words

_OTHER_THING = pattern("thing_followups", "other_thing")
_KNOWN_THING = pattern("thing_followups", "known_thing")
_ATTRIBUTES = words("thing_followups", "attributes")
_PLACES = ("subject", "described", "object", "circumstance")


def exchange_thing(question: str, last: str) -> str:
    """Return the last question asked of the thing that a follow-up names; "" if it names none.

    It takes the place of what stands last, unless that is a circumstance ("in the war"): then of
    the subject, and where there is none, of the first circumstance.

    >>> exchange_thing("And the sawmill?", "How many people did the port employ in the war?")
    'How many people did the sawmill employ in the war?'
    """
    other = other_thing(question)
    if not other:
        return ""
    known = list(_KNOWN_THING.finditer(last))
    spans = {name: [each.span(name) for each in known if each[name]] for name in _PLACES}
    subjects = [
        span
        for span in (*spans["subject"], *spans["described"])
        if not _is_attribute(last[slice(*span)])
    ]
    best = [*spans["object"][-1:], *subjects, *spans["circumstance"]]
    return put(last, best[0], other) if best else ""


def other_thing(question: str) -> str:
    """Return the thing that a follow-up names and nothing else: "sawmill"; "" if it says more."""
    other = _OTHER_THING.match(question)
    return "" if not other or _is_attribute(other["thing"]) else other["thing"]


def _is_attribute(thing: str) -> bool:
    """Return whether words name what another thing has: "ticket price"."""
    return thing.split()[-1] in _ATTRIBUTES
