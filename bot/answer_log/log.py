"""The log: all answers of a home in one SQLite file, until they are removed."""

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
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.index.clock_readings import confirmed_time
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
_PATIENCE_S = 5.0  # that an answer waits for another process to finish writing
_BATCH = 500

log = logging.getLogger(__name__)


class AnswerLog:
    """The answers of one home. Safe to share between threads and processes.

    The first answer makes the file. With `days`, older answers are removed whenever the first
    answer of a day is added, by a time that the clock has confirmed.
    """

    def __init__(
        self, path: Path, *, days: int | None = None, patience_s: float = _PATIENCE_S
    ) -> None:
        self._path = path
        self._days = days
        self._patience_s = patience_s
        self._lock = threading.RLock()
        self._db: Database | None = None
        self._tidied_on: date | None = None

    # Adding

    def keep(self, answer: Answer, *, user: str = "", conversation: str = "") -> Answer:
        """Add an answer and return it with its id, or as it is if it cannot be written."""
        now = datetime.now(UTC)
        with_id = replace(answer, id=answer.id or os.urandom(8).hex())
        try:
            self._tidy(now)
            self.put([LogEntry(with_id, log_time(now), user, conversation)])
        except ExpectedError as error:
            log.warning("This answer is not kept. %s %s", error.message, error.hint)
            return answer
        return with_id

    def put(self, entries: Iterable[LogEntry]) -> int:
        """Add entries of an export; return how many were not here yet."""
        rest, new = iter(entries), 0
        while batch := list(islice(rest, _BATCH)):
            rows, db = [_row(entry) for entry in batch], self._database()
            with db.changing():  # asking for the file again in here would wait for `close`
                new += sum(len(db.rows(_INSERT, *row)) for row in rows)
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
        """Return the entries that have all the words of `search`, newest first.

        Words are looked for in the question, the answer, its quotes and their titles; upper and
        lower case are the same.
        """
        where, values = ["1"], list[object]()
        for word in _folded(search).split():
            where.append("instr(words, ?)")
            values.append(word)
        for column, value in (("user", user), ("conversation", conversation)):
            if value is not None:
                where.append(f"{column} = ?")
                values.append(_storable(value))
        values.append(-1 if limit is None else limit)
        return self._entries(
            f"{' AND '.join(where)} ORDER BY time DESC, number DESC LIMIT ?", *values
        )

    def answer(self, id: str) -> LogEntry:
        """Return the entry with an id, or the only one whose id begins so.

        Raises ExpectedError if there is none, or several.
        """
        exact = self._entries("id = ?", id) if id else []
        entries = exact or self._entries("substr(id, 1, ?) = ? LIMIT 2", len(id), id) if id else []
        if len(entries) == 1:
            return entries[0]
        message = say("log-many-ids" if entries else "log-no-id", id=repr(id))
        raise ExpectedError(message, hint=say("log-ids-hint"))

    def latest(self, prefix: str) -> str:
        """Return the id of the conversation answered last whose id has this prefix; "" if none."""
        where = "substr(conversation, 1, ?) = ? ORDER BY time DESC, number DESC LIMIT 1"
        entries = self._entries(where, len(prefix), prefix)
        return next((entry.conversation for entry in entries), "")

    def all(self) -> Iterator[LogEntry]:
        """Yield all entries, oldest first."""
        time, last = "", ""
        while page := self._entries(
            "(time, id) > (?, ?) ORDER BY time, id LIMIT ?", time, last, _BATCH
        ):
            yield from page
            time, last = page[-1].time, page[-1].id

    # Removing

    def forget(self, *, user: str) -> int:
        """Remove the answers to a user, every byte of them; return how many there were."""
        return self._forget("user = ?", _storable(user))

    def forget_before(self, time: datetime) -> int:
        """Remove the answers before a time, every byte of them; return how many there were."""
        return self._forget("time < ?", log_time(time))

    def forget_all(self) -> int:
        """Remove all answers, every byte of them; return how many there were."""
        return self._forget("1")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def _database(self) -> Database:
        with self._lock:
            if self._db is None:
                patience = {"patience_s": self._patience_s}
                self._db = Database(self._path, _MIGRATIONS, remedy="ask on", **patience)
                self._db.rows("PRAGMA secure_delete = ON")
                self._db.rows("PRAGMA temp_store = MEMORY")  # where VACUUM copies the rows
            return self._db

    def _entries(self, where: str, *values: object) -> list[LogEntry]:
        if not self._path.exists():
            return []
        sql = f"SELECT id, time, user, conversation, fields FROM answers WHERE {where}"
        return [_entry(row) for row in self._database().rows(sql, *values)]

    def _forget(self, where: str, *values: object) -> int:
        if not self._path.exists():
            return 0
        db = self._database()
        with db.changing():
            removed = db.rows(f"DELETE FROM answers WHERE {where} RETURNING 1", *values)
            db.rows("INSERT INTO unswept VALUES (?)", log_time(datetime.now(UTC)))
        self._sweep()
        return len(removed)

    def _tidy(self, now: datetime) -> None:
        """Finish the removal of a killed process, and once a day remove answers that are too old.

        Only the first answer of a day pays for that, since the limit is a midnight (UTC).
        """
        db, today = self._database(), now.date()
        if db.rows("SELECT 1 FROM unswept LIMIT 1"):
            with suppress(ExpectedError):  # a reader prevents it; the next answer tries again
                self._sweep()
        if self._days is None or self._tidied_on == today:
            return
        confirmed = confirmed_time(self._path.parent, now.timestamp())
        limit_day = datetime.fromtimestamp(confirmed, UTC).date() - timedelta(days=self._days)
        limit = limit_day.isoformat()
        if db.rows("DELETE FROM answers WHERE time < ? RETURNING 1", limit):
            db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        self._tidied_on = today

    def _sweep(self) -> None:
        """Write the file anew, so that no byte of removed answers is left in it or beside it."""
        db = self._database()
        db.rows("VACUUM")
        ((busy, *_),) = db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise ExpectedError(say("log-still-read"), hint=say("log-still-read-hint"))
        db.rows("DELETE FROM unswept")


_INSERT = (
    "INSERT OR IGNORE INTO answers (id, time, user, conversation, words, fields)"
    " VALUES (?, ?, ?, ?, ?, ?) RETURNING 1"
)
_COLUMNS = ("id", "time", "user", "conversation")


def _row(entry: LogEntry) -> tuple[str, ...]:
    line = entry_to_json(entry)
    columns = [line.pop(name) for name in _COLUMNS]
    answer = entry.answer
    words = [answer.question, answer.standalone_question]
    words += [statement.text for statement in answer.statements]
    words += [f"{citation.title}\n{citation.quote.text}" for citation in answer.citations]
    searched = _folded("\n".join(words))
    return (*map(_storable, (*columns, searched, json.dumps(line, ensure_ascii=False))),)


def _entry(row: tuple[Any, ...]) -> LogEntry:
    *columns, line = row
    return entry_from_json(dict(zip(_COLUMNS, columns, strict=True)) | json.loads(line))


def _folded(text: str) -> str:
    """Return a text in which the same words look the same, in upper and lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _storable(text: str) -> str:
    """Return a text that SQLite takes: a lone surrogate, as in a broken argument, becomes "?"."""
    return text.encode("utf-8", "replace").decode()
