"""The parts of the wire, each by itself: schedule, queues, inbox, limiter."""

import asyncio
import logging
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import telegram.error as errors
from hypothesis import given
from hypothesis import strategies as some

from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import RETENTION_S, Inbox, StoredUpdate
from bot.telegram_bot.talk.throttle import ExpiringSet
from bot.telegram_bot.wire import chat_queues, rate_limiter
from bot.telegram_bot.wire.call_schedule import CallSchedule, Priority, RateLimits, Sign
from bot.telegram_bot.wire.chat_queues import ChatQueues, UndeliveredError
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.pace import NewestFirst, Pace
from bot.telegram_bot.wire.rate_limiter import DroppedError, RateLimiter
from bot.telegram_bot.wire.update_receiver import UpdateReceiver, id_of, queue_key
from bot.telegram_bot.wire.update_shape import is_well_formed
from retrieval.errors import ExpectedError

ANSWER, PREVIEW, HINT = Priority.ANSWER, Priority.PREVIEW, Priority.HINT


class FakeClock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# The schedule


def test_a_chat_gets_a_message_a_second() -> None:
    schedule = CallSchedule(clock=FakeClock())
    assert [schedule.book_in_chat(1, ANSWER) for _ in range(3)] == pytest.approx([0, 1.05, 2.10])
    assert schedule.book_in_chat(2, ANSWER) == 0


def test_a_group_gets_twenty_messages_a_minute() -> None:
    schedule = CallSchedule(RateLimits(spacing_s=0), clock=FakeClock())
    assert [schedule.book_in_chat(-1, ANSWER) for _ in range(22)] == [0.0] * 20 + [61.0, 61.0]
    assert [schedule.book_in_chat(1, ANSWER) for _ in range(22)] == [0.0] * 22


def test_all_chats_get_thirty_calls_a_second_ten_at_a_time() -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    waits = [schedule.book_overall(ANSWER) for _ in range(31)]
    assert waits == pytest.approx([0.0] * 10 + [0.35] * 10 + [0.7] * 10 + [1.05])
    clock.now += 2.1
    assert schedule.book_overall(ANSWER) == 0


def test_frames_leave_half_of_the_room_to_answers() -> None:
    schedule = CallSchedule(clock=FakeClock())
    assert [schedule.book_overall(PREVIEW) for _ in range(6)] == [0.0] * 5 + [None]
    assert [schedule.book_overall(ANSWER) for _ in range(6)] == pytest.approx([0.0] * 5 + [0.35])


@pytest.mark.parametrize(
    ("chat", "priority", "soon_s", "later_s"),
    [
        pytest.param(1, PREVIEW, 1.4, 1.5, id="an edit in a private chat"),
        pytest.param(-1, PREVIEW, 2.9, 3.0, id="an edit in a group"),
        pytest.param(1, HINT, 1.0, 1.05, id="a draft"),
    ],
)
def test_what_comes_too_soon_is_dropped(
    chat: int, priority: Priority, soon_s: float, later_s: float
) -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    assert schedule.book_in_chat(chat, priority) == 0
    clock.now = 1000 + soon_s
    assert schedule.book_in_chat(chat, priority) is None
    clock.now = 1000 + later_s
    assert schedule.book_in_chat(chat, priority) == 0


def test_a_rest_holds_one_chat_and_drops_its_frames() -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    schedule.pause_chat(1, 30)
    assert (schedule.book_in_chat(1, PREVIEW), schedule.book_in_chat(1, HINT)) == (None, None)
    assert (schedule.book_in_chat(1, ANSWER), schedule.pause_left_s(1)) == (30, 30)
    assert (schedule.book_in_chat(2, ANSWER), schedule.pause_left_s(2)) == (0, 0)


def test_a_draft_that_came_too_often_does_not_hold_up_the_answer() -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    schedule.pause_chat(1, 237, HINT)
    assert (schedule.book_in_chat(1, ANSWER), schedule.book_in_chat(1, HINT)) == (0, None)
    clock.now += 236
    assert schedule.book_in_chat(1, HINT) is None


