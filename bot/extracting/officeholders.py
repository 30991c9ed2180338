"""Who holds an office: a question that similarity alone cannot decide.

"Who is the president of Iraq?" is like a sentence on the president of Egypt, and one on Iraq's
prime minister; neither answers it.
"""

import re
from collections.abc import Iterable

from retrieval.language.aliases import entities_in, entity_patterns_in_question
from retrieval.language.rules import pattern

_QUESTION = pattern("officeholders", "officeholder")
_TITLE = pattern("officeholders", "title")
_NEAR = 40  # characters; of our questions .942 are refused rightly (the whole text: .923)
_NAME = re.compile(r"(?<=\s)[A-ZА-ЯЁ][\w’'-]+")


def names_officeholder(question: str, texts: Iterable[str]) -> bool:
    """Return whether a text names who holds the office that is asked for; True for other questions.

    The office, the countries of the question and a name stand together in it.
    """
    asks = _QUESTION.match(question)
    countries = entity_patterns_in_question(question).values()
    if not asks or not countries:
        return True
    office = re.compile(rf"\b{asks['office']}\b", re.IGNORECASE)
    known = set(re.findall(r"\w+", question.casefold()))
    for text in texts:
        for match in office.finditer(text):
            near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if all(names.search(near) for names in countries) and _has_other_name(near, known):
                return True
    return False


def _has_other_name(text: str, known: set[str]) -> bool:
    """Return whether a text holds a capital word that is no country, no office, and not known."""
    return any(
        word.casefold() not in known and not entities_in(word) and not _TITLE.fullmatch(word)
        for word in _NAME.findall(text)
    )
