"""A home that cannot be written is read all the same."""

import json
import logging
import sqlite3
from pathlib import Path

import pytest

from retrieval.errors import ExpectedError, IndexUnwritableError
from retrieval.index import home_folder, keywords
from retrieval.index.catalog_vectors import CatalogVectors
from retrieval.index.database import Database
from retrieval.index.home_folder import Home
from retrieval.index.read_only import connect_read_only
from retrieval.index.vector_store import VectorStore
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write, filled

REMEDY = "begin again"
TABLE = ("CREATE TABLE words (word TEXT)",)


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels, write: Write) -> Corpus:
    return filled(home, models, write)


def test_the_vectors_of_the_catalog_are_those_in_chroma(corpus: Corpus) -> None:
    store = VectorStore(corpus.home.index / "chroma")
    vectors = CatalogVectors(corpus.home.catalog)
    for words in (HERON, LATHE, COMET, "water"):
        question = corpus.models.embedder.embed([words])[0]
        expected, found = store.nearest(question, 3), vectors.nearest(question, 3)
        assert [i for i, _ in found] == [i for i, _ in expected]
        assert [c for _, c in found] == pytest.approx([c for _, c in expected], abs=1e-4)
    store.close()


def test_a_search_without_a_writable_index_finds_the_same(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> VectorStore:
        raise IndexUnwritableError("Chroma: readonly")

    opened = keywords.KeywordIndex._open

    def refuse_once(self: keywords.KeywordIndex, path: Path, **how: bool) -> object:
        if path.is_relative_to(corpus.home.path):
            raise IndexUnwritableError("keyword index: readonly")
        return opened(self, path, **how)

    monkeypatch.setattr(home_folder, "VectorStore", refuse)
    monkeypatch.setattr(keywords.KeywordIndex, "_open", refuse_once)
    with caplog.at_level(logging.WARNING):
        assert corpus.best("bread for herons") == ("a.txt", HERON)
    (warning,) = caplog.messages
    assert "cannot be written" in warning
    assert "catalog" in warning


def test_a_database_that_cannot_be_opened_to_write_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "words.sqlite3"
    first = Database(path, TABLE, remedy=REMEDY)
    first.rows("INSERT INTO words VALUES ('early')")
    first.close()
    before = path.read_bytes()
    connect = sqlite3.connect

    def refuse(name: object, *values: object, **how: object) -> sqlite3.Connection:
        if name == path:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connect(name, *values, **how)  # type: ignore[call-overload,no-any-return]  # as it came

    monkeypatch.setattr(sqlite3, "connect", refuse)
    opened = Database(path, TABLE, remedy=REMEDY)
    assert opened.rows("SELECT word FROM words") == [("early",)]
    with pytest.raises(ExpectedError, match="cannot be used: attempt to write a readonly"):
        opened.rows("INSERT INTO words VALUES ('late')")
    opened.close()
    assert path.read_bytes() == before


def test_what_is_in_the_write_ahead_log_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "words.sqlite3"
    writer = Database(path, TABLE, remedy=REMEDY)
    writer.rows("INSERT INTO words VALUES ('late')")
    reader = connect_read_only(path)
    assert reader.execute("SELECT word FROM words").fetchall() == [("late",)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM words")
    reader.close()
    writer.close()


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_database_that_vanished_is_not_written_into_nothing(
    tmp_path: Path, *, is_replaced: bool
) -> None:
    path, aside = tmp_path / "words.sqlite3", tmp_path / "aside"
    opened = Database(path, TABLE, remedy=REMEDY)
    path.rename(aside)
    if is_replaced:
        path.write_bytes(b"")
    for act in ("INSERT INTO words VALUES ('lost')", "SELECT word FROM words"):
        with pytest.raises(ExpectedError, match="replaced" if is_replaced else "not there"):
            opened.rows(act)
    path.unlink(missing_ok=True)
    aside.rename(path)
    opened.rows("INSERT INTO words VALUES ('safe')")
    assert opened.rows("SELECT word FROM words") == [("safe",)]
    opened.close()


def test_a_home_that_vanished_is_not_made_anew(corpus: Corpus, write: Write) -> None:
    path = corpus.home.path
    aside = path.rename(path.with_name("aside"))
    path.mkdir()
    with pytest.raises(ExpectedError, match="the home was replaced by another"):
        corpus.add(write("d.txt", json.dumps(HERON)))
    assert list(path.iterdir()) == []
    path.rmdir()
    assert corpus.home.problem() == "the home is not there any more"
    aside.rename(path)
    assert corpus.home.problem() == ""
