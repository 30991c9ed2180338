"""The encodings that articles come in, and how plausible a text is as the reading of its bytes.

A reading is scored by naive Bayes: how likely its letters are in a language of its encoding, given
how frequent they are there, and how likely that language is by all words. The weights were set on
the even paragraphs of `tests/data/news.toml`, whole, joined and cut to 15 to 120 characters, and on
XQuAD; `tests/retrieval/ingest/test_decode.py` holds the odd ones to them.
"""

import codecs
import math
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from retrieval.language.identify import language_shares
from retrieval.language.rules import labelled_words

_WESTERN = "en fr de es pt it nl sv da no fi is ca sq et"
_CENTRAL = "pl cs hu sk ro hr sl sq de"
_CYRILLIC = "ru uk bg sr mk be"
# The languages that each encoding is used for, and what its rarity costs.
ENCODINGS: Mapping[str, tuple[str, float]] = {
    "cp1252": (_WESTERN, 0.0), "cp1250": (_CENTRAL, 0.0), "cp1251": (_CYRILLIC, 0.0),
    "cp1253": ("el", 0.0), "cp1254": ("tr", 0.0), "cp1255": ("he", 0.0),
    "cp1256": ("ar fa ur", 0.0), "cp1257": ("lt lv et", 2.0), "cp874": ("th", 0.0),
    "koi8_r": ("ru bg", 0.0), "koi8_u": ("uk", 0.0), "gb18030": ("zh", 0.0),
    "big5hkscs": ("zh-tw", 0.0), "cp932": ("ja", 0.0), "euc_jp": ("ja", 0.0), "cp949": ("ko", 0.0),
    "iso8859_2": (_CENTRAL, 2.0), "iso8859_5": (_CYRILLIC, 4.0), "iso8859_6": ("ar", 4.0),
    "iso8859_7": ("el", 6.0), "mac_roman": (_WESTERN, 10.0), "mac_latin2": (_CENTRAL, 8.0),
    "mac_cyrillic": (_CYRILLIC, 14.0), "mac_greek": ("el", 8.0), "mac_turkish": ("tr", 8.0),
    "cp437": (_WESTERN, 8.0), "cp850": (_WESTERN, 8.0), "cp852": (_CENTRAL, 8.0),
    "cp857": ("tr", 8.0),
    "cp737": ("el", 8.0), "cp862": ("he", 8.0), "cp866": ("ru bg", 4.0), "cp1125": ("uk", 8.0),
}  # fmt: skip

