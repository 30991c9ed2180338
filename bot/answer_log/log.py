"""The log: every answer that was given, in one SQLite file, until it is forgotten."""

import json
import logging
import os
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json, log_time
from bot.answers import Answer
from retrieval.errors import ExpectedError
from retrieval.index.database import Database

_MIGRATIONS = (
    """
    CREATE TABLE answers (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        time TEXT NOT NULL,
        user TEXT NOT NULL,
        conversation TEXT NOT NULL,
        words TEXT NOT NULL,
        fields TEXT NOT NULL
    );
    CREATE INDEX answers_time ON answers (time, number);
    CREATE INDEX answers_user ON answers (user, time);
    CREATE TABLE unswept (since TEXT NOT NULL)
    """,
)
_PATIENCE_S = 5.0  # an answer waits no longer for another process to have written
_BATCH = 500

log = logging.getLogger(__name__)


class AnswerLog:
    """The answers of one home; safe to share between threads and processes.

    The file is made by the first answer. With `days`, older answers are removed when the first of a
    day is kept.
    """

    def __init__(
        self, path: Path, *, days: int | None = None, patience_s: float = _PATIENCE_S
    ) -> None:
        self._path = path
        self._days = days
        self._patience_s = patience_s
        self._lock = threading.RLock()
        self._db: Database | None = None
        self._tidied: date | None = None

    # Putting in

    def keep(self, answer: Answer, *, user: str = "", conversation: str = "") -> Answer:
        """Keep an answer; gives it with its id, or as it came when it cannot be kept."""
        now = datetime.now(UTC)
        given = replace(answer, id=answer.id or os.urandom(8).hex())
        try:
            self._tidy(now)
            self.put([LogEntry(given, log_time(now), user, conversation)])
        except ExpectedError as error:
            log.warning("This answer is not kept. %s %s", error.message, error.hint)
            return answer
        return given

    def put(self, answers: Iterable[LogEntry]) -> int:
        """Keep answers that were kept before; gives how many were not here yet."""
        rest, new = iter(answers), 0
        while batch := list(islice(rest, _BATCH)):
            rows = [_row(kept) for kept in batch]
            with self._opened().changing():
                new += sum(len(self._opened().rows(_INSERT, *row)) for row in rows)
        return new

    # Finding

    def find(
        self,
        search: str = "",
        *,
        user: str | None = None,
        conversation: str | None = None,
        limit: int | None = None,
    ) -> list[LogEntry]:
        """Give the answers that hold all the words of `search`, newest first.

        Words are looked for in the question, the answer, its quotes and their titles, whatever
        their case.
        """
        where, values = ["1"], list[object]()
        for word in _folded(search).split():
            where.append("instr(words, ?)")
            values.append(word)
        for column, wanted in (("user", user), ("conversation", conversation)):
            if wanted is not None:
                where.append(f"{column} = ?")
                values.append(_storable(wanted))
        values.append(-1 if limit is None else limit)
        return self._kept(f"{' AND '.join(where)} ORDER BY time DESC, number DESC LIMIT ?", *values)

    def answer(self, id: str) -> LogEntry:
        """Give one answer by its id or the beginning of it; raises ExpectedError if there is none.

        Raises it too when several ids begin so.
        """
        exact = self._kept("id = ?", id) if id else []
        found = exact or self._kept("substr(id, 1, ?) = ? LIMIT 2", len(id), id) if id else []
        if len(found) == 1:
            return found[0]
        count = "Several answers begin" if found else "There is no answer that begins"
        raise ExpectedError(
            f"{count} with {id!r}.",
            hint="`majlis log` shows the answers that were kept.",
        )

    def latest(self, kind: str) -> str:
        """Give the conversation that was last added to of those whose ids begin so, or ""."""
        where = "substr(conversation, 1, ?) = ? ORDER BY time DESC, number DESC LIMIT 1"
        return next((kept.conversation for kept in self._kept(where, len(kind), kind)), "")

    def all(self) -> Iterator[LogEntry]:
        """Yield all answers, oldest first."""
        time, last = "", ""
        while page := self._kept(
            "(time, id) > (?, ?) ORDER BY time, id LIMIT ?", time, last, _BATCH
        ):
            yield from page
            time, last = page[-1].time, page[-1].id

    # Removing

    def forget(self, *, user: str) -> int:
        """Remove the answers that a user got, every byte of them; gives how many there were."""
        return self._forget("user = ?", _storable(user))

    def forget_before(self, time: datetime) -> int:
        """Remove the answers given before a time, every byte of them; gives how many there were."""
        return self._forget("time < ?", log_time(time))

    def forget_all(self) -> int:
        """Remove all answers, every byte of them; gives how many there were."""
        return self._forget("1")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def _opened(self) -> Database:
        with self._lock:
            if self._db is None:
                patience = {"patience_s": self._patience_s}
                self._db = Database(self._path, _MIGRATIONS, remedy="ask on", **patience)
                self._db.rows("PRAGMA secure_delete = ON")
                self._db.rows("PRAGMA temp_store = MEMORY")  # where VACUUM copies what is kept
            return self._db

    def _kept(self, where: str, *values: object) -> list[LogEntry]:
        if not self._path.exists():
            return []
        sql = f"SELECT id, time, user, conversation, fields FROM answers WHERE {where}"
        return [_restored(row) for row in self._opened().rows(sql, *values)]

    def _forget(self, where: str, *values: object) -> int:
        if not self._path.exists():
            return 0
        db = self._opened()
        with db.changing():
            gone = db.rows(f"DELETE FROM answers WHERE {where} RETURNING 1", *values)
            db.rows("INSERT INTO unswept VALUES (?)", log_time(datetime.now(UTC)))
        self._sweep()
        return len(gone)

    def _tidy(self, now: datetime) -> None:
        """Finish what a killed process left, and once a day remove what is older than it may be.

        Midnight is the limit, so that it costs something only for the first answer of a day.
        """
        db, today = self._opened(), now.date()
        if db.rows("SELECT 1 FROM unswept LIMIT 1"):
            with suppress(ExpectedError):  # a reader is in the way; the next answer tries again
                self._sweep()
        if self._days is None or self._tidied == today:
            return
        limit = (today - timedelta(days=self._days)).isoformat()
        if db.rows("DELETE FROM answers WHERE time < ? RETURNING 1", limit):
            db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        self._tidied = today

    def _sweep(self) -> None:
        """Write the file anew, so that nothing of what was removed is left in it or beside it."""
        db = self._opened()
        db.rows("VACUUM")
        ((busy, *_),) = db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise ExpectedError(
                "The answers are removed, but another process still reads what they were.",
                hint="Run the command again when it is done.",
            )
        db.rows("DELETE FROM unswept")


