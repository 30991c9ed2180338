"""Kept answers: found again, shown as they were, and gone for good when they are forgotten."""

import json
import logging
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json, log_time
from bot.answer_log.log import AnswerLog
from bot.answers import Answer, Citation, DroppedStatement, Statement, Usage
from bot.app import App, build
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from bot.rendering.text import plain
from bot.settings import Settings
from retrieval.errors import ExpectedError
from retrieval.index.database import Database
from retrieval.index.home_folder import Home
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document, Hit, Match, Passage, digest
from retrieval.search.searcher import Searcher
from tests.support.clock import confirm_yesterday
from tests.support.places import DATA
from tests.support.processes import Majlis

TEXT = "Steps:\n- Send wheat.\n\nПшеница ушла в Сирию. أرسل العراق القمح إلى سوريا. 100% sure_ly."
DOCUMENT = Document("folder/a.txt", TEXT, "A title\nof two lines", published="2024-05-01")
NEWS = "https://news.example/1?a=b"


def quoting(words: str, question: str = "What was sent?", **more: object) -> Answer:
    """Give an answer that quotes words of the document, with its lead-in."""
    start = TEXT.index(words)
    quote = DOCUMENT.quote(start, start + len(words))
    context = (DOCUMENT.quote(0, 6),)
    title, date = DOCUMENT.title, DOCUMENT.published
    citation = Citation(1, quote, title, date, NEWS, context, digest(TEXT))
    answer = Answer(question, question, (Statement(words.strip("- "), (1,)),), (citation,))
    return replace(answer, **more)  # type: ignore[arg-type]  # any field may be replaced


def abstaining(question: str) -> Answer:
    hit = Hit(Passage(DOCUMENT.id, 7, 20, (), ()), DOCUMENT, 0.25, Match())
    return Answer(question, question, (), (), (hit,), abstained=True, remark="Why?", searched=3)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AnswerLog]:
    made = AnswerLog(tmp_path / "log.sqlite3")
    yield made
    made.close()


def questions(found: list[LogEntry]) -> list[str]:
    return [kept.answer.question for kept in found]


# What is kept


def test_an_answer_comes_back_as_it_was(log: AnswerLog) -> None:
    usage = Usage("openai:gpt-5-mini", "answer-3", 812, 44, 0.0012)
    answer = quoting(
        "- Send wheat.", mode="model", usage=usage, elapsed_ms=12.3456789, reason="score +1.0",
        dropped=(DroppedStatement("It was sold.", "no label"),), searched=7,
    )  # fmt: skip
    kept = log.keep(answer, user="42", conversation="telegram:7")
    assert kept == replace(answer, id=kept.id) and len(kept.id) == 16
    found = log.answer(kept.id[:5])
    assert (found.user, found.conversation) == ("42", "telegram:7")
    assert datetime.now(UTC) - datetime.fromisoformat(found.time) < timedelta(seconds=60)
    assert found.answer == kept
    assert found.answer.citations[0].text_hash == digest(TEXT)
    assert plain(found.answer) == plain(answer)


def test_an_abstention_comes_back_as_it_was_shown(log: AnswerLog) -> None:
    answer = log.keep(abstaining("Who?"))
    assert plain(log.answer(answer.id).answer) == plain(answer)
    assert "- “- Send wheat.” (folder/a.txt 7-20)" in plain(answer)


def test_answers_to_the_seeds_are_kept_word_for_word(seeded: App) -> None:
    conversation = Conversation(id="chat-1")
    options = AskOptions(user="reader-1")
    for question in ("How is Iraq positioned toward Russia?", "And China?", "What is the"):
        answer = seeded.assistant.ask(question, conversation, options)
        kept = seeded.log.answer(answer.id)
        assert plain(kept.answer) == plain(answer)
        assert (kept.user, kept.conversation) == ("reader-1", "chat-1")
        assert [c.text_hash for c in kept.answer.citations] == [
            digest(document.text)
            for c in answer.citations
            if (document := seeded.home.catalog.document(c.quote.document_id))
        ]
        assert entry_from_json(entry_to_json(kept)) == kept
    assert questions(seeded.log.find(conversation="chat-1")) == [
        "What is the", "And China?", "How is Iraq positioned toward Russia?",
    ]  # fmt: skip


