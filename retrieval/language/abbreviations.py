"""Read a short name of a question, "PMF", together with the long one that an article gives it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from retrieval.language.rules import words
from retrieval.language.words import terms

_SHORT = re.compile(r"(?<![\w.&-])[^\W\d_]{2,8}(?![\w&-])")
_NO_INITIAL = words("words", "no_initial")


def expand_abbreviations(
    question: str,
    texts_with: Callable[[str], Iterable[str]],
    lexicon: Callable[[], Collection[str]],
) -> tuple[str, Mapping[str, str]]:
    """Return the question with what short names stand for added, and the long name of each.

    `texts_with` gives passages that hold a term; one of them defines "Popular Mobilization Forces
    (PMF)". A word in small letters may be a short name if `lexicon` does not know it.
    """
    long_forms: dict[str, str] = {}
    for word in dict.fromkeys(_SHORT.findall(question)):
        own = terms(word)
        if own and (word.isupper() or (word.islower() and word not in lexicon())):
            texts = texts_with(own[0])
            if name := next(filter(None, (find_long_form(word, text) for text in texts)), ""):
                long_forms[word] = name
    for word, name in long_forms.items():
        question = re.sub(rf"\b{word}\b", f"{name} ({word})", question)
    return question, long_forms


def find_long_form(short: str, text: str) -> str:
    """Return the long name that stands before a short one in brackets, "" for none.

    The initials of its words, small ones like "of" aside, are the letters of the short name
    (as in Schwartz & Hearst, A simple algorithm for identifying abbreviation definitions, 2003).
    """
    letters = short.upper()
    for match in re.finditer(rf"\({letters}\)", text):
        before = re.findall(r"[^\s(),;:]+", text[max(0, match.start() - 120) : match.start()])
        initials = [word[0].upper() for word in before if word not in _NO_INITIAL]
        if "".join(initials).endswith(letters):
            count = 0
            for start in range(len(before) - 1, -1, -1):
                count += before[start] not in _NO_INITIAL
                if count == len(letters):
                    return " ".join(before[start:])
    return ""
