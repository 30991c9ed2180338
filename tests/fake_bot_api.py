"""A strict fake of Telegram's Bot API on 127.0.0.1, as far as the bot uses it.

What the real server refuses is refused here in its words; texts are those of its source.
"""

import json
import re
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "123456789:AAfake-token_of-the-tests"
NAME = "majlis_test_bot"
BOT = {"id": 123456789, "is_bot": True, "first_name": "majlis", "username": NAME}
RESET = 0  # instead of a status: the connection is reset
MAX_CHARACTERS = 4096
MAX_BYTES = 32_768
_ACTIONS = {"typing", "upload_document", "choose_sticker", "find_location", "upload_photo"}
_STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
           "blockquote", "expandable_blockquote"}  # fmt: skip

Fields = dict[str, Any]


class RefusedError(Exception):
    """An answer of the server that is not ok."""

    def __init__(self, status: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the bot sent."""

    chat: int
    id: int
    text: str
    entities: tuple[Fields, ...]
    reply_to: int | None
    thread: int | None
    preview: bool
    at: float

    def styled(self, kind: str) -> list[str]:
        """Give the words under the entities of a kind."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in self.entities
            if e["type"] == kind
        ]


class FakeBotApi:
    """The server: `write` is what people do, `sent` what the bot did."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Fields]] = []
        self.blocked: set[int] = set()
        self._methods: dict[str, Callable[[Fields], Any]] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "sendmessage": self._send_message,
            "sendchataction": self._send_chat_action,
            "deletewebhook": self._delete_webhook,
            "setmycommands": self._set_my_commands,
        }
        self._changed = threading.Condition()
        self._updates: list[Fields] = []
        self._messages: dict[int, dict[int, Fields]] = {}
        self._sent: list[Sent] = []
        self._failures: dict[str, deque[tuple[int, int]]] = {}
        self._allowed: list[str] | None = None
        self._pollers = 0
        self._last_id = 1000
        self._closed = False
        self._server = _Server(self)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["FakeBotApi"]:
        """Serve until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            with self._changed:
                self._closed = True
                self._changed.notify_all()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def write(
        self, chat: int, text: str = "", *, kind: str = "private", reply_to: int | None = None,
        thread: int | None = None, **content: Any,
    ) -> int:  # fmt: skip
        """Let a person write to a chat; gives the id of the message."""
        with self._changed:
            message = self._message(chat, kind, thread)
            message["from"] = {"id": 42, "is_bot": False, "first_name": "Amal"}
            message |= content
            if text:
                message |= {"text": text, "entities": found_entities(text)}
            if reply_to is not None:
                message["reply_to_message"] = self._messages[chat][reply_to]
            self._give({"message": message})
            return int(message["message_id"])

    def edit(self, chat: int, id: int, text: str) -> None:
        """Let a person edit a message."""
        with self._changed:
            self._give({"edited_message": {**self._messages[chat][id], "text": text}})

    def delete(self, chat: int, id: int) -> None:
        """Let a person delete a message."""
        with self._changed:
            del self._messages[chat][id]

    def fail(self, method: str, *statuses: int, retry_after: int = 1) -> None:
        """Answer the next calls of a method with these statuses."""
        with self._changed:
            self._failures.setdefault(method, deque()).extend((s, retry_after) for s in statuses)

    def sent(self, chat: int, count: int = 1, *, timeout_s: float = 20) -> list[Sent]:
        """Wait until the bot has sent so many messages to a chat, and give them."""

        def there() -> list[Sent]:
            return [message for message in self._sent if message.chat == chat]

        with self._changed:
            self._changed.wait_for(lambda: len(there()) >= count, timeout_s)
            assert len(there()) == count, f"{len(there())} of {count} messages: {there()}"
            return there()

    def until(self, happened: Callable[[], bool], *, timeout_s: float = 20) -> None:
        """Wait until something is to be seen in the calls."""
        with self._changed:
            assert self._changed.wait_for(happened, timeout_s)

    @property
    def unconfirmed(self) -> list[Fields]:
        """Give the updates that would be given again."""
        with self._changed:
            return list(self._updates)

    def call(self, token: str, method: str, fields: Fields) -> Any:
        """Answer a call; raises RefusedError."""
        if token != TOKEN:
            raise RefusedError(401, "Unauthorized")
        answer = self._methods.get(method.lower())
        if answer is None:
            raise RefusedError(404, "Not Found: method not found")
        with self._changed:
            self.calls.append((method, fields))
            self._changed.notify_all()
            if failures := self._failures.get(method):
                status, retry_after = failures.popleft()
                if status == 429:
                    words = f"Too Many Requests: retry after {retry_after}"
                    raise RefusedError(429, words, retry_after=retry_after)
                raise RefusedError(status, "Internal Server Error")
            result = answer(fields)
            self._changed.notify_all()
            return result

    def _get_me(self, fields: Fields) -> Fields:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False,
                "supports_inline_queries": False}  # fmt: skip

    def _get_updates(self, fields: Fields) -> list[Fields]:
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        deadline = time.monotonic() + min(float(fields.get("timeout", 0)), 50)
        if "allowed_updates" in fields:
            self._allowed = _parsed(fields["allowed_updates"]) or None
        self._pollers += 1
        mine = self._pollers
        self._changed.notify_all()
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        while mine == self._pollers and not self._updates and not self._closed:
            if not self._changed.wait(deadline - time.monotonic()):
                break
        if mine != self._pollers:
            raise RefusedError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return self._updates[:limit]

    def _send_message(self, fields: Fields) -> Fields:
        text = str(fields.get("text", ""))
        if not text:
            raise _bad("message text is empty")
        if len(text.encode()) > MAX_BYTES:
            raise _bad("text is too long")
        if fields.get("parse_mode"):
            raise _bad("unsupported parse_mode")
        chat = self._chat(fields)
        thread = self._thread(chat, fields)
        reply_to = self._replied(chat, fields)
        entities = _parsed(fields.get("entities", [])) or []
        check_entities(text, entities)
        shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text).replace("\r", "").strip(" \n\t")
        if not shown:
            raise _bad("text must be non-empty")
        if len(shown) > MAX_CHARACTERS:
            raise _bad("message is too long")
        kind = "private" if chat > 0 else "supergroup"
        message = self._message(chat, kind, thread) | {"from": BOT, "text": shown}
        self._messages[chat][message["message_id"]] = message
        preview = not (_parsed(fields.get("link_preview_options")) or {}).get("is_disabled")
        self._sent.append(
            Sent(
                chat, message["message_id"], text, tuple(entities), reply_to, thread, preview,
                time.monotonic(),
            )
        )  # fmt: skip
        return message

    def _send_chat_action(self, fields: Fields) -> bool:
        if fields.get("action") not in _ACTIONS:
            raise _bad("wrong parameter action in request")
        self._thread(self._chat(fields), fields)
        return True

    def _delete_webhook(self, fields: Fields) -> bool:
        return True

    def _set_my_commands(self, fields: Fields) -> bool:
        for command in _parsed(fields.get("commands")) or []:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise _bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")
        return True

    def _chat(self, fields: Fields) -> int:
        name = str(fields.get("chat_id", ""))
        if not name:
            raise _bad("chat_id is empty")
        chat = int(name) if re.fullmatch(r"-?\d+", name) else 0
        if chat not in self._messages:
            raise _bad("chat not found")
        if chat in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _thread(self, chat: int, fields: Fields) -> int | None:
        if "message_thread_id" not in fields:
            return None
        thread = int(fields["message_thread_id"])
        if not any(m.get("message_thread_id") == thread for m in self._messages[chat].values()):
            raise _bad("message thread not found")
        return thread

    def _replied(self, chat: int, fields: Fields) -> int | None:
        target = _parsed(fields.get("reply_parameters"))
        if not target:
            return None
        if (replied := int(target["message_id"])) in self._messages[chat]:
            return replied
        if target.get("allow_sending_without_reply"):
            return None
        raise _bad("message to be replied not found")

    def _message(self, chat: int, kind: str, thread: int | None) -> Fields:
        self._last_id += 1
        place = {"chat": {"id": chat, "type": kind}}
        message: Fields = {"message_id": self._last_id, "date": int(time.time())} | place
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        self._messages.setdefault(chat, {})[self._last_id] = message
        return message

    def _give(self, update: Fields) -> None:
        self._last_id += 1
        if self._allowed is None or set(update) & set(self._allowed):
            self._updates.append({"update_id": self._last_id, **update})
            self._changed.notify_all()


