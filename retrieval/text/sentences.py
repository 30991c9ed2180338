"""Where sentences begin and end within one line, and whether words were lost from one.

sentencex finds the borders; what it gets wrong in news text is corrected here, by rule.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from retrieval.language.rules import pattern
from retrieval.passages import Span

# A link that stood between "U" and "S." was lost when the page was scraped: "after the U. The …".
_CUT = re.compile(r"(?<=\bU\.) (?=[A-Z][a-z])")
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+[\s,’'])")
_NO_BORDER = pattern("sentences", "no_border")
_HOLE = pattern("sentences", "hole")
_CLOSERS = "”»’\"')]"


def sentences(text: str, start: int, end: int, language: str = "en") -> Iterator[Span]:
    """Yield the sentences of one line, `text[start:end]`, without the white space around them."""
    line = text[start:end]
    borders = _borders(line, language or "en")
    for first, last in pairwise(borders):
        piece = line[first:last]
        left = first + len(piece) - len(piece.lstrip())
        right = last - (len(piece) - len(piece.rstrip()))
        if left < right:
            yield Span(start + left, start + right)


def broken(sentence: str) -> bool:
    """Return whether words were lost from a sentence before it reached us."""
    return bool(_HOLE.search(sentence))


def _borders(line: str, language: str) -> list[int]:
    candidates = {b["end_index"] for b in sentencex.get_sentence_boundaries(language, line)}
    candidates |= {m.end() for m in _CUT.finditer(line)}
    candidates |= {m.start() for m in _GLUED.finditer(line)}
    borders = [0]
    for border in sorted(candidates - {0, len(line)}):
        piece, rest = line[borders[-1] : border], line[border:]
        if _closes(rest) or _joins(piece, rest):
            continue
        borders.append(border)
    return [*borders, len(line)]


def _closes(rest: str) -> bool:
    """A closing mark alone belongs to what stands before it."""
    return not rest.strip().strip(_CLOSERS + ".")


def _joins(piece: str, rest: str) -> bool:
    tail, head = (part.replace("\n", " ") for part in (piece.rstrip()[-8:], rest.lstrip()[:12]))
    return bool(_NO_BORDER.search(f"{tail}\n{head}"))
