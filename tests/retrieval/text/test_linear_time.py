"""From bytes to passages, and from a question to its query, time grows with the length alone.

Each shape is measured at a length at which it takes long enough, and at twice that length: ratios
of the processor time of this thread, never seconds.
"""

import gc
import time
from collections.abc import Callable

import pytest

from bot.conversing.validate_question import validate_text
from retrieval.ingest.titles import find_title
from retrieval.language.question_types import classify_question, to_search_query
from retrieval.language.words import terms
from retrieval.passages import Document
from retrieval.text.boilerplate import mark_boilerplate, repeatable_lines
from retrieval.text.cut_text import CutText
from retrieval.text.passage_text import passage_text, reports_nothing
from retrieval.text.split import split

MOST = 2.3
LONG_ENOUGH_S = 0.04
SHAPES = {
    "one long line": "word ",
    "headings": "# Heading\n",
    "headings above prose": "A short heading\n\nSome prose here.\n\n",
    "short lines": "Rain\n",
    "rows of one cell": "|a|\n",
    "rows": "a | b\n",
    "pipes": "a|",
    "brackets": "[",
    "links that stay open": "[a](",
    "parentheses": "(",
    "dots": ".",
    "dots and spaces": ". ",
    "spaces": " ",
    "empty lines": "\n",
    "tabs": "a\tb\tc\n",
    "combining marks": "e\u0301\u0301",
    "letters with fifty marks": "a" + "\u0300" * 50,
    "digits": "1",
    "numbers": "1. ",
    "numbered lines": "1. x\n",
    "quotes": '"',
    "quotes that stay open": "“",
    "hashes": "#",
    "lines of hashes": "# \n",
    "equals signs": "= a =\n",
    "dashes": "- a\n",
    "stars": "**a",
    "underscores": "_a",
    "tags": "<a ",
    "ampersands": "&",
    "quoted lines": "> a b\n",
    "Chinese": "语言",
    "Chinese lines": "语言文字\n",
    "Arabic": "كتاب ",
    "emoji": "🎉",
    "words and emoji": "a 🎉 B ",
    "addresses": "http://a.b ",
    "speakers": "ANN: a b.\nBOB: c?\n",
    "times": "14:05 x\n",
    "commas": "a,b,c\n",
    "semicolons": "a;b;c\n",
    "columns": "a  b  c\n",
    "full lines": "the word of the many words that go on and on for the line is full\n",
    "one sentence": "The army of the north left the city on Monday. ",
    "short forms": "approx. ",
    "initials": "U. S. ",
    "footnotes": "a.[1] ",
    "names": "Ann Bob. ",
    "names between dots": "A • ",
    "carriage returns": "a b\r",
    "line separators": "a b\u2028",
    "comments": "<!-- ",
}


def read(text: str) -> None:
    """Do all that `add` does with a text before it is encoded, and judge each sentence."""
    document, cut = Document("d", text, find_title(text)), CutText(text)
    marks = mark_boilerplate(cut, repeated=repeatable_lines(cut))
    for passage in split(document, cut, marks).passages:
        terms(passage_text(document, passage).text)
        for sentence in passage.sentences:
            reports_nothing(document, sentence)


def ask(question: str) -> None:
    """Do all that is done with a question before it is encoded."""
    words = " ".join(validate_text(f"How is Iraq {question} positioned?", 10**9).split())
    to_search_query(words)
    classify_question(words)
    terms(words)


def seconds(work: Callable[[str], None], text: str, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begun = time.thread_time()
        work(text)
        times.append(time.thread_time() - begun)
    return min(times)


def growth(work: Callable[[str], None], unit: str) -> float:
    """Return by how much the time grows when a text becomes twice as long."""
    length = 2_000
    work(unit * 10)  # what is made once is made now
    while (before := seconds(work, (unit * length)[:length], 1)) < LONG_ENOUGH_S:
        length *= 2
        if length > 3_000_000:
            return 1.0
    before = min(before, seconds(work, (unit * length)[:length], 2))
    return seconds(work, (unit * 2 * length)[: 2 * length], 2) / before


def grows_linearly(work: Callable[[str], None], unit: str) -> bool:
    """Measure again where another job may have come between."""
    gc.disable()  # what it costs depends on all other objects, and comes now and then
    try:
        return any(growth(work, unit) <= MOST for _ in range(4))
    finally:
        gc.enable()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_twice_as_long_takes_twice_the_time(shape: str) -> None:
    assert grows_linearly(read, SHAPES[shape])


@pytest.mark.parametrize("unit", ["\n", " ", "\t", "a ", "and ", "?", "(", ", ", "“", "Aa "])
def test_a_question_twice_as_long_takes_twice_the_time(unit: str) -> None:
    assert grows_linearly(ask, unit)
