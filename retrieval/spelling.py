"""Read misspelt words of a question as the words of the articles that they are one slip from."""

import re
from collections.abc import Callable, Iterable, Mapping

from retrieval.words import terms

_WORD = re.compile(r"[^\W\d_]{5,}")  # in a shorter one a slip is as likely another word


def respelled(
    question: str,
    known: Callable[[str], bool],
    beginning: Callable[[str], Iterable[str]],
) -> tuple[str, Mapping[str, str]]:
    """Give the question as it is read, and what was read as what.

    `known` tells whether a term occurs in the articles, `beginning` gives the terms that begin with
    some letters, the most frequent first. A word that occurs is never read as another.
    """
    read: dict[str, str] = {}
    for word in dict.fromkeys(_WORD.findall(question)):
        own = terms(word)
        if len(own) == 1 and not known(own[0]):
            near = (term for term in beginning(own[0][:2]) if one_slip(own[0], term))
            if found := next(near, ""):
                read[word] = found
    for word, found in read.items():
        question = re.sub(rf"\b{word}\b", found, question)
    return question, read


def one_slip(word: str, other: str) -> bool:
    """Tell whether one letter more, less, other, or two exchanged, is all the difference.

    The last letter must be the same: terms are stems, and "currenc" is no misspelt "current".
    """
    if word == other or word[-1:] != other[-1:]:
        return False
    pairs = zip(word, other, strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(word), len(other)))
    rest, others = word[same:], other[same:]
    return (
        rest[1:] == others
        or rest == others[1:]
        or rest[1:] == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
