"""What stands beside the title of a page for people to read: who wrote it, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from retrieval.formats.html_blocks import HtmlBlock, words_of
from retrieval.formats.structured_data import key
from retrieval.formats.written_dates import machine_date, written_dates
from retrieval.language.rules import pattern, words

_BYLINE = pattern("web_pages", "byline")
_BYLINE_END = pattern("web_pages", "byline_end")
_NO_AUTHOR = words("web_pages", "no_author")
_AUTHOR_NAMES = frozenset(("author", "autor", "auteur", "byline", "writer", "reporter"))
_FEET = _AUTHOR_NAMES | {"foot", "meta", "by"}
_CLASS_PART = re.compile(r"[a-z]+")
_SENTENCE_END = re.compile(r"[.!?…؟。]\W*\Z")
_DATELINE = re.compile(r"([^\W\d_][^,.!?–—]{1,30}, [^,!?–—]{3,30}\d{4})\)?(?: ?[–—]| -|:) ")
_LONGEST_BYLINE, _PROSE = 160, 80  # characters
_FEW_WORDS = 8  # of a line that may tell a date although it ends like a sentence
_LONGEST_NAME, _MOST_NAME_WORDS = 60, 6
_BEFORE, _BEHIND = 3, 8  # blocks around a title that may tell author and date


def near_title(blocks: Sequence[HtmlBlock], title: str) -> list[HtmlBlock]:
    """Return the short blocks of a page beside the title, where author and date stand."""
    wanted = key(title)
    places = [n for n, each in enumerate(blocks) if wanted and key(each.words) == wanted]
    headings = [n for n in places if blocks[n].kind == "heading"]
    if not places:
        return []
    place = (headings or places)[0]
    parent = blocks[place].element.getparent()
    before = blocks[max(0, place - _BEFORE) : place]
    near = [each for each in before if each.element.getparent() is parent]
    prose = 0
    for block in blocks[place + 1 : place + 1 + _BEHIND]:
        prose += _is_prose(block)
        if block.kind == "heading" or prose > 1:
            break
        dateline = _DATELINE.match(block.words) if _is_prose(block) else None
        near.append(replace(block, words=dateline[1]) if dateline else block)
    return [each for each in near if _is_line(each)]


def _is_prose(block: HtmlBlock) -> bool:
    return len(block.words) >= _PROSE and bool(_SENTENCE_END.search(block.words))


def _is_line(block: HtmlBlock) -> bool:
    """Return whether a block may tell author and date: a short one that is no sentence."""
    outside = any(each.tag in ("nav", "aside", "footer") for each in block.element.iterancestors())
    if outside or len(block.words) > _LONGEST_BYLINE:
        return False
    return not _SENTENCE_END.search(block.words) or len(block.words.split()) <= _FEW_WORDS


def shown_dates(near: Sequence[HtmlBlock], language: str) -> Iterator[str]:
    """Yield the dates that blocks beside a title name, as ISO 8601."""
    for block in near:
        days = list(written_dates(block.words, language))
        times = [machine_date(each.get("datetime", "")) for each in block.element.iter("time")]
        for day in filter(None, times):
            if not days or day[:10] in days:
                yield day
        yield from days


def names_in(block: HtmlBlock) -> Iterator[str]:
    """Yield the names in a block beside the title: marked as an author's, or in a byline."""
    for element in block.element.iter("a", "span", "address", "b", "strong"):
        if element.get("rel") == "author" or _class_parts(element) & _AUTHOR_NAMES:
            yield _cut_name(words_of(element))
    is_marked = bool(_class_parts(block.element) & _AUTHOR_NAMES)
    for line in block.words.split("\n"):
        yield bylined(line) or (_cut_name(line) if is_marked else "")


def foot_lines(root: HtmlElement) -> Iterator[str]:
    """Yield the short lines of which the class says that they tell about an article."""
    for element in root.iter("div", "p", "span", "footer"):
        parts = _class_parts(element)
        if (
            parts & _FEET
            and "comment" not in parts
            and len(line := words_of(element)) <= _LONGEST_BYLINE
        ):
            yield line


def _class_parts(element: HtmlElement) -> set[str]:
    return set(_CLASS_PART.findall(element.get("class", "").lower()))


def bylined(line: str) -> str:
    """Return the name behind the beginning of a byline, "" for another line."""
    return _cut_name(line) if _BYLINE.match(line) else ""


def _cut_name(line: str) -> str:
    """Return a name without the beginning of a byline, and without what follows it."""
    match = _BYLINE.match(line)
    rest = line[match.end() :] if match else line
    return _BYLINE_END.split(f"{rest} ", maxsplit=1)[0]


def author_name(line: str) -> str:
    """Return the name of an author, "" for what is none: an address, a role, a sentence."""
    match = _BYLINE.match(line)
    name = (line[match.end() :] if match else line).strip(" .,;:|·")
    parts = name.split()
    if not 0 < len(parts) <= _MOST_NAME_WORDS or len(name) > _LONGEST_NAME:
        return ""
    if name.lower() in _NO_AUTHOR or any(sign in name for sign in "@/<>{}") or name[0].islower():
        return ""
    return "" if any(map(str.isdigit, name)) else name
