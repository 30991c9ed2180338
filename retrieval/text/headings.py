"""Which unmarked lines are headings, and which headings say something that can be quoted."""

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.language.rules import words as word_list
from retrieval.text.blocks import Block, BlockKind
from retrieval.text.markup import BULLET, readable
from retrieval.text.name_lists import is_name_line

PLAIN_LEVEL = 7  # of a heading that nothing marks as one: below all that are marked
_FINAL = re.compile(r"[.!…:;,،。؛]\W{0,2}\Z")
_NO_START = re.compile(r"[a-zа-яё|\"“«„—–]")
_SENTENCE_INSIDE = re.compile(r"[.!]\s")
_CHARACTERS = 120
_WORDS = 18
_FEWEST_WORDS = 5  # of a statement
_LABEL_WORDS = 3
_FEWEST_LETTERS = 12  # of a statement in a script without spaces
_SMALL_SHARE = 1 / 3  # of the words that titles write with a capital; names have one anyway
_SMALL_IN_TITLES = word_list("lines", "small_in_titles")
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]")


def looks_like_heading(words: str) -> bool:
    """Return whether a line has the form of a heading: short, no mark of a sentence at its end."""
    return (
        len(words) <= _CHARACTERS
        and len(words.split()) <= _WORDS
        and any(character.isalnum() for character in words)
        and not _FINAL.search(words)
        and not _NO_START.match(words)
        and not BULLET.match(words)
        and "|" not in words
        and not is_name_line(words)
        and not _SENTENCE_INSIDE.search(words.rstrip("?") if not words.isupper() else "")
    )


def says_something(title: str) -> bool:
    """Return whether a heading is a statement ("Selden bridge closed to lorries"), not a topic.

    A statement has some words, of which a title would have capitals and these do not, and is no
    question. In scripts without capitals its length alone decides.
    """
    words = title.rstrip(" .!").split()
    if title.rstrip().endswith(("?", "؟", "？")):
        return False
    if not _CASED.search(title):
        return len(words) >= _FEWEST_WORDS or (len(words) < 3 and len(title) >= _FEWEST_LETTERS)
    capital, small = _capitals(words)
    return len(words) >= _FEWEST_WORDS and small >= max(1, _SMALL_SHARE * (capital + small))


def is_label(words: str) -> bool:
    """Return whether a line only names something: a few words, or mostly capitalised ones."""
    every = words.split()
    capital, small = _capitals(every)
    return len(every) <= _LABEL_WORDS or small < _SMALL_SHARE * (capital + small)


def _capitals(words: Sequence[str]) -> tuple[int, int]:
    """Return how many words behind the first have a capital, and how many only in a title."""
    counted = [w for w in words[1:] if w[0].isalpha() and w.casefold() not in _SMALL_IN_TITLES]
    small = sum(word[0].islower() for word in counted)
    return len(counted) - small, small


def plain_headings(text: str, blocks: Sequence[Block]) -> set[int]:
    """Return the numbers of the paragraphs that are headings.

    A heading is short and has no mark at its end. It stands above text that is none, and is not one
    of several short lines that follow each other without a gap.
    """
    short = [
        block.kind is BlockKind.PARAGRAPH
        and block.lines <= 2
        and block.label is None
        and block.span.end - block.span.start <= 2 * _CHARACTERS
        and looks_like_heading(readable(block.span.of(text)))
        for block in blocks
    ]
    numbers = set()
    for number, (block, below) in enumerate(pairwise(blocks)):
        sibling = number > 0 and not block.after_gap and short[number - 1]
        if short[number] and not sibling and not short[number + 1] and not _is_end(below):
            numbers.add(number)
    return numbers


def _is_end(block: Block) -> bool:
    """Return whether nothing that a heading could stand above comes next."""
    return block.kind in (BlockKind.HEADING, BlockKind.SIGNS)
