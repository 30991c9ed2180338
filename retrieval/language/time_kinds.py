"""The times that a text names, by their kinds: years, months, weekdays, numbered quarters."""

from itertools import dropwhile

from retrieval.language.rules import replacements, table, words

KINDS = replacements("time_followups", "kind")
_ORDINALS = table("pieces", "ordinal")
_BEFORE_NAME = words("time_followups", "before_name")


def kind_of_time(time: str) -> str:
    """Return the kind of time that words are and nothing else, "" for other words.

    >>> kind_of_time("June"), kind_of_time("Friday"), kind_of_time("the mill")
    ('month', 'weekday', '')
    """
    return next((kind for form, kind in KINDS if form.fullmatch(time)), "")


def times_of(text: str) -> dict[str, set[str]]:
    """Return the times that a text names, each written in one way, by kind.

    >>> times_of("In June 2023 it rained.")
    {'month': {'june 2023'}, 'year': {'2023'}}
    """
    times: dict[str, set[str]] = {}
    for form, kind in KINDS:
        if kind != "relative" and (named := {_plain(m.group()) for m in form.finditer(text)}):
            times[kind] = named
    return times


def _plain(time: str) -> str:
    """Return a time as others write it, too: "weekday" for "on weekdays", "q4" for its words."""
    name = " ".join(dropwhile(_BEFORE_NAME.__contains__, time.lower().split())).removesuffix("s")
    number, quarter, rest = name.partition(" quarter")
    if not quarter or number not in _ORDINALS:
        return name
    return f"q{_ORDINALS[number]}{rest.removeprefix(' of')}"
