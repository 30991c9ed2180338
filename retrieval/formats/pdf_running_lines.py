"""The lines that run through the pages of a PDF: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from retrieval.formats.pdf_segments import Segment, joined, rows

_EDGE_ROWS = 3  # from the top and from the bottom of a page
_MANY_PAGES, _FEWEST_PAGES = 4, 3  # on which a line runs, in a document of many pages
_STEP = 6.0  # points that the height of a running line may differ
_GAP = 1.45  # ems between a running line and the text
_LONGEST = 150  # characters
_SENTENCE_WORDS = 4  # a sentence of more is the same only if its numbers are
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[^\w\n]{0,3}(?:\d{1,4}|[ivxlc]{1,7})(?:\s?[/|]\s?\d{1,4})?[^\w\n]{0,3}")
_Key = tuple[str, int]
_Row = Sequence[Segment]


def running_lines(pages: Sequence[Sequence[Segment]]) -> list[set[Segment]]:
    """Return for each page its segments that are headers, footers and page numbers.

    They are the outermost rows; a page that holds nothing else has none.
    """
    every = [rows(page) for page in pages]
    edges = [(each[: _EDGE_ROWS + 1], each[::-1][: _EDGE_ROWS + 1]) for each in every]
    keys = [{_key(row) for edge in both for row in edge[:_EDGE_ROWS]} for both in edges]
    counts = Counter(key for of_page in keys for key in of_page)
    fewest = _FEWEST_PAGES if len(pages) >= _MANY_PAGES else 2
    made = []
    for page, both in zip(pages, edges, strict=True):
        running = {
            segment for edge in both for row in _running(edge, counts, fewest) for segment in row
        }
        made.append(running if len(running) < len(page) else set())
    return made


def _running(edge: Sequence[_Row], counts: Counter[_Key], fewest: int) -> Sequence[_Row]:
    """Return the outermost rows that run, up to the last one behind which there is a gap."""
    running = list(takewhile(lambda row: _runs(row, counts, fewest), edge[:_EDGE_ROWS]))
    while running and len(running) < len(edge):
        outer, inner = running[-1][0], edge[len(running)][0]
        if abs(outer.middle - inner.middle) > _GAP * max(outer.size, inner.size):
            break
        running.pop()
    return running


def _key(row: _Row) -> _Key:
    """Return the words of a row and its height; the numbers of headers differ by page."""
    line = joined(row)
    words = line.text.casefold()
    if not words.endswith(".") or len(words.split()) <= _SENTENCE_WORDS:
        words = _NUMBER.sub("#", words)
    return words, round(line.middle / _STEP)


def _runs(row: _Row, counts: Counter[_Key], fewest: int) -> bool:
    words, step = _key(row)
    if len(words) > _LONGEST:
        return False
    pages = max(counts[words, near] for near in (step - 1, step, step + 1))
    return pages >= fewest or bool(_PAGE_NUMBER.fullmatch(words))
