"""Scores of what was found or said against what should have been: rankings, ranges, texts.

All are 0 to 1 unless they say otherwise, and 1 is best.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from rapidfuzz.distance import LCSseq

Range: TypeAlias = tuple[str, int, int]  # document id, start, end: characters, half open
_ARTICLES = ("a", "an", "the")
_SIGNS = "%$€"  # that are part of a number, unlike other punctuation


# Rankings: document ids, best first and without repetitions, against those that are relevant


def recall_at(limit: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return the share of the relevant documents that is among the first `limit`."""
    return len(set(ranking[:limit]) & set(relevant)) / len(set(relevant))


def hit_at(limit: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 if a relevant document is among the first `limit`, else 0."""
    return float(not set(ranking[:limit]).isdisjoint(relevant))


def reciprocal_rank(limit: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 / the rank of the first relevant document among the first `limit`, else 0."""
    return next((1 / rank for rank, name in enumerate(ranking[:limit], 1) if name in relevant), 0.0)


def ndcg_at(limit: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return the discounted gain of the first `limit` over the best possible (Järvelin, 2002)."""
    gain = sum(1 / math.log2(i + 2) for i, name in enumerate(ranking[:limit]) if name in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(limit, len(set(relevant)))))


# Ranges of characters


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Return the same characters as ranges that do not overlap, in order."""
    merged: list[Range] = []
    for document, start, end in sorted(ranges):
        if merged and merged[-1][0] == document and start <= merged[-1][2]:
            merged[-1] = (document, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((document, start, end))
    return merged


def characters(ranges: Iterable[Range]) -> int:
    """Count the characters of ranges; one that is in two of them counts twice."""
    return sum(end - start for _, start, end in ranges)


def common(first: Sequence[Range], second: Sequence[Range]) -> int:
    """Count the characters that are in both, each once."""
    return (
        characters(first := merge_ranges(first))
        + characters(second := merge_ranges(second))
        - characters(merge_ranges([*first, *second]))
    )


def passage_scores(passages: Sequence[Range], gold: Sequence[Range]) -> tuple[float, float, float]:
    """Return recall, precision and IoU (intersection over union) of the characters of passages.

    Every passage counts in full, and an overlap twice, as in chunking_evaluation (Smith &
    Troynikov, Chroma, 2024).
    """
    both, retrieved = common(passages, gold), characters(passages)
    relevant = characters(merge_ranges(gold))
    either = retrieved + relevant - both
    return _share(both, relevant), _share(both, retrieved), _share(both, either)


def cited_scores(cited: Sequence[Range], gold: Sequence[Range]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the cited characters, each counted once."""
    both = common(cited, gold)
    quoted, relevant = characters(merge_ranges(cited)), characters(merge_ranges(gold))
    return _share(both, quoted), _share(both, relevant), _share(2 * both, quoted + relevant)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# Texts


def normal(text: str) -> str:
    """Return a text as SQuAD compares it: lower case, without punctuation and without a, an, the.

    Vowel marks of Arabic are dropped too, which SQuAD's rules (Rajpurkar et al., 2016) leave.
    """
    small = unicodedata.normalize("NFKC", text).lower()
    letters = (c for c in small if c in _SIGNS or unicodedata.category(c)[0] not in "PMS")
    return " ".join(word for word in "".join(letters).split() if word not in _ARTICLES)


def contains(text: str, answers: Iterable[str]) -> bool:
    """Return whether one of the answers stands in a text, as whole words."""
    return any(f" {normal(answer)} " in f" {normal(text)} " for answer in answers)


def token_f1(text: str, answers: Iterable[str]) -> float:
    """Return the F1 of the words of a text against the answer that fits it best."""
    return max((_token_f1(normal(text).split(), normal(a).split()) for a in answers), default=0.0)


def rouge_l(text: str, answers: Iterable[str]) -> float:
    """Return RougeL (F) of a text against the answer that fits it best (Lin, 2004)."""
    return max((_rouge_l(_words(text), _words(answer)) for answer in answers), default=0.0)


def _token_f1(words: list[str], reference: list[str]) -> float:
    return _f1(sum((Counter(words) & Counter(reference)).values()), words, reference)


def _rouge_l(words: list[str], reference: list[str]) -> float:
    return _f1(LCSseq.similarity(words, reference), words, reference)


def _f1(common_words: int, words: list[str], reference: list[str]) -> float:
    return 2 * common_words / (len(words) + len(reference)) if common_words else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
