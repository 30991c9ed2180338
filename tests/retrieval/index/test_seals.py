"""One changed byte in a home is noticed, wherever it is, and nothing else is taken for damage."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.app import build
from bot.settings import Settings
from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.database import Database
from retrieval.index.home_folder import Home
from retrieval.index.seals import read_sealed, write_sealed
from retrieval.index.token_vectors import RECORD, TokenFile, compress
from retrieval.ingest.rebuild import rebuild
from retrieval.models.embedding_models import EmbeddingModels
from tests.tools.attack.damage import answer_of, build_home, find_damage, missed_flips

MADE = ("CREATE TABLE a (b TEXT)",)


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("used") / "home"
    build_home(home)
    return home


def test_the_doctor_finds_one_changed_byte(used_home: Path) -> None:
    assert not find_damage(used_home)
    assert missed_flips(used_home, 60) == []


def test_a_damaged_index_is_said_and_mended(used_home: Path) -> None:
    right = answer_of(used_home)
    for pattern in ("tokens-*.bin", "index/*/chroma/*/data_level0.bin", "index/*/keywords/*.idx"):
        file = max(used_home.glob(pattern))  # of the generation in use
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        assert answer_of(used_home) == ""
        app = build(Settings(_env_file=None, MAJLIS_HOME=used_home))
        rebuild(app.home, app.models)
        app.close()
        assert answer_of(used_home) == right


def test_a_database_is_sealed_when_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    first = Database(path, MADE, remedy="go on")
    first.rows("INSERT INTO a VALUES ('x')")
    other = Database(path, MADE, remedy="go on")
    other.rows("INSERT INTO a VALUES ('y')")
    first.close()  # while the other one is at work
    other.rows("INSERT INTO a VALUES ('z')")
    assert not (tmp_path / "a.seal").exists()
    other.close()
    assert (tmp_path / "a.seal").exists()
    reader = Database(path, MADE, remedy="go on")
    assert len(reader.rows("SELECT * FROM a")) == 3
    reader.close()
    assert (tmp_path / "a.seal").exists()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ExpectedError, match="is damaged: it is not as it was written"):
        Database(path, MADE, remedy="go on")


def test_a_damaged_database_is_not_sealed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.index.database.AT_ONCE_BYTES", 0)  # as for a large one
    path = tmp_path / "a.sqlite3"
    Database(path, MADE, remedy="go on").close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO a VALUES ('foreign')")
        database.commit()
    database_of_ours = Database(path, MADE, remedy="go on")
    with pytest.raises(ExpectedError, match="it is not as it was written"):
        database_of_ours.rows("INSERT INTO a VALUES ('x')")
    database_of_ours.close()


def test_a_killed_writer_leaves_no_seal_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    Database(path, MADE, remedy="go on").close()
    killed = Database(path, MADE, remedy="go on")
    killed.rows("INSERT INTO a VALUES ('x')")
    killed._connection.close()
    Database(path, MADE, remedy="go on").check()


def test_token_vectors_are_sealed_by_blocks(tmp_path: Path, models: EmbeddingModels) -> None:
    records = compress(models.local.encode(["The ferry crosses the strait of Zembla."])[0].tokens)
    file = TokenFile(tmp_path / "tokens-1.bin")
    for _ in range(2):
        file.append([records] * (1_200_000 // (RECORD * len(records))))
        file.seal()
        file.check()
    file.append([records])  # a killed writer
    file.check()
    count = len(file.map()) // 2
    file.cut(count)
    file.check()
    content = bytearray(file.path.read_bytes())
    content[100] ^= 1
    file.path.write_bytes(content)
    file.check(only_end=True)
    with pytest.raises(IndexDamagedError, match=r"tokens-1.bin is not as it was written"):
        file.check()


def test_what_is_sealed_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_sealed(path, {"a": [1, 2.5, "é"]})
    assert read_sealed(path) == {"a": [1, 2.5, "é"]}
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ValueError, match="is not as it was written"):
            read_sealed(path)


def test_an_index_without_its_catalog_is_an_error(used_home: Path, tmp_path: Path) -> None:
    (tmp_path / "index" / "1").mkdir(parents=True)
    (tmp_path / "index" / "1" / "seals.json").write_text("")
    with pytest.raises(ExpectedError, match="is missing, but an index of its articles is there"):
        Home(tmp_path).catalog.roots()
    assert not (tmp_path / "catalog.sqlite3").exists()


def test_what_could_only_be_read_is_written_once_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sqlite3"
    Database(path, MADE, remedy="go on").close()
    connect: Any = sqlite3.connect

    def unwritable(file: object, *values: object, **more: object) -> Any:
        if file == path:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connect(file, *values, **more)

    with monkeypatch.context() as context:
        context.setattr(sqlite3, "connect", unwritable)
        database = Database(path, MADE, remedy="go on")
        assert database.rows("SELECT * FROM a") == []
        with pytest.raises(ExpectedError):
            database.rows("INSERT INTO a VALUES ('x')")
    database.rows("INSERT INTO a VALUES ('y')")
    with database.changing():
        database.rows("INSERT INTO a VALUES ('z')")
    assert database.rows("SELECT b FROM a") == [("y",), ("z",)]
    database.close()


def test_a_seal_is_checked_without_dropping_the_locks_of_others(tmp_path: Path) -> None:
    """A process that closes last removes the write-ahead log, unless it sees another's lock."""
    path = tmp_path / "a.sqlite3"
    Database(path, MADE, remedy="go on").close()
    mine = Database(path, MADE, remedy="go on")
    assert mine.rows("SELECT * FROM a") == []
    Database(path, MADE, remedy="go on").check_seal()
    program = (
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]);"
        "d.execute('INSERT INTO a VALUES (1)'); d.commit(); d.close()"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert (tmp_path / "a.sqlite3-wal").exists()
    (tmp_path / "a.seal").unlink()
    mine.rows("INSERT INTO a VALUES ('x')")
    mine.close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM a").fetchone() == (2,)
