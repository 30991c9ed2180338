"""Cards: the answers that were given, with what their buttons and follow-ups need.

They are kept apart from the log, which can be switched off, and for a time that is set.
"""

import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json, log_time
from bot.answers import Answer
from bot.conversing.conversation import TURNS, Conversation
from bot.conversing.resume import replay
from bot.telegram_bot.records.bot_database import Store

_CACHED = 200  # conversations
_LINKED_S = 86_400  # for which a link asks its question
_COLUMNS = "id, origin, chat, thread, user, asked, earlier, answer, next"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked, by whom, in which message; `thread` is 0 outside topics."""

    chat: int
    thread: int
    user: int
    message: int


@dataclass(frozen=True, slots=True)
class Card:
    """An answer, the update it was made for, and the card before it in its conversation.

    `lead` is the question where nobody wrote it; a card that is `checked` holds the quotes of a
    text. `why` says for each citation how it was found; `next` are questions to ask on with. An id
    of 0 is that of a card that is not kept.
    """

    origin: int
    place: Place
    answer: Answer
    earlier: int | None = None
    lead: str = ""
    checked: bool = False
    why: tuple[dict[str, Any], ...] = ()
    next: tuple[str, ...] = ()
    id: int = 0


class Cards:
    """The cards of one home."""

    def __init__(self, store: Store, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._db = store.db
        self._now = now
        self._conversations: OrderedDict[int, Conversation] = OrderedDict()

    # Putting in

    def keep(self, card: Card) -> Card:
        """Keep the answer to an update; what is asked next follows it, unless a text was checked.

        Gives the card with its id and with how its quotes were found.
        """
        place, why = card.place, found(card.answer)
        with self._db.changing():
            rows = self._db.rows(
                "INSERT INTO cards (origin, chat, thread, user, asked, earlier, made, answer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                card.origin, place.chat, place.thread, place.user, place.message, card.earlier,
                self._now(), _written(replace(card, why=why)),
            )  # fmt: skip
            number = int(rows[0][0])
            if not card.checked:
                self.follow(place.chat, place.thread, number)
        return replace(card, id=number, why=why)

    def change(self, card: Card, origin: int, answer: Answer) -> Card:
        """Put another answer in the place of a card's, since an update edited its question."""
        changed = replace(card, origin=origin, answer=answer, why=found(answer), next=())
        self._db.rows(
            "UPDATE cards SET origin = ?, answer = ?, next = '[]' WHERE id = ?",
            origin, _written(changed), card.id,
        )  # fmt: skip
        self._conversations.clear()
        return changed

    def offer(self, card: Card, questions: Sequence[str]) -> Card:
        """Keep the questions that are offered with a card."""
        words = json.dumps(list(questions), ensure_ascii=False)
        self._db.rows("UPDATE cards SET next = ? WHERE id = ?", words, card.id)
        return replace(card, next=tuple(questions))

    def follow(self, chat: int, thread: int, card: int | None) -> None:
        """Let what is asked next in a chat, or a topic of it, follow a card, or nothing."""
        self._store.write("INSERT OR REPLACE INTO talks VALUES (?, ?, ?)", chat, thread, card)

    # Finding

    def card(self, id: int) -> Card | None:
        """Give a card by its id."""
        return self._one("id = ?", id)

    def made_for(self, origin: int) -> Card | None:
        """Give the card that was made for an update."""
        return self._one("origin = ?", origin)

    def of_question(self, chat: int, message: int) -> Card | None:
        """Give the card that answers a message."""
        return self._one("chat = ? AND asked = ? ORDER BY id DESC LIMIT 1", chat, message)

    def of_message(self, chat: int, message: int) -> Card | None:
        """Give the card that a message of the bot shows."""
        return self._one(
            "id = (SELECT card FROM sent WHERE chat = ? AND message = ?)", chat, message
        )

    def messages(self, card: Card) -> list[int]:
        """Give the messages that show a card, in order."""
        sql = "SELECT message FROM sent WHERE card = ? AND chat = ? ORDER BY part, message"
        return [int(row[0]) for row in self._store.read(sql, card.id, card.place.chat)]

    def last(self, chat: int, thread: int) -> int | None:
        """Give the card that what is asked next follows."""
        sql = "SELECT card FROM talks WHERE chat = ? AND thread = ?"
        rows = self._store.read(sql, chat, thread)
        return rows[0][0] if rows else None

    def conversation(self, card: int | None, name: str) -> Conversation:
        """Give the conversation that a card ends, free to be gone on with."""
        if card is None:
            return Conversation(id=name)
        if card not in self._conversations:
            answers: list[Answer] = []
            at: int | None = card
            while at is not None and len(answers) < 2 * TURNS and (one := self.card(at)):
                answers.append(one.answer)
                at = one.earlier
            self.remember(card, replay(reversed(answers)))
        self._conversations.move_to_end(card)
        return Conversation(list(self._conversations[card].turns), name)

    def remember(self, card: int, conversation: Conversation) -> None:
        """Hold a conversation in memory, to spare the next question the reading."""
        self._conversations[card] = Conversation(list(conversation.turns))
        if len(self._conversations) > _CACHED:
            self._conversations.popitem(last=False)

    # Links that ask a question

    def link(self, words: str, user: int) -> str:
        """Give the token of a link that asks something; it cannot be guessed, and lasts a day."""
        rows = self._db.rows(
            "INSERT INTO links VALUES (?, ?, ?, ?)"
            " ON CONFLICT (words, user) DO UPDATE SET at = excluded.at RETURNING token",
            os.urandom(12).hex(), words, user, self._now(),
        )  # fmt: skip
        return str(rows[0][0])

    def linked(self, token: str) -> str:
        """Give what a link asks; "" for a token that is none."""
        rows = self._db.rows("SELECT words FROM links WHERE token = ?", token)
        return str(rows[0][0]) if rows else ""

    # Opinions, and removing

    def judge(self, card: Card, user: int, *, liked: bool, reason: str = "") -> None:
        """Keep what a person thinks of an answer; the last word counts."""
        self._store.write(
            "INSERT OR REPLACE INTO opinions VALUES (?, ?, ?, ?, ?)",
            card.id, user, liked, reason, self._now(),
        )  # fmt: skip

    def opinions(self) -> tuple[int, int]:
        """Count who liked an answer and who did not."""
        rows = self._db.rows("SELECT coalesce(sum(liked), 0), count(*) FROM opinions")
        return int(rows[0][0]), int(rows[0][1] - rows[0][0])

    def tidy(self, days: int) -> None:
        """Remove the cards that are older than they may be, and what belongs to them."""
        limit = self._now() - days * 86_400
        with self._db.changing():
            self._db.rows("DELETE FROM cards WHERE made < ?", limit)
            self._db.rows("DELETE FROM sent WHERE at < ?", limit)
            self._db.rows("DELETE FROM links WHERE at < ?", self._now() - _LINKED_S)
            self._db.rows("DELETE FROM opinions WHERE at < ?", limit)
            self._db.rows("DELETE FROM talks WHERE card NOT IN (SELECT id FROM cards)")
        self.clear()

    def clear(self) -> None:
        """Forget what is held in memory."""
        self._conversations.clear()

    def _one(self, where: str, *values: object) -> Card | None:
        rows = self._store.read(f"SELECT {_COLUMNS} FROM cards WHERE {where}", *values)
        return _card(rows[0]) if rows else None


