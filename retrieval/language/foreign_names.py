"""Read the names of a question in another script as terms that the articles hold.

Countries, languages and cities by the tables of the CLDR, whatever else by its consonants: "كركوك"
and "Киркук" are "kirkuk". The only module that knows babel and anyascii.
"""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz.distance import Levenshtein

from retrieval.language.rules import replacements, table, word_list
from retrieval.language.words import fold_letters, script, terms

_LOCALES = {
    "ARABIC": ("ar", "fa"), "CYRILLIC": ("ru", "uk"), "GREEK": ("el",), "HEBREW": ("he",),
}  # fmt: skip
_ALSO = table("foreign_names", "also_called")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 4  # words of a name
_FEWEST = 3  # consonants that tell a name
_FEWEST_UNMARKED = 4  # where no capital letter tells which words are names
_FAR = 0.34  # of the letters that may differ
_NEAREST = 4
_PREFIXES = word_list("foreign_names", "arabic_prefixes")
_ENDINGS = word_list("foreign_names", "arabic_endings")
_SOUNDS = replacements("foreign_names", "sounds")
_CLASSES = str.maketrans("cqgzvp", "kkksfb", "aeiouywh")
_OTHER_SPELLINGS = replacements("foreign_names", "other_spellings")


class NameReader:
    """The terms of an index that are written in Latin letters, by their consonants."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._terms: dict[str, list[str]] = {}
        self._known = frozenset(vocabulary)
        for term in self._known:
            if term.isascii() and term.isalpha():
                self._terms.setdefault(consonants(term), []).append(term)

    def read(self, question: str) -> dict[str, tuple[str, ...]]:
        """Return for each name of a question, as it stands there, the terms that it is read as."""
        words = _WORD.findall(question)
        readings: dict[str, tuple[str, ...]] = {}
        taken = 0
        for place, word in enumerate(words):
            if place < taken or script(word) not in _LOCALES or not terms(word):
                continue
            count, terms_read = self._in_tables(words[place : place + _LONGEST])
            if not terms_read:
                count, terms_read = 1, self._by_sound(word)
            if terms_read:
                readings[" ".join(words[place : place + count])] = terms_read
                taken = place + count
        return readings

    def _in_tables(self, words: list[str]) -> tuple[int, tuple[str, ...]]:
        """Return how many of some words are a name of the tables, and its terms in the index."""
        table = _names_in_english(script(words[0]))
        for count in range(len(words), 0, -1):
            if not terms(words[count - 1]):
                continue
            for first in _bare(words[0]):
                key = _key(" ".join((first, *words[1:count])))
                if read := tuple(term for term in table.get(key, ()) if term in self._known):
                    return count, read
        return 0, ()

    def _by_sound(self, word: str) -> tuple[str, ...]:
        """Return the terms that sound like a word, the nearest ones."""
        marked = word[:1].isupper()
        if not marked and word != word.upper():
            return ()
        fewest = _FEWEST if marked else _FEWEST_UNMARKED
        near: dict[str, float] = {}
        for spelt in (spelt for form in _bare(word) for spelt in _spellings(form)):
            sounds = consonants(spelt)
            for term in self._terms.get(sounds, ()) if len(sounds) >= fewest else ():
                near[term] = min(near.get(term, 1.0), _distance(spelt, term, whole=marked))
        best = min(near.values(), default=1.0)
        nearest = sorted((far, term) for term, far in near.items() if far <= min(_FAR, best + 0.05))
        return tuple(term for _, term in nearest[:_NEAREST])


def consonants(word: str) -> str:
    """Return the sounds of a word in Latin letters that survive being written in another script."""
    word = re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", word.lower()))
    for letters, sound in _SOUNDS:
        word = letters.sub(sound, word)
    return word.translate(_CLASSES)


def _bare(word: str) -> Iterator[str]:
    """Return a word as it is, as its stem, and without what Arabic writes together with it."""
    if script(word) != "ARABIC":
        yield from dict.fromkeys((word, *terms(word)))
        return
    folded = fold_letters(word)
    cut = [folded.removeprefix(p) for p in ("", *_PREFIXES) if len(folded) - len(p) >= 3]
    ended = [
        each.removesuffix(e) for each in cut for e in ("", *_ENDINGS) if len(each) - len(e) > 2
    ]
    yield from dict.fromkeys((word, *ended))


def _spellings(word: str) -> Iterator[str]:
    """Return the ways a word may be written in Latin letters."""
    spelt = re.sub(r"[^a-z]", "", _latin(word).lower())
    yield from dict.fromkeys((spelt, *(ours.sub(other, spelt) for ours, other in _OTHER_SPELLINGS)))


def _latin(word: str) -> str:
    if importlib.util.find_spec("anyascii") is None:  # it belongs to the extra `multilingual`
        return ""
    from anyascii import anyascii

    return anyascii(word)


def _distance(spelt: str, term: str, *, whole: bool) -> float:
    """Return the edit distance of two words, as a share of the longer one's letters, 0 to 1.

    Without `whole` only consonants count, since Arabic writes few vowels.
    """
    if not whole:
        spelt, term = (re.sub("[aeiou]", "", word) for word in (spelt, term))
    return Levenshtein.normalized_distance(spelt, term)


def _key(name: str) -> tuple[str, ...]:
    return tuple(terms(name))


@cache
def _names_in_english(written: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the terms of names in a script and those of the same names in English."""
    from babel import Locale

    english = Locale("en")
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for locale in map(Locale, _LOCALES.get(written, ())):
        pairs = [
            (name, f"{english.territories.get(code, '')} {_ALSO.get(code, '')}")
            for code, name in locale.territories.items()
        ]
        pairs += [(n, english.languages.get(c, "")) for c, n in locale.languages.items()]
        for zone, names in locale.time_zones.items():
            pairs.append((names.get("city", ""), zone.rpartition("/")[2].replace("_", " ")))
        for name, english_name in pairs:
            for form in (name, *_bare(name)) if " " not in name else (name,):
                if _key(form) and english_name:
                    table.setdefault(_key(form), _key(english_name))
    return table