@given(some.lists(some.tuples(some.sampled_from([1, -1, -2]), some.floats(0, 9)), max_size=80))
def test_no_booking_breaks_a_limit(calls: list[tuple[int, float]]) -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    made: dict[int, list[float]] = {}
    for chat, pause_s in calls:
        clock.now += pause_s
        wait_s = schedule.book_in_chat(chat, ANSWER)
        assert wait_s is not None
        made.setdefault(chat, []).append(clock.now + wait_s)
    for chat, times in made.items():
        assert times == sorted(times)
        assert all(b - a > 1.049 for a, b in pairwise(times))
        if chat < 0:
            assert all(b - a > 59.99 for a, b in zip(times, times[20:], strict=False))


# The queues


def stored(number: int, chat: int = 1, at: float = 0.0, **body: Any) -> StoredUpdate:
    return StoredUpdate(number, chat, chat, at, {"update_id": number, **body})


class Work:
    """What a lane does: notes the update, and waits where a test wants it to."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.done: list[int] = []
        self.waits: dict[int, asyncio.Event] = {}
        self.finished: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self.fails: dict[int, list[Exception]] = {}

    async def __call__(self, update: StoredUpdate) -> None:
        self.begun.append(update.id)
        if self.fails.get(update.id):
            raise self.fails[update.id].pop(0)
        if update.id in self.waits:
            await self.waits[update.id].wait()
        self.done.append(update.id)
        self.finished[update.id].set()


def with_queues(test: Callable[[ChatQueues, Work, list[int]], Awaitable[None]]) -> None:
    async def run() -> None:
        counts: list[int] = []
        work = Work()
        await test(ChatQueues(work, on_change=counts.append), work, counts)

    asyncio.run(run())


def test_a_chat_is_answered_in_order_and_holds_up_no_other() -> None:
    async def test(queues: ChatQueues, work: Work, counts: list[int]) -> None:
        work.waits[1] = asyncio.Event()
        for number, chat in ((1, 1), (2, 1), (3, 2), (4, 2)):
            queues.put(chat, stored(number, chat))
        await work.finished[4].wait()
        assert work.done == [3, 4]
        work.waits[1].set()
        await queues.wait_until_idle()
        assert (work.done, counts[-1]) == ([3, 4, 1, 2], 0)

    with_queues(test)


def test_an_answer_that_was_not_sent_is_tried_again_before_the_next(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chat_queues, "PAUSES_S", (0.01, 0.02))

    async def test(queues: ChatQueues, work: Work, counts: list[int]) -> None:
        work.fails[1] = [UndeliveredError("NetworkError"), UndeliveredError("TimedOut")]
        queues.put(1, stored(1))
        queues.put(1, stored(2))
        await queues.wait_until_idle()
        assert (work.begun, work.done) == ([1, 1, 1, 2], [1, 2])

    with_queues(test)
    assert [(r.getMessage(), r.exc_info) for r in caplog.records] == [
        ("An answer was not sent (NetworkError); again in 0 s.", None),
        ("An answer was not sent (TimedOut); again in 0 s.", None),
    ]


def test_a_bug_ends_one_update_and_not_its_lane(caplog: pytest.LogCaptureFixture) -> None:
    async def test(queues: ChatQueues, work: Work, counts: list[int]) -> None:
        work.fails[1] = [ZeroDivisionError("x")]
        queues.put(1, stored(1))
        queues.put(1, stored(2))
        await queues.wait_until_idle()
        assert work.done == [2]

    with_queues(test)
    (record,) = caplog.records
    assert record.getMessage().startswith("An update is left for the next start: ZeroDivisionError")


def test_at_the_end_what_is_worked_on_is_finished_and_no_more_is_begun() -> None:
    async def test(queues: ChatQueues, work: Work, counts: list[int]) -> None:
        work.waits = {1: asyncio.Event(), 3: asyncio.Event()}
        for number, chat in ((1, 1), (2, 1), (3, 2)):
            queues.put(chat, stored(number, chat))
        await asyncio.sleep(0)
        closing = asyncio.create_task(queues.close(0.05))
        await asyncio.sleep(0)
        work.waits[1].set()
        queues.put(3, stored(4, 3))
        await closing
        assert (work.begun, work.done, counts[-1]) == ([1, 3], [1], 0)

    with_queues(test)


# What an update is filed under


CHAT = {"id": 5, "type": "private"}
PERSON = {"id": 9, "first_name": "A"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT}
BUTTON = {"id": "7", "from": PERSON, "message": MESSAGE}
JOINED = {"user": PERSON, "status": "member"}


def receive(inbox: Inbox, *updates: dict[str, Any]) -> list[StoredUpdate]:
    """Return what comes of updates."""
    handled: list[StoredUpdate] = []

    async def run() -> None:
        async def work(each: StoredUpdate) -> None:
            handled.append(each)

        queues = ChatQueues(work, on_change=lambda _: None)
        given = [{"update_id": 1} | update for update in updates]
        await UpdateReceiver(inbox, queues, Metrics(), lambda _: None).receive(given)
        await queues.wait_until_idle()

    asyncio.run(run())
    return handled


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"message": MESSAGE}, 5),
        ({"edited_message": MESSAGE}, 5),
        ({"my_chat_member": {"chat": CHAT, "from": PERSON, "new_chat_member": JOINED}}, 5),
        ({"callback_query": {**BUTTON, "data": "n:1"}}, ("button", 5)),
        ({"callback_query": {**BUTTON, "data": "m:1"}}, 5),
        ({"callback_query": {**BUTTON, "data": "s:1:0"}}, 5),
        ({"callback_query": BUTTON}, ("button", 5)),
        ({"inline_query": {"id": "7", "from": PERSON, "query": ""}}, ("inline", 9)),
        ({"chosen_inline_result": {"from": PERSON}}, ("inline", 9)),
        ({"stopped_message_generation": {"chat": CHAT}}, ("stop", 1)),
        ({"something_new": {}}, 0),
    ],
)  # fmt: skip
def test_buttons_and_inline_questions_wait_for_no_answer(
    inbox: Inbox, update: dict[str, Any], expected: object
) -> None:
    assert [queue_key(each) for each in receive(inbox, update)] == [expected]


@pytest.mark.parametrize(
    "update",
    [
        {"message": "no message"},
        {"message": {**MESSAGE, "chat": {**CHAT, "id": 2**63}}},
        {"message": {**MESSAGE, "chat": {**CHAT, "id": "5"}}},
        {"message": {**MESSAGE, "chat": {**CHAT, "id": True}}},
        {"message": {"message_id": 1, "date": 1}},
        {"message": {**MESSAGE, "text": ["a"]}},
        {"message": {**MESSAGE, "from": {"id": 9}}},
        {"message": {**MESSAGE, "entities": [None]}},
        {"message": {**MESSAGE, "reply_to_message": {**MESSAGE, "date": 0.5}}},
        {"message": MESSAGE, "callback_query": "no query"},
    ],
)
def test_what_has_not_the_shape_of_an_update_is_told_apart(update: dict[str, Any]) -> None:
    assert not is_well_formed(update)
    assert is_well_formed({"message": MESSAGE})


def test_the_last_of_what_somebody_types_inline_is_looked_up(inbox: Inbox) -> None:
    query = {"id": "7", "from": PERSON, "query": "Iraq"}
    handled = receive(inbox, *[{"update_id": n, "inline_query": query} for n in (1, 2, 3)])
    assert [each.id for each in handled] == [1, 3]
    assert [each.id for each in inbox.unfinished()] == [1, 3]


def test_halves_of_characters_are_taken_as_question_marks(inbox: Inbox) -> None:
    (stored,) = receive(inbox, {"message": {**MESSAGE, "text": "a\ud800b"}})
    assert stored.body["message"]["text"] == "a?b"
    assert [each.body for each in inbox.unfinished()] == [stored.body]


@pytest.mark.parametrize("id", [None, "1", 1.0, True, -1, 2**63, float("inf")])
def test_what_has_no_number_is_no_update(id: object) -> None:
    assert id_of({"update_id": id}) == -1
    assert id_of("no update") == -1


# The inbox


@pytest.fixture
def database(tmp_path: Path) -> Iterator[BotDatabase]:
    made = BotDatabase(tmp_path)
    yield made
    made.close()


@pytest.fixture
def inbox(database: BotDatabase) -> Inbox:
    return Inbox(database)


def ids(updates: list[StoredUpdate]) -> list[int]:
    return [each.id for each in updates]


def test_updates_are_taken_once_and_in_order(inbox: Inbox) -> None:
    assert ids(inbox.store([stored(3), stored(1), stored(3), stored(2)])) == [1, 2, 3]
    inbox.mark_done(2)
    assert ids(inbox.store([stored(2), stored(1), stored(4)])) == [4]
    assert ids(inbox.unfinished()) == [1, 3, 4]


def test_what_is_done_holds_no_words_and_is_forgotten_in_time(tmp_path: Path) -> None:
    clock = FakeClock()
    database = BotDatabase(tmp_path)
    inbox = Inbox(database, now=clock)
    inbox.store([stored(1, at=clock.now, text="a secret question"), stored(2, at=clock.now)])
    inbox.mark_done(1)
    clock.now += RETENTION_S - 1
    inbox.delete_expired(clock.now)
    assert ids(inbox.store([stored(1)])) == []
    clock.now += 2
    inbox.delete_expired(clock.now)
    assert ids(inbox.store([stored(1)])) == [1]
    inbox.mark_done(1)
    assert ids(inbox.unfinished()) == [2]
    database.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"a secret question" not in content


def fill(database: BotDatabase) -> None:
    """Let the file take no more, as a full disk does."""
    pages = database.sqlite.rows("PRAGMA page_count")[0][0]
    database.sqlite.rows(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_loses_and_repeats_nothing(
    database: BotDatabase, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    long = "x" * 50_000
    assert ids(inbox.store([stored(1)])) == [1]
    inbox.mark_done(1)
    fill(database)
    assert ids(inbox.store([stored(3), stored(1), stored(2), stored(3, text=long)])) == [2, 3]
    assert not inbox.healthy
    assert ids(inbox.store([stored(2), stored(3), stored(4, text=long)])) == [4]
    inbox.mark_done(2)
    database.sqlite.rows("PRAGMA max_page_count = 1000000")
    inbox.mark_done(3)
    assert ids(inbox.store([stored(2), stored(3), stored(5)])) == [5]
    assert inbox.healthy
    assert ids(inbox.unfinished()) == [5]
    (record,) = caplog.records
    assert record.getMessage().startswith("The bot goes on without its records: The telegram ")
    assert "database or disk is full" in record.getMessage()


def test_parts_are_those_of_one_update(inbox: Inbox) -> None:
    inbox.record_sent_message(1, 50, update=7, part=1, record=0)
    inbox.record_sent_message(1, 49, update=7, part=0, record=None)
    inbox.record_sent_message(1, 60, update=0, part=0, record=0)
    assert inbox.sent_messages(7) == [(49, False), (50, True)]
    assert inbox.sent_messages(0) == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda file: file.write_bytes(b"no database " * 1000), id="another file"),
        pytest.param(
            lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 60_000), id="torn"
        ),
    ],
)
def test_a_broken_file_is_named_at_the_start(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    BotDatabase(tmp_path).close()
    file = tmp_path / "telegram.sqlite3"
    damage(file)
    with pytest.raises(ExpectedError) as error:
        BotDatabase(tmp_path)
    assert error.value.message.startswith(f"The telegram {str(file)!r} is damaged: ")
    assert error.value.hint == (
        "Put back a copy of it and delete telegram.seal, or move both away and start again: "
        "settings of people and chats, and who was let in, are lost."
    )


def test_a_file_that_breaks_later_stops_nothing(
    database: BotDatabase, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.store([stored(1)])
    with sqlite3.connect(database.sqlite.rows("PRAGMA database_list")[0][2]) as other:
        other.execute("DROP TABLE inbox")
        other.execute("DROP TABLE sent")
    other.close()
    assert ids(inbox.store([stored(3), stored(2)])) == [2, 3]
    assert ids(inbox.store([stored(3), stored(4)])) == [4]
    inbox.record_sent_message(1, 50, update=2, part=0, record=0)
    inbox.mark_done(2)
    assert inbox.sent_messages(2) == []
    assert not inbox.healthy
    assert len(caplog.records) == 1


def test_what_is_not_on_the_disk_is_confirmed_when_it_is_done(
    database: BotDatabase, inbox: Inbox
) -> None:
    fill(database)

    async def run() -> None:
        begun, gate = asyncio.Event(), asyncio.Event()

        async def work(update: StoredUpdate) -> None:
            begun.set()
            await gate.wait()

        receiver = UpdateReceiver(
            inbox, ChatQueues(work, on_change=lambda _: None), Metrics(), print
        )
        taking = asyncio.create_task(
            receiver.receive([{"update_id": 1, "message": {**MESSAGE, "text": "x" * 50_000}}])
        )
        await begun.wait()
        assert not taking.done()
        gate.set()
        await taking

    asyncio.run(run())


# What expires


def test_an_item_of_an_expiring_set_leaves_after_its_time() -> None:
    clock = FakeClock()
    items = ExpiringSet(clock=clock)
    assert [items.add("a", 10), items.add("a", 99), items.add("b", 20)] == [True, False, True]
    clock.now += 9.9
    assert "a" in items
    clock.now += 0.2
    assert ("a" in items, "b" in items) == (False, True)
    assert items.add("a", 10)


# The limiter


class FailingServer:
    """What a call meets: failures one after the other, then success."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def recorded_pauses(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> list[float]:
    """Return what was slept, without sleeping: the clock is moved on."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return pauses


def call(
    server: FailingServer, endpoint: str, *, chat: int = 1, priority: Priority | None = ANSWER,
    clock: Callable[[], float] | None = None,
) -> tuple[Any, Metrics]:  # fmt: skip
    metrics = Metrics()
    limited = RateLimiter(CallSchedule(clock=clock or FakeClock()), metrics)
    data = {"chat_id": chat} if chat else {}
    return asyncio.run(
        limited.process_request(server, (), {}, endpoint, data, priority)
    ), metrics  # fmt: skip


def count(metrics: Metrics, name: str) -> float:
    return sum(
        float(line.rpartition(" ")[2])
        for line in metrics.exposition().decode().splitlines()
        if line.startswith(f"majlis_{name}_total")
    )


def test_a_lost_call_is_made_again_within_a_second(
    recorded_pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server = FailingServer(errors.NetworkError("Bad Gateway"), errors.TimedOut())
    answer, metrics = call(server, "sendMessage")
    assert (answer, server.calls) == ("done", 3)
    tries = [seconds for seconds in recorded_pauses if seconds not in (1.05, 2.1)]
    assert 0.25 <= tries[0] <= 0.75
    assert 0.5 <= tries[1] <= 1.5
    assert (count(metrics, "retries"), count(metrics, "doubtful")) == (2, 1)
    assert [(r.levelname, bool(r.exc_info)) for r in caplog.records] == [("WARNING", False)] * 2


@pytest.mark.parametrize(
    ("failure", "doubtful"),
    [
        (errors.NetworkError("httpx.ReadError: "), 1),
        (errors.TimedOut(), 1),
        (errors.NetworkError("httpx.ConnectError: All connection attempts failed"), 0),
        (errors.NetworkError("Internal Server Error"), 0),
    ],
)
def test_a_message_that_may_be_there_twice_is_counted(
    recorded_pauses: list[float], failure: Exception, doubtful: int
) -> None:
    _, metrics = call(FailingServer(failure), "sendMessage")
    assert count(metrics, "doubtful") == doubtful


def test_a_call_that_is_always_lost_is_given_up(recorded_pauses: list[float]) -> None:
    server = FailingServer(*[errors.NetworkError("x")] * 20)
    with pytest.raises(errors.NetworkError):
        call(server, "sendMessage")
    assert server.calls == rate_limiter.MAX_ATTEMPTS


def test_a_frame_is_made_once(recorded_pauses: list[float]) -> None:
    server = FailingServer(errors.NetworkError("x"))
    with pytest.raises(errors.NetworkError):
        call(server, "editMessageText", priority=PREVIEW)
    assert server.calls == 1


def test_a_refusal_is_not_made_again(recorded_pauses: list[float]) -> None:
    server = FailingServer(errors.BadRequest("Message is not modified"))
    with pytest.raises(errors.BadRequest):
        call(server, "editMessageText")
    assert (server.calls, recorded_pauses) == (1, [])


@pytest.mark.parametrize(
    ("endpoint", "chat"), [("deleteMessage", 1), ("setMyCommands", 0), ("getMe", 0)]
)
def test_a_pause_holds_for_calls_that_no_chat_paces(
    recorded_pauses: list[float], endpoint: str, chat: int
) -> None:
    server = FailingServer(*[errors.RetryAfter(timedelta(seconds=7))] * 2)
    answer, _ = call(server, endpoint, chat=chat)
    assert (answer, server.calls, recorded_pauses) == ("done", 3, [7.0, 7.0])


def test_a_query_is_not_answered_after_a_pause(recorded_pauses: list[float]) -> None:
    server = FailingServer(errors.RetryAfter(timedelta(seconds=7)))
    with pytest.raises(errors.RetryAfter):
        call(server, "answerCallbackQuery", chat=0)


def test_a_call_without_room_is_dropped_and_counted() -> None:
    metrics = Metrics()
    limited = RateLimiter(CallSchedule(clock=FakeClock()), metrics)

    async def run() -> None:
        data = {"chat_id": 1}
        server = FailingServer()
        await limited.process_request(server, (), {}, "sendMessageDraft", data, None)
        with pytest.raises(DroppedError):
            await limited.process_request(server, (), {}, "sendMessageDraft", data, None)
        assert server.calls == 1

    asyncio.run(run())
    assert count(metrics, "dropped") == 1


def test_a_pause_of_one_chat_stops_no_other() -> None:
    limited = RateLimiter(CallSchedule(RateLimits(spacing_s=0)), Metrics())
    order: list[int] = []

    async def send(chat: int, server: FailingServer) -> None:
        await limited.process_request(
            server, (), {}, "sendMessage", {"chat_id": chat}, ANSWER
        )  # fmt: skip
        order.append(chat)

    async def run() -> None:
        resting = FailingServer(errors.RetryAfter(timedelta(seconds=0.6)))
        first = asyncio.create_task(send(1, resting))
        await asyncio.sleep(0)
        await asyncio.gather(*(send(chat, FailingServer()) for chat in range(2, 12)))
        assert order == list(range(2, 12))
        await first

    asyncio.run(run())
    assert order[-1] == 1


def test_calls_that_are_woken_late_do_not_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for a second brings no forty calls into the next."""
    clock, stalls = FakeClock(), [1.0]
    limited = RateLimiter(CallSchedule(clock=clock), Metrics())
    made_at: list[float] = []
    real_sleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        wake_at = clock.now + seconds
        await real_sleep(0)
        clock.now = max(clock.now, wake_at + (stalls.pop() if stalls else 0.0))

    async def make() -> None:
        made_at.append(clock.now)

    async def run() -> None:
        calls = [
            limited.process_request(make, (), {}, "sendMessage", {"chat_id": chat}, ANSWER)
            for chat in range(1, 101)
        ]
        await asyncio.gather(*calls)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    asyncio.run(run())
    assert max(sum(at <= other < at + 1 for other in made_at) for at in made_at) <= 31


