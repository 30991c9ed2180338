"""Scores of a text against a reference: SQuAD's exact match and token F1, RougeL, containment."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import LCSseq

_ARTICLES = ("a", "an", "the")
_KEPT_SIGNS = "%$€"


def normal(text: str) -> str:
    """Give a text as SQuAD compares it: small, without punctuation, marks and a, an, the.

    Vowel marks of Arabic are marks too (Rajpurkar et al., 2016, for the rest).
    """
    small = unicodedata.normalize("NFKC", text).lower()
    kept = (c for c in small if c in _KEPT_SIGNS or unicodedata.category(c)[0] not in "PMS")
    return " ".join(word for word in "".join(kept).split() if word not in _ARTICLES)


def contains(text: str, answers: Iterable[str]) -> bool:
    """Tell whether one of the answers stands in a text, as whole words."""
    return any(f" {normal(answer)} " in f" {normal(text)} " for answer in answers)


def token_f1(text: str, answers: Iterable[str]) -> float:
    """Give the F1 of the words of a text against the best of the answers, 0 to 1."""
    return max((_token_f1(normal(text).split(), normal(a).split()) for a in answers), default=0.0)


def rouge_l(text: str, answers: Iterable[str]) -> float:
    """Give RougeL (F) of a text against the best of the answers, 0 to 1 (Lin, 2004)."""
    return max((_rouge_l(_words(text), _words(answer)) for answer in answers), default=0.0)


def _token_f1(said: list[str], wanted: list[str]) -> float:
    common = sum((Counter(said) & Counter(wanted)).values())
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


def _rouge_l(said: list[str], wanted: list[str]) -> float:
    common = LCSseq.similarity(said, wanted)
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