def test_with_the_log_off_nothing_is_kept(home: Home, models: EmbeddingModels) -> None:
    app = build(Settings(_env_file=None, MAJLIS_HOME=home.path, MAJLIS_LOG=False))
    with pytest.raises(ExpectedError, match="no articles"):
        app.assistant.ask("Where did Iraq send wheat?")
    app.close()
    assert not (home.path / "log.sqlite3").exists()


def test_looking_makes_no_file(log: AnswerLog, tmp_path: Path) -> None:
    assert (log.find(), list(log.all()), log.forget_all()) == ([], [], 0)
    with pytest.raises(ExpectedError, match="There is no answer that begins with 'abc'"):
        log.answer("abc")
    assert list(tmp_path.iterdir()) == []


def test_an_id_may_be_cut_short_unless_two_begin_so(log: AnswerLog) -> None:
    for name in ("ab1", "ab2", "ab"):
        log.keep(quoting("- Send wheat.", id=name))
    assert [log.answer(name).id for name in ("ab1", "ab")] == ["ab1", "ab"]
    for name, said in (("a", "Several answers begin"), ("", "There is no"), ("%", "There is no")):
        with pytest.raises(ExpectedError, match=said):
            log.answer(name)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("WHEAT", ["first"]),
        ("wheat send", ["first"]),
        ("wheat сирию", []),
        ("ПШЕНИЦА", ["second"]),
        ("القمح", ["third"]),
        ("100%", ["fourth"]),
        ("%", ["fourth"]),
        ("sure_ly", ["fourth"]),
        ("s_re", []),
        ("title of", ["fourth", "third", "second", "first"]),
        ("ﬁrst", ["first"]),
        ("'; DROP TABLE answers", []),
        ("", ["fourth", "third", "second", "first"]),
    ],
)
def test_words_are_found_whatever_their_case(log: AnswerLog, words: str, found: list[str]) -> None:
    log.keep(quoting("- Send wheat.", "first"))
    log.keep(quoting("Пшеница ушла в Сирию.", "second"))
    log.keep(quoting("أرسل العراق القمح إلى سوريا.", "third"))
    log.keep(quoting("100% sure_ly.", "fourth"))
    assert questions(log.find(words)) == found
    assert questions(log.find(words, limit=2)) == found[:2]


def test_a_lone_surrogate_is_no_reason_to_lose_an_answer(log: AnswerLog) -> None:
    log.keep(quoting("- Send wheat."), user="\udcff")
    assert [kept.user for kept in log.find(user="\udcff")] == ["?"]


