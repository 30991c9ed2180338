"""Read misspelt words of a question as words that the articles use. Knows rapidfuzz."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.language.rules import replacements
from retrieval.language.words import terms

_WORD = re.compile(r"[^\W\d_]{3,}")
_LONG = 8  # letters; two slips are believed of a word this long, one of a word of five
_SHORT = 5  # in a shorter one a slip is as likely another word, unless it sounds the same
_SOUNDS = replacements("spelling", "sounds")
# What a text may cost that is made to cost much, or an article of distinct words.
_MOST_CORRECTED = 32  # words of a question; those after them are left as they are
_MOST_COMPARED = 4_000  # terms with the same beginning, the most frequent ones


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of words when a question is read.

    `count` tells in how many passages a term occurs, `beginning` gives the terms that begin with
    some letters; `lexicon` gives English words in small letters.
    """

    count: Callable[[str], int]
    beginning: Callable[[str], Iterable[str]]
    lexicon: Callable[[], frozenset[str]]


class _Near(NamedTuple):
    """A word near another one, the nearest first: `rarity` is minus the passages it occurs in."""

    edits: int
    sounds_different: bool
    rarity: int
    word: str


def correct_spelling(question: str, known: Vocabulary) -> tuple[str, Mapping[str, str]]:
    """Return the question as it is read, and which word is read as which.

    A word that occurs in the articles, or is an English word, is never read as another; one that is
    neither is read as the nearest word, if the articles use that one or it sounds the same.
    """
    words = dict.fromkeys(_WORD.findall(question))
    unknown = islice((word for word in words if _is_unknown(word, known)), _MOST_CORRECTED)
    corrected = ((word, _correction(word, known)) for word in unknown)
    readings = {word: correct for word, correct in corrected if correct}
    for word, correct in readings.items():
        question = re.sub(rf"\b{word}\b", correct, question)
    return question, readings


def _is_unknown(word: str, known: Vocabulary) -> bool:
    """Return whether a word neither occurs in the articles nor is an English one."""
    own = terms(word)
    return len(own) == 1 and not known.count(own[0]) and word.lower() not in known.lexicon()


def _correction(word: str, known: Vocabulary) -> str:
    """Return the word that a misspelt one stands for, "" for one that is left as it is."""
    near = min(_near(word.lower(), terms(word)[0], known), default=None)
    return near.word if near and (near.rarity or not near.sounds_different) else ""


def _near(word: str, own: str, known: Vocabulary) -> Iterator[_Near]:
    """Yield the words that one may stand for."""
    alike = _by_initial(known.lexicon()).get(word[0], ())
    for other, slips, _ in process.extract(
        word, alike, scorer=OSA.distance, score_cutoff=2, limit=None
    ):
        differs = sound(word) != sound(other)
        if slips <= 1 + (len(word) >= _LONG) and (len(word) >= _SHORT or not differs):
            meant = terms(other)  # nothing for a stop word, of which questions are made
            yield _Near(slips, differs, -known.count(meant[0]) if meant else -1, other)
    if len(own) >= _SHORT:
        for term in islice(known.beginning(own[:2]), _MOST_COMPARED):
            if differs_by_one_edit(own, term):
                yield _Near(1, sound(own) != sound(term), -known.count(term), term)


@lru_cache(maxsize=4)
def _by_initial(lexicon: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """Return words by their first letter."""
    groups = groupby(sorted(lexicon), key=lambda word: word[0])
    return {letter: tuple(group) for letter, group in groups}


def sound(word: str) -> str:
    """Return about how an English word in small letters sounds: "irak" like "iraq"."""
    for letters, written in _SOUNDS:
        word = letters.sub(written, word)
    return word


def differs_by_one_edit(word: str, other: str) -> bool:
    """Return whether one letter more, less, other, or two exchanged, is all the difference.

    The last letter must be the same: terms are stems, and "currenc" is no misspelt "current".
    """
    return word[-1:] == other[-1:] and OSA.distance(word, other, score_cutoff=1) == 1
