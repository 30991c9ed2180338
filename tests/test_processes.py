"""Writers, readers and kills in real processes."""

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from retrieval.index.home_folder import Home
from retrieval.index.lock import writing
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.processes import Majlis, articles, sentence

KILLS = int(os.environ.get("MAJLIS_KILLS", "2"))


@pytest.fixture
def majlis(tmp_path: Path) -> Majlis:
    return Majlis(tmp_path / "home")


def assert_all_found(
    majlis: Majlis, models: EmbeddingModels, numbers: Sequence[int], *, ask_for: Sequence[int] = ()
) -> None:
    """Every document is there, and is found by its own sentence, and none twice."""
    doctor = majlis.run("doctor")
    assert (doctor.returncode, doctor.stderr) == (0, "")
    home = Home(majlis.home)
    searcher = Searcher(home, models)
    assert sorted(entry.id for entry in home.catalog.entries()) == sorted(
        f"{number}.txt" for number in numbers
    )
    for number in ask_for or numbers:
        hits = searcher.search(sentence(number), limit=3)
        found = [hit.document.id for hit in hits if hit.text == sentence(number)]
        assert found == [f"{number}.txt"]
        assert hits[0].document.id == f"{number}.txt"
    searcher.close()
    home.catalog.close()


def test_two_writers_at_once_lose_nothing(
    majlis: Majlis, models: EmbeddingModels, tmp_path: Path
) -> None:
    folders = [articles(tmp_path / str(i), range(80 * i, 80 * (i + 1))) for i in (0, 1)]
    writers = [majlis.start("add", folder) for folder in folders]
    for writer in writers:
        _, err = writer.communicate(timeout=120)
        assert writer.returncode == 0, err
        assert err.splitlines()[-1] == "80 added."
    assert_all_found(majlis, models, range(160))


def test_a_writer_killed_at_any_moment_loses_nothing(
    majlis: Majlis, models: EmbeddingModels, tmp_path: Path
) -> None:
    chance = random.Random()
    for kill in range(KILLS):
        folder = articles(tmp_path / str(kill), range(40 * kill, 40 * (kill + 1)))
        writer = majlis.start("add", folder)
        pause = chance.uniform(0.3, 4.0)
        time.sleep(pause)
        writer.kill()
        writer.communicate()
        # Where the kill came before the folder was remembered, the next command repeats.
        words = ["doctor"] if folder_is_known(majlis, folder) else ["add", str(folder)]
        finished = majlis.run(*words)
        assert finished.returncode == 0, f"killed after {pause} s: {finished.stderr}"
        new = range(40 * kill, 40 * (kill + 1))
        assert_all_found(majlis, models, range(40 * (kill + 1)), ask_for=new)


def folder_is_known(majlis: Majlis, folder: Path) -> bool:
    home = Home(majlis.home)
    try:
        return str(folder) in home.catalog.roots()
    finally:
        home.catalog.close()


def test_a_second_writer_waits_or_is_refused(majlis: Majlis, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", range(1))
    Home(majlis.home)
    holder = f"The process {os.getpid()} is writing to {str(majlis.home)!r}."
    with writing(majlis.home):
        refused = majlis.run("add", folder, "--no-wait")
        hint = "hint: Try again when it is done, or leave out --no-wait."
        assert refused.returncode == 1
        assert refused.stderr.splitlines() == [f"error: {holder}", hint]
        waiter = majlis.start("add", folder)
        assert waiter.stderr is not None
        assert waiter.stderr.readline() == f"{holder} Waiting for it to finish …\n"
        assert waiter.poll() is None
    _, err = waiter.communicate(timeout=60)
    assert (waiter.returncode, err) == (0, "added: 0.txt\n1 added.\n")


@pytest.fixture
def reader(majlis: Majlis, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that answers searches, line by line."""
    assert majlis.run("add", articles(tmp_path / "first", range(20))).returncode == 0
    process = majlis.start("search", "--batch", "-", "--limit", "3")
    yield process
    process.kill()
    process.communicate()


def ask(reader: subprocess.Popen[str], number: int) -> str:
    """Search for a sentence; gives the best document."""
    assert reader.stdin is not None and reader.stdout is not None
    reader.stdin.write(json.dumps({"id": str(number), "question": sentence(number)}) + "\n")
    reader.stdin.flush()
    answer = json.loads(reader.stdout.readline())
    assert "error" not in answer, answer
    best: str = answer["hits"][0]["document"]
    return best


def test_a_reader_asks_on_while_500_documents_come_in(
    majlis: Majlis, reader: subprocess.Popen[str], tmp_path: Path
) -> None:
    asked = 0
    for first in range(100, 600, 250):
        folder = articles(tmp_path / str(first), range(first, first + 250))
        with majlis.start("add", folder) as writer:
            while writer.poll() is None:
                assert ask(reader, asked % 20) == f"{asked % 20}.txt"
                asked += 1
            assert writer.returncode == 0
        assert ask(reader, first + 249) == f"{first + 249}.txt"
    assert asked > 50


def test_a_reader_asks_on_while_the_index_is_rebuilt(
    majlis: Majlis, reader: subprocess.Popen[str]
) -> None:
    for options in ([], ["--embed"]):
        with majlis.start("rebuild", *options) as writer:
            while writer.poll() is None:
                assert ask(reader, 7) == "7.txt"
            assert writer.returncode == 0
    assert majlis.run("remove", "7.txt").returncode == 0
    assert ask(reader, 7) != "7.txt"


@pytest.mark.parametrize("options", [[], ["--embed"]])
def test_a_rebuild_killed_before_the_swap_leaves_the_index_as_it_was(
    majlis: Majlis, models: EmbeddingModels, tmp_path: Path, options: list[str]
) -> None:
    assert majlis.run("add", articles(tmp_path / "in", range(40))).returncode == 0
    home = Home(majlis.home)
    tokens = home.next_tokens.path
    with majlis.start("rebuild", *options) as writer:
        while not tokens.exists():
            assert writer.poll() is None
            time.sleep(0.001)
        writer.kill()
    assert home.catalog.generation == 1
    home.catalog.close()
    assert_all_found(majlis, models, range(40), ask_for=range(3))
    assert majlis.run("rebuild").returncode == 0
    assert_all_found(majlis, models, range(40), ask_for=range(3))
