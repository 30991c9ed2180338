"""Words of a text as search terms: folded, stemmed, without stop words.

One tokenizer for the keyword index and for every comparison of words, so that they cannot differ.
An index that was made by another version of it is made anew: see `TERMS_VERSION`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

from retrieval.language.rules import pattern, table, words
from retrieval.language.unspaced import is_unspaced, pair_terms, split_at_unspaced

# Letters that words of one family share, "diplomat" and "diplomacy". CLAP NQ, even half: .813 of
# the claims have one sentence that says all of it (4: .817, 7 and 10: .813).
_FAMILY = 5
TERMS_VERSION = "2"  # to be counted up whenever `terms` gives other terms for a text

_LETTERS = r"(?:[^\W_][\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]*)+"  # and vowel marks
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTERS}(?:[-’'.]{_LETTERS})*")
_PART = re.compile(rf"{_LETTERS}(?:[’']{_LETTERS})*")
_STEMMERS = {
    "LATIN": Stemmer.Stemmer("english"),
    "CYRILLIC": Stemmer.Stemmer("russian"),
    "ARABIC": Stemmer.Stemmer("arabic"),
}
_ARABIC = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_ARTICLE = pattern("words", "arabic_article")
_COUNTRIES = table("words", "country_in_capitals")
STOP_WORDS = words("words", "english") | words("words", "russian") | words("words", "arabic")


def terms(text: str) -> list[str]:
    """Return the search terms of a text in order, repeated as they repeat.

    A hyphenated word counts whole and in parts ("COVID-19": "covid-19", "covid", "19"); "US" and
    "U.S." are the country, "us" is a stop word. Scripts without spaces give pairs of characters.
    """
    return list(_terms(text))


def family(term: str) -> str:
    """Return what the words of the family of a term begin with; a short term is one of its own."""
    return term[:_FAMILY]


def _terms(text: str) -> Iterator[str]:
    for place, part in enumerate(split_at_unspaced(text)):
        yield from pair_terms(part) if place % 2 else _spaced_terms(part)


def _spaced_terms(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        whole = _term(word)
        if whole:
            yield whole
        parts = _PART.findall(word)
        if len(parts) > 1 and word not in _COUNTRIES:
            yield from filter(None, map(_term, parts))


@lru_cache(maxsize=65_536)
def _term(word: str) -> str:
    """Fold and stem one word; a stop word gives the empty string."""
    if word in _COUNTRIES:
        return _COUNTRIES[word]
    folded = fold_letters(word)
    if folded in _FOLDED_STOP_WORDS or word.lower() in STOP_WORDS:
        return ""
    stemmer = _STEMMERS.get(script(folded))
    return str(stemmer.stemWord(_ARABIC_ARTICLE.sub("", folded))) if stemmer else folded


def fold_letters(word: str) -> str:
    """Lower the case, drop accents, vowel marks and a genitive, unify Arabic letters."""
    word = word.replace("’", "'").lower().removesuffix("'s").rstrip(".")
    decomposed = unicodedata.normalize("NFKD", word.translate(_ARABIC))
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c != "ـ")


_FOLDED_STOP_WORDS = frozenset(map(fold_letters, STOP_WORDS)) - {""}


def word_with(term: str, text: str) -> str:
    """Return the word of a text that has a term, as it stands there; the term if none has it."""
    if is_unspaced(term):
        return term
    return next((word for word in re.findall(r"\w+", text) if term in terms(word)), term)


def script(word: str) -> str:
    """Return the script of the first letter: LATIN, CYRILLIC, ARABIC …; "" without a letter."""
    letter = next((c for c in word if c.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
