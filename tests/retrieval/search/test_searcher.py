"""Search: fused, reranked, copies folded, and aware of a new index."""

from pathlib import Path
from typing import Any

import pytest

import retrieval.search.searcher as searcher_module
from bot.app import App
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.index.keywords import KeywordIndex
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document
from retrieval.search.fuse import fuse
from retrieval.search.rank_passages import rank_passages
from retrieval.search.searcher import Searcher
from tests.support.corpus import Write
from tests.support.seed_articles import MOSCOW, SOVIET_ERA_SPAN, TRADITIONAL_TIES_SPAN

WHEAT = "Iraq sent wheat to Syria despite local shortages, as a message of solidarity."
TANKS = "Russia sold T-72 tanks to Iraq and trained the crews in the desert."
TEA = "The harvest of tea in Ceylon was good, and the price fell in London."


def filled(home: Home, models: EmbeddingModels, write: Write, **articles: str) -> Searcher:
    paths = [write(f"{name}.txt", text) for name, text in articles.items()]
    with Writer(home, models) as writer:
        add(writer, [str(path) for path in paths])
    return Searcher(home, models)


def test_ranks_are_fused_as_the_formula_says() -> None:
    assert fuse(([7, 8], 1.0), ([8], 2.0)) == {
        8: pytest.approx(1 / 12 + 2 / 11),
        7: pytest.approx(1 / 11),
    }
    assert list(fuse(([7, 8], 1.0), ([8], 2.0))) == [8, 7]


