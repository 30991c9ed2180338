"""The times that a text names, by their kinds: years, months, weekdays, numbered quarters."""

from retrieval.language.rules import replacements

KINDS = replacements("time_followups", "kind")


def kind_of_time(words: str) -> str:
    """Return the kind of time that words are and nothing else, "" for other words.

    >>> kind_of_time("June"), kind_of_time("Friday"), kind_of_time("the mill")
    ('month', 'weekday', '')
    """
    return next((kind for form, kind in KINDS if form.fullmatch(words)), "")


def times_of(text: str) -> dict[str, set[str]]:
    """Return the times that a text names, in small letters, by kind.

    >>> times_of("In June 2023 it rained.")
    {'month': {'june 2023'}, 'year': {'2023'}}
    """
    times: dict[str, set[str]] = {}
    for form, kind in KINDS:
        if kind != "relative" and (named := {m.group().lower() for m in form.finditer(text)}):
            times[kind] = named
    return times
