"""A filter lets through the articles of a time and a source, and no others."""

from dataclasses import replace
from datetime import date

import pytest

from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import Period
from retrieval.search.article_filter import ALL_ARTICLES, ArticleFilter, source_names

ENTRY = CatalogEntry(
    "news/ferry.md", "/corpus", "/corpus/news/ferry.md", "Ferry", "2025-05-04", "en", "", "",
    "indexed", "", 100, 1, "https://www.island.example/news/1", "Jonas Wirth", "Dolsk Herald",
)  # fmt: skip
MAY = Period(date(2025, 5, 1), date(2025, 5, 31))


@pytest.mark.parametrize(
    ("published", "admitted"),
    [
        ("2025-05-01", True),
        ("2025-05-31T23:59:59Z", True),
        ("2025-05", True),
        ("2025-06-01", False),
        ("2025-04-30", False),
        ("2025", False),  # it may be of another month
        ("", False),
        ("spring", False),
    ],
)
def test_only_what_is_surely_of_the_time_counts(published: str, admitted: bool) -> None:
    assert ArticleFilter(MAY).admits(replace(ENTRY, published=published)) is admitted


@pytest.mark.parametrize(
    ("name", "admitted"),
    [
        ("Dolsk Herald", True),
        ("the dolsk herald", True),
        ("herald", True),
        ("Jonas Wirth", True),
        ("island", True),
        ("island.example", True),
        ("news", True),
        ("corpus", True),
        ("Her", False),
        ("Kesh Tribune", False),
        ("  ", False),
    ],
)
def test_a_source_is_a_publisher_a_site_an_author_or_a_folder(name: str, admitted: bool) -> None:
    assert ArticleFilter(sources=(name,)).admits(ENTRY) is admitted


def test_opinion_pieces_are_told_by_their_title_or_address() -> None:
    opinion = ArticleFilter(opinion=True)
    assert not opinion.admits(ENTRY)
    assert opinion.admits(replace(ENTRY, title="Opinion: Sell the ferry"))
    assert opinion.admits(replace(ENTRY, url="https://a.example/opinion/ferry"))
    assert not opinion.admits(replace(ENTRY, title="Opinions differ on the ferry"))


def test_no_filter_lets_all_through() -> None:
    assert not ALL_ARTICLES
    assert ALL_ARTICLES.admits(replace(ENTRY, published=""))


def test_a_source_is_named_once_however_it_is_written() -> None:
    others = [replace(ENTRY, publisher=name) for name in ("DOLSK HERALD", "", "The Dolsk Herald")]
    assert source_names([*others, ENTRY, ENTRY]) == ["Dolsk Herald", "island"]
