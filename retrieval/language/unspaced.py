"""Search terms of scripts that write no spaces between words: pairs of characters that follow.

Chinese, Japanese, Thai, Lao, Khmer and Burmese. Pairs find words without a dictionary, about as
well as words do (Nie, Gao, Zhang & Zhou, On the use of words and n-grams for Chinese information
retrieval, 2000).
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from retrieval.language.rules import word_list

_THAI, _LAO = "\u0e01-\u0e3a\u0e40-\u0e4e", "\u0e81-\u0ec6\u0ec8-\u0ecd\u0edc-\u0edf"
_BURMESE, _KHMER = "\u1000-\u103f\u1050-\u108f", "\u1780-\u17d3\u17d7\u17dc\u17dd"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(f"([{_THAI}{_LAO}{_BURMESE}{_KHMER}{_KANA}{_HAN}]+)")
_ASKING = re.compile(
    "|".join(map(re.escape, sorted(word_list("words", "unspaced_asking"), key=len, reverse=True)))
)


def split_at_unspaced(text: str) -> list[str]:
    """Return a text cut into what is written with spaces and, at odd places, what is not."""
    return _RUN.split(text)


def is_unspaced(word: str) -> bool:
    """Return whether a word is of a script without spaces."""
    return _RUN.fullmatch(word) is not None


def pair_terms(run: str) -> Iterator[str]:
    """Yield the pairs of characters of some words; words that only ask are left out.

    A character counts with its vowel and tone marks. One that stands alone is a term of its own.
    """
    for words in _ASKING.split(unicodedata.normalize("NFKC", run)):
        characters = _characters(words)
        if len(characters) == 1:
            yield characters[0]
        yield from (first + second for first, second in pairwise(characters))


def _characters(words: str) -> list[str]:
    characters: list[str] = []
    for sign in words:
        if characters and unicodedata.category(sign).startswith("M"):
            characters[-1] += sign
        else:
            characters.append(sign)
    return characters
