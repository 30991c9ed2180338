"""A home that cannot be read or written, and a catalog that is not what it should be."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.ingest.doctor import examine
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, Corpus, Write, cut, filled


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels, write: Write) -> Corpus:
    return filled(home, models, write)


def test_a_catalog_that_is_no_catalog_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"not a catalog" * 1000)
    with pytest.raises(ExpectedError) as raised:
        Home(tmp_path).catalog.roots()
    path = str(tmp_path / "catalog.sqlite3")
    assert raised.value.message == f"The catalog {path!r} is damaged: file is not a database."
    assert raised.value.hint == (
        "Put back a copy of it, or move it away and delete the folder index, then add your articles"
        " again."
    )


def test_a_catalog_that_was_cut_is_named_by_the_doctor(corpus: Corpus) -> None:
    path = corpus.home.path / "catalog.sqlite3"
    corpus.home.catalog.close()
    cut(path)
    with pytest.raises(ExpectedError, match="is damaged: "):
        examine(Home(corpus.home.path))


def test_a_catalog_of_a_newer_version_is_left_alone(home: Home) -> None:
    home.catalog.close()
    with closing(sqlite3.connect(home.path / "catalog.sqlite3")) as database:
        database.execute("PRAGMA user_version = 99")
    (home.path / "catalog.seal").unlink()  # as the newer version would do
    with pytest.raises(ExpectedError) as raised:
        Home(home.path).catalog.roots()
    assert raised.value.message == (
        f"The index in {str(home.path)!r} was made by a newer majlis"
        " (version 99 of its catalog, this one knows 7)."
    )
    assert raised.value.hint == "Update majlis, or choose another home with --home DIR."


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ExpectedError, match="cannot be written: ") as raised:
            Home(path)
        assert raised.value.hint.startswith("Mend its permissions or free some space")


def test_an_index_that_cannot_be_written_loses_nothing(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    (home.path / "index").write_text("a file where a directory is expected")
    corpus = Corpus(home, models)
    with pytest.raises(ExpectedError, match="cannot be written: "):
        corpus.add(write("a.txt", HERON))
    (home.path / "index").unlink()
    assert corpus.add(write("a.txt", HERON)) == [("a.txt", "unchanged", "")]
    assert corpus.best(HERON) == ("a.txt", HERON)
    assert examine(home) == []


FULL_DISK = """
import resource, sys
from bot.cli.main import main
from retrieval.language.identify import language
language("Its model is unpacked into a temporary file, which is no part of the home.")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit of file sizes")
@pytest.mark.parametrize("kilobytes", [1, 30, 100, 200])
def test_a_full_disk_is_named_and_loses_nothing(
    corpus: Corpus, write: Write, kilobytes: int
) -> None:
    folder = write("d.txt", "\n".join(f"{HERON} Pond {i} is still." for i in range(60))).parent
    corpus.home.catalog.close()
    command = [sys.executable, "-c", FULL_DISK, str(kilobytes * 1024)]
    command += ["--home", str(corpus.home.path), "add", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    error, hint = ran.stderr.strip().splitlines()
    assert error.startswith("error: The ") and " cannot be " in error
    assert "space" in hint
    fresh = Corpus(Home(corpus.home.path), corpus.models)
    fresh.add(folder)
    assert fresh.found("Pond 59") == ["d.txt"]
    assert (fresh.found(COMET), examine(fresh.home)) == (["c.txt"], [])
    fresh.home.catalog.close()


def test_many_processes_may_open_a_new_home_at_once(tmp_path: Path) -> None:
    for i in range(10):
        homes = [Home(tmp_path / str(i)) for _ in range(8)]
        with ThreadPoolExecutor(8) as workers:
            assert list(workers.map(lambda home: home.catalog.roots(), homes)) == [{}] * 8
        for home in homes:
            home.catalog.close()


def test_what_is_read_together_is_of_one_moment(home: Home) -> None:
    other = Home(home.path)
    home.catalog.set_setting("generation", 1)
    with home.catalog.reading():
        assert home.catalog.generation == 1
        other.catalog.set_setting("generation", 2)
        assert home.catalog.generation == 1
    assert home.catalog.generation == 2
    other.catalog.close()
