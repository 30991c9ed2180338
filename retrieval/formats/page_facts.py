"""What a page tells about its article: title, author, date, publisher, language, address.

Structured data goes first; then what stands beside the title for people to read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from retrieval.formats.extracted import Fact
from retrieval.formats.html_blocks import HtmlBlock, html_blocks, words_of
from retrieval.formats.structured_data import (
    key,
    metadata,
    own_article,
    people,
    text_of,
)  # fmt: skip
from retrieval.formats.written_dates import machine_date, written_dates
from retrieval.language.rules import pattern, words

_BYLINE = pattern("web_pages", "byline")
_BYLINE_END = pattern("web_pages", "byline_end")
_NO_AUTHOR = words("web_pages", "no_author")
_JSON_LD, _METADATA, _VISIBLE = "JSON-LD", "page metadata", "visible text"
_SCHEMES = ("http", "https")
_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:]+\s+|\s*[|»«]\s*|:\s+")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w{2,8})*\Z")
_LONGEST_BYLINE = 160  # characters
_LONGEST_NAME, _MOST_NAME_WORDS = 60, 6
_PROSE = 120  # characters
_NEAR = 8  # blocks behind a title that may tell author and date
_SAME_HOST = re.compile(r"^(?:www\d?|m|amp|mobile)\.")


def page_facts(
    root: HtmlElement, articles: list[dict[str, Any]], url: str, *, title: str = ""
) -> dict[str, Fact]:
    """Return the facts of a page that was fetched from an address, "" for a file.

    `articles` are those that its JSON-LD describes; `title` is one to use if it tells none.
    """
    meta = metadata(root)
    heading = words_of_first(root, "title")
    canonical = _canonical(root, meta, url)
    shown = [words_of(each) for each in root.iter("h1")]
    told = [fact.value for fact in meta["title"]]
    own = own_article(articles, [*shown, *told, heading], canonical.value if canonical else url)
    chosen = _title(root, own, meta, heading)
    if not chosen.value and title:
        chosen = Fact(title, _VISIBLE)
    near = _near_title(root, chosen.value)
    language = _language(root)
    facts = {
        "title": chosen,
        "published": _published(root, own, meta, near, language),
        "publisher": (publisher := _publisher(own, meta, heading, chosen.value)),
        "author": _author(root, own, meta, near, publisher),
        "language": Fact(language, _METADATA),
        "url": canonical or Fact(url or _own_link(root, chosen.value), _VISIBLE),
    }
    return {name: fact for name, fact in facts.items() if fact.value}


def words_of_first(root: HtmlElement, tag: str) -> str:
    """Return the words of the first element of a kind, "" if there is none."""
    element = next(root.iter(tag), None)
    return " ".join(element.text_content().split()) if element is not None else ""


def _canonical(root: HtmlElement, meta: Mapping[str, list[Fact]], url: str) -> Fact | None:
    """Return the address that a page gives for itself; one of another site is not believed."""
    links = [
        each for each in root.iter("link") if "canonical" in each.get("rel", "").lower().split()
    ]
    told = [Fact(each.get("href", "").strip(), _METADATA) for each in links] + meta["url"]
    for fact in told:
        try:
            address = urljoin(url, fact.value)
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme not in _SCHEMES or not parts.hostname:
            continue
        here = urlsplit(url)
        if url and site_of(parts.hostname) != site_of(here.hostname or ""):
            continue
        if url and parts.path in ("", "/") and here.path not in ("", "/"):
            continue  # a template that names the front page
        return Fact(address, fact.origin)
    return None


def _own_link(root: HtmlElement, title: str) -> str:
    """Return where the heading with the title leads, "" if that is no whole address."""
    for heading in root.iter("h1", "h2", "h3"):
        if title and words_of(heading) == title:
            targets = (each.get("href", "") for each in heading.iter("a"))
            return next((each for each in targets if urlsplit(each).scheme in _SCHEMES), "")
    return ""


def site_of(host: str) -> str:
    """Return the name of a host without what only tells a version of its site."""
    return _SAME_HOST.sub("", host.lower())


def _title(
    root: HtmlElement, own: Mapping[str, Any], meta: Mapping[str, list[Fact]], heading: str
) -> Fact:
    """Return the title as it is shown, or else as it is told."""
    told = [Fact(text_of(own.get("headline") or own.get("name")), _JSON_LD), *meta["title"]]
    told += [Fact(heading, _METADATA)]
    told = [fact for fact in told if fact.value]
    for tags in (("h1",), ("h2", "h3")):
        shown = [words for each in root.iter(*tags) if (words := words_of(each))]
        for fact in told:
            same = [each for each in shown if key(each) and key(each) in key(fact.value)]
            if same:
                return Fact(max(same, key=len), _VISIBLE)
        if tags == ("h1",) and len(shown) == 1 and not own and not meta["title"]:
            return Fact(shown[0], _VISIBLE)
    return told[0] if told and told[0].value != heading else Fact("", "")


def _publisher(
    own: Mapping[str, Any], meta: Mapping[str, list[Fact]], heading: str, title: str
) -> Fact:
    told = [Fact(text_of(own.get("publisher")), _JSON_LD), *meta["publisher"]]
    told += [Fact(_site_name(heading, title), _METADATA), *meta["owner"]]
    return next((fact for fact in told if fact.value), Fact("", ""))


def _site_name(heading: str, title: str) -> str:
    """Return the name of the site in the title of a window, which stands beside the article's."""
    place = heading.casefold().find(title.casefold()) if title else -1
    if place < 0:
        return "" if title and _SEPARATOR.search(heading) else heading
    before, behind = heading[:place], heading[place + len(title) :]
    parts = [part.strip(" |–—-·•»«:") for part in _SEPARATOR.split(behind)]
    if any(parts):
        return [part for part in parts if part][-1]
    return before.strip(" |–—-·•»«:") if _SEPARATOR.search(before) else ""


