"""What a page tells about its article: title, author, date, publisher, language, address.

Structured data goes first; then what stands beside the title for people to read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from retrieval.formats.beside_title import (
    author_name,
    bylined,
    foot_lines,
    names_in,
    near_title,
    shown_dates,
)  # fmt: skip
from retrieval.formats.extracted import Fact
from retrieval.formats.html_blocks import HtmlBlock, words_of
from retrieval.formats.page_address import canonical, own_link
from retrieval.formats.structured_data import (
    key,
    metadata,
    own_article,
    people,
    text_of,
)  # fmt: skip
from retrieval.formats.written_dates import machine_date, written_dates
from retrieval.language.identify import language as identified
from retrieval.language.rules import words

_NO_PUBLISHER = words("web_pages", "no_publisher")
_JSON_LD, _METADATA, _VISIBLE = "JSON-LD", "page metadata", "visible text"
_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:]+\s+|\s*[|_»«]\s*|:\s+")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w{2,8})*\Z")
_EDGE = 4  # lines
_SAMPLE = 5_000  # characters by which a language is known


def page_facts(
    root: HtmlElement,
    blocks: Sequence[HtmlBlock],
    articles: list[dict[str, Any]],
    url: str,
    *,
    title: str = "",
) -> dict[str, Fact]:
    """Return the facts of a page that was fetched from an address, "" for a file.

    `blocks` are all of the page; `articles` are those that its JSON-LD describes; `title` is one
    to use if it tells none.
    """
    meta = metadata(root)
    heading = words_of_first(root, "title")
    address = canonical(root, meta, url)
    shown = [words_of(each) for each in root.iter("h1")]
    values = [fact.value for fact in meta["title"]]
    own = own_article(articles, [*shown, *values, heading], address.value if address else url)
    chosen = _title(root, own, meta, heading)
    if not chosen.value and title:
        chosen = Fact(title, _VISIBLE)
    near = near_title(blocks, chosen.value)
    language = _language(root) or identified(words_of(root)[:_SAMPLE])
    facts = {
        "title": chosen,
        "published": _published(root, own, meta, near, language),
        "publisher": (publisher := _publisher(blocks, own, meta, heading, chosen.value)),
        "author": _author(root, own, meta, near, publisher),
        "language": Fact(_language(root), _METADATA),
        "url": address or Fact(url or own_link(root, chosen.value), _VISIBLE),
    }
    return {name: fact for name, fact in facts.items() if fact.value}


def words_of_first(root: HtmlElement, tag: str) -> str:
    """Return the words of the first element of a kind, "" if there is none."""
    element = next(root.iter(tag), None)
    return " ".join(element.text_content().split()) if element is not None else ""


def _title(
    root: HtmlElement, own: Mapping[str, Any], meta: Mapping[str, list[Fact]], heading: str
) -> Fact:
    """Return the title as it is shown, or else as it is told."""
    values = [Fact(text_of(own.get("headline") or own.get("name")), _JSON_LD), *meta["title"]]
    values += [Fact(heading, _METADATA)]
    values = [fact for fact in values if fact.value]
    for tags in (("h1",), ("h2", "h3")):
        shown = [words for each in root.iter(*tags) if (words := words_of(each))]
        for fact in values:
            same = [each for each in shown if key(each) and key(each) in key(fact.value)]
            if same:
                return Fact(max(same, key=len), _VISIBLE)
        if tags == ("h1",) and len(shown) == 1 and not own and not meta["title"]:
            return Fact(shown[0], _VISIBLE)
    return values[0] if values and values[0].value != heading else Fact("", "")


def _publisher(
    blocks: Sequence[HtmlBlock],
    own: Mapping[str, Any],
    meta: Mapping[str, list[Fact]],
    heading: str,
    title: str,
) -> Fact:
    values = [Fact(text_of(own.get("publisher")), _JSON_LD), *meta["publisher"]]
    values += [Fact(_site_name(blocks, heading, title), _METADATA), *meta["owner"]]
    return next((fact for fact in values if fact.value), Fact("", ""))


def _site_name(blocks: Sequence[HtmlBlock], heading: str, title: str) -> str:
    """Return the name of the site in the title of a window, where the article's may stand too."""
    place = heading.casefold().find(title.casefold()) if title else -1
    if place < 0:
        return heading if _is_on_masthead(blocks, heading) else ""
    before, behind = heading[:place], heading[place + len(title) :]
    parts = _SEPARATOR.split(behind)[::-1] + ([before] if _SEPARATOR.search(before) else [])
    names = (part.strip(" |_–—-·•»«:") for part in parts)
    return next((name for name in names if name and name.lower() not in _NO_PUBLISHER), "")


def _is_on_masthead(blocks: Sequence[HtmlBlock], name: str) -> bool:
    """Return whether one of the first or last lines of a page is a name, or most of it."""
    edges = [key(block.words) for block in (*blocks[:_EDGE], *blocks[-_EDGE:])]
    return any(2 * len(line) > len(key(name)) and line in key(name) for line in edges)


def _published(
    root: HtmlElement,
    own: Mapping[str, Any],
    meta: Mapping[str, list[Fact]],
    near: Sequence[HtmlBlock],
    language: str,
) -> Fact:
    for fact in (Fact(text_of(own.get("datePublished")), _JSON_LD), *meta["published"]):
        if day := machine_date(fact.value):
            return Fact(day, fact.origin)
    for element in root.iter("time", "span", "div", "p", "abbr"):
        if (
            "datepublished" in element.get("itemprop", "").lower()
            or element.get("pubdate") is not None
        ):
            value = element.get("datetime") or element.get("content") or words_of(element)
            if day := machine_date(value) or next(written_dates(value, language), ""):
                return Fact(day, _VISIBLE)
    return Fact(next(shown_dates(near, language), ""), _VISIBLE)


def _author(
    root: HtmlElement,
    own: Mapping[str, Any],
    meta: Mapping[str, list[Fact]],
    near: Sequence[HtmlBlock],
    publisher: Fact,
) -> Fact:
    values = [(people(own.get("author")), _JSON_LD)]
    values += [(fact.value.split(";"), fact.origin) for fact in meta["author"]]
    values += [([name], _VISIBLE) for block in near for name in names_in(block)]
    values += [([bylined(words)], _VISIBLE) for words in foot_lines(root)]
    for names, origin in values:
        plain = [
            name
            for each in names
            if (name := author_name(each)) and key(name) != key(publisher.value)
        ]
        if plain:
            return Fact(", ".join(plain), origin)
    return Fact("", "")


def _language(root: HtmlElement) -> str:
    match = _LANGUAGE.match(
        root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    )
    return match[1].lower() if match else ""
