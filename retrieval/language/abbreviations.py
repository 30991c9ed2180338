"""Read a short name of a question, "PMF", together with the long one that an article gives it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from retrieval.language.words import terms

_SHORT = re.compile(r"(?<![\w.&-])[^\W\d_]{2,8}(?![\w&-])")
_SMALL = frozenset(["a", "an", "and", "de", "for", "in", "of", "on", "the", "to"])


def expand_abbreviations(
    question: str,
    texts_with: Callable[[str], Iterable[str]],
    lexicon: Callable[[], Collection[str]],
) -> tuple[str, Mapping[str, str]]:
    """Give the question with what short names in it stand for, and what was found for which.

    `texts_with` gives passages that hold a term; one of them defines "Popular Mobilization Forces
    (PMF)". A word in small letters may be a short name if `lexicon` does not know it.
    """
    found: dict[str, str] = {}
    for word in dict.fromkeys(_SHORT.findall(question)):
        own = terms(word)
        if own and (word.isupper() or (word.islower() and word not in lexicon())):
            texts = texts_with(own[0])
            if name := next(filter(None, (find_long_form(word, text) for text in texts)), ""):
                found[word] = name
    for word, name in found.items():
        question = re.sub(rf"\b{word}\b", f"{name} ({word})", question)
    return question, found


def find_long_form(short: str, text: str) -> str:
    """Give the long name that stands before a short one in brackets, "" for none.

    The initials of its words, small ones like "of" aside, are the letters of the short name
    (as in Schwartz & Hearst, A simple algorithm for identifying abbreviation definitions, 2003).
    """
    letters = short.upper()
    for match in re.finditer(rf"\({letters}\)", text):
        words = re.findall(r"[^\s(),;:]+", text[max(0, match.start() - 120) : match.start()])
        initials = [word[0].upper() for word in words if word not in _SMALL]
        if "".join(initials).endswith(letters):
            count = 0
            for start in range(len(words) - 1, -1, -1):
                count += words[start] not in _SMALL
                if count == len(letters):
                    return " ".join(words[start:])
    return ""