def _near_title(root: HtmlElement, title: str) -> list[HtmlBlock]:
    """Return the short blocks beside the title, where author and date stand."""
    wanted = key(title)
    blocks = list(html_blocks(root))
    places = [n for n, each in enumerate(blocks) if wanted and key(each.words) == wanted]
    headings = [n for n in places if blocks[n].kind == "heading"]
    if not places:
        return []
    place = (headings or places)[0]
    parent = blocks[place].element.getparent()
    near = [
        each for each in blocks[max(0, place - 3) : place] if each.element.getparent() is parent
    ]
    for block in blocks[place + 1 : place + 1 + _NEAR]:
        if block.kind == "heading" or len(block.words) > 4 * _PROSE:
            break
        near.append(block)
    return [each for each in near if len(each.words) <= _LONGEST_BYLINE]


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
    return Fact(next(_shown_dates(near, language), ""), _VISIBLE)


def _shown_dates(near: Sequence[HtmlBlock], language: str) -> Iterator[str]:
    for block in near:
        days = list(written_dates(block.words, language))
        times = [machine_date(each.get("datetime", "")) for each in block.element.iter("time")]
        for day in filter(None, times):
            if not days or day[:10] in days:
                yield day
        yield from days


def _author(
    root: HtmlElement,
    own: Mapping[str, Any],
    meta: Mapping[str, list[Fact]],
    near: Sequence[HtmlBlock],
    publisher: Fact,
) -> Fact:
    told = [(people(own.get("author")), _JSON_LD)]
    told += [([fact.value], fact.origin) for fact in meta["author"]]
    told += [
        ([_name(words_of(each))], _VISIBLE)
        for block in near
        for each in block.element.iter("a")
        if each.get("rel") == "author"
    ]
    told += [([_bylined(line)], _VISIBLE) for block in near for line in block.words.split("\n")]
    told += [([_bylined(words)], _VISIBLE) for words in _feet(root)]
    for names, origin in told:
        plain = [
            name for each in names if (name := _name(each)) and key(name) != key(publisher.value)
        ]
        if plain:
            return Fact(", ".join(plain), origin)
    return Fact("", "")


def _feet(root: HtmlElement) -> Iterator[str]:
    """Yield the short lines of which the class says that they tell about an article."""
    for element in root.iter("div", "p", "span", "footer"):
        parts = set(re.findall(r"[a-z]+", element.get("class", "").lower()))
        if parts & {"foot", "byline", "meta", "author", "by"} and "comment" not in parts:
            words = words_of(element)
            if len(words) <= _LONGEST_BYLINE:
                yield words


def _bylined(line: str) -> str:
    """Return the name behind the beginning of a byline, "" for another line."""
    match = _BYLINE.match(line)
    return _BYLINE_END.split(line[match.end() :] + " ", maxsplit=1)[0] if match else ""


def _name(words: str) -> str:
    """Return the name of an author, "" for what is none: an address, a role, a sentence."""
    match = _BYLINE.match(words)
    name = (words[match.end() :] if match else words).strip(" .,;:|·")
    parts = name.split()
    if not 0 < len(parts) <= _MOST_NAME_WORDS or len(name) > _LONGEST_NAME:
        return ""
    if name.lower() in _NO_AUTHOR or any(sign in name for sign in "@/<>{}") or name[0].islower():
        return ""
    return "" if any(map(str.isdigit, name)) else name


def _language(root: HtmlElement) -> str:
    match = _LANGUAGE.match(
        root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    )
    return match[1].lower() if match else ""
