"""The lines of a text: where their words stand, their indentation, what lies between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.passages import Span

_QUOTE_MARKS = re.compile(r"(?:>[ \t]?)+")
_PARAGRAPH_ENDS = ("\f", "\u2029", "\x1c", "\x1d")
_HARD_BREAK = re.compile(r"(?: {2}|\\)[\r\n]+\Z")
_TAB = 4  # columns


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that is not blank.

    `span` holds its words, without the white space around them and without the ">" of quoted mail
    or Markdown before them. `quoted` counts the ">", `indent` the columns before the words, `width`
    the characters of the line up to their end. `after_gap` says that a blank line or a page break
    lies before it, `hard_break` that it ends in two spaces or a backslash, which in Markdown is a
    line break.
    """

    span: Span
    quoted: int
    indent: int
    width: int
    after_gap: bool
    hard_break: bool


def lines(text: str, start: int = 0) -> Iterator[TextLine]:
    """Yield the lines of `text[start:]` that are not blank.

    Whatever Unicode calls a line end is one: LF, CR, CRLF, vertical tab, form feed, NEL, U+2028,
    U+2029.
    """
    position, after_gap = start, True
    for row in text[start:].splitlines(keepends=True):
        words = row.strip()
        first = len(row) - len(row.lstrip())
        marks = _QUOTE_MARKS.match(words)
        if marks:
            words = words[marks.end() :].lstrip()
            first = len(row.rstrip()) - len(words)
        if words:
            yield TextLine(
                Span(position + first, position + first + len(words)),
                marks[0].count(">") if marks else 0,
                len(row[:first].expandtabs(_TAB)),
                first + len(words),
                after_gap,
                bool(_HARD_BREAK.search(row)),
            )
        after_gap = not words or row.endswith(_PARAGRAPH_ENDS)
        position += len(row)
