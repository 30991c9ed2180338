"""Mark what is not part of an article: navigation, forms, notices. Nothing is rewritten."""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.language.rules import pattern
from retrieval.passages import Span
from retrieval.pause import give_way
from retrieval.text.blocks import FRONT_MATTER, Block, BlockKind
from retrieval.text.cut_text import CutText
from retrieval.text.headings import is_label
from retrieval.text.markup import readable
from retrieval.text.name_lists import is_bare_name

_LINK_ONLY = re.compile(r"(?:[-*•·]\s*)?(?:\[[^\]]*\]\([^)]*\)|https?://\S+)[\s|·,;]*")
_MENU_BORDER = re.compile(r"\s*[|·›»•>]\s*|\s{2,}|\s[–—]\s")
_MENU_PART = pattern("boilerplate", "menu_part")
_PHRASE = pattern("boilerplate", "phrase")
_ADDRESS = pattern("boilerplate", "address")
_SITE_WORD = pattern("boilerplate", "site_word")
_SITE_CALL = pattern("boilerplate", "site_call")
_REPORT = pattern("boilerplate", "report")
_QUOTED = re.compile(r"[“«„]|^[\"']")
_SENTENCE_MARK = re.compile(r"[.!?…؟。:;,]\W*$")
_LONGEST_LINE = 400  # characters; what is longer is an article's
_CALL_WORDS = 22
_BUTTON_WORDS = 3
_LABEL_RUN = 3
_TITLE_WORDS = 5  # with a bullet: a link whose label is as long names what happened
REPEATED_IN = 3


@dataclass(frozen=True, slots=True)
class BoilerplateMark:
    """A span that is neither indexed nor quoted, and the rule that says so."""

    span: Span
    rule: str


def mark_boilerplate(
    cut: CutText, *, repeated: Collection[str] = (), known: Sequence[Span] = ()
) -> list[BoilerplateMark]:
    """Mark the boilerplate of an article, in order and without overlap.

    `repeated` holds the repeatable lines that occur in at least `REPEATED_IN` documents, `known`
    are spans that the format tells to be boilerplate, such as the header of a page.
    """
    own = [BoilerplateMark(span, "layout") for span in known]
    others = (mark for mark in _mark_blocks(cut, repeated) if not _overlaps(mark.span, known))
    return sorted([*own, *others], key=lambda mark: mark.span)


def _overlaps(span: Span, known: Sequence[Span]) -> bool:
    """Return whether a span shares characters with one of others, which are in order."""
    place = bisect_left(known, span.end, key=lambda other: other.start)
    return place > 0 and known[place - 1].end > span.start


def _mark_blocks(cut: CutText, repeated: Collection[str]) -> list[BoilerplateMark]:
    text = cut.text
    marks: list[BoilerplateMark] = []
    if matter := FRONT_MATTER.match(text):
        marks.append(BoilerplateMark(Span(0, len(matter.group().rstrip())), "front matter"))
    for block in cut.blocks:
        give_way()
        words = block.span.of(text)
        if block.kind is BlockKind.TABLE:
            continue
        if block.kind is BlockKind.SIGNS:
            marks.append(BoilerplateMark(block.span, "signs"))
        elif rule := "" if block.lines > 1 else _line_rule(words, repeated):
            marks.append(BoilerplateMark(block.span, rule))
        else:
            marks += _in_block(cut, block)
    return marks


def repeatable_lines(cut: CutText) -> set[str]:
    """Return the lines that would be boilerplate if other documents had them too.

    Short lines without the mark of a sentence, a list item or a table.
    """
    return {
        words.casefold()
        for words in (block.span.of(cut.text) for block in cut.blocks)
        if len(words) <= 80
        and not _SENTENCE_MARK.search(words)
        and words[0] not in "#=|-*•"
        and "|" not in words
    }


def _line_rule(words: str, repeated: Collection[str]) -> str:
    if len(words) > _LONGEST_LINE:
        return ""
    if _PHRASE.fullmatch(words.strip("•-* \t.!")) or _PHRASE.fullmatch(words):
        return "phrase"
    if _LINK_ONLY.fullmatch(words) and len(readable(words).split()) < _TITLE_WORDS:
        return "link"
    if _is_menu(words):
        return "menu"
    if _is_call(words):
        return "call"
    if words.casefold() in repeated and is_label(words):
        return "repeated"
    return ""


def _is_call(words: str) -> bool:
    """Return whether a line calls its reader to do something on the site, and reports nothing.

    It speaks of the site with one word, and to the reader with another; a button has no other.
    """
    count = len(words.split())
    own = [match.span() for match in _SITE_WORD.finditer(words)]
    if not own or count > _CALL_WORDS or _REPORT.search(words) or _QUOTED.search(words):
        return False
    calls = [match.span() for match in _SITE_CALL.finditer(words)]
    if count <= _BUTTON_WORDS and own and calls:
        return True
    return any(one[1] <= other[0] or other[1] <= one[0] for one in own for other in calls)


def _is_menu(words: str) -> bool:
    """Return whether a line is a row of sections: "Home | World | Sport"; a table's row is none."""
    parts = _MENU_BORDER.split(words)
    if len(parts) < _LABEL_RUN or _SENTENCE_MARK.search(words) or not (parts[0] and parts[-1]):
        return False
    return sum(bool(_MENU_PART.fullmatch(part)) for part in parts) >= len(parts) / 2


def _in_block(cut: CutText, block: Block) -> list[BoilerplateMark]:
    """Mark single sentences of a block: known phrases, post boxes, runs of bare labels."""
    text, pieces = cut.text, cut.sentences(block)
    if len(pieces) < 2:
        return []
    marks = []
    for are_labels, run in groupby(pieces, lambda piece: is_bare_name(piece.of(text))):
        group = list(run)
        if are_labels and len(group) >= _LABEL_RUN and _names_sections(text, group):
            marks += [BoilerplateMark(piece, "labels") for piece in group]
            continue
        for piece in group:
            words = piece.of(text)[: _LONGEST_LINE + 1]
            if " " in words and (
                _PHRASE.fullmatch(words.strip(" .!*")) or _PHRASE.fullmatch(words)
            ):
                marks.append(BoilerplateMark(piece, "phrase"))
            elif _ADDRESS.fullmatch(words):
                marks.append(BoilerplateMark(piece, "address"))
    return marks


def _names_sections(text: str, labels: list[Span]) -> bool:
    """Return whether a run of labels holds a section of a site; a list of people does not."""
    words = (word for label in labels for word in re.findall(r"[\w’']+", label.of(text)))
    return any(_MENU_PART.fullmatch(word) for word in words)
