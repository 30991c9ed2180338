"""Read the names of a question in another script as terms that the articles hold.

Countries, languages and cities by the tables of the CLDR, whatever else by its consonants: "كركوك"
and "Киркук" are "kirkuk". The only module that knows babel and anyascii.
"""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz.distance import Levenshtein

from retrieval.language.words import fold_letters, script, terms

_LOCALES = {
    "ARABIC": ("ar", "fa"), "CYRILLIC": ("ru", "uk"), "GREEK": ("el",), "HEBREW": ("he",),
}  # fmt: skip
_ALSO = {"TR": "Turkey", "US": "US America", "GB": "UK Britain", "CZ": "Czech Republic"}
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 4  # words of a name
_FEWEST = 3  # consonants that tell a name
_FEWEST_UNMARKED = 4  # where no capital letter tells which words are names
_FAR = 0.34  # of the letters that may differ
_NEAREST = 4
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ك", "ف")
_ENDINGS = ("يون", "يين", "يه", "ات", "ي", "ه")
# Letters that stand for one sound in one language or another.
_SOUNDS = (
    ("shch", "j"), ("tsh", "j"), ("tch", "j"), ("ch", "j"), ("sh", "j"), ("zh", "j"), ("dj", "j"),
    ("ph", "f"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ck", "k"), ("x", "ks"), ("ts", "s"),
)  # fmt: skip
_CLASSES = str.maketrans("cqgzvp", "kkksfb", "aeiouywh")
# What a letter of ours may stand for in an English name: Khamenei and Hamburg, Vashington, Gitler.
_OTHERWISE = (("kh", "h"), ("^v", "w"), ("^g", "h"), ("ks", "x"), ("[sz]$", ""))


class NameReader:
    """The terms of an index that are written in Latin letters, by their consonants."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._terms: dict[str, list[str]] = {}
        self._known = frozenset(vocabulary)
        for term in self._known:
            if term.isascii() and term.isalpha():
                self._terms.setdefault(consonants(term), []).append(term)

    def read(self, question: str) -> dict[str, tuple[str, ...]]:
        """Give for each name of a question, as it stands there, the terms that it is read as."""
        words = _WORD.findall(question)
        found: dict[str, tuple[str, ...]] = {}
        taken = 0
        for place, word in enumerate(words):
            if place < taken or script(word) not in _LOCALES or not terms(word):
                continue
            count, read = self._in_tables(words[place : place + _LONGEST])
            if not read:
                count, read = 1, self._by_sound(word)
            if read:
                found[" ".join(words[place : place + count])] = read
                taken = place + count
        return found

    def _in_tables(self, words: list[str]) -> tuple[int, tuple[str, ...]]:
        """Give how many of some words are a name of the tables, and its terms in the index."""
        table = _table(script(words[0]))
        for count in range(len(words), 0, -1):
            if not terms(words[count - 1]):
                continue
            for first in _bare(words[0]):
                key = _key(" ".join((first, *words[1:count])))
                if read := tuple(term for term in table.get(key, ()) if term in self._known):
                    return count, read
        return 0, ()

    def _by_sound(self, word: str) -> tuple[str, ...]:
        """Give the terms that sound like a word, the nearest ones."""
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
        kept = sorted((far, term) for term, far in near.items() if far <= min(_FAR, best + 0.05))
        return tuple(term for _, term in kept[:_NEAREST])


def consonants(word: str) -> str:
    """Give the sounds of a word in Latin letters that survive being written in another script."""
    word = re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", word.lower()))
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return re.sub(r"c(?=[eiy])", "s", word).translate(_CLASSES)


def _bare(word: str) -> Iterator[str]:
    """Give a word as it is, as its stem, and without what Arabic writes together with it."""
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
    """Give the ways a word may be written in Latin letters."""
    spelt = re.sub(r"[^a-z]", "", _latin(word).lower())
    yield from dict.fromkeys((spelt, *(re.sub(ours, other, spelt) for ours, other in _OTHERWISE)))


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
def _table(written: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give the terms of names in a script and those of the same names in English."""
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
        for name, said in pairs:
            for form in (name, *_bare(name)) if " " not in name else (name,):
                if _key(form) and said:
                    table.setdefault(_key(form), _key(said))
    return table
