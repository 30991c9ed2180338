"""Names that stand one after another: "The winners: Ilse Brandt. Omar Said. Lena Koch"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.passages import Sentence, SentenceKind, Span

_WORD = re.compile(r"[\w'’]+")
_SIGNS = re.compile(r"\s+[•·›»]\s+")
_WORDS = 6
_FEWEST = 2


def is_bare_name(sentence: str) -> bool:
    """Return whether a sentence is a few capitalised words: "Issues Projects Blogs."."""
    words = _WORD.findall(sentence[:200])
    return (
        1 < len(words) <= _WORDS
        and sentence[-1] == "."
        and sentence[-2].isalpha()
        and len(words[-1]) > 1
        and all(word[0].isupper() or word[0].isdigit() for word in words)
        and not words[0].isdigit()
    )


def is_name_line(line: str) -> bool:
    """Return whether a line holds names with signs between them: "Ilse Brandt • Omar Said • …"."""
    return len(_SIGNS.findall(line)) > 1


def join_names(text: str, units: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield sentences, a run of bare names as one item that hangs on the sentence before it.

    A line of names with signs between them is an item, too.
    """
    before: Sentence | None = None
    for are_names, run in groupby(units, lambda unit: is_bare_name(text[unit.start : unit.end])):
        group = list(run)
        if are_names and len(group) >= _FEWEST:
            context = (Span(before.start, before.end),) if before else ()
            first, last = group[0], group[-1]
            group = [Sentence(first.start, last.end, SentenceKind.ITEM, context)]
        elif len(units) == 1 and is_name_line(text[group[0].start : group[0].end]):
            group = [replace(group[0], kind=SentenceKind.ITEM)]
        yield from group
        before = group[-1]