def test_a_log_that_cannot_be_written_costs_no_answer(
    seeded: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "log.sqlite3"
    path.write_bytes(b"no database" * 1000)
    searcher = Searcher(seeded.home, seeded.models)
    answer = Assistant(searcher, log=AnswerLog(path)).ask("Where did Iraq send wheat?")
    searcher.close()
    assert (answer.id, len(answer.statements)) == ("", 1)
    (record,) = caplog.records
    assert (record.levelno, record.name) == (logging.WARNING, "bot.answer_log.log")
    assert record.getMessage() == (
        f"This answer is not kept. The log {str(path)!r} is damaged: file is not a database."
        " Put back a copy of it, or move it away and ask on."
    )


# What is removed


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holding(folder: Path, *words: str) -> list[str]:
    """Name the files below a folder that hold any of the words, as they stand or folded."""
    wanted = [form.encode() for word in words for form in (word, word.casefold())]
    return [name for name, held in files(folder).items() if any(each in held for each in wanted)]


SECRET = "Quokka-Пароль-سر"


def filled(log: AnswerLog) -> None:
    """Keep three hundred answers, a third of them with the secret."""
    for number in range(300):
        secret = number % 3 == 0
        question = f"{SECRET if secret else 'plain'} {number} " + "x" * (number * 7 % 900)
        log.keep(quoting("- Send wheat.", question), user=f"{SECRET}-9" if secret else "8")


def test_no_byte_of_what_was_forgotten_is_left(log: AnswerLog, tmp_path: Path) -> None:
    filled(log)
    assert holding(tmp_path, SECRET) != []
    assert log.forget(user=f"{SECRET}-9") == 100
    assert holding(tmp_path, SECRET) == []
    assert len(log.find()) == 200
    log.close()
    assert holding(tmp_path, SECRET) == []
    again = AnswerLog(tmp_path / "log.sqlite3")
    again.keep(quoting("- Send wheat."))
    assert (len(again.find()), holding(tmp_path, SECRET)) == (201, [])
    again.close()


KEEPER = """
import os, signal, sys
from pathlib import Path
from typing import Any
from tests.bot.answer_log.test_log import AnswerLog, filled
filled(AnswerLog(Path(sys.argv[1])))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_no_byte_is_left_of_what_a_killed_process_had_written(
    log: AnswerLog, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KEEPER, str(tmp_path / "log.sqlite3")]
    assert subprocess.run(command, env=Majlis.environment(), check=False).returncode == -9
    assert "log.sqlite3-wal" in holding(tmp_path, SECRET)
    assert log.forget(user=f"{SECRET}-9") == 100
    assert holding(tmp_path, SECRET) == []


FORGETTER = """
import sys
import threading
from pathlib import Path
from typing import Any
from tests.bot.answer_log.test_log import SECRET, AnswerLog
log = AnswerLog(Path(sys.argv[1]))
log.find()
print("ready", flush=True)
sys.stdin.read(1)
log.forget(user=f"{SECRET}-9")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
@pytest.mark.parametrize("pause_ms", [0, 1, 2, 4, 8, 16])
def test_a_process_killed_while_it_forgets_is_finished_by_the_next_answer(
    log: AnswerLog, tmp_path: Path, pause_ms: int
) -> None:
    filled(log)
    log.close()
    command = [sys.executable, "-c", FORGETTER, str(tmp_path / "log.sqlite3")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=Majlis.environment()) as process:
        assert process.stdin and process.stdout and process.stdout.readline() == b"ready\n"
        process.stdin.write(b"\n")
        process.stdin.flush()
        time.sleep(pause_ms / 1000)
        process.send_signal(signal.SIGKILL)
    log.keep(quoting("- Send wheat."))
    left = len(log.find(user=f"{SECRET}-9"))
    assert left in (0, 100)
    assert bool(holding(tmp_path, SECRET)) == bool(left)
    log.forget(user=f"{SECRET}-9")
    assert (holding(tmp_path, SECRET), len(log.find())) == ([], 201)


def test_what_a_reader_held_up_is_swept_by_the_next_answer(tmp_path: Path) -> None:
    log = AnswerLog(tmp_path / "log.sqlite3", patience_s=0.1)
    filled(log)
    with closing(sqlite3.connect(tmp_path / "log.sqlite3")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM answers").fetchone()
        with pytest.raises(ExpectedError, match="another process still reads"):
            log.forget(user=f"{SECRET}-9")
        assert log.find(user=f"{SECRET}-9") == []
        assert holding(tmp_path, SECRET) != []
    log.close()
    next_one = AnswerLog(tmp_path / "log.sqlite3")
    next_one.keep(quoting("- Send wheat."))
    assert holding(tmp_path, SECRET) == []
    next_one.close()


def aged(days: int, name: str) -> LogEntry:
    time = log_time(datetime.now(UTC) - timedelta(days=days))
    return LogEntry(quoting("- Send wheat.", f"{SECRET} {name}", id=name), time)


def test_what_is_older_than_it_may_be_is_removed_by_the_first_answer_of_a_day(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.sqlite3"
    with closing(AnswerLog(path)) as log:
        assert log.put([aged(40, "old"), aged(32, "just"), aged(29, "young")]) == 3
        log.keep(quoting("- Send wheat.", id="new"))
        assert [kept.id for kept in log.find()] == ["new", "young", "just", "old"]
    confirm_yesterday(tmp_path)
    with closing(AnswerLog(path, days=30)) as log:
        assert len(log.find()) == 4
        log.keep(quoting("- Send wheat.", id="newer"))
        assert [kept.id for kept in log.find()] == ["newer", "new", "young"]
        assert holding(tmp_path, f"{SECRET} old", f"{SECRET} just") == []


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_jumps_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    wrong = datetime.now(UTC) + timedelta(days=days)

    class WrongClock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return wrong

    path = tmp_path / "log.sqlite3"
    with closing(AnswerLog(path, days=30)) as log:
        log.put([aged(29, "old"), aged(1, "young")])
        log.keep(quoting("- Send wheat.", id="before"))
    with monkeypatch.context() as context, closing(AnswerLog(path, days=30)) as log:
        context.setattr("bot.answer_log.log.datetime", WrongClock)
        log.keep(quoting("- Send wheat.", id="meanwhile"))
    with closing(AnswerLog(path, days=30)) as log:
        log.keep(quoting("- Send wheat.", id="after"))
        kept = {entry.id for entry in log.find()}
    assert kept == {"old", "young", "before", "meanwhile", "after"}


def test_what_was_given_before_a_time_is_forgotten(log: AnswerLog) -> None:
    log.put([aged(3, "a"), aged(2, "b"), aged(1, "c")])
    assert log.forget_before(datetime.now(UTC) - timedelta(days=1, hours=1)) == 2
    assert [kept.id for kept in log.all()] == ["c"]
    assert (log.forget_all(), log.find()) == (1, [])


# Many at once


WRITER = """
import sys
import threading
from pathlib import Path
from typing import Any
from tests.bot.answer_log.test_log import AnswerLog, quoting
log = AnswerLog(Path(sys.argv[1]))
for number in range(150):
    assert log.keep(quoting("- Send wheat.", f"{number}"), user=sys.argv[2]).id
"""


def test_processes_that_write_at_once_lose_nothing(log: AnswerLog, tmp_path: Path) -> None:
    path = str(tmp_path / "log.sqlite3")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, user], env=Majlis.environment())
        for user in "ab"
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    for user in "ab":
        assert questions(log.find(user=user)) == [str(number) for number in range(149, -1, -1)]


def test_an_import_holds_what_an_export_gave_and_nothing_twice(
    log: AnswerLog, tmp_path: Path
) -> None:
    usage = Usage("m", "p", 1, 2, None)
    log.keep(quoting("- Send wheat.", usage=usage, elapsed_ms=0.1 + 0.2), user="1")
    log.keep(abstaining("من؟"), conversation="c")
    with closing(AnswerLog(tmp_path / "other.sqlite3")) as other:
        assert other.put(log.all()) == 2
        assert other.put(log.all()) == 0
        assert list(other.all()) == list(log.all())
        assert [entry_to_json(kept) for kept in other.find()] == [
            entry_to_json(kept) for kept in log.find()
        ]


def test_a_log_of_november_2026_is_read_and_exported_as_it_was_then(tmp_path: Path) -> None:
    lines = (DATA / "log-2026-11.jsonl").read_text("utf-8").splitlines()
    path = tmp_path / "log.sqlite3"
    path.write_bytes((DATA / "log-2026-11.sqlite3").read_bytes())
    with closing(AnswerLog(path)) as log, closing(AnswerLog(tmp_path / "new.sqlite3")) as other:
        other.put(entry_from_json(json.loads(line)) for line in lines)
        for entries in (list(log.all()), list(other.all())):
            rows = [entry_to_json(entry) for entry in entries]
            assert [json.dumps(row, ensure_ascii=False) for row in rows] == lines


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"question": 5},
        {"time": "yesterday"},
        {"statements": [{"text": "x", "citations": [2]}]},
        {"citations": []},
        {"usage": {"model": "m"}},
    ],
)
def test_what_is_no_kept_answer_is_refused(change: dict[str, object]) -> None:
    kept = LogEntry(quoting("- Send wheat.", id="a"), log_time(datetime.now(UTC)))
    assert entry_from_json(entry_to_json(kept)) == kept
    with pytest.raises(ExpectedError, match="no kept answer"):
        entry_from_json(entry_to_json(kept) | change)
    span = {"start": 10**8, "end": 10**8 + 3, "quote": "abc"}
    far = entry_to_json(kept)["citations"][0] | span
    with pytest.raises(ExpectedError, match="no kept answer"):
        entry_from_json(entry_to_json(kept) | {"citations": [far]})


def test_a_log_that_is_closed_while_answers_are_put_into_it_holds_nobody_up(
    log: AnswerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`close` waits for the transaction, which must not wait for `close`."""
    closing_log = threading.Thread(target=log.close, daemon=True)
    real_rows = Database.rows

    def rows(database: Database, sql: str, *values: object) -> list[tuple[Any, ...]]:
        found = real_rows(database, sql, *values)
        if sql.startswith("INSERT") and not closing_log.ident:
            closing_log.start()
            time.sleep(0.2)
        return found

    log.keep(abstaining("The first question?"))
    monkeypatch.setattr(Database, "rows", rows)
    now = log_time(datetime.now(UTC))
    answers = [replace(abstaining(f"Question {number}?"), id=f"{number:016x}") for number in (1, 2)]
    entries = [LogEntry(answer, now, "", "") for answer in answers]
    putting = threading.Thread(target=log.put, args=(entries,), daemon=True)
    putting.start()
    putting.join(20)
    closing_log.join(20)
    assert not putting.is_alive()
    assert not closing_log.is_alive()
