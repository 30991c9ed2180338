"""Many people, bad connections, strange updates: nothing is lost on the wire."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from bot.answers import Answer, Statement
from bot.app import App
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.conversing.conversation import Conversation
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.wire import rate_limiter
from bot.telegram_bot.wire.call_schedule import RateLimits
from tests.support.fake_bot_api import LOST, RESET, FakeBotApi, Fields, RefusedError, SentMessage
from tests.support.telegram import CHINA, RUSSIA, TUNGSTEN, serving, soon

PACED = RateLimits(per_second=20)  # with more room than usual, for a machine that is busy


class Rough(FakeBotApi):
    """A server whose answers a test may replace: by bytes, or by a refusal in words."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = 0
        self.instead: Callable[[str, Fields], bytes | str] = lambda *_: ""

    def call(self, token: str, method: str, fields: Fields) -> Any:
        """Answer a call."""
        replacement = self.instead(method, fields)
        if isinstance(replacement, bytes):
            return replacement
        if replacement:
            with self.changed:
                self.refused += 1
                self.changed.notify_all()
            raise RefusedError(400, replacement)
        return super().call(token, method, fields)

    def refuse(self, method: str, *words: str) -> None:
        """Refuse the next calls of a method."""
        waiting = list(words)
        self.instead = lambda name, _: waiting.pop(0) if name == method and waiting else ""


@pytest.fixture(scope="module")
def rough(unread: App) -> Iterator[Rough]:
    with Rough().running() as api, serving(unread, api):
        yield api


def answers(api: FakeBotApi, chat: int) -> list[SentMessage]:
    """Return what was sent to a chat, without waiting."""
    with api.changed:
        return list(api.chats[chat].sent)


def query(records: Path, sql: str) -> list[tuple[Any, ...]]:
    """Look into the records of a bot."""
    store = BotDatabase(records)
    try:
        return store.sqlite.rows(sql)
    finally:
        store.close()


def quiet(caplog: pytest.LogCaptureFixture) -> bool:
    """Return whether no line of a log is an error or has a traceback."""
    return not [r for r in caplog.records if r.levelno >= logging.ERROR or r.exc_info]