def test_our_log_lines_say_nothing_of_chats(
    recorded_pauses: list[float], clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failures = errors.RetryAfter(timedelta(seconds=7)), errors.NetworkError("x")
    call(FailingServer(*failures), "sendMessage", chat=987654, clock=clock)
    assert len([r for r in caplog.records if r.name.startswith("bot")]) == 2
    assert "987654" not in caplog.text


def test_signs_are_spread_over_a_second_and_have_room_beside_answers() -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    assert [schedule.book_sign() for _ in range(3)] == [True, True, False]
    clock.now += 0.12
    calls_at: list[float] = []
    signs = 0
    for _ in range(20):
        answers = [schedule.book_overall(Priority.ANSWER) or 0.0 for _ in range(7)]
        assert max(answers) < 0.12
        calls_at += [clock.now + answer for answer in answers]
        for _ in range(3):
            clock.now += 0.12
            given = schedule.book_sign() + schedule.book_sign()
            calls_at += [clock.now] * given
            signs += given
    assert 57 <= signs <= 9 * 60 * 0.12 + 1
    assert max(sum(0 <= other - at < 1 for other in calls_at) for at in calls_at) <= 30


def test_answers_leave_room_for_signs_only_where_any_was_wanted() -> None:
    clock = FakeClock()
    schedule = CallSchedule(clock=clock)
    for pause_s in (0.0, 0.36, 0.36):
        clock.now += pause_s
        assert [schedule.book_overall(Priority.ANSWER) for _ in range(10)] == [0.0] * 10
    assert not schedule.book_sign()
    clock.now += 0.36
    answers = [schedule.book_overall(Priority.ANSWER) for _ in range(8)]
    assert answers == [0.0] * 7 + [pytest.approx(0.35)]
    clock.now += 2
    assert [schedule.book_overall(Priority.ANSWER) for _ in range(10)] == [0.0] * 10


def test_a_place_is_left_for_who_comes_next() -> None:
    clock = FakeClock()
    pace = Pace(10, saved=2, clock=clock)
    assert [pace.book(leave=1) for _ in range(2)] == [True, False]
    assert pace.book()
    clock.now += 0.15
    assert not pace.book(leave=1) and pace.book()
    clock.now += 60
    assert [pace.book() for _ in range(3)] == [True, True, False]


def test_the_newest_goes_first_and_the_others_leave_it_a_place() -> None:
    begun: list[int] = []
    places = [1]

    def book(*, leave: int = 0) -> bool:
        has_room = places[0] > leave
        places[0] -= has_room
        return has_room

    async def begin(queue: NewestFirst, update: int) -> None:
        await queue.wait(update)
        begun.append(update)

    async def come() -> None:
        queue = NewestFirst(book)
        first = [asyncio.create_task(begin(queue, update)) for update in (1, 2, 3, 4)]
        await asyncio.sleep(0.01)
        assert begun == [1]
        places[0] = 2
        await asyncio.wait([first[3]])
        await begin(queue, 5)
        assert begun == [1, 4, 5] and not first[1].done()
        first[2].cancel()
        places[0] = 2
        await asyncio.wait(first)
        assert begun == [1, 4, 5, 2]

    asyncio.run(asyncio.wait_for(come(), 20))


def test_many_chats_at_once_hold_up_nobody_who_comes_after_them() -> None:
    async def test(queues: ChatQueues, work: Work, counts: list[int]) -> None:
        for number in range(1, 41):
            queues.put(number, stored(number, number))
        await work.finished[1].wait()
        queues.put(99, stored(99, 99))
        await queues.wait_until_idle()
        assert work.done.index(99) < 20
        assert (sorted(work.done), counts[-1]) == ([*range(1, 41), 99], 0)

    with_queues(test)


def test_a_hint_that_nobody_waits_for_is_finished_before_the_bot_disconnects() -> None:
    made: list[str] = []

    async def call() -> None:
        made.append("begun")
        await asyncio.sleep(0.05)
        made.append("finished")

    async def leave() -> None:
        limiter = RateLimiter(CallSchedule(), Metrics())
        asked = asyncio.create_task(
            limiter.process_request(call, (), {}, "sendChatAction", {"chat_id": 1}, Sign(1))
        )
        await asyncio.sleep(0.01)
        asked.cancel()
        await asyncio.wait([asked])
        assert asked.cancelled()
        await limiter.shutdown()
        assert made == ["begun", "finished"]

    asyncio.run(leave())


async def _sign(limiter: RateLimiter, given: list[int], number: int) -> None:
    async def call() -> None:
        given.append(number)

    endpoint = "setMessageReaction"
    await limiter.process_request(call, (), {}, endpoint, {"chat_id": number}, Sign(number))


def test_the_newest_sign_goes_first() -> None:
    given: list[int] = []

    async def give() -> None:
        limiter = RateLimiter(CallSchedule(), Metrics())
        tasks = [asyncio.create_task(_sign(limiter, given, number)) for number in range(6)]
        await asyncio.gather(*tasks)

    asyncio.run(give())
    assert given == [0, 1, 5, 4, 3, 2]
