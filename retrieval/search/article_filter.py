"""Which articles count: those of a stretch of time, of some sources, of one kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
            (self.period is None or _is_within(entry.published, self.period))
            and (not self.sources or any(is_from(entry, name) for name in self.sources))
            and (not self.opinion or is_opinion(entry))
        )


ALL_ARTICLES = ArticleFilter()


def is_from(entry: CatalogEntry, name: str) -> bool:
    """Return whether an article is of a source: its publisher, site, author or folder.

    A word of a name of several is enough: "Herald" for the Dolsk Herald.
    """
    wanted = squashed(name)
    if not wanted:
        return False
    names = (entry.publisher, entry.author, site_name(entry.url), site_host(entry.url))
    folders = (PurePath(entry.root).name, *PurePath(entry.id).parts[:-1])
    return any(
        wanted == squashed(each) or any(wanted == squashed(word) for word in each.split())
        for each in (*names, *folders)
    )


def is_opinion(entry: CatalogEntry) -> bool:
    """Return whether the title or the address of an article says that it is an opinion piece."""
    return bool(_OPINION_TITLE.match(entry.title) or _OPINION_ADDRESS.search(entry.url))


def source_name(entry: CatalogEntry) -> str:
    """Return the name of an article's source: its publisher, or else its site; "" if unknown."""
    return entry.publisher or site_name(entry.url)


def site_host(url: str) -> str:
    """Return the host of an address without "www.", "" for what is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def site_name(url: str) -> str:
    """Return the name that a site's address gives it, "" for none.

    >>> site_name("https://www.bbc.co.uk/news"), site_name("https://news.un.org/en")
    ('bbc', 'un')
    """
    labels = site_host(url).split(".")
    if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2:
        labels = labels[:-1]
    return labels[-2] if len(labels) > 1 else ""


def squashed(name: str) -> str:
    """Return a name without case, spaces, signs and a leading "the", as names are compared."""
    return _NO_LETTER.sub("", name.casefold().removeprefix("the "))


def source_names(entries: Sequence[CatalogEntry]) -> list[str]:
    """Return the sources of articles, each once, in order of their names."""
    names = {squashed(name): name for entry in entries if (name := source_name(entry))}
    return sorted(names.values(), key=str.casefold)


def _is_within(published: str, period: Period) -> bool:
    days = period_of_date(published)
    return days is not None and period.first <= days.first and days.last <= period.last
