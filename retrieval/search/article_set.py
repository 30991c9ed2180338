"""The articles of one generation of a home, with what questions about their sources need."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import period_of_date
from retrieval.language.rules import words
from retrieval.search.article_filter import ArticleFilter, is_opinion, source_names

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
        return any(period_of_date(entry.published) for entry in self.entries)

    @cached_property
    def has_opinions(self) -> bool:
        """Return whether any article is an opinion piece."""
        return any(map(is_opinion, self.entries))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the sources and the authors, each once.

        The last word of a paper's name is one, too, if no other paper has it: the Herald.
        """
        sources = source_names(self.entries)
        last_words = Counter(name.split()[-1].casefold() for name in sources)
        papers = [word for word, count in last_words.items() if count == 1 and word in PAPER_WORDS]
        authors = (entry.author for entry in self.entries if entry.author)
        return tuple(dict.fromkeys((*sources, *papers, *authors)))

    def select(self, wanted: ArticleFilter) -> frozenset[str] | None:
        """Return the ids of those that a filter lets through; None for one that lets all."""
        if not wanted:
            return None
        return frozenset(entry.id for entry in self.entries if wanted.admits(entry))