_ASCII = -3.0  # a letter of one byte in every reading, so that a sign of two bytes costs as two
_PUNCTUATION = dict.fromkeys("«»„“”‘’–—…•€£", -3.5) | dict.fromkeys(
    "·§°№©®™½¼¾²³×±µ¿¡ªº‹›،؟؛\u00a0\u200c\u200d\u200e\u200f、。「」，《》", -6.0
)
_JOINING = "’‘–—·\u00ad\u200c\u200d"  # what may stand inside a word
_SYMBOL, _NO_CHARACTER, _INSIDE_WORD = -10.0, -15.0, -6.0
_CAPITAL, _CAPITAL_AFTER_CAPITAL, _CAPITAL_AFTER_SMALL = -2.0, -1.5, -8.0
_ALL_CAPITALS = -10.0  # the most that capitals at usual places cost together
_BESIDE_OTHER_SCRIPT = -8.0
_UNLISTED_LETTER, _LETTER_OF_OTHER_SCRIPT = -9.0, -13.0
_UNLISTED_COMMON_SIGN, _UNLISTED_SIGN = -8.0, -12.0
_LANGUAGE_WEIGHT = 1.5
_LEAST_SHARE = 1e-6
# Where a national standard holds its common signs: an encoding, its first and its last lead byte.
_COMMON_SIGNS = {
    "zh": ("gb2312", 0xB0, 0xD7), "zh-tw": ("big5", 0xA4, 0xC6), "ja": ("euc_jp", 0xA1, 0xCF),
    "ko": ("euc_kr", 0xB0, 0xC8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the reading of some bytes.

    `score` compares readings of the same bytes: a logarithm of probability. `quality` is about 0
    for a text of the language, and lower the more of its signs are unusual there.
    """

    encoding: str
    text: str
    score: float
    quality: float


def read_as(encoding: str, content: bytes) -> Reading | None:
    """Return the reading of some bytes in an encoding, None if they are not valid in it.

    A last character that was cut is left out.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return None
    languages, rarity = ENCODINGS[encoding]
    shares = language_shares(text)
    usual, odd, letters = _weigh_signs(text)
    best, language = max(
        (_likelihood(letters, language) + _language_score(shares, language), language)
        for language in languages.split()
    )
    unexpected = _likelihood(letters, language) - letters.total() * _expected_likelihood(language)
    bytes_beyond_ascii = len(content) - sum(sign.isascii() for sign in text)
    quality = (unexpected + odd) / max(1, bytes_beyond_ascii)
    return Reading(encoding, text, usual + odd + best - rarity, quality)


def _language_score(shares: Mapping[str, float], language: str) -> float:
    share = shares.get(language.partition("-")[0], 0.0)
    return _LANGUAGE_WEIGHT * math.log(max(_LEAST_SHARE, share))


def _weigh_signs(text: str) -> tuple[float, float, Counter[str]]:
    """Return the log-likelihoods of usual and odd signs, and the other letters, small, counted."""
    usual = odd = capitals = 0.0
    letters: Counter[str] = Counter()
    for before, sign, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if sign.isascii():
            usual += _ASCII
            odd += _BESIDE_OTHER_SCRIPT * _changes_script(sign, before)
        elif sign.isalpha() or unicodedata.category(sign).startswith("M"):
            small = sign if sign == "İ" else sign.lower()
            letters[small] += 1
            odd += _BESIDE_OTHER_SCRIPT * _changes_script(before, sign)
            if sign.isupper() and before.islower():
                odd += _CAPITAL_AFTER_SMALL
            elif sign.isupper():
                capitals += _CAPITAL_AFTER_CAPITAL if before.isupper() else _CAPITAL
        elif sign in _PUNCTUATION:
            usual += _PUNCTUATION[sign]
            inside = before.isalpha() and after.isalpha() and sign not in _JOINING
            odd += _INSIDE_WORD * inside
        else:
            odd += _SYMBOL if unicodedata.category(sign)[0] in "PSZN" else _NO_CHARACTER
            odd += _INSIDE_WORD * (before.isalpha() and after.isalpha())
    return usual + max(capitals, _ALL_CAPITALS), odd, letters


def _changes_script(ascii_sign: str, other: str) -> bool:
    """Return whether two signs side by side are letters, one ASCII, the other not Latin."""
    return (
        ascii_sign.isascii()
        and ascii_sign.isalpha()
        and other.isalpha()
        and not other.isascii()
        and _script(other) != "LATIN"
    )


def _likelihood(letters: Counter[str], language: str) -> float:
    """Return the log-likelihood of letters in a language."""
    known = _frequencies(language)
    return sum(
        count * (known.get(letter) or _unlisted(letter, language))
        for letter, count in letters.items()
    )


@cache
def _unlisted(letter: str, language: str) -> float:
    if language in _COMMON_SIGNS:
        encoding, first, last = _COMMON_SIGNS[language]
        lead = letter.encode(encoding, "ignore")[:1]
        return _UNLISTED_COMMON_SIGN if first <= ord(lead or b"\0") <= last else _UNLISTED_SIGN
    script = _script(next(iter(_frequencies(language))))
    return _UNLISTED_LETTER if _script(letter) == script else _LETTER_OF_OTHER_SCRIPT


@cache
def _frequencies(language: str) -> dict[str, float]:
    """Return the logarithms of the shares of letters, which fall with their rank (Zipf's law)."""
    letters = labelled_words("letters", "letters")[language]
    total = sum(1 / (rank + 3) for rank in range(len(letters)))
    return {letter: math.log(1 / (rank + 3) / total) for rank, letter in enumerate(letters)}


@cache
def _expected_likelihood(language: str) -> float:
    """Return the usual likelihood of a letter; of Chinese signs about a third are unlisted."""
    listed = sum(math.exp(share) * share for share in _frequencies(language).values())
    return listed * 2 / 3 + _UNLISTED_COMMON_SIGN / 3 if language in _COMMON_SIGNS else listed


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]
