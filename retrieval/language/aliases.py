"""Names of the same thing: "Moscow", "the Kremlin" and "Россия" all speak of Russia."""

import re
from collections.abc import Sequence
from functools import cache

from retrieval.language.rules import name_lists

_PREFIX = r"(?:[وفبلك]{0,2}(?:ال|ل)?)"  # that Arabic writes together with a name


def entities_in(text: str) -> set[str]:
    """Return the things that a text names, each by the first name of its line in the rules."""
    return set(entity_patterns_in(text))


def entity_patterns_in(text: str) -> dict[str, re.Pattern[str]]:
    """Return the things that a text names, each with what finds any of its names.

    A headline in capitals is read as if only its words began with them: "IS" is a verb there.
    """
    if text.isupper() and " " in text.strip():
        text = text.title()
    return {name: pattern for name, pattern in _patterns() if pattern.search(text)}


def entity_patterns_in_question(question: str) -> dict[str, re.Pattern[str]]:
    """Return the same for a question, which may be typed without capitals; "us" stays a pronoun."""
    return entity_patterns_in(question.title() if question.islower() else question)


def remove_entities(text: str) -> str:
    """Return a text without the names of things."""
    for _, pattern in _patterns():
        text = pattern.sub(" ", text)
    return text


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(names[0].rstrip("*"), _pattern(names)) for names in name_lists("aliases", "things")]


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Return what matches any of the names, longer ones first; a star allows endings."""
    written = [_written(name) for name in sorted(names, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)")


def _written(name: str) -> str:
    stem, star, _ = name.partition("*")
    ending = r"\w*" if star else ""
    prefix = _PREFIX if re.search(r"[\u0600-\u06ff]", stem) else ""
    return prefix + re.escape(stem).replace(r"\ ", r"\s+") + ending
