"""Questions about the articles themselves are told from those about what they report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.cataloguing.article_questions import (
    CatalogFact,
    name_articles,
    parse_article_question,
)
from bot.cataloguing.ask_catalog import Antecedent, read_enquiry
from bot.conversing.standalone_question import StandaloneQuestion
from retrieval.index.home_folder import Home
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.models.reader import LocalReader
from retrieval.search.article_filter import ALL_ARTICLES
from retrieval.search.article_set import ArticleSet
from retrieval.search.searcher import Searcher

TITLES = ("Opinion: Keep the port", "The port is sold")


@pytest.mark.parametrize(
    ("question", "fact", "topic"),
    [
        ("Who wrote the piece on the oysters?", CatalogFact.AUTHOR, "the oysters"),
        ("who's the author of 'Last song'?", CatalogFact.AUTHOR, "Last song"),
        ("Please tell me the name of the journalist who wrote the chess article.",
         CatalogFact.AUTHOR, "chess"),
        ("Who reported on the cracks in the dam?", CatalogFact.AUTHOR, "the cracks in the dam"),
        ("Who wrote that the boiler came by rail?", CatalogFact.AUTHOR,
         "the boiler came by rail"),
        ("Who wrote it?", CatalogFact.AUTHOR, ""),
        ("When was the article on the teachers' strike published?", CatalogFact.PUBLISHED,
         "the teachers' strike"),
        ("What's the publication date of the opera rats story?", CatalogFact.PUBLISHED,
         "opera rats"),
        ("Which paper ran the story on the men's choir?", CatalogFact.PUBLISHER, "men's choir"),
        ("What newspaper was the theatre review in?", CatalogFact.PUBLISHER, "theatre"),
        ("How many articles are there?", CatalogFact.COUNT, ""),
        ("How many articles mention wheat?", CatalogFact.COUNT, "wheat"),
        ("Which articles mention wheat?", CatalogFact.LIST, "wheat"),
        ("What is new?", CatalogFact.LIST, ""),
        ("Which sources say nothing about China?", CatalogFact.SILENT, "China"),
        ("Which articles don't mention China?", CatalogFact.SILENT, "China"),
        ("Which article is the oldest?", CatalogFact.OLDEST, ""),
        ("Which of the two reports is newer?", CatalogFact.NEWEST, ""),
        ("Which of the two articles on the hall was published first?", CatalogFact.OLDEST,
         "the hall"),
        ("Which article is the longest?", CatalogFact.LONGEST, ""),
        ("And the shortest article about wheat?", CatalogFact.SHORTEST, "wheat"),
        ("Who are the articles on wheat by?", CatalogFact.AUTHOR, "wheat"),
        ("Which article is an opinion piece?", CatalogFact.LIST, ""),
        ("List the editorials", CatalogFact.LIST, ""),
        ("Is there an opinion piece?", CatalogFact.LIST, ""),
        ("How many op-eds are there?", CatalogFact.COUNT, ""),
        ("Who wrote the opinion piece?", CatalogFact.AUTHOR, ""),
    ],
)  # fmt: skip
def test_a_question_about_articles_is_recognised(
    question: str, fact: CatalogFact, topic: str
) -> None:
    parsed = parse_article_question(question)
    assert parsed is not None
    assert (parsed.fact, parsed.topic) == (fact, topic)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the law on oysters?",
        "Who is the author of the plan?",
        "When was the dam published in the atlas?",
        "When was the treaty signed?",
        "How many soldiers are there?",
        "Which countries mention wheat in their treaties?",
        "What is the new law?",
        "Which states say nothing about the war?",
        "What does the article say about wheat?",
        "How is Iraq positioned toward Russia?",
    ],
)
def test_a_question_about_the_world_is_not_one_about_articles(question: str) -> None:
    assert parse_article_question(question) is None


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Who wrote the opinion piece?", True),
        ("When was the editorial published?", True),
        ("Who wrote it?", False),
        ("According to the Harbour Post, who wrote it?", False),
    ],
)
def test_the_opinion_piece_needs_nothing_before_it_to_be_known(
    question: str, is_asked: bool
) -> None:
    rest = ("2026-10-03", "en", "", "", "indexed", "", 9, 1, "", "Ida Falk", "Harbour Post")
    entries = [CatalogEntry(title, "/c", f"/c/{title}", title, *rest) for title in TITLES]
    enquiry = read_enquiry(
        StandaloneQuestion(question, question), Antecedent(), ALL_ARTICLES, ArticleSet(entries),
        date(2026, 11, 30),
    )  # fmt: skip
    assert (enquiry is not None) is is_asked


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who wrote each of them?", "Who wrote the articles?"),
        ("Which of them mention wheat?", "which articles mention wheat?"),
        ("How many mention wheat?", "how many articles mention wheat?"),
        ("By whom?", "Who wrote the articles?"),
        ("And when?", "When were the articles published?"),
        ("Which articles mention those who fled?", "Which articles mention those who fled?"),
        ("How many hives are lost?", "How many hives are lost?"),
    ],
)
def test_what_points_back_to_articles_is_named(question: str, named: str) -> None:
    assert name_articles(question) == named


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Who wrote the article on the pear harvest?", "Lene Haas"),
        ("When was the article on the pear harvest published?", "6 October 2024"),
        ("In which newspaper was the article on the pear harvest published?", "Ossel Weekly"),
        ("Who wrote the article on the price of pears?", ""),
    ],
)
def test_what_the_catalog_does_not_know_of_an_article_may_stand_in_its_words(
    home: Home, models: EmbeddingModels, write: Callable[[str, str], Path], question: str, held: str
) -> None:
    text = "The article on the pear harvest in Ossel was written by Lene Haas. "
    text += "It was published on 6 October 2024 in the Ossel Weekly. It tells how pears grow."
    with Writer(home, models) as writer:
        add(writer, [str(write("pears.txt", text if held else "The price of pears rose."))])
    answer = Assistant(Searcher(home, models), reader=LocalReader(threads=1)).ask(question)
    assert any(held in each.text for each in answer.statements) == bool(held)
