"""The world behind the server: chats, their messages, who is in them, what is asked and answered.

Everything is read and changed while `changed` is held.
"""

import threading
import time
from dataclasses import dataclass, field
from time import time as clock  # its own, whatever a test does to that of the bot
from typing import Any

from tests.support.fake_bot_api.rates import Meter
from tests.support.fake_bot_api.refusals import Fields, bad, forbidden, integer
from tests.support.fake_bot_api.shown_messages import SentMessage
from tests.support.fake_bot_api.updates import Updates

TOKEN = "123456789:AAfake-token_of-the-tests"
NAME = "majlis_test_bot"
BOT = {"id": 123456789, "is_bot": True, "first_name": "majlis", "username": NAME}
ID = int(TOKEN.partition(":")[0])
OUT = {"kicked": "bot was kicked from the {} chat", "left": "bot is not a member of the {} chat"}

_RIGHTS = dict.fromkeys(
    ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_edit_stories",
     "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
     "can_invite_users", "can_post_stories", "can_delete_stories"), True,
)  # fmt: skip
_STANDINGS: dict[str, Fields] = {
    "creator": {"is_anonymous": False}, "administrator": dict(_RIGHTS), "kicked": {"until_date": 0},
}  # fmt: skip


@dataclass(slots=True)
class Chat:
    """A chat that the bot knows."""

    id: int
    kind: str
    title: str = ""
    messages: dict[int, Fields] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    migrated_to: int = 0
    sent: list[SentMessage] = field(default_factory=list)
    edits: list[SentMessage] = field(default_factory=list)
    drafts: list[tuple[float, str]] = field(default_factory=list)
    photos: list[tuple[int, bytes]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    reactions: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class PendingQuery:
    """A press of a button or an inline query, waiting for its answer."""

    at: float
    kind: str
    answer: Fields | None = None


class World:
    """What there is; the methods are what the server itself needs of it."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Fields] = {}
        self.blocked: set[int] = set()
        self.queries: dict[str, PendingQuery] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self.privacy = False
        self.meter = Meter()
        self.updates = Updates(self.changed)
        self._skipped_s = 0.0
        self._last_id = 1000

    def now(self) -> float:
        """Return the time of the server, which `later` moves on."""
        return time.monotonic() + self._skipped_s

    def later(self, seconds: float) -> None:
        """Let time pass at once: rates are counted anew, queries get too old, drafts end."""
        with self.changed:
            self._skipped_s += seconds

    def restore(self, saved: Fields) -> None:
        """Take over the chats of another server: its ids, kinds, members, messages and people."""
        with self.changed:
            self._last_id = saved["last_id"]
            self.people |= {int(key): person for key, person in saved["people"].items()}
            for key, chat in saved["chats"].items():
                members = {int(user): status for user, status in chat["members"].items()}
                messages = {message["message_id"]: message for message in chat["messages"]}
                self.chats[int(key)] = Chat(
                    int(key), chat["kind"], messages=messages, members=members
                )

    def new_id(self) -> int:
        """Return a number that nothing has yet."""
        self._last_id += 1
        return self._last_id

    def give(self, update: Fields) -> None:
        """Send the bot an update; one with an `update_id` goes as it is, twice or out of order."""
        with self.changed:
            as_it_is = {n: dict(v) if isinstance(v, dict) else v for n, v in update.items()}
            self.updates.put({"update_id": self.new_id(), **as_it_is})

    def open(self, chat: int, kind: str) -> Chat:
        """Return a chat, a new one if there is none."""
        if chat not in self.chats:
            self.chats[chat] = Chat(chat, kind, members={ID: "member"})
        return self.chats[chat]

    def place(self, chat: Chat) -> Fields:
        """Return a chat as messages name it."""
        if chat.kind == "private":
            return {"id": chat.id, "type": "private", "first_name": self.name(chat.id)}
        return {"id": chat.id, "type": chat.kind, "title": chat.title or "A group"}

    def name(self, user: int) -> str:
        """Return the first name of a person."""
        return str(self.people.get(user, {}).get("first_name", "Amal"))

    def message(self, chat: Chat, thread: int | None, **content: Any) -> Fields:
        """Put a message into a chat."""
        message: Fields = {"message_id": self.new_id(), "date": int(clock())}
        message |= {"chat": self.place(chat)}
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        message |= content
        chat.messages[message["message_id"]] = message
        return message

    def reachable(self, fields: Fields, *, write: bool = True) -> Chat:
        """Find the chat of a call; refuse when the bot may not write there."""
        name = str(fields.get("chat_id", ""))
        if not name:
            raise bad("chat_id is empty")
        number = integer(fields, "chat_id")
        chat = self.chats.get(number)
        if chat is None:
            if number in self.people:
                raise forbidden("bot can't initiate conversation with a user")
            raise bad("chat not found")
        if chat.migrated_to:
            words = "group chat was upgraded to a supergroup chat"
            raise bad(words, migrate_to_chat_id=chat.migrated_to)
        if write and number in self.blocked:
            raise forbidden("bot was blocked by the user")
        if (status := chat.members.get(ID, "left")) in OUT:
            raise forbidden(OUT[status].format(chat.kind))
        return chat

    def thread(self, chat: Chat, fields: Fields) -> int | None:
        """Find the topic of a call."""
        if not (thread := integer(fields, "message_thread_id")):
            return None
        if any(m.get("message_thread_id") == thread for m in chat.messages.values()):
            return thread
        raise bad("message thread not found")


def standing(person: Fields, status: str) -> Fields:
    """Return a ChatMember."""
    return {"user": person, "status": status, **_STANDINGS.get(status, {})}