def units(text: str) -> int:
    """Count the UTF-16 units of a text."""
    return len(text.encode("utf-16-le")) // 2


def found_entities(text: str) -> list[Fields]:
    """Give the mentions and commands that the server finds in what a person writes."""
    kinds = (("mention", r"(?<!\w)@\w{5,32}"), ("bot_command", r"(?<![\w/])/\w+(?:@\w+)?"))
    return [
        {"type": kind, "offset": units(text[: m.start()]), "length": units(m.group())}
        for kind, pattern in kinds
        for m in re.finditer(pattern, text)
    ]


def check_entities(text: str, entities: list[Fields]) -> None:
    """Refuse entities that are not of the text; raises RefusedError."""
    borders = {0: 0}  # UTF-16 offsets between characters, and the byte offset of each
    wide = narrow = 0
    for character in text:
        wide, narrow = wide + units(character), narrow + len(character.encode())
        borders[wide] = narrow
    for entity in entities:
        if entity.get("type") not in _STYLES:
            raise _bad("can't parse MessageEntity: Unsupported type specified")
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start > wide:
            raise _bad(f"entity begins after the end of the text at UTF-16 offset {start}")
        if end > wide:
            words = f"entity beginning at UTF-16 offset {start} ends after the end of the text"
            raise _bad(f"{words} at UTF-16 offset {end}")
        for place, verb in ((start, "begins"), (end, "ends")):
            if place not in borders:
                at = borders.get(place - 1, 0)
                raise _bad(f"entity {verb} in a middle of a UTF-16 symbol at byte offset {at}")
        if entity["type"] == "text_link":
            url = urlsplit(entity["url"])
            if url.scheme not in ("http", "https") or "." not in (url.hostname or ""):
                raise _bad(f"entity URL '{entity['url']}' is invalid: Wrong HTTP URL")


