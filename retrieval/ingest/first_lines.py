"""Find what the first lines of an article tell about it: author, date and publisher."""

import re
from collections.abc import Iterator

from retrieval.formats.extracted import Fact
from retrieval.language.dates import written_date
from retrieval.language.rules import pattern, words
from retrieval.text.blocks import FRONT_MATTER

_BYLINE = pattern("bylines", "byline")
_PUBLISHED = pattern("bylines", "published")
_DATELINE = pattern("bylines", "dateline")
_DATE = pattern("bylines", "written_date")
_NO_AUTHOR = words("bylines", "no_author")
_SEPARATOR = re.compile(r"\s*[,|·•—–/]\s+")
_BOLD = re.compile(r"\*\*|__")  # "**Author:** Ida Holm"
_SIGNS = " \t*_()[].,|·•—–/-"
_BEGINNING = 3_000  # characters
_LINES = 6  # lines with words in which a byline may stand
_LONGEST = 160  # characters of a byline
_ORIGIN = "first lines"


def facts_of_first_lines(text: str) -> dict[str, Fact]:
    """Return what the first lines tell: "author", "published", "publisher", as far as they do.

    A date counts only where it stands alone, behind a label or an author, or in a dateline: a wrong
    date is worse than none.
    """
    facts: dict[str, str] = {}
    for line in _first_lines(text):
        for name, value in _facts_of_line(line):
            if value:
                facts.setdefault(name, value)
    return {name: Fact(value, _ORIGIN) for name, value in facts.items()}


def without_by(line: str) -> str:
    """Return the author that a line names; "By Jonas Wirth" and "Jonas Wirth" name the same."""
    byline = _BYLINE.match(line)
    return byline["author"].strip(_SIGNS) if byline else line


def _first_lines(text: str) -> list[str]:
    matter = FRONT_MATTER.match(text)
    body = text[matter.end() if matter else 0 :][:_BEGINNING]
    lines = (_BOLD.sub("", line).strip() for line in body.splitlines())
    return list(filter(None, lines))[:_LINES]


def _facts_of_line(line: str) -> Iterator[tuple[str, str]]:
    if dateline := _DATELINE.match(line):
        day = _date_in(dateline["date"])
        yield "published", day
        yield "publisher", (dateline["agency"] or "").strip() if day else ""
        return
    if len(line) > _LONGEST:
        return
    if byline := _BYLINE.match(line):
        author = byline["author"].strip(_SIGNS)
        yield "author", "" if author.split()[-1].casefold() in _NO_AUTHOR else author
        yield from _rest_of_byline(byline["rest"])
    elif label := _PUBLISHED.match(line):
        yield "published", _date_in(line[label.end() :])
    elif (date := _DATE.search(line)) and not (line[: date.start()] + line[date.end() :]).strip(
        _SIGNS
    ):
        yield "published", written_date(date.group())


def _rest_of_byline(rest: str) -> Iterator[tuple[str, str]]:
    """Yield the date and the paper that stand behind an author."""
    date = _DATE.search(rest)
    if date:
        yield "published", written_date(date.group())
        rest = rest[: date.start()] + rest[date.end() :]
    parts = [part.strip(_SIGNS) for part in _SEPARATOR.split(rest)]
    names = [part for part in parts if part[:1].isupper() and not any(map(str.isdigit, part))]
    yield "publisher", names[0] if len(names) == 1 else ""


def _date_in(words: str) -> str:
    date = _DATE.match(words.strip(_SIGNS))
    return written_date(date.group()) if date else ""
