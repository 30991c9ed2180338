"""Lines that hold text from right to left, such as Arabic, in the order in which they are read.

PDFium mixes up the numbers and the Latin words of such lines, so that they are put in order by
where their glyphs stand: the Unicode Bidirectional Algorithm, backwards.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from retrieval.formats.pdf_glyphs import Glyph

SAME_LINE = 0.45  # ems that the baselines of one line differ at most, a raised number's included
_SPACE = 0.25  # ems between words where no space is written
_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# The letters of a line stand for themselves as L, those from right to left as R, digits as 0. A run
# from left to right begins with a Latin letter, or is a number.
_FORWARDS = re.compile(r"L(?:[^R]*[L0])?|0(?:[0.,:/٫٬]*0)?%?")
_BACKWARDS = re.compile(r"R(?:[^L]*R)?")
_Cluster = list[Glyph]  # a glyph and the marks above and below it; [] for a space


def is_right_to_left(text: str) -> bool:
    """Return whether most letters of a text are of a script that is read from right to left."""
    if not has_right_to_left(text):
        return False
    letters = [each for each in text if each.isalpha()]
    return 2 * sum(map(has_right_to_left, letters)) > len(letters)


def has_right_to_left(text: str) -> bool:
    """Return whether a text holds a letter of a script that is read from right to left."""
    return bool(_LETTER.search(text))


def visual_rows(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs of each line of a page from left to right, those in ligatures backwards."""
    row: list[tuple[float, int, Glyph]] = []
    first: Glyph | None = None
    numbered = sorted(enumerate(glyphs), key=lambda item: -item[1].baseline)
    for number, glyph in numbered:
        size = max(first.size, glyph.size) if first else 0
        if first and abs(first.baseline - glyph.baseline) > SAME_LINE * size:
            yield [each for _, _, each in sorted(row, key=lambda item: item[:2])]
            row, first = [], None
        first = first or glyph
        backwards = has_right_to_left(glyph.character)
        row.append((glyph.left, -number if backwards else number, glyph))
    yield [each for _, _, each in sorted(row, key=lambda item: item[:2])]


def in_logical_order(glyphs: Sequence[Glyph], *, backwards: bool) -> list[Glyph]:
    """Return glyphs from left to right in the order in which they are read.

    `backwards` tells that the text around them is read from right to left.
    """
    clusters = list(_with_spaces(_clusters(glyphs)))
    text = "".join(cluster[0].character if cluster else " " for cluster in clusters)
    if not has_right_to_left(text):
        ordered = clusters
    elif backwards or is_right_to_left(text):
        ordered = _reversed(clusters)
    else:
        ordered = []
        end = 0
        for run in _BACKWARDS.finditer(_signs(clusters)):
            ordered += clusters[end : run.start()]
            ordered += _reversed(clusters[run.start() : run.end()])
            end = run.end()
        ordered += clusters[end:]
    logical: list[Glyph] = []
    spaced = True
    for cluster in ordered:
        for glyph in cluster:
            logical.append(glyph._replace(spaced=spaced))
            spaced = False
        spaced = spaced or not cluster
    return logical


def _reversed(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    """Return clusters from right to left, but Latin words and numbers among them as they are."""
    runs: list[Sequence[_Cluster]] = []
    end = 0
    for run in _FORWARDS.finditer(_signs(clusters)):
        runs += [clusters[end : run.start()][::-1], clusters[run.start() : run.end()]]
        end = run.end()
    runs.append(clusters[end:][::-1])
    return [cluster for run in reversed(runs) for cluster in run]


def _signs(clusters: Sequence[_Cluster]) -> str:
    """Return a sign for each cluster."""
    return "".join(_sign(cluster[0].character) if cluster else " " for cluster in clusters)


def _sign(character: str) -> str:
    if character.isdigit():
        return "0"
    if character.isalpha():
        return "R" if has_right_to_left(character) else "L"
    return character


def _clusters(glyphs: Sequence[Glyph]) -> list[_Cluster]:
    """Return the glyphs, each with the marks that stand nearest to it, spaces as they are."""
    clusters = [[glyph] for glyph in glyphs if not unicodedata.combining(glyph.character)]
    middles = [cluster[0].left + cluster[0].right for cluster in clusters]
    for glyph in glyphs:
        if unicodedata.combining(glyph.character) and clusters:
            middle = glyph.left + glyph.right
            right = bisect_left(middles, middle)
            near = (max(0, right - 1), min(right, len(middles) - 1))
            nearest = min(near, key=lambda at: abs(middles[at] - middle))
            clusters[nearest].append(glyph)
    return clusters


def _with_spaces(clusters: Sequence[_Cluster]) -> Iterator[_Cluster]:
    """Yield clusters with [] for each space, also for one that is only a gap."""
    right: float | None = None
    for cluster in clusters:
        glyph = cluster[0]
        if glyph.character == " ":
            yield []
            right = None
            continue
        if right is not None and glyph.left - right > _SPACE * glyph.size:
            yield []
        yield cluster
        right = glyph.right if right is None else max(right, glyph.right)
