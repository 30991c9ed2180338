"""The articles of one generation of a home, with what questions about their sources need."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import Period, period_of_date
from retrieval.language.rules import words
from retrieval.search.article_filter import (
    ArticleFilter,
    by_source,
    is_opinion,
    is_within,
    names_of,
    squashed,
)
from retrieval.search.name_index import NameIndex, NameMention

PAPER_WORDS = words("source_words", "paper_word")


class ArticleSet:
    """Articles without their texts; what is known of them together is found once."""

    def __init__(self, entries: Sequence[CatalogEntry]) -> None:
        self.entries = entries

    def __repr__(self) -> str:
        """Show how many there are."""
        return f"<ArticleSet of {len(self.entries)}>"

    @cached_property
    def is_dated(self) -> bool:
        """Return whether any article has a date."""
        return any(self._periods.values())

    @cached_property
    def has_opinions(self) -> bool:
        """Return whether any article is an opinion piece."""
        return bool(self._opinions)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the sources and the authors, each once.

        The last word of a paper's name is one, too, if no other paper has it: the Herald.
        """
        sources = list(self.by_source())
        last_words = Counter(name.split()[-1].casefold() for name in sources if " " in name)
        papers = [word for word, count in last_words.items() if count == 1 and word in PAPER_WORDS]
        authors = (entry.author for entry in self.entries if entry.author)
        return tuple(dict.fromkeys((*sources, *papers, *authors)))

    def select(self, wanted: ArticleFilter) -> frozenset[str] | None:
        """Return the ids of those that a filter lets through; None for one that lets all."""
        if not wanted:
            return None
        ids: Collection[str] = self._ids_of(wanted.sources) if wanted.sources else self._all_ids
        if wanted.opinion:
            ids = self._opinions.intersection(ids)
        if wanted.period:
            dates = {text for text, days in self._periods.items() if is_within(days, wanted.period)}
            ids = [
                entry.id for entry in self.entries if entry.published in dates and entry.id in ids
            ]
        return frozenset(ids)

    def by_source(self) -> dict[str, list[CatalogEntry]]:
        """Return the articles of each source that has a name, in order of the names."""
        return by_source(self.entries)

    def mentions(self, question: str) -> list[NameMention]:
        """Return the `names` that occur in a question, in order; the longest of each place."""
        return self._name_index.mentions(question)

    def _ids_of(self, sources: Iterable[str]) -> frozenset[str]:
        own = (self._ids_by_name.get(squashed(name), ()) for name in sources)
        return frozenset().union(*own)

    @cached_property
    def _all_ids(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.entries)

    @cached_property
    def _opinions(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.entries if is_opinion(entry))

    @cached_property
    def _periods(self) -> dict[str, Period | None]:
        """Return the days that each date of publication may mean."""
        return {text: period_of_date(text) for text in {entry.published for entry in self.entries}}

    @cached_property
    def _ids_by_name(self) -> dict[str, list[str]]:
        """Return the ids of the articles that each name is a name of."""
        ids: dict[str, list[str]] = {}
        for entry in self.entries:
            for name in names_of(entry):
                ids.setdefault(name, []).append(entry.id)
        return ids

    @cached_property
    def _name_index(self) -> NameIndex:
        return NameIndex(self.names)
