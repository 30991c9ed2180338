"""Which line ends a writer set by hand, and which ones only a program that wraps at a width.

A line that a program wrapped is full: the first word of the next one had no room on it. Whether a
document is wrapped at all is seen from lines that break off in the middle of a sentence.
"""

import re
from collections.abc import Sequence

from retrieval.language.rules import words
from retrieval.text.lines import TextLine

_FINAL = re.compile(r"[.!?…。！？؟۔:;][\W\d]{0,8}\Z")
_UNFINISHED = words("lines", "unfinished")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]")
# A wrapped book, a mail and ragged text of another program have at least this share of full lines;
# posts, verse and addresses have fewer.
_FULL_SHARE = 0.6
_WIDE_SHARE = 0.75  # of the width of a wrapped text; a line that breaks off sooner is verse
_SLACK = 0.88  # of the width: hyphenation and ragged margins leave so much of it
_FEWEST_PAIRS = 3  # of lines, where no capitals tell what goes on
_NARROWEST = 30  # characters; below it a line is short because somebody wanted it so
_WIDEST = 120  # characters; no program wraps wider


class Wrapping:
    """How the lines of a document were broken.

    `pairs` are its lines and the next ones that may go on in them, with no gap and no sign between.
    """

    def __init__(
        self, text: str, rows: Sequence[TextLine], pairs: Sequence[tuple[TextLine, TextLine]]
    ) -> None:
        self._text = text
        self._case_tells = self._starts_are_capitals(rows)
        broken = [upper.width for upper, lower in pairs if self._breaks_off(upper, lower)]
        self._width = _typical(broken or [upper.width for upper, _ in pairs])
        self._wrapped = self._is_wrapped(pairs, bool(broken))

    def joins(self, upper: TextLine, lower: TextLine, widest: int) -> bool:
        """Return whether a line goes on in the next one; `widest` is the width of their run."""
        if upper.hard_break or upper.width > _WIDEST:
            return False
        if self._wrapped and self._is_full(upper, lower, self._width):
            return True
        if upper.width < _NARROWEST or not self._breaks_off(upper, lower):
            return False
        share = _WIDE_SHARE if self._wrapped else _FULL_SHARE
        return upper.width >= share * self._width or self._is_full(upper, lower, widest)

    def _is_wrapped(self, pairs: Sequence[tuple[TextLine, TextLine]], broken: bool) -> bool:
        """Return whether most lines that a next one follows are full."""
        if not _NARROWEST <= self._width <= _WIDEST:
            return False
        if not broken and (self._case_tells or len(pairs) < _FEWEST_PAIRS):
            return False
        unfinished = [pair for pair in pairs if not broken or not self._ends(pair[0])]
        full = sum(self._is_full(upper, lower, self._width) for upper, lower in unfinished)
        return bool(unfinished) and full >= _FULL_SHARE * len(unfinished)

    def _is_full(self, upper: TextLine, lower: TextLine, width: int) -> bool:
        """Return whether the next word had no room on a line that begins where others do."""
        if 2 * (upper.width - upper.indent) < width:
            return False
        first = self._words(lower).split(maxsplit=1)[0]
        return upper.width + 1 + len(first) > _SLACK * width

    def _breaks_off(self, upper: TextLine, lower: TextLine) -> bool:
        """Return whether a line certainly ends in the middle of a sentence."""
        if self._ends(upper):
            return False
        last = _LAST_WORD.search(self._words(upper)[-20:])
        if last and last[0] in _UNFINISHED:
            return True
        return self._case_tells and self._words(lower)[0].islower()

    def _ends(self, line: TextLine) -> bool:
        return bool(_FINAL.search(self._words(line)[-12:]))

    def _starts_are_capitals(self, rows: Sequence[TextLine]) -> bool:
        """Return whether paragraphs begin with a capital: then a small letter goes on."""
        starts = [self._words(row)[0] for row in rows if row.after_gap]
        cased = [start for start in starts if _CASED.match(start)]
        return bool(cased) and sum(start.isupper() for start in cased) > len(cased) / 2

    def _words(self, line: TextLine) -> str:
        return line.span.of(self._text)


def _typical(widths: Sequence[int]) -> int:
    """Return the width that all but one in twenty lines keep to."""
    return sorted(widths)[int(0.95 * (len(widths) - 1))] if widths else 0
