"""Which articles count: those of a stretch of time, of some sources, of one kind."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import urlsplit

from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import Period, period_of_date
from retrieval.language.rules import pattern

_OPINION_TITLE = pattern("source_words", "opinion_title")
_OPINION_ADDRESS = pattern("source_words", "opinion_address")
_NO_LETTER = re.compile(r"[^\w]|_")


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What an article must have to count; every field that is empty lets all through.

    Published within `period`: an article without a date, or with one too vague to tell, is not. Of
    one of `sources`: names of publishers, authors, sites, folders. `opinion`: an opinion piece.
    """

    period: Period | None = None
    sources: tuple[str, ...] = ()
    opinion: bool = False

    def __bool__(self) -> bool:
        """Return whether anything is asked of an article."""
        return self.period is not None or bool(self.sources) or self.opinion

    def admits(self, entry: CatalogEntry) -> bool:
        """Return whether an article counts."""
        return (
            (self.period is None or is_within(period_of_date(entry.published), self.period))
            and (not self.sources or not names_of(entry).isdisjoint(map(squashed, self.sources)))
            and (not self.opinion or is_opinion(entry))
        )


ALL_ARTICLES = ArticleFilter()


def names_of(entry: CatalogEntry) -> frozenset[str]:
    """Return what an article's source may be called: its publisher, site, author and folders.

    A word of a name of several is enough: "Herald" for the Dolsk Herald. All are `squashed`.
    """
    names = (entry.publisher, entry.author, site_name(entry.url), site_host(entry.url))
    folders = (_last_part(entry.root), *_folders(entry.id.rstrip("/").rpartition("/")[0]))
    return frozenset().union(*map(_forms, (*names, *folders)))


def is_within(days: Period | None, period: Period) -> bool:
    """Return whether the days that an article may be of are all in a period; no days are not."""
    return days is not None and period.first <= days.first and days.last <= period.last


def is_opinion(entry: CatalogEntry) -> bool:
    """Return whether the title or the address of an article says that it is an opinion piece."""
    return bool(_OPINION_TITLE.match(entry.title) or _OPINION_ADDRESS.search(entry.url))


def source_name(entry: CatalogEntry) -> str:
    """Return the name of an article's source: its publisher, or else its site; "" if unknown."""
    return entry.publisher or site_name(entry.url)


def site_host(url: str) -> str:
    """Return the host of an address without "www.", "" for what is none."""
    return _host("/".join(url.split("/", 3)[:3]))


def site_name(url: str) -> str:
    """Return the name that a site's address gives it, "" for none.

    >>> site_name("https://www.bbc.co.uk/news"), site_name("https://news.un.org/en")
    ('bbc', 'un')
    """
    labels = site_host(url).split(".")
    if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2:
        labels = labels[:-1]
    return labels[-2] if len(labels) > 1 else ""


@lru_cache(maxsize=65_536)
def squashed(name: str) -> str:
    """Return a name without case, spaces, signs and a leading "the", as names are compared."""
    return _NO_LETTER.sub("", name.casefold().removeprefix("the "))


def by_source(entries: Iterable[CatalogEntry]) -> dict[str, list[CatalogEntry]]:
    """Return the articles of each source that has a name, in order of the names.

    Names that are `squashed` alike are one source, by the name that most of its articles give.
    """
    names: dict[str, Counter[str]] = {}
    groups: dict[str, list[CatalogEntry]] = {}
    for entry in entries:
        if name := source_name(entry):
            letters = squashed(name) or name
            names.setdefault(letters, Counter())[name] += 1
            groups.setdefault(letters, []).append(entry)
    sources = {own.most_common(1)[0][0]: groups[letters] for letters, own in names.items()}
    return {name: sources[name] for name in sorted(sources, key=str.casefold)}


def source_names(entries: Iterable[CatalogEntry]) -> list[str]:
    """Return the sources of articles, each once, in order of their names."""
    return list(by_source(entries))


@lru_cache(maxsize=65_536)
def _forms(name: str) -> frozenset[str]:
    """Return a name and each of its words, squashed."""
    return frozenset(map(squashed, (name, *name.split()))) - {""}


@lru_cache(maxsize=4_096)
def _host(site: str) -> str:
    """Return the host of an address that ends behind it."""
    try:
        return (urlsplit(site).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=4_096)
def _folders(path: str) -> tuple[str, ...]:
    return PurePath(path).parts


@lru_cache(maxsize=4_096)
def _last_part(path: str) -> str:
    return PurePath(path).name
