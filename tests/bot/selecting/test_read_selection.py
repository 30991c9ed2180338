"""A question names the articles that are to answer by their time and their source."""

from dataclasses import replace
from datetime import date

import pytest

from bot.selecting.choose_articles import choose_articles, take_options
from bot.selecting.describe_selection import describe_ages, describe_selection
from bot.selecting.read_selection import read_selection
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry
from retrieval.search.article_filter import ALL_ARTICLES
from retrieval.search.article_set import ArticleSet

TODAY = date(2026, 11, 30)


def entry(
    id: str, published: str, publisher: str, title: str = "", author: str = ""
) -> CatalogEntry:
    return CatalogEntry(
        id, "/c", f"/c/{id}", title or id, published, "en", "", "", "indexed", "", 9, 1, "", author,
        publisher,
    )  # fmt: skip


ENTRIES = [
    entry("old", "2024-03-01", "Dolsk Herald", author="Piet Lorn"),
    entry("new", "2026-10-20", "Dolsk Herald"),
    entry("wire", "2026-11-27", "Varnia Wire"),
    entry("view", "2026-10-03", "Dolsk Herald", "Opinion: Pay the shepherds"),
    entry("undated", "", "Varnia Wire"),
]
ARTICLES = ArticleSet(ENTRIES)


@pytest.mark.parametrize(
    ("question", "text", "ids"),
    [
        ("What did wheat cost since October?", "What did wheat cost?", {"new", "wire", "view"}),
        ("Since October, what did wheat cost?", "What did wheat cost?", {"new", "wire", "view"}),
        ("According to the Dolsk Herald, what did wheat cost?", "What did wheat cost?",
         {"old", "new", "view"}),
        ("What does the Dolsk Herald say about wheat?", "What about wheat?",
         {"old", "new", "view"}),
        ("what does varnia wire write about wheat?", "What about wheat?", {"wire", "undated"}),
        ("What does Piet Lorn report on wheat?", "What about wheat?", {"old"}),
        ("What does the opinion piece say about pay?", "What about pay?", {"view"}),
        ("According to the Dolsk Herald, what did wheat cost last month?", "What did wheat cost?",
         {"new", "view"}),
        ("According to the Kesh Tribune, who won?", "Who won?", set()),
        ("According to Reuters, who won?", "Who won?", set()),
        ("According to NATO, who won?", "According to NATO, who won?", None),
        ("Who owns the Dolsk Herald?", "Who owns the Dolsk Herald?", None),
        ("Who won?", "Who won?", None),
    ],
)  # fmt: skip
def test_a_question_selects_articles(question: str, text: str, ids: set[str] | None) -> None:
    selection = read_selection(question, ALL_ARTICLES, ARTICLES, TODAY)
    assert selection.text == text
    assert selection.within == (None if ids is None else frozenset(ids))


def test_where_no_article_has_a_date_a_time_is_part_of_the_question() -> None:
    undated = ArticleSet([replace(each, published="") for each in ENTRIES])
    selection = read_selection("What did wheat cost in 2024?", ALL_ARTICLES, undated, TODAY)
    assert (selection.text, selection.within) == ("What did wheat cost in 2024?", None)


def test_options_and_words_hold_together() -> None:
    chosen = choose_articles("", "2026-10-31", ["herald"], TODAY)
    selection = read_selection("What is it since October?", chosen, ARTICLES, TODAY)
    assert selection.within == frozenset({"new", "view"})


def test_options_may_stand_in_a_question_also_with_the_dashes_of_telephones() -> None:
    question = "—since 2026 --source “Dolsk Herald” Who won? --until 2026-10-10"
    words, chosen = take_options(question, ALL_ARTICLES, TODAY)
    assert words == "Who won?"
    assert [each.id for each in ENTRIES if chosen.admits(each)] == ["view"]


def test_the_name_of_a_paper_says_nothing_of_a_time() -> None:
    articles = ArticleSet([*ENTRIES, entry("post", "2026-10-20", "Harbour Post")])
    question = "According to the Harbour Post, what did wheat cost in 2021?"
    selection = read_selection(question, ALL_ARTICLES, articles, TODAY)
    assert selection.time is not None  # it may be that of the price
    assert (selection.within, selection.otherwise) == (frozenset(), frozenset(("post",)))


def test_a_bound_that_is_no_date_is_an_error() -> None:
    with pytest.raises(ExpectedError, match="'whenever' is no date"):
        choose_articles("whenever", "", [], TODAY)


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("What did wheat cost since October?", "Asked of articles since 1 October 2026."),
        ("What did the articles of 2021 say of it?",
         "There are no articles from 1 January 2021 to 31 December 2021. The 4 articles with a date"
         " are of 2024 to 2026. 1 article has no date. Their sources: Dolsk Herald, Varnia Wire."),
        ("According to the Kesh Tribune, who won?",
         "There are no articles of “Kesh Tribune”. The 4 articles with a date are of 2024 to 2026."
         " 1 article has no date. Their sources: Dolsk Herald, Varnia Wire."),
        ("What do the editorials say of pay?", "Asked of opinion pieces."),
        ("Who won?", ""),
    ],
)  # fmt: skip
def test_the_selection_is_shown_back(question: str, remark: str) -> None:
    selection = read_selection(question, ALL_ARTICLES, ARTICLES, TODAY)
    assert describe_selection(selection, "en") == remark


@pytest.mark.parametrize(
    ("published", "is_now", "remark"),
    [
        (["2013-05-01", "2026-01-02"], False, "From articles of 2013 and 2026."),
        (["2025-12-01", "2026-01-02"], False, ""),
        (["2013", "", "2026"], False,
         "From articles of 2013 and 2026. One article quoted has no date."),
        (["", ""], True,
         "The articles quoted have no date; whether it is so today, they do not tell."),
        (["", ""], False, ""),
        (["2026-01-02", ""], True, "One article quoted has no date."),
    ],
)  # fmt: skip
def test_an_answer_tells_how_old_its_sources_are(
    published: list[str], is_now: bool, remark: str
) -> None:
    assert describe_ages(published, "en", is_now=is_now) == remark