def test_the_article_that_answers_comes_first(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    searcher = filled(home, models, write, wheat=WHEAT, tanks=TANKS, tea=TEA)
    hits = searcher.search("Who sold T-72 tanks?", limit=3)
    assert hits[0].document.id == "tanks.txt"
    assert hits[0].text == TANKS
    assert hits[0].match.bm25_rank == 1 and hits[0].match.dense_rank == 1
    assert hits[0].match.terms == ("sold", "t-72", "72", "tank")
    assert hits[0].score > hits[1].score > hits[2].score


def test_as_many_hits_as_asked_for_when_there_are_that_many(seeded: App) -> None:
    passages = seeded.home.catalog.count_passages()
    for limit in (1, 7, 60, passages):
        hits = seeded.assistant.search("Iraq", limit=limit)
        assert len({hit.passage.id for hit in hits}) == limit
    assert len(seeded.assistant.search("Iraq", limit=passages + 50)) == passages


def test_the_same_words_elsewhere_are_folded_into_the_earliest(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    copied = f"A head\n\n{WHEAT}\n"
    searcher = filled(home, models, write, a=copied, b=copied + " ", c=TEA)
    hits = searcher.search("Who sent wheat to Syria?", limit=5)
    assert [hit.document.id for hit in hits] == ["a.txt", "c.txt"]
    assert [p.document_id for p in hits[0].duplicates] == ["b.txt"]


def test_a_reader_notices_what_another_writer_did(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    searcher = filled(home, models, write, tea=TEA)
    assert [hit.document.id for hit in searcher.search("tanks")] == ["tea.txt"]
    other = Home(home.path)
    with Writer(other, models) as writer:
        add(writer, [str(write("tanks.txt", TANKS))])
    other.catalog.close()
    assert [hit.document.id for hit in searcher.search("tanks")] == ["tanks.txt", "tea.txt"]


def test_an_empty_index_is_a_clear_error(home: Home, models: EmbeddingModels) -> None:
    with pytest.raises(ExpectedError, match="no articles") as caught:
        Searcher(home, models).search("anything")
    assert "majlis add" in caught.value.hint


def test_russian_is_found_by_its_words_without_the_english_model(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    searcher = filled(
        home, models, write,
        wheat="Ирак отправил пшеницу в Сирию, несмотря на нехватку хлеба.",
        tanks="Россия продала Ираку танки и обучила экипажи.",
    )  # fmt: skip
    found = searcher.find("Кто отправил пшеницу в Сирию?", limit=2)
    assert not found.query.in_local_script
    assert [hit.document.id for hit in found.hits] == ["wheat.txt", "tanks.txt"]
    assert found.similarities == (None, None)


def test_earlier_questions_lead_a_follow_up_to_what_they_were_about(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    searcher = filled(home, models, write, wheat=WHEAT, tanks=TANKS, tea=TEA)
    alone = searcher.find("What was it good for?", limit=3)
    led = searcher.find("What was it good for?", limit=3, earlier=["Who sent wheat?"], weight=0.5)
    assert [hit.document.id for hit in alone.hits] == ["tea.txt", "tanks.txt", "wheat.txt"]
    assert [hit.document.id for hit in led.hits] == ["wheat.txt", "tea.txt", "tanks.txt"]
    measured = {hit.document.id: like for hit, like in zip(led.hits, led.similarities, strict=True)}
    for hit, like in zip(alone.hits, alone.similarities, strict=True):
        same = measured[hit.document.id]
        assert like is not None and same is not None
        assert same.maxsim == pytest.approx(like.maxsim)


def test_without_earlier_questions_or_weight_nothing_is_led(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    searcher = filled(home, models, write, wheat=WHEAT, tanks=TANKS, tea=TEA)
    hits = searcher.search("Who sold T-72 tanks?")
    assert searcher.search("Who sold T-72 tanks?", earlier=[], weight=0.5) == hits
    assert searcher.search("Who sold T-72 tanks?", earlier=["Who drinks tea?"]) == hits


def test_the_sentences_around_a_quote_are_those_of_the_article(seeded: App) -> None:
    searcher = Searcher(seeded.home, seeded.models)
    document = seeded.home.catalog.document(MOSCOW)
    assert document is not None
    near = searcher.surrounding_quotes(document.quote(1880, 1890), count=1)
    assert [(quote.start, quote.end) for quote in near] == [
        SOVIET_ERA_SPAN.range,
        TRADITIONAL_TIES_SPAN.range,
        (2068, 2221),
    ]
    assert all(document.quote(quote.start, quote.end) == quote for quote in near)
    changed = Document(document.id, f"New. {document.text}", document.title)
    assert searcher.surrounding_quotes(changed.quote(1880, 1890)) == []
    searcher.close()


def test_commonness_is_that_of_the_rarest_word(seeded: App) -> None:
    searcher = Searcher(seeded.home, seeded.models)
    assert searcher.document_share("Iraq") > 0.5
    assert searcher.document_share("Iraq Interpol") == pytest.approx(
        1 / seeded.home.catalog.count_passages()
    )
    assert searcher.document_share("Brazil") == 0.0
    searcher.close()


def test_paths_with_spaces_and_letters_of_any_script_work(
    tmp_path: Path, models: EmbeddingModels, write: Write
) -> None:
    home = Home(tmp_path / "дом مجلس")
    searcher = filled(home, models, write, tea=TEA)
    assert searcher.search("tea")[0].text == TEA
    searcher.close()
    home.catalog.close()


def test_a_narrow_filter_finds_what_a_search_of_all_passages_does(
    seeded: App, models: EmbeddingModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher, catalog = Searcher(seeded.home, models), seeded.home.catalog
    for entry in catalog.entries():
        hits = []
        for candidates in (5, 100_000):  # of each retriever; the latter are all passages
            monkeypatch.setattr(searcher_module, "_CANDIDATES", candidates)
            within = searcher.find("What did Russia sell to Iraq?", limit=7, within={entry.id})
            hits.append(within.hits)
        few, every = hits
        assert every and {hit.document.id for hit in every} == {entry.id}
        assert [hit.passage for hit in few] == [hit.passage for hit in every]
        scores = [hit.score for hit in every]
        assert [hit.score for hit in few] == pytest.approx(scores, abs=1e-4)


def test_a_narrow_filter_is_not_searched_by_ranking_all_passages(
    seeded: App, models: EmbeddingModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []

    def rank(*args: Any, **options: Any) -> Any:
        counts.append(None if options.get("among") else options["count"])
        return rank_passages(*args, **options)

    monkeypatch.setattr(searcher_module, "rank_passages", rank)
    monkeypatch.setattr(searcher_module, "_CANDIDATES", 1)
    entries = seeded.home.catalog.entries()
    Searcher(seeded.home, models).find("Iraq", limit=entries[0].passages, within={entries[0].id})
    assert counts == [entries[0].passages, None]


def test_more_candidates_are_tried_before_many_passages_are_searched_one_by_one(
    seeded: App, models: EmbeddingModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one = []

    def rank(*args: Any, **options: Any) -> Any:
        one_by_one.append("among" in options)
        return rank_passages(*args, **options)

    searcher = Searcher(seeded.home, models)
    best = {hit.document.id for hit in searcher.search("Iraq", limit=4)}
    within = {entry.id for entry in seeded.home.catalog.entries()} - best
    monkeypatch.setattr(searcher_module, "rank_passages", rank)
    monkeypatch.setattr(searcher_module, "_CANDIDATES", 1)
    monkeypatch.setattr(searcher_module, "_CANDIDATES_WITHIN", len(within) - 1)
    hits = searcher.find("Iraq", limit=2, within=within).hits
    assert len(hits) == 2 and {hit.document.id for hit in hits} <= within
    assert one_by_one[:2] == [False, False]


def test_a_filter_that_lets_nothing_through_finds_nothing(
    seeded: App, models: EmbeddingModels
) -> None:
    assert Searcher(seeded.home, models).find("Iraq", limit=60, within=set()).hits == ()


def test_more_ids_than_one_statement_takes_are_read(seeded: App) -> None:
    catalog = seeded.home.catalog
    ids = catalog.all_ids()
    many = [*ids, *range(10**6, 10**6 + 300_000)]
    assert list(catalog.passages(many)) == ids
    assert sorted(catalog.passages_with_vectors(many)) == sorted(
        set(catalog.vector_ids(ids).values())
    )
    assert catalog.passages_within([*map(str, many), *(e.id for e in catalog.entries())]) == ids


def test_keywords_of_some_passages_score_as_among_all(tmp_path: Path) -> None:
    keywords = KeywordIndex(tmp_path / "keywords", create=True)
    keywords.put([(1, ["tea"]), (2, ["tea", "milk"]), (3, ["milk"])], drop=[])
    [(number, score)] = keywords.best(["tea"], 3, among=[2, 3])
    assert number == 2
    assert score == pytest.approx(dict(keywords.best(["tea"], 3))[2])
    assert keywords.best(["tea"], 3, among=[]) == []
