"""What a page tells about itself to programs: JSON-LD, Open Graph, metadata."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from retrieval.formats.extracted import Fact

_ARTICLES = ("Article", "Posting", "Report", "Review", "Recipe", "BlogPost")
_LONGEST = 300  # characters of a value
_MOST_CHARACTERS = 2_000_000  # of JSON-LD
_MOST_AUTHORS = 8
_KEY = re.compile(r"\W+")
# The names under which pages have metadata, best first.
_META = {
    "title": (
        ("og:title", "Open Graph"), ("twitter:title", "page metadata"),
        ("dc.title", "page metadata"), ("citation_title", "page metadata"),
    ),
    "published": (
        ("article:published_time", "Open Graph"), ("og:article:published_time", "Open Graph"),
        ("og:published_time", "Open Graph"), ("datepublished", "page metadata"),
        ("dc.date.issued", "page metadata"), ("dcterms.issued", "page metadata"),
        ("dc.date", "page metadata"), ("dcterms.date", "page metadata"),
        ("citation_publication_date", "page metadata"), ("citation_date", "page metadata"),
        ("parsely-pub-date", "page metadata"), ("pubdate", "page metadata"),
        ("publish-date", "page metadata"), ("publishdate", "page metadata"),
        ("publish_date", "page metadata"), ("publication_date", "page metadata"),
        ("sailthru.date", "page metadata"), ("date", "page metadata"),
    ),
    "author": (
        ("article:author", "Open Graph"), ("og:article:author", "Open Graph"),
        ("author", "page metadata"), ("parsely-author", "page metadata"),
        ("sailthru.author", "page metadata"), ("citation_author", "page metadata"),
        ("dc.creator", "page metadata"), ("dcterms.creator", "page metadata"),
    ),
    "publisher": (("og:site_name", "Open Graph"),),
    "owner": (
        ("dc.publisher", "page metadata"), ("dcterms.publisher", "page metadata"),
        ("application-name", "page metadata"), ("citation_journal_title", "page metadata"),
    ),
    "url": (("og:url", "Open Graph"),),
}  # fmt: skip


def key(words: str) -> str:
    """Return the letters and digits of a text, to compare it whatever its signs and spaces."""
    return _KEY.sub("", words).casefold()


def json_ld(root: HtmlElement) -> list[dict[str, Any]]:
    """Return the articles that a page describes as JSON-LD, none of those it only links to."""
    articles: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            articles += _articles(_parse(script.text or ""))
    return articles


def _parse(text: str) -> Any:
    try:
        return json.loads(text[:_MOST_CHARACTERS].strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.endswith(_ARTICLES) for kind in kinds):
            yield value
        for name in ("@graph", "mainEntity"):
            yield from _articles(value.get(name), depth + 1)


def own_article(articles: list[dict[str, Any]], titles: list[str], url: str) -> Mapping[str, Any]:
    """Return the description of the page's own article among several; {} if it is not clear."""
    wanted = {key(title) for title in titles} - {""}
    own = [
        each
        for each in articles
        if key(text_of(each.get("headline") or each.get("name"))) in wanted
    ]
    own = own or [each for each in articles if url and key(url) in map(key, _addresses(each))]
    own = own or (articles if len(articles) == 1 else [])
    return own[0] if own else {}


def _addresses(article: Mapping[str, Any]) -> Iterator[str]:
    for name in ("url", "mainEntityOfPage", "@id"):
        value = article.get(name)
        yield text_of(value.get("@id") if isinstance(value, dict) else value)


def text_of(value: Any) -> str:
    """Return a value of JSON as one line; "" for one that is no text."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""


def people(value: Any) -> list[str]:
    """Return the names of the authors that JSON-LD tells."""
    values = value if isinstance(value, list) else [value]
    names = (text_of(each) for each in values[:_MOST_AUTHORS])
    return list(dict.fromkeys(filter(None, names)))


def metadata(root: HtmlElement) -> dict[str, list[Fact]]:
    """Return what the <meta> elements of a page tell, by field, best first.

    Several authors are one value, with semicolons between them.
    """
    values: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if value := " ".join(meta.get("content", "").split())[:_LONGEST]:
            values.setdefault(name, []).append(value)
    facts = {
        field: [Fact(value, origin) for name, origin in names for value in values.get(name, ())]
        for field, names in _META.items()
    }
    authors = ((";".join(values.get(name, ())), origin) for name, origin in _META["author"])
    return facts | {"author": [Fact(names, origin) for names, origin in authors if names]}


def is_free(articles: Sequence[dict[str, Any]]) -> bool | None:
    """Return whether the article of a page is free to read, None if the page does not tell."""
    values = [str(each.get("isAccessibleForFree")).lower() for each in articles]
    if "false" in values:
        return False
    return True if "true" in values else None
