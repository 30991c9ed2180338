"""The order of numbers in text that is read from right to left, such as Arabic."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.formats.pdf_glyphs import Glyph

_PERCENT = "%٪"
_INSIDE = ".,:/%٪٫٬-"  # what may stand in a number


def in_logical_order(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs of a line from right to left with the signs at a number where they are read.

    PDFium puts a comma behind a number in front of it.
    """
    words: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.spaced or not words:
            words.append([])
        words[-1].append(glyph)
    return [glyph for word in words for glyph in _reordered(word)]


def _reordered(word: Sequence[Glyph]) -> Sequence[Glyph]:
    text = "".join(glyph.character for glyph in word)
    if not any(map(str.isdigit, text)) or any(map(str.isalpha, text)):
        return word
    first, *others = (
        glyph for part in sorted(_parts(word), key=lambda part: -part[-1].right) for glyph in part
    )
    return [first._replace(spaced=word[0].spaced), *(g._replace(spaced=False) for g in others)]


def _parts(word: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield each number, from left to right, and each other sign."""
    ordered = sorted(word, key=lambda glyph: glyph.left)
    for is_number, run in groupby(ordered, _is_of_number):
        part = list(run)
        if not is_number or not any(glyph.character.isdigit() for glyph in part):
            yield from ([glyph] for glyph in part)
            continue
        while not part[0].character.isdigit():
            yield [part.pop(0)]
        behind: list[Glyph] = []
        while not (part[-1].character.isdigit() or part[-1].character in _PERCENT):
            behind.append(part.pop())
        yield part
        yield from ([glyph] for glyph in behind)


def _is_of_number(glyph: Glyph) -> bool:
    return glyph.character.isdigit() or glyph.character in _INSIDE
