"""A home is read by its owner alone, whatever the umask, unless it is shared."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import build
from bot.ask_options import AskOptions
from bot.settings import Settings
from retrieval.index.clock_readings import confirmed_time
from retrieval.index.home_folder import Home
from retrieval.index.lock import alone
from retrieval.index.private_files import write_whole
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import HERON, Corpus, Write, filled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def no_umask() -> Iterator[None]:
    """Let new files have every mode that a program asks for."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(home: Path) -> list[str]:
    """Return what others may read or write in a home, and the home itself."""
    paths = [home, *home.rglob("*")]
    return [path.name for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.usefixtures("no_umask")
def test_a_home_is_private_with_any_umask(
    tmp_path: Path, models: EmbeddingModels, write: Write
) -> None:
    path = tmp_path / "new" / "home"
    corpus = filled(Home(path), models, write)
    corpus.add(write("d.txt", f"{HERON} Twice."))
    corpus.home.catalog.close()
    app = build(Settings(_env_file=None, MAJLIS_HOME=path, MAJLIS_LOG_DAYS=1))
    app.assistant.ask("What do herons lay on the water?", None, AskOptions(user="a"))
    with alone(path / "telegram.lock", "A bot"):
        assert open_to_others(path) == []
        assert (path / "log.sqlite3-wal").exists()
    confirmed_time(path, 1e9)
    app.close()
    assert (path / "log.seal").exists()
    assert open_to_others(path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((path / "catalog.sqlite3").stat().st_mode) == 0o600


@pytest.mark.usefixtures("no_umask")
def test_an_older_home_is_mended_at_the_next_start(corpus_path: Path) -> None:
    for path in (corpus_path, *corpus_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    home = Home(corpus_path)
    assert open_to_others(corpus_path) == []
    assert home.catalog.entries()
    home.catalog.close()


def test_nothing_is_looked_at_in_a_home_that_is_private_already(
    corpus_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "walk", None)
    (corpus_path / "catalog.sqlite3").chmod(0o644)
    Home(corpus_path)
    assert open_to_others(corpus_path) == ["catalog.sqlite3"]


@pytest.mark.usefixtures("no_umask")
def test_a_shared_home_has_the_modes_that_the_umask_leaves(
    tmp_path: Path, models: EmbeddingModels, write: Write
) -> None:
    path = tmp_path / "home"
    corpus = filled(Home(path, shared=True), models, write)
    corpus.home.catalog.close()
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.glob("*.sqlite3")}
    assert (stat.S_IMODE(path.stat().st_mode), modes) == (0o777, {0o666})


def test_a_folder_that_holds_more_than_a_home_stays_open(corpus_path: Path) -> None:
    stranger = corpus_path / "thesis.txt"
    stranger.write_text("not of majlis")
    for path in (corpus_path, stranger, corpus_path / "catalog.sqlite3"):
        path.chmod(0o755)
    Home(corpus_path)
    assert sorted(open_to_others(corpus_path)) == sorted([corpus_path.name, "thesis.txt"])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="file"):
        write_whole(tmp_path / "file", b"more")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.fixture
def corpus_path(tmp_path: Path, models: EmbeddingModels, write: Write) -> Path:
    """Return a home with articles that nobody has open."""
    corpus: Corpus = filled(Home(tmp_path / "home"), models, write)
    corpus.home.catalog.close()
    return corpus.home.path
