"""Passages with the same vector share it: Chroma cannot find its way among many at one place."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.index.catalog import Catalog
from retrieval.index.home_folder import Home, Indexes
from retrieval.index.schema import MIGRATIONS
from retrieval.ingest.doctor import examine
from retrieval.ingest.publish import publish
from retrieval.ingest.rebuild import rebuild
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.corpus import HERON, LATHE, Corpus, Write

REPEATED = f"Herons\n\n{f'{HERON} ' * 400}"  # 45 passages, nearly all with the same text


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels) -> Corpus:
    return Corpus(home, models)


def vectors_in_chroma(home: Home) -> list[int]:
    indexes = Indexes(home.index)
    try:
        return sorted(indexes.store.ids())
    finally:
        indexes.close()


def test_a_text_that_repeats_itself_leaves_an_index_that_is_whole(
    corpus: Corpus, write: Write
) -> None:
    corpus.add(write("a.txt", f"Herons\n\n{f'{HERON} ' * 12_000}"))
    assert corpus.home.catalog.count_passages() > 1_000
    assert len(vectors_in_chroma(corpus.home)) < 5
    assert examine(corpus.home) == []


def test_a_search_returns_all_passages_that_share_a_vector(
    corpus: Corpus, write: Write, models: EmbeddingModels
) -> None:
    corpus.add(write("a.txt", REPEATED))
    searcher = Searcher(corpus.home, models)
    hits = searcher.search(HERON, limit=100)
    searcher.close()
    number = corpus.home.catalog.count_passages()
    assert sum(1 + len(hit.duplicates) for hit in hits) == number > 40
    assert max(len(hit.duplicates) for hit in hits) > 35


def shares(home: Home) -> int:
    """Return how many passages do without a vector of their own."""
    return home.catalog.count_passages() - len(vectors_in_chroma(home))


def article(name: str) -> str:
    """Return an article whose first passage is that of all others, and whose second is not."""
    return f"Herons\n\n{f'{HERON} ' * 9}\n\n{f'The {name} edition is on blue paper. ' * 16}"


def test_a_vector_stays_as_long_as_a_passage_has_it(corpus: Corpus, write: Write) -> None:
    for name in ("a", "b", "c"):
        corpus.add(write(f"{name}.txt", article(name)))
    assert shares(corpus.home) == 2
    for name, left in (("a", 1), ("c", 0)):
        corpus.remove(f"{name}.txt")
        assert shares(corpus.home) == left
        assert corpus.best(HERON)[0] == "b.txt"
        assert examine(corpus.home) == []
    corpus.add(write("d.txt", article("d")))
    corpus.add(write("b.txt", LATHE))
    assert corpus.best(HERON)[0] == "d.txt"
    assert (shares(corpus.home), examine(corpus.home)) == (0, [])


@pytest.mark.parametrize("embed", [False, True])
def test_rebuild_keeps_what_is_shared(
    corpus: Corpus, write: Write, models: EmbeddingModels, embed: bool
) -> None:
    folder = write("a.txt", article("a")).parent
    write("b.txt", article("b"))
    corpus.add(folder)
    corpus.remove("a.txt")  # the vector bears the id of a passage that has gone
    corpus.add(write("c.txt", article("c")))
    rebuild(corpus.home, models, embed=embed)
    assert (shares(corpus.home), examine(corpus.home)) == (1, [])
    corpus.remove("b.txt")
    assert (corpus.best(HERON)[0], examine(corpus.home)) == ("c.txt", [])


def test_an_index_in_which_nothing_is_shared_is_searched_and_mended(
    corpus: Corpus, write: Write, models: EmbeddingModels
) -> None:
    corpus.add(write("a.txt", REPEATED))
    catalog = corpus.home.catalog
    own = {number: number for number in catalog.all_ids()}

    def take_over() -> None:
        catalog.set_vector_ids(own)

    with Writer(corpus.home, models):  # as versions before this one made it
        publish(corpus.home, [*own], fresh=True, vector_ids=own, then=take_over)
    assert len(vectors_in_chroma(corpus.home)) == len(own)
    assert corpus.best(HERON)[0] == "a.txt"
    corpus.add(write("b.txt", LATHE))
    assert corpus.best(LATHE)[0] == "b.txt"
    rebuild(corpus.home, models)
    assert len(vectors_in_chroma(corpus.home)) < 5
    assert (corpus.best(HERON)[0], examine(corpus.home)) == ("a.txt", [])


def test_an_old_catalog_is_migrated_with_a_vector_for_each_passage(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        for script in MIGRATIONS[:2]:
            database.executescript(script)
        database.execute(
            "INSERT INTO documents VALUES ('a', '', '', '', '', '', '', '', '', '', '', 'indexed',"
            " '', x'')"
        )
        database.executemany(
            "INSERT INTO passages (document, start, end, headings, sentences, text_hash, first,"
            " count, starts, vector) VALUES ('a', 0, 1, '[]', '[]', '', 0, 0, '[]', ?)",
            [(b"same",), (b"same",)],
        )
        database.execute("INSERT INTO stale VALUES (9)")
        database.execute("PRAGMA user_version = 2")
        database.commit()
    catalog = Catalog(path)
    assert catalog.vector_ids([1, 2]) == {1: 1, 2: 2}
    assert (catalog.unfinished()[1], catalog.unused_vectors()) == ([9], [9])
    assert catalog.share_vectors() == {1: 1, 2: 1}
    catalog.close()