def test_a_hundred_people_at_once_are_each_answered_once(
    seeded: App, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(seeded, api):
        question_ids = {chat: api.write(chat, RUSSIA, user=chat) for chat in range(1, 101)}
        for chat, message in question_ids.items():
            (sent,) = api.sent(chat, timeout_s=60)
            assert sent.reply_to == message
    assert all(len(answers(api, chat)) == 1 for chat in question_ids)
    assert api.unconfirmed == []
    assert quiet(caplog)


def test_an_answer_is_told_how_many_questions_wait(
    unread: App, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    stream = Assistant.stream

    def noting(
        self: Assistant, question: str, conversation: Conversation, options: AskOptions
    ) -> Iterator[Statement | Answer]:
        told.append(options.at_once)
        yield from stream(self, question, conversation, options)

    monkeypatch.setattr(Assistant, "stream", noting)
    with serving(unread, api):
        api.write(1, RUSSIA)
        api.sent(1)
        assert told == [1]
        for chat in range(2, 22):
            api.write(chat, RUSSIA, user=chat)
        for chat in range(2, 22):
            api.sent(chat, timeout_s=40)
    assert max(told) > 4


def test_questions_of_one_chat_are_answered_in_order(unread: App, api: FakeBotApi) -> None:
    with serving(unread, api):
        question_ids = [api.write(7, words) for words in (RUSSIA, TUNGSTEN, CHINA, RUSSIA)]
        assert [sent.reply_to for sent in api.sent(7, 4)] == question_ids


def test_a_storm_of_pauses_delays_only_the_chats_it_hits(unread: App, api: FakeBotApi) -> None:
    """Ten chats are closed by the server for six seconds; the others do not feel it."""
    with serving(unread, api, rates=PACED):
        api.write(1, RUSSIA)
        api.sent(1)
        begun = time.monotonic()
        closed, free = range(100, 110), range(200, 220)
        with api.changed:
            for chat in closed:
                api.open(chat, "private")
                api.meter._closed[chat] = api.now() + 6
        api.strict_rates, api.penalty_s = True, 6
        for chat in (*closed, *free):
            api.write(chat, RUSSIA, user=chat)
        late = [api.sent(chat)[0].at - begun for chat in closed]
        soon = [api.sent(chat)[0].at - begun for chat in free]
    assert median(soon) < min(late)


def test_the_servers_limits_are_kept_when_sixty_people_ask(
    unread: App, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.strict_rates, api.penalty_s = True, 30
    with serving(unread, api, rates=PACED):
        for chat in range(1, 61):
            api.write(chat, RUSSIA, user=chat)
        for chat in range(1, 61):
            api.sent(chat, timeout_s=40)
    rates = api.rates()
    assert rates.private <= 5
    assert rates.all <= 30
    assert "pause" not in caplog.text


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot wait at most a tenth of a second before it repeats a call."""
    monkeypatch.setattr(rate_limiter, "_LONGEST_PAUSE_S", 0.1)


@pytest.mark.usefixtures("quick_retries")
def test_a_tenth_of_all_calls_fails_and_every_answer_arrives(
    unread: App, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.flaky(0.1, (500, 502, 503, 504), seed=1)
    with serving(unread, api):
        for chat in range(1, 61):
            api.write(chat, RUSSIA, user=chat)
        for chat in range(1, 61):
            api.until(lambda chat=chat: bool(api.chats[chat].sent), timeout_s=60)  # type: ignore[misc]  # mypy gives a lambda with a default no type
    assert [len(answers(api, chat)) for chat in range(1, 61)] == [1] * 60
    assert quiet(caplog)


class Losing(FakeBotApi):
    """A server whose connection breaks at the first message to every fourth chat.

    RESET: before the message is sent; LOST: after it, so that the bot cannot know.
    """

    def __init__(self, fault: int) -> None:
        super().__init__()
        self._fault = fault
        self._broken: set[str] = set()

    def call(self, token: str, method: str, fields: Fields) -> Any:
        """Answer a call."""
        chat = str(fields.get("chat_id", ""))
        breaks = method == "sendMessage" and int(chat) % 4 == 0 and chat not in self._broken
        if breaks:
            self._broken.add(chat)
        if breaks and self._fault == RESET:
            raise RefusedError(RESET, "")
        result = super().call(token, method, fields)
        if breaks:
            raise RefusedError(LOST, "")
        return result


@pytest.mark.usefixtures("quick_retries")
@pytest.mark.parametrize(("fault", "twice"), [(RESET, 0), (LOST, 10)])
def test_a_connection_that_is_reset_loses_no_answer(
    unread: App, fault: int, twice: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the answer of the server was lost, the message is there twice; never more."""
    with Losing(fault).running() as api:
        with serving(unread, api):
            for chat in range(1, 41):
                api.write(chat, RUSSIA, user=chat)
            for chat in range(1, 41):
                expected = 2 if twice and chat % 4 == 0 else 1
                api.sent(chat, expected, timeout_s=60)
        assert Counter(len(answers(api, chat)) for chat in range(1, 41)) == Counter(
            [1] * (40 - twice) + [2] * twice
        )
    assert quiet(caplog)


def test_an_edit_that_was_lost_is_made_again_and_changes_nothing(
    people: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    question_id = people.write(400, RUSSIA)
    people.sent(400)
    people.fail("editMessageText", LOST)
    people.edit(400, question_id, CHINA)

    def edits() -> list[Fields]:
        return [f for m, f in people.calls if m == "editMessageText" and f["chat_id"] == "400"]

    people.until(lambda: len(edits()) >= 2)
    people.write(400, TUNGSTEN)
    people.sent(400, 2)
    assert len(people.screen(400)) == 4
    assert len(edits()) == 2 and all("reply_markup" in edit for edit in edits())
    assert quiet(caplog)


def test_updates_that_come_twice_or_in_disorder_are_answered_once_and_in_order(
    unread: App, api: FakeBotApi
) -> None:
    with api.changed:
        for words in (RUSSIA, TUNGSTEN, CHINA):
            api.write(5, words)
        first, second, third = api.updates.waiting
        api.updates.waiting[:] = [third, first, second, first, third]
    with serving(unread, api):
        sent = api.sent(5, 3)
        order = [update["message"]["message_id"] for update in (first, second, third)]
        assert [each.reply_to for each in sent] == order
        last = api.write(6, RUSSIA)
        assert api.sent(6)[0].reply_to == last
    assert len(answers(api, 5)) == 3


@pytest.mark.usefixtures("quick_retries")
def test_a_proxys_page_instead_of_an_answer_is_no_answer(
    rough: Rough, caplog: pytest.LogCaptureFixture
) -> None:
    pages = {
        "sendMessage": [b"<html>captive portal</html>", b"[]", b"{}", b"null"],
        "getUpdates": [b"<html>captive portal</html>", b'{"ok": true, "result": 1}'],
    }
    rough.instead = lambda name, _: (pages.get(name) and pages[name].pop()) or ""
    question_id = rough.write(5, RUSSIA)
    assert rough.sent(5, timeout_s=30)[0].reply_to == question_id
    rough.until(lambda: not any(pages.values()), timeout_s=30)
    assert quiet(caplog)


def test_who_blocks_the_bot_is_marked_and_what_was_asked_there_is_dropped(
    unread: App, api: FakeBotApi, tmp_path: Path
) -> None:
    api.blocked.add(5)
    for words in (RUSSIA, CHINA, TUNGSTEN):
        api.write(5, words, user=5)
    with serving(unread, api, records=tmp_path):
        api.write(6, RUSSIA)
        api.sent(6)
        api.until(lambda: _calls(api, "sendMessage", 5) == 1)
        assert soon(lambda: query(tmp_path, "SELECT gone FROM people WHERE id = 5") == [(1,)])
        api.blocked.discard(5)
        question_id = api.write(5, RUSSIA, user=5)
        assert api.sent(5)[0].reply_to == question_id
    assert _calls(api, "sendMessage", 5) == 2
    assert query(tmp_path, "SELECT count(*) FROM inbox WHERE NOT done") == [(0,)]
    assert query(tmp_path, "SELECT gone FROM people WHERE id = 5") == [(0,)]


def _calls(api: FakeBotApi, method: str, chat: int) -> int:
    return sum(name == method and f.get("chat_id") == str(chat) for name, f in api.calls)


def test_a_group_that_became_a_supergroup_is_followed(
    people: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    people.write(-40, f"/ask {RUSSIA}", kind="group")
    people.sent(-40)
    people.migrate(-40, -1040)
    people.write(-1040, "/ask And China?", kind="supergroup")
    (sent,) = people.sent(-1040)
    assert sent.text.startswith(f"Understood as: {CHINA}\n")
    assert quiet(caplog)


def test_an_answer_for_a_group_that_has_moved_goes_there_and_its_buttons_work(
    people: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """The question is on its way when the group moves; only the refusal says so."""
    with people.changed:
        people.write(-41, f"/ask {RUSSIA}", kind="group")
        before, after = people.chats[-41], people.open(-1041, "supergroup")
        after.members |= before.members
        before.migrated_to = -1041
    (sent,) = people.sent(-1041)
    people.press(-1041, sent.id, "1")
    assert people.sent(-1041, 2)[1].styled("expandable_blockquote")
    assert quiet(caplog)


@pytest.mark.parametrize(
    "refusal",
    [
        "Bad Request: can't parse entities: Can't find end of the entity",
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: message to be replied not found",
    ],
)
def test_what_is_refused_for_a_detail_is_sent_without_it(
    rough: Rough, caplog: pytest.LogCaptureFixture, refusal: str
) -> None:
    chat = 500 + sum(map(ord, refusal))
    rough.refuse("sendMessage", refusal)
    rough.write(chat, RUSSIA)
    (sent,) = rough.sent(chat)
    assert "[1]" in sent.text
    assert (bool(sent.entities), bool(sent.reply_to), bool(sent.reply_markup)) == (
        "entities" not in refusal, "replied" not in refusal, "BUTTON" not in refusal,
    )  # fmt: skip
    assert quiet(caplog)


def test_a_topic_that_is_gone_is_answered_in_the_group(rough: Rough) -> None:
    question_id = rough.write(-31, f"/ask {RUSSIA}", kind="supergroup", thread=7)
    rough.refuse("sendMessage", "Bad Request: message thread not found")
    (sent,) = rough.sent(-31)
    assert (sent.thread, sent.reply_to) == (None, question_id)


@pytest.mark.parametrize("words", ["message is too long", "MESSAGE_TOO_LONG"])
def test_what_the_server_counts_as_too_long_is_cut_again_and_nothing_is_lost(
    rough: Rough, words: str
) -> None:
    chat = 600 + len(words)
    rough.write(chat, RUSSIA)
    whole = rough.sent(chat)[0].text
    rough.instead = lambda name, fields: (
        f"Bad Request: {words}" if name == "sendMessage" and len(fields["text"]) > 300 else ""
    )
    rough.write(chat, RUSSIA)
    last = whole.rpartition("\n")[2]
    rough.until(
        lambda: answers(rough, chat)[-1].text.endswith(last) and len(answers(rough, chat)) > 2
    )
    rough.instead = lambda *_: ""
    parts = [sent.text for sent in answers(rough, chat)[1:]]
    assert max(map(len, parts)) <= 300
    assert "".join("".join(parts).split()) == "".join(whole.split())


@pytest.mark.parametrize(
    "refusal",
    [
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: TOPIC_CLOSED",
        "Bad Request: chat not found",
    ],
)
def test_where_the_bot_may_not_write_it_says_nothing_and_logs_no_bug(
    rough: Rough, caplog: pytest.LogCaptureFixture, refusal: str
) -> None:
    chat = -700 - sum(map(ord, refusal))
    before = rough.refused
    rough.instead = lambda name, _: refusal if name == "sendMessage" else ""
    rough.write(chat, f"/ask {RUSSIA}", kind="group")
    rough.until(lambda: rough.refused == before + 1)
    rough.instead = lambda *_: ""
    rough.write(-chat, RUSSIA)
    rough.sent(-chat)
    assert answers(rough, chat) == []
    assert quiet(caplog)
    rough.write(chat, f"/ask {RUSSIA}", kind="group")
    rough.sent(chat)
