"""A set of articles knows their names and dates, and selects as a filter admits."""

from dataclasses import replace
from datetime import date

import pytest

from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import Period
from retrieval.search.article_filter import ArticleFilter
from retrieval.search.article_set import ArticleSet

BLANK = CatalogEntry("", "/corpus", "", "Ferry", "", "en", "", "", "indexed", "", 100, 1)


def articles(*publishers: str, url: str = "") -> ArticleSet:
    entries = [replace(BLANK, id=f"{i}", publisher=each) for i, each in enumerate(publishers)]
    return ArticleSet([*entries, replace(BLANK, id="site", url=url)])


MIXED = ArticleSet([
    replace(BLANK, id="news/a.md", publisher="Dolsk Herald", published="2025-05-04"),
    replace(BLANK, id="news/b.md", author="Jonas Wirth", published="2025-05"),
    replace(BLANK, id="c.md", url="https://www.island.example/opinion/1", published="2026"),
    replace(BLANK, id="d.md", title="Opinion: Pay", publisher="The Herald", published="2025-06-01"),
    replace(BLANK, id="e.md", publisher="Kesh Tribune", published="spring"),
])  # fmt: skip
MAY = Period(date(2025, 5, 1), date(2025, 5, 31))
YEARS = Period(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("period", [None, MAY, YEARS])
@pytest.mark.parametrize("opinion", [False, True])
@pytest.mark.parametrize(
    "sources",
    [(), ("herald",), ("Jonas Wirth", "island"), ("news",), ("corpus",), ("Her",), (" ",)],
)
def test_a_set_selects_what_a_filter_admits(
    period: Period | None, opinion: bool, sources: tuple[str, ...]
) -> None:
    wanted = ArticleFilter(period, sources, opinion)
    admitted = {entry.id for entry in MIXED.entries if wanted.admits(entry)}
    assert MIXED.select(wanted) == (admitted if wanted else None)


def test_a_filter_selects_by_all_that_it_names() -> None:
    assert MIXED.select(ArticleFilter(MAY, ("herald",))) == frozenset({"news/a.md"})
    assert MIXED.select(ArticleFilter(YEARS, opinion=True)) == frozenset({"c.md", "d.md"})
    assert MIXED.select(ArticleFilter(sources=("tribune", "wirth"))) == frozenset(
        {"news/b.md", "e.md"}
    )


def test_a_source_has_all_its_articles_however_they_write_its_name() -> None:
    sources = articles("The Herald", "Herald", "HERALD", "Herald", "Argus").by_source()
    assert list(sources) == ["Argus", "Herald"]
    assert [entry.id for entry in sources["Herald"]] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What does Reuters say, and the Dolsk Herald?", ["Reuters", "Dolsk Herald"]),
        ("what does dolsk-herald say?", ["Dolsk Herald"]),
        ("What does the Herald say of reuters?", ["herald"]),
        ("What does NowThis say of Al Varnia?", ["nowthis"]),
        ("What is it now, this or that?", []),
        ("Who was it? WHO says so, and who else?", []),
        ("What time is it in the state?", []),
        ("Is it in Time?", ["time"]),
        ("What does The Guardian say to the Guardian?", ["theguardian", "theguardian"]),
        ("Who is the guardian?", []),
        ("Dolsk ---- Herald?", ["herald"]),
        ("Что пишет Правда?", ["Правда"]),
        ("ماذا تقول الجزيرة؟", ["الجزيرة"]),
        ("", []),
    ],
)
def test_a_question_mentions_names_as_names_are_written(question: str, names: list[str]) -> None:
    sites = ["who", "time", "state", "nowthis", "theguardian"]
    known = articles("Reuters", "Dolsk Herald", "dolskherald", "Правда", "الجزيرة", *sites)
    assert [mention.name for mention in known.mentions(question)] == names


def test_a_mention_stands_where_the_name_does() -> None:
    question = "According to the dolsk herald’s report, who won?"
    [(start, end, name)] = articles("Dolsk Herald").mentions(question)
    assert (question[start:end], name) == ("dolsk herald", "Dolsk Herald")


def test_the_longest_name_counts() -> None:
    known = articles("Dolsk", "Dolsk Herald", "Herald Page")
    names = [mention.name for mention in known.mentions("The Dolsk Herald Page of Dolsk?")]
    assert names == ["Dolsk Herald", "Dolsk"]
