"""The address that a page has for itself."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from retrieval.formats.extracted import Fact
from retrieval.formats.html_blocks import words_of

_SCHEMES = ("http", "https")
_VERSIONS = ("www.", "m.", "amp.", "mobile.")


def canonical(root: HtmlElement, meta: Mapping[str, list[Fact]], url: str) -> Fact | None:
    """Return the address that a page gives for itself; one of another site is not believed."""
    links = [
        each for each in root.iter("link") if "canonical" in each.get("rel", "").lower().split()
    ]
    facts = [Fact(each.get("href", "").strip(), "page metadata") for each in links]
    for fact in facts + meta["url"]:
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


def own_link(root: HtmlElement, title: str) -> str:
    """Return where the heading with the title leads, "" if that is no whole address."""
    for heading in root.iter("h1", "h2", "h3"):
        if title and words_of(heading) == title:
            targets = (each.get("href", "") for each in heading.iter("a"))
            return next((each for each in targets if urlsplit(each).scheme in _SCHEMES), "")
    return ""


def site_of(host: str) -> str:
    """Return the name of a host without what only tells a version of its site."""
    name = host.lower().rstrip(".")
    prefix = next((each for each in _VERSIONS if name.startswith(each)), "")
    return name.removeprefix(prefix)
