"""Where sentences begin and end within a block, and whether words were lost from one.

sentencex finds the borders; what it gets wrong in the text of the world is corrected here, by rule.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from retrieval.language.rules import pattern
from retrieval.language.rules import words as word_list
from retrieval.passages import Span
from retrieval.text.markup import EMOJI, FOOTNOTE_MARK, IMAGE_MARK, LINE_END, LINK_TARGET, URL

# A link that stood between "U" and "S." was lost when the page was scraped: "after the U. The …".
_CUT = re.compile(r"(?<=\bU\.) (?=[A-Z][a-z])")
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+[\s,’'])")
_BRACKETED = re.compile(r"[.!?…][\"”»’']?[)\]]\s+(?=[\"“«‘(\[]?([^\W\d_]))")
_END_BEFORE_MARK = re.compile(
    rf"(?<![.!?…])([.!?…]+[\"”»’')]*)((?:{FOOTNOTE_MARK}|[*_]{{1,3}}|~~)++)(?=\s|\Z)"
)
_URL, _EMOJI = re.compile(URL), re.compile(EMOJI)
_EMOJI_RUN = re.compile(rf"\s*(?:{EMOJI}|[:;]-?[)(DP](?!\w))+(?=\s|\Z)")
_EMOJI_END = re.compile(rf"(?<=[\w.!?])\s*(?:{EMOJI})+\s+(?=([^\W\d_]))")
_ONLY_LINK = re.compile(rf"[(<\[]?{URL}[)>\]]?\s*\Z")
_LEADERS = re.compile(r"(?:(?<=\s)\.\s){3,}")  # dots that lead to a price
_NO_BORDER = pattern("sentences", "no_border")
_START = pattern("sentences", "sentence_start")
_FULL_STOP = re.compile(r"(?<=\w\w)\.\s+")
_HOLE = pattern("sentences", "hole")
_BEFORE_NAME = word_list("sentences", "before_name")
_BEFORE_NUMBER = word_list("sentences", "before_number")
_INSIDE = word_list("sentences", "inside")
_SHORT_FORM = re.compile(r"(?<![^\W_])((?:[^\W\d_]{1,3}\.)*[^\W\d_]{1,9})\.\s*\Z")
_ROMAN = re.compile(r"[ivxlcIVXLC]+\b")
_FIRST_SIGN = re.compile(r"[\"“«‘(\[$€£]*\s*(\S)")
_CLOSERS = "”»’\"')]"
_LETTER = re.compile(r"[^\W\d_]")
_WINDOW = 8_000  # characters that sentencex sees at a time: it is quadratic in quotation marks
_HEAD, _TAIL = 24, 16


def sentences(text: str, start: int, end: int, language: str = "en") -> Iterator[Span]:
    """Yield the sentences of one block, `text[start:end]`, without the white space around them."""
    block = text[start:end]
    for first, last in pairwise(_borders(block, language or "en")):
        piece = block[first:last]
        left = first + len(piece) - len(piece.lstrip(" \t\r\n\f\v>\u2028\u2029\x85\xa0"))
        right = last - (len(piece) - len(piece.rstrip()))
        if left < right:
            yield Span(start + left, start + right)


def broken(sentence: str) -> bool:
    """Return whether words were lost from a sentence before it reached us."""
    return bool(_HOLE.search(sentence))


def _borders(block: str, language: str) -> list[int]:
    even = _evened(block)
    candidates = set(_proposed(even, language))
    candidates |= {m.end() for m in _CUT.finditer(even)}
    candidates |= {m.start() for m in _GLUED.finditer(even)}
    candidates |= {m.end() for m in _BRACKETED.finditer(even) if m[1].isupper()}
    candidates |= {
        m.end() for m in _FULL_STOP.finditer(even) if _START.match(even[m.end() : m.end() + _HEAD])
    }
    leads = bool(_EMOJI.match(block))  # then each emoji begins a sentence
    if not leads:
        candidates |= {m.end() for m in _EMOJI_END.finditer(block) if m[1].isupper()}
    core = len(block.rstrip(_CLOSERS + ". \t\n\r"))
    borders, letter = [0], _next_letter(block, 0)
    for border in sorted(candidates - {0, len(block)}):
        # A closing mark alone belongs to what stands before it.
        if border >= core or border <= borders[-1]:
            continue
        if border <= letter:  # a number alone ends no sentence: "88. Goal"
            continue
        if not leads and (run := _EMOJI_RUN.match(block, border)):
            border = run.end()
        if border < len(block) and not _joins(even, borders[-1], border):
            borders.append(border)
            letter = _next_letter(block, border)
    return [*_without_bare_links(block, borders), len(block)]


def _evened(block: str) -> str:
    """Return a block of the same length in which only sentences look like sentences.

    Line ends and the ">" behind them are spaces, addresses have no marks inside, and the mark of a
    footnote and the end of bold words stand before the full stop.
    """
    even = LINE_END.sub(lambda match: " " * len(match[0]), block)
    even = _LEADERS.sub(lambda match: "x" * len(match[0]), even)
    even = IMAGE_MARK.sub("x", even)
    even = LINK_TARGET.sub(lambda match: "x" * len(match[0]), even)
    even = _URL.sub(lambda match: "x" * len(match[0]), even)
    return _END_BEFORE_MARK.sub(lambda m: "x" * (len(m[0]) - 1) + m[1][0], even)


def _proposed(even: str, language: str) -> Iterator[int]:
    """Yield the borders that sentencex finds."""
    first = 0
    while first < len(even):
        last = _window_end(even, first)
        for boundary in sentencex.get_sentence_boundaries(language, even[first:last]):
            if first + boundary["end_index"] < last or even[last - 2 : last] == ". ":
                yield first + boundary["end_index"]
        first = last


def _window_end(even: str, first: int) -> int:
    """Return where a window may end: behind a full stop, a space, or anywhere."""
    limit = first + _WINDOW
    if limit >= len(even):
        return len(even)
    stops = (even.rfind(". ", first + 1, limit) + 2, even.rfind(" ", first + 1, limit) + 1)
    return next((stop for stop in stops if stop > first + 2), limit)


def _next_letter(block: str, position: int) -> int:
    """Return where the next letter stands, or where the block ends."""
    letter = _LETTER.search(block, position)
    return letter.start() if letter else len(block)


def _joins(even: str, first: int, border: int) -> bool:
    """Return whether a border stands behind a short form, and so ends no sentence."""
    piece, rest = even[max(first, border - 40) : border], even[border : border + 40].lstrip()
    tail = piece.rstrip()[-_TAIL:]
    if _NO_BORDER.search(f"{tail}\n{rest[:_HEAD]}"):
        return True
    if _START.match(rest):
        return False
    short, sign = _SHORT_FORM.search(piece), _FIRST_SIGN.match(rest)
    if not short or not sign:
        return False
    word = short[1].casefold()
    if word in _BEFORE_NAME and not piece[: short.start()].rstrip()[-1:].isdigit():
        return True
    if sign[1].isdigit() or (word in _BEFORE_NUMBER and _ROMAN.match(rest)):
        return word in _BEFORE_NUMBER or word in _INSIDE
    return word in _INSIDE and not sign[1].isupper()


def _without_bare_links(block: str, borders: list[int]) -> list[int]:
    """Return borders without those before an address that stands alone: it ends the sentence."""
    ends = [*borders[1:], len(block)]
    return [
        border
        for border, end in zip(borders, ends, strict=True)
        if border == 0 or end - border > 300 or not _ONLY_LINK.match(block[border:end])
    ]
