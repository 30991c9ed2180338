"""Find the names of sources and authors in a question, however many names there are."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from retrieval.language.words import STOP_WORDS
from retrieval.search.article_filter import squashed

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 6  # words
_WIDEST_GAP = 3  # characters between two words
_SHORTEST = 3  # letters of a name


class NameMention(NamedTuple):
    """Where a question has a name, and the name as the articles write it."""

    start: int
    end: int
    name: str


class NameIndex:
    """Names by their letters, whatever the spaces and signs between these."""

    def __init__(self, names: Iterable[str]) -> None:
        """Of names with the same letters, take the one of the most words."""
        by_words = sorted(names, key=lambda name: len(_words(name)))
        self._names = {
            letters: name for name in by_words if len(letters := squashed(name)) >= _SHORTEST
        }

    def mentions(self, question: str) -> list[NameMention]:
        """Return the names in a question, in order; the longest of each place."""
        words = list(_WORD.finditer(question))
        mentions = []
        first = 0
        while first < len(words):
            for count in range(_LONGEST, 0, -1):
                run = words[first : first + count]
                if len(run) == count and (name := self._name(run)):
                    mentions.append(NameMention(run[0].start(), run[-1].end(), name))
                    first += count
                    break
            else:
                first += 1
        return mentions

    def _name(self, run: list[re.Match[str]]) -> str | None:
        """Return the name that some words are, None if they are none.

        One of a single word must have a capital letter, and no words that say nothing are a name:
        a question does not ask of the sites "time" and "who" with "What time is it, who knows?".
        """
        name = self._names.get("".join(word.group().casefold() for word in run))
        if name is None or any(b.start() - a.end() > _WIDEST_GAP for a, b in pairwise(run)):
            return None
        telling = [word.group() for word in run if word.group().lower() not in STOP_WORDS]
        is_written_as_name = len(_words(name)) > 1 or not any(each[0].islower() for each in telling)
        return name if telling and is_written_as_name else None


def _words(name: str) -> list[str]:
    """Return the words of a name, without a leading "the"."""
    words: list[str] = _WORD.findall(name)
    return words[1:] if words and words[0].casefold() == "the" else words