def _bad(words: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {words}")


def _parsed(value: Any) -> Any:
    """Read a field that is JSON inside a form."""
    return json.loads(value) if isinstance(value, str) else value


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, api: FakeBotApi) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a call."""
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        fields = dict(parse_qsl(url.query, keep_blank_values=True))
        fields |= json.loads(body) if is_json and body else dict(parse_qsl(body, True))
        path = re.fullmatch(r"/bot([^/]+)/(\w+)", url.path)
        try:
            if not path:
                raise RefusedError(404, "Not Found")
            result = self.server.api.call(path[1], path[2], fields)
            self._answer(200, {"ok": True, "result": result})
        except RefusedError as refused:
            if refused.status == RESET:
                self._reset()
                return
            answer = {"ok": False, "error_code": refused.status, "description": refused.words}
            extra = {"parameters": refused.parameters} if refused.parameters else {}
            self._answer(refused.status, answer | extra)

    do_POST = do_GET  # noqa: N815  # the name that http.server calls

    def _answer(self, status: int, fields: Fields) -> None:
        body = json.dumps(fields).encode()
        with suppress(ConnectionError):  # nobody waits any more
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if wait := fields.get("parameters", {}).get("retry_after"):
                self.send_header("Retry-After", str(wait))
            self.end_headers()
            self.wfile.write(body)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()

    def log_message(self, *args: object) -> None:
        """Say nothing."""