_INSERT = (
    "INSERT OR IGNORE INTO answers (id, time, user, conversation, words, fields)"
    " VALUES (?, ?, ?, ?, ?, ?) RETURNING 1"
)
_COLUMNS = ("id", "time", "user", "conversation")


def _row(kept: LogEntry) -> tuple[str, ...]:
    line = entry_to_json(kept)
    named = [line.pop(name) for name in _COLUMNS]
    answer = kept.answer
    words = [answer.question, answer.standalone_question]
    words += [statement.text for statement in answer.statements]
    words += [f"{citation.title}\n{citation.quote.text}" for citation in answer.citations]
    searched = _folded("\n".join(words))
    return (*map(_storable, (*named, searched, json.dumps(line, ensure_ascii=False))),)


def _restored(row: tuple[Any, ...]) -> LogEntry:
    *named, line = row
    return entry_from_json(dict(zip(_COLUMNS, named, strict=True)) | json.loads(line))


def _folded(text: str) -> str:
    """Give a text in which the same words look the same, in any script that has two cases."""
    return unicodedata.normalize("NFKC", text).casefold()


def _storable(text: str) -> str:
    """Give a text that SQLite takes: a lone surrogate, as in a broken argument, becomes "?"."""
    return text.encode("utf-8", "replace").decode()
