"""Where sentences begin and end within one line, and whether words were lost from one.

sentencex finds the borders; what it gets wrong in news text is corrected here, by rule.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from retrieval.passages import Span

# A link that stood between "U" and "S." was lost when the page was scraped: "after the U. The …".
_CUT = re.compile(r"(?<=\bU\.) (?=[A-Z][a-z])")
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+[\s,’'])")
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_JOINS = tuple(  # (how the piece before a border ends, how the piece after it begins)
    (re.compile(rf"(?:^|[\s(«])(?:{tail})$"), re.compile(head))
    for tail, head in (
        (r"Gen\.|Lt\.|Col\.|Maj\.|Capt\.|Gov\.|Sen\.|Rep\.|Rev\.|Amb\.|Nos?\.|Art\.|vs\.", ""),
        (r"[ap]\.m\.", _WEEKDAY),
        (r"т\.|ул\.|им\.|см\.|стр\.|рис\.|акад\.|проф\.", ""),
        (r"е\.|г\.", r"[а-яё]|г\."),
        (r"(?<!\d\s)г\.", r"[А-ЯЁ]"),
        (r"к\.|д\.|п\.|гг\.|вв?\.|тыс\.|млн\.|млрд\.|руб\.|др\.|пр\.", r"[а-яё]"),
    )
)
_CLOSERS = "”»’\"')]"

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_HOLES = re.compile(
    r"\bU\.(?!\s?[A-Z]\.)(?:\s|$|-)"  # half of "U.S."
    r"|\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring|[Ff]rom|[Bb]etween|[Oo]f)\s,"  # no year
    r"|\b(?:in|since|until) and\b(?! out)|\bin the s\b|\b\d{1,3},\s(?!\d)(?=[a-z]|in\s)"
    r"|\b(?:about|nearly|around|over|USD|some) (?:thousand|million|billion)\b"
    rf"|\b(?:[Ii]n|[Oo]n) {_MONTH}\s,|\b{_MONTH} (?:In|The)\b"
    r"|\b(?:the|an?|of|and|with|at) ?\.$|\bP\. Box\b|\bby the end of —"
)


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
    """Tell whether words were lost from a sentence before it reached us."""
    return bool(_HOLES.search(sentence))


def _borders(line: str, language: str) -> list[int]:
    found = {b["end_index"] for b in sentencex.get_sentence_boundaries(language, line)}
    found |= {m.end() for m in _CUT.finditer(line)}
    found |= {m.start() for m in _GLUED.finditer(line)}
    borders = [0]
    for border in sorted(found - {0, len(line)}):
        piece, rest = line[borders[-1] : border], line[border:]
        if _closes(rest) or _joins(piece, rest):
            continue
        borders.append(border)
    return [*borders, len(line)]


def _closes(rest: str) -> bool:
    """A closing mark alone belongs to what stands before it."""
    return not rest.strip().strip(_CLOSERS + ".")


def _joins(piece: str, rest: str) -> bool:
    tail, head = piece.rstrip()[-8:], rest.lstrip()[:12]
    return any(ends.search(tail) and begins.match(head) for ends, begins in _JOINS)
