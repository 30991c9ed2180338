"""Mark what is not part of an article: navigation, forms, notices. Nothing is rewritten."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from retrieval.language.rules import pattern
from retrieval.passages import Span
from retrieval.text.sentences import sentences

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")
_LINK_ONLY = re.compile(r"(?:[-*•·]\s*)?(?:\[[^\]]*\]\([^)]*\)|https?://\S+)[\s|·,;]*")
_MENU = re.compile(r"[^\d|·›»•]{1,30}(?:\s[·›»•]\s[^\d|·›»•]{1,30}){2,}")
_PHRASE = pattern("boilerplate", "phrase")
_ADDRESS = pattern("boilerplate", "address")
_SENTENCE_MARK = re.compile(r"[.!?…؟。:;,]\W*$")
_LABEL_WORDS = 6
_LABEL_RUN = 3
REPEATED_IN = 3


@dataclass(frozen=True, slots=True)
class BoilerplateMark:
    """A span that is neither indexed nor quoted, and the rule that says so."""

    span: Span
    rule: str


def mark_boilerplate(text: str, *, repeated: Collection[str] = ()) -> list[BoilerplateMark]:
    """Mark the boilerplate of an article, in order and without overlap.

    `repeated` holds the repeatable lines that occur in at least `REPEATED_IN` documents.
    """
    marks: list[BoilerplateMark] = []
    start = 0
    if matter := _FRONT_MATTER.match(text):
        marks.append(BoilerplateMark(Span(0, len(matter.group().rstrip())), "front matter"))
        start = matter.end()
    for line in lines(text, start):
        words = line.of(text)
        rule = _line_rule(words, repeated)
        marks += [BoilerplateMark(line, rule)] if rule else _in_line(text, line)
    return marks


def lines(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the lines that are not blank, without the white space around them."""
    for match in re.finditer(r"[^\n]+", text[start:]):
        piece = match.group()
        if stripped := piece.strip():
            left = start + match.start() + len(piece) - len(piece.lstrip())
            yield Span(left, left + len(stripped))


def repeatable_lines(text: str) -> set[str]:
    """Return the lines that would be boilerplate if other documents had them too.

    Short lines without the mark of a sentence, a list item or a table.
    """
    return {
        words.casefold()
        for words in (line.of(text) for line in lines(text))
        if len(words) <= 80
        and not _SENTENCE_MARK.search(words)
        and words[0] not in "#=|-*•"
        and "|" not in words
    }


def _line_rule(words: str, repeated: Collection[str]) -> str:
    if _PHRASE.fullmatch(words.strip("•-* \t.!")) or _PHRASE.fullmatch(words):
        return "phrase"
    if _LINK_ONLY.fullmatch(words):
        return "link"
    if _MENU.fullmatch(words) and not _SENTENCE_MARK.search(words):
        return "menu"
    if words.casefold() in repeated:
        return "repeated"
    return ""


def _in_line(text: str, line: Span) -> list[BoilerplateMark]:
    """Mark single sentences of a line: known phrases, post boxes, runs of bare labels."""
    pieces = list(sentences(text, line.start, line.end))
    if len(pieces) < 2:
        return []
    marks = []
    for is_label, run in groupby(pieces, lambda piece: _is_label(piece.of(text))):
        group = list(run)
        if is_label and len(group) >= _LABEL_RUN:
            marks += [BoilerplateMark(piece, "labels") for piece in group]
            continue
        for piece in group:
            words = piece.of(text)
            if _PHRASE.fullmatch(words.strip(" .!*")) or _PHRASE.fullmatch(words):
                marks.append(BoilerplateMark(piece, "phrase"))
            elif _ADDRESS.fullmatch(words):
                marks.append(BoilerplateMark(piece, "address"))
    return marks


def _is_label(sentence: str) -> bool:
    """A few capitalised words or numbers and no verb: "Issues Projects Regions Blogs."."""
    words = re.findall(r"[\w'’]+", sentence)
    return (
        1 < len(words) <= _LABEL_WORDS
        and sentence[-1] == "."
        and sentence[-2].isalpha()
        and len(words[-1]) > 1
        and all(word[0].isupper() or word[0].isdigit() for word in words)
        and not words[0].isdigit()
    )