def found(answer: Answer) -> tuple[dict[str, Any], ...]:
    """Say for each citation how its passage was found: ranks from 1, and the question's words."""
    said = []
    for citation in answer.citations:
        quote, row = citation.quote, dict[str, Any]()
        for rank, hit in enumerate(answer.hits, 1):
            if hit.document.id == quote.document_id and _within(hit.passage, quote):
                match = hit.match
                row = {"rank": rank, "meaning": match.dense_rank, "words": match.bm25_rank,
                       "terms": list(match.terms)}  # fmt: skip
                break
        said.append(row)
    return tuple(said)


def _within(passage: Any, quote: Any) -> bool:
    return bool(passage.start <= quote.start and quote.end <= passage.end)


def _written(card: Card) -> str:
    held = {
        "answer": entry_to_json(LogEntry(card.answer, log_time(datetime.now(UTC)))),
        "why": card.why, "lead": card.lead, "checked": card.checked,
    }  # fmt: skip
    return json.dumps(held, ensure_ascii=False).encode("utf-8", "replace").decode()


def _card(row: tuple[Any, ...]) -> Card:
    number, origin, chat, thread, user, asked, earlier, text, following = row
    held = json.loads(text)
    return Card(
        origin, Place(chat, thread, user, asked), entry_from_json(held["answer"]).answer, earlier,
        held["lead"], held["checked"], tuple(held["why"]), tuple(json.loads(following)), number,
    )  # fmt: skip
