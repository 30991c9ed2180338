"""Scores of ranges of characters against those that should have been found."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

Range: TypeAlias = tuple[str, int, int]  # document id, start, end


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Give the same characters as ranges that do not overlap, in order."""
    joined: list[Range] = []
    for document, start, end in sorted(ranges):
        if joined and joined[-1][0] == document and start <= joined[-1][2]:
            joined[-1] = (document, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((document, start, end))
    return joined


def characters(ranges: Iterable[Range]) -> int:
    """Count the characters of ranges; what is in two of them counts twice."""
    return sum(end - start for _, start, end in ranges)


def common(first: Sequence[Range], second: Sequence[Range]) -> int:
    """Count the characters that are in both, each once."""
    return (
        characters(first := merge_ranges(first))
        + characters(second := merge_ranges(second))
        - characters(merge_ranges([*first, *second]))
    )


def passage_scores(found: Sequence[Range], gold: Sequence[Range]) -> tuple[float, float, float]:
    """Give recall, precision and IoU of passages, each 0 to 1.

    Every passage counts in full, overlaps twice, as in chunking_evaluation (Smith & Troynikov,
    Chroma, 2024).
    """
    held, retrieved, wanted = common(found, gold), characters(found), characters(merge_ranges(gold))
    either = retrieved + wanted - held
    return _share(held, wanted), _share(held, retrieved), _share(held, either)


def cited_scores(cited: Sequence[Range], gold: Sequence[Range]) -> tuple[float, float, float]:
    """Give precision, recall and F1 of cited characters, each counted once, 0 to 1."""
    held, said, wanted = (
        common(cited, gold),
        characters(merge_ranges(cited)),
        characters(merge_ranges(gold)),
    )
    return _share(held, said), _share(held, wanted), _share(2 * held, said + wanted)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
