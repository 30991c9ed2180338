"""Answer records: each answer with what its buttons and the next question need.

They are separate from the log, which can be switched off, and are deleted after a set time.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cachetools import LRUCache

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json, log_time
from bot.answers import Answer
from bot.conversing.conversation import TURNS, Conversation
from bot.conversing.resume import replay
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.message_ref import MessageRef
from retrieval.passages import Passage, Quote

_CACHED_CONVERSATIONS = 200
_COLUMNS = "id, origin, chat, thread, user, asked, earlier, answer, next"


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer, and the message that asked for it.

    `previous` is the id of the record that this one continues. `heading` is the question, shown
    above the answer where no message in the chat contains it. `is_check`: the record holds the
    quotes for a text that was checked. `match_details` has a row for each citation (see
    `match_details_of`). `suggestions` are questions offered below the answer. The id is 0 while the
    record is not stored.
    """

    ref: MessageRef
    answer: Answer
    previous: int | None = None
    heading: str = ""
    is_check: bool = False
    match_details: tuple[dict[str, Any], ...] = ()
    suggestions: tuple[str, ...] = ()
    id: int = 0


class AnswerRecords:
    """The answer records of one home; to be used from one thread."""

    def __init__(self, database: BotDatabase, *, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._sqlite = database.sqlite
        self._now = now
        self._conversations: LRUCache[int, Conversation] = LRUCache(_CACHED_CONVERSATIONS)

    # Storing

    def add(self, record: AnswerRecord) -> AnswerRecord:
        """Store the record of an answer; return it with its id and its match details.

        It becomes the latest of its chat, unless it belongs to a checked text.
        """
        ref = record.ref
        record = replace(record, match_details=match_details_of(record.answer))
        with self._sqlite.changing():
            rows = self._sqlite.rows(
                "INSERT INTO cards (origin, chat, thread, user, asked, earlier, made, answer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                ref.update, ref.chat, ref.thread, ref.user, ref.message, record.previous,
                self._now(), _to_json(record),
            )  # fmt: skip
            record = replace(record, id=int(rows[0][0]))
            if not record.is_check:
                self.set_latest(ref, record.id)
        return record

    def replace_answer(self, record: AnswerRecord, update: int, answer: Answer) -> AnswerRecord:
        """Store another answer in a record, because an update edited its question."""
        changed = replace(
            record, ref=replace(record.ref, update=update), answer=answer,
            match_details=match_details_of(answer), suggestions=(),
        )  # fmt: skip
        self._sqlite.rows(
            "UPDATE cards SET origin = ?, answer = ?, next = '[]' WHERE id = ?",
            update, _to_json(changed), record.id,
        )  # fmt: skip
        self._conversations.clear()
        return changed

    def save_suggestions(self, record: AnswerRecord, questions: Sequence[str]) -> AnswerRecord:
        """Store the questions that are offered below an answer; return the record with them."""
        text = json.dumps(list(questions), ensure_ascii=False)
        self._sqlite.rows("UPDATE cards SET next = ? WHERE id = ?", text, record.id)
        return replace(record, suggestions=tuple(questions))

    def set_latest(self, ref: MessageRef, record: int | None) -> None:
        """Set which record the next question in a chat, or in a topic of it, continues."""
        sql = "INSERT OR REPLACE INTO talks VALUES (?, ?, ?)"
        self._database.write(sql, ref.chat, ref.thread, record)

    # Finding

    def by_id(self, id: int) -> AnswerRecord | None:
        """Return the record with an id."""
        return self._first("id = ?", id)

    def by_update(self, update: int) -> AnswerRecord | None:
        """Return the record that was made for an update."""
        return self._first("origin = ?", update)

    def by_question(self, ref: MessageRef) -> AnswerRecord | None:
        """Return the newest record that answers a message."""
        where = "chat = ? AND asked = ? ORDER BY id DESC LIMIT 1"
        return self._first(where, ref.chat, ref.message)

    def by_message(self, chat: int, message: int) -> AnswerRecord | None:
        """Return the record that a message of the bot shows."""
        where = "id = (SELECT card FROM sent WHERE chat = ? AND message = ?)"
        return self._first(where, chat, message)

    def message_ids(self, record: AnswerRecord) -> list[int]:
        """Return the messages that show a record, in order."""
        sql = "SELECT message FROM sent WHERE card = ? AND chat = ? ORDER BY part, message"
        return [int(row[0]) for row in self._database.read(sql, record.id, record.ref.chat)]

    def latest(self, ref: MessageRef) -> int | None:
        """Return the id of the record that the next question in the chat or topic continues."""
        sql = "SELECT card FROM talks WHERE chat = ? AND thread = ?"
        rows = self._database.read(sql, ref.chat, ref.thread)
        return rows[0][0] if rows else None

    def conversation(self, last: int | None, name: str) -> Conversation:
        """Return the conversation that ends with a record, as a copy that may be continued."""
        if last is None:
            return Conversation(id=name)
        turns = self._conversations.get(last)
        if turns is None:
            answers: list[Answer] = []
            number: int | None = last
            while number is not None and len(answers) < 2 * TURNS and (one := self.by_id(number)):
                answers.append(one.answer)
                number = one.previous
            turns = replay(reversed(answers))
            self.cache_conversation(last, turns)
        return Conversation(list(turns.turns), name)

    def cache_conversation(self, last: int, conversation: Conversation) -> None:
        """Remember the conversation that ends with a record, to save reading it again."""
        self._conversations[last] = Conversation(list(conversation.turns))

    # Ratings, and deleting

    def save_rating(
        self, record: AnswerRecord, user: int, *, liked: bool, reason: str = ""
    ) -> None:
        """Store what a person thinks of an answer; it replaces what they thought before."""
        sql = "INSERT OR REPLACE INTO opinions VALUES (?, ?, ?, ?, ?)"
        self._database.write(sql, record.id, user, liked, reason, self._now())

    def rating_counts(self) -> tuple[int, int]:
        """Return how many ratings are good, and how many are not."""
        rows = self._sqlite.rows("SELECT coalesce(sum(liked), 0), count(*) FROM opinions")
        return int(rows[0][0]), int(rows[0][1] - rows[0][0])

    def delete_expired(self, now: float, days: int) -> None:
        """Delete records that are older than so many days at a time, and what belongs to them."""
        oldest = now - days * 86_400
        with self._sqlite.changing():
            self._sqlite.rows("DELETE FROM cards WHERE made < ?", oldest)
            self._sqlite.rows("DELETE FROM sent WHERE at < ?", oldest)
            self._sqlite.rows("DELETE FROM opinions WHERE at < ?", oldest)
            self._sqlite.rows("DELETE FROM talks WHERE card NOT IN (SELECT id FROM cards)")
        self.clear_cache()

    def clear_cache(self) -> None:
        """Forget the conversations that are held in memory."""
        self._conversations.clear()

    def _first(self, where: str, *values: object) -> AnswerRecord | None:
        rows = self._database.read(f"SELECT {_COLUMNS} FROM cards WHERE {where}", *values)
        return _from_row(rows[0]) if rows else None


def match_details_of(answer: Answer) -> tuple[dict[str, Any], ...]:
    """Return for each citation how the search found its passage, {} where it did not.

    "rank" is the place among all hits, "meaning" and "words" the places in the dense and in the
    keyword search, all from 1; "terms" are the stems that the passage shares with the question.
    """
    return tuple(_match_details(answer, citation.quote) for citation in answer.citations)


def _match_details(answer: Answer, quote: Quote) -> dict[str, Any]:
    for rank, hit in enumerate(answer.hits, 1):
        if hit.document.id == quote.document_id and _contains(hit.passage, quote):
            match = hit.match
            return {"rank": rank, "meaning": match.dense_rank, "words": match.bm25_rank,
                    "terms": list(match.terms)}  # fmt: skip
    return {}


def _contains(passage: Passage, quote: Quote) -> bool:
    return passage.start <= quote.start and quote.end <= passage.end


def _to_json(record: AnswerRecord) -> str:
    values = {
        "answer": entry_to_json(LogEntry(record.answer, log_time(datetime.now(UTC)))),
        "why": record.match_details, "lead": record.heading, "checked": record.is_check,
    }  # fmt: skip
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace").decode()


def _from_row(row: tuple[Any, ...]) -> AnswerRecord:
    number, update, chat, thread, user, message, previous, text, suggestions = row
    values = json.loads(text)
    return AnswerRecord(
        MessageRef(update, chat, thread, user, message), entry_from_json(values["answer"]).answer,
        previous, values["lead"], values["checked"], tuple(values["why"]),
        tuple(json.loads(suggestions)), number,
    )  # fmt: skip
