"""The parts of the wire, each by itself: pace, lanes, inbox, limiter."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import telegram.error as errors
from hypothesis import given
from hypothesis import strategies as some

from bot.telegram_bot.records.bot_database import Store
from bot.telegram_bot.records.inbox import KEPT_S, Inbox, Taken
from bot.telegram_bot.wire import chat_queues, limiter
from bot.telegram_bot.wire.chat_queues import Lanes, UndeliveredError
from bot.telegram_bot.wire.limiter import DroppedError, Limiter
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.pace import Pace, Rates, Urgency
from bot.telegram_bot.wire.receive import Receiver, lane, update_id
from bot.telegram_bot.wire.update_shape import sound
from retrieval.errors import ExpectedError

FINAL, FRAME, LIGHT = Urgency.FINAL, Urgency.FRAME, Urgency.LIGHT


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# The pace


def test_a_chat_gets_a_message_a_second() -> None:
    pace = Pace(clock=Clock())
    assert [pace.book(1, FINAL) for _ in range(3)] == pytest.approx([0, 1.05, 2.10])
    assert pace.book(2, FINAL) == 0


def test_a_group_gets_twenty_messages_a_minute() -> None:
    pace = Pace(Rates(spacing_s=0), clock=Clock())
    assert [pace.book(-1, FINAL) for _ in range(22)] == [0.0] * 20 + [61.0, 61.0]
    assert [pace.book(1, FINAL) for _ in range(22)] == [0.0] * 22


def test_all_chats_get_thirty_calls_a_second_ten_at_a_time() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    waits = [pace.join(FINAL) for _ in range(31)]
    assert waits == pytest.approx([0.0] * 10 + [0.35] * 10 + [0.7] * 10 + [1.05])
    clock.now += 2.1
    assert pace.join(FINAL) == 0


def test_frames_leave_half_of_the_room_to_answers() -> None:
    pace = Pace(clock=Clock())
    assert [pace.join(FRAME) for _ in range(6)] == [0.0] * 5 + [None]
    assert [pace.join(FINAL) for _ in range(6)] == pytest.approx([0.0] * 5 + [0.35])


@pytest.mark.parametrize(
    ("chat", "urgency", "soon_s", "later_s"),
    [
        pytest.param(1, FRAME, 1.4, 1.5, id="an edit in a private chat"),
        pytest.param(-1, FRAME, 2.9, 3.0, id="an edit in a group"),
        pytest.param(1, LIGHT, 1.0, 1.05, id="a draft"),
    ],
)
def test_what_comes_too_soon_is_dropped(
    chat: int, urgency: Urgency, soon_s: float, later_s: float
) -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    assert pace.book(chat, urgency) == 0
    clock.now = 1000 + soon_s
    assert pace.book(chat, urgency) is None
    clock.now = 1000 + later_s
    assert pace.book(chat, urgency) == 0


def test_a_rest_holds_one_chat_and_drops_its_frames() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.hold(1, 30)
    assert (pace.book(1, FRAME), pace.book(1, LIGHT)) == (None, None)
    assert (pace.book(1, FINAL), pace.held_s(1)) == (30, 30)
    assert (pace.book(2, FINAL), pace.held_s(2)) == (0, 0)


def test_a_draft_that_came_too_often_does_not_hold_up_the_answer() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.hold(1, 237, LIGHT)
    assert (pace.book(1, FINAL), pace.book(1, LIGHT)) == (0, None)
    clock.now += 236
    assert pace.book(1, LIGHT) is None


@given(some.lists(some.tuples(some.sampled_from([1, -1, -2]), some.floats(0, 9)), max_size=80))
def test_no_booking_breaks_a_limit(calls: list[tuple[int, float]]) -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    made: dict[int, list[float]] = {}
    for chat, pause_s in calls:
        clock.now += pause_s
        waited = pace.book(chat, FINAL)
        assert waited is not None
        made.setdefault(chat, []).append(clock.now + waited)
    for chat, times in made.items():
        assert times == sorted(times)
        assert all(b - a > 1.049 for a, b in pairwise(times))
        if chat < 0:
            assert all(b - a > 59.99 for a, b in zip(times, times[20:], strict=False))


# The lanes


def taken(number: int, chat: int = 1, at: float = 0.0, **body: Any) -> Taken:
    return Taken(number, chat, chat, at, {"update_id": number, **body})


class Work:
    """What a lane does: notes the update, and waits where a test wants it to."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.done: list[int] = []
        self.waits: dict[int, asyncio.Event] = {}
        self.fails: dict[int, list[Exception]] = {}

    async def __call__(self, update: Taken) -> None:
        self.begun.append(update.id)
        if self.fails.get(update.id):
            raise self.fails[update.id].pop(0)
        if update.id in self.waits:
            await self.waits[update.id].wait()
        self.done.append(update.id)


def in_lanes(test: Callable[[Lanes, Work, list[int]], Awaitable[None]]) -> None:
    async def run() -> None:
        counts: list[int] = []
        work = Work()
        await test(Lanes(work, on_change=counts.append), work, counts)

    asyncio.run(run())


def test_a_chat_is_answered_in_order_and_holds_up_no_other() -> None:
    async def test(lanes: Lanes, work: Work, counts: list[int]) -> None:
        work.waits[1] = asyncio.Event()
        for number, chat in ((1, 1), (2, 1), (3, 2), (4, 2)):
            lanes.put(chat, taken(number, chat))
        await asyncio.sleep(0.01)
        assert work.done == [3, 4]
        work.waits[1].set()
        await lanes.idle()
        assert (work.done, counts[-1]) == ([3, 4, 1, 2], 0)

    in_lanes(test)


def test_an_answer_that_was_not_sent_is_tried_again_before_the_next(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chat_queues, "PAUSES_S", (0.01, 0.02))

    async def test(lanes: Lanes, work: Work, counts: list[int]) -> None:
        work.fails[1] = [UndeliveredError("NetworkError"), UndeliveredError("TimedOut")]
        lanes.put(1, taken(1))
        lanes.put(1, taken(2))
        await lanes.idle()
        assert (work.begun, work.done) == ([1, 1, 1, 2], [1, 2])

    in_lanes(test)
    assert [(r.getMessage(), r.exc_info) for r in caplog.records] == [
        ("An answer was not sent (NetworkError); again in 0 s.", None),
        ("An answer was not sent (TimedOut); again in 0 s.", None),
    ]


def test_a_bug_ends_one_update_and_not_its_lane(caplog: pytest.LogCaptureFixture) -> None:
    async def test(lanes: Lanes, work: Work, counts: list[int]) -> None:
        work.fails[1] = [ZeroDivisionError("x")]
        lanes.put(1, taken(1))
        lanes.put(1, taken(2))
        await lanes.idle()
        assert work.done == [2]

    in_lanes(test)
    assert [r.getMessage() for r in caplog.records] == ["An update is left for the next start."]


def test_at_the_end_what_is_worked_on_is_finished_and_no_more_is_begun() -> None:
    async def test(lanes: Lanes, work: Work, counts: list[int]) -> None:
        work.waits = {1: asyncio.Event(), 3: asyncio.Event()}
        for number, chat in ((1, 1), (2, 1), (3, 2)):
            lanes.put(chat, taken(number, chat))
        await asyncio.sleep(0)
        closing = asyncio.create_task(lanes.close(0.05))
        await asyncio.sleep(0)
        work.waits[1].set()
        lanes.put(3, taken(4, 3))
        await closing
        assert (work.begun, work.done, counts[-1]) == ([1, 3], [1], 0)

    in_lanes(test)


# What an update is filed under


CHAT = {"id": 5, "type": "private"}
PERSON = {"id": 9, "first_name": "A"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT}
BUTTON = {"id": "7", "from": PERSON, "message": MESSAGE}
JOINED = {"user": PERSON, "status": "member"}


def received(inbox: Inbox, *updates: dict[str, Any]) -> list[Taken]:
    """Give what comes of updates."""
    heard: list[Taken] = []

    async def run() -> None:
        async def work(each: Taken) -> None:
            heard.append(each)

        lanes = Lanes(work, on_change=lambda _: None)
        given = [{"update_id": 1} | update for update in updates]
        await Receiver(inbox, lanes, Metrics(), lambda _: None).take(given)
        await lanes.idle()

    asyncio.run(run())
    return heard


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
    assert [lane(each) for each in received(inbox, update)] == [expected]


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
    assert not sound(update)
    assert sound({"message": MESSAGE})


def test_the_last_of_what_somebody_types_inline_is_looked_up(inbox: Inbox) -> None:
    query = {"id": "7", "from": PERSON, "query": "Iraq"}
    heard = received(inbox, *[{"update_id": n, "inline_query": query} for n in (1, 2, 3)])
    assert [each.id for each in heard] == [1, 3]
    assert [each.id for each in inbox.open()] == [1, 3]


def test_halves_of_characters_are_taken_as_question_marks(inbox: Inbox) -> None:
    (taken,) = received(inbox, {"message": {**MESSAGE, "text": "a\ud800b"}})
    assert taken.body["message"]["text"] == "a?b"
    assert [each.body for each in inbox.open()] == [taken.body]


@pytest.mark.parametrize("id", [None, "1", 1.0, True, -1, 2**63, float("inf")])
def test_what_has_no_number_is_no_update(id: object) -> None:
    assert update_id({"update_id": id}) == -1
    assert update_id("no update") == -1


# The inbox


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store)


def ids(updates: list[Taken]) -> list[int]:
    return [each.id for each in updates]


def test_updates_are_taken_once_and_in_order(inbox: Inbox) -> None:
    assert ids(inbox.take([taken(3), taken(1), taken(3), taken(2)])) == [1, 2, 3]
    inbox.done(2)
    assert ids(inbox.take([taken(2), taken(1), taken(4)])) == [4]
    assert ids(inbox.open()) == [1, 3, 4]


def test_what_is_done_holds_no_words_and_is_forgotten_in_time(tmp_path: Path) -> None:
    clock = Clock()
    store = Store(tmp_path)
    inbox = Inbox(store, now=clock)
    inbox.take([taken(1, at=clock.now, text="a secret question"), taken(2, at=clock.now)])
    inbox.done(1)
    clock.now += KEPT_S - 1
    inbox.tidy()
    assert ids(inbox.take([taken(1)])) == []
    clock.now += 2
    inbox.tidy()
    assert ids(inbox.take([taken(1)])) == [1]
    inbox.done(1)
    assert ids(inbox.open()) == [2]
    store.close()
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"a secret question" not in held


def fill(store: Store) -> None:
    """Let the file take no more, as a full disk does."""
    pages = store.db.rows("PRAGMA page_count")[0][0]
    store.db.rows(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_loses_and_repeats_nothing(
    store: Store, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    long = "x" * 50_000
    assert ids(inbox.take([taken(1)])) == [1]
    inbox.done(1)
    fill(store)
    assert ids(inbox.take([taken(3), taken(1), taken(2), taken(3, text=long)])) == [2, 3]
    assert not inbox.healthy
    assert ids(inbox.take([taken(2), taken(3), taken(4, text=long)])) == [4]
    inbox.done(2)
    store.db.rows("PRAGMA max_page_count = 1000000")
    inbox.done(3)
    assert ids(inbox.take([taken(2), taken(3), taken(5)])) == [5]
    assert inbox.healthy
    assert ids(inbox.open()) == [5]
    (record,) = caplog.records
    assert record.getMessage().startswith("The bot goes on without its records: The telegram ")
    assert "database or disk is full" in record.getMessage()


def test_parts_are_those_of_one_update(inbox: Inbox) -> None:
    inbox.accepted(1, 50, 7, 1, 0)
    inbox.accepted(1, 49, 7, 0, None)
    inbox.accepted(1, 60, 0, 0, 0)
    assert inbox.parts(7) == [(49, False), (50, True)]
    assert inbox.parts(0) == []


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
    Store(tmp_path).close()
    file = tmp_path / "telegram.sqlite3"
    damage(file)
    with pytest.raises(ExpectedError) as error:
        Store(tmp_path)
    assert error.value.message.startswith(f"The telegram {str(file)!r} is damaged: ")
    assert error.value.hint == (
        "Put back a copy of it, or move it away and start again: settings of people and chats, "
        "and who was let in, are lost."
    )


def test_a_file_that_breaks_later_stops_nothing(
    store: Store, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.take([taken(1)])
    with sqlite3.connect(store.db.rows("PRAGMA database_list")[0][2]) as other:
        other.execute("DROP TABLE inbox")
        other.execute("DROP TABLE sent")
    other.close()
    assert ids(inbox.take([taken(3), taken(2)])) == [2, 3]
    assert ids(inbox.take([taken(3), taken(4)])) == [4]
    inbox.accepted(1, 50, 2, 0, 0)
    inbox.done(2)
    assert inbox.parts(2) == []
    assert not inbox.healthy
    assert len(caplog.records) == 1


def test_what_is_not_on_the_disk_is_confirmed_when_it_is_done(store: Store, inbox: Inbox) -> None:
    fill(store)

    async def run() -> None:
        gate = asyncio.Event()

        async def work(update: Taken) -> None:
            await gate.wait()

        receiver = Receiver(inbox, Lanes(work, on_change=lambda _: None), Metrics(), print)
        taking = asyncio.create_task(
            receiver.take([{"update_id": 1, "message": {**MESSAGE, "text": "x" * 50_000}}])
        )
        await asyncio.sleep(0.01)
        assert not taking.done()
        gate.set()
        await taking

    asyncio.run(run())


# The limiter


class Server:
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
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[float]:
    """Give what was slept, without sleeping: the clock is moved on."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return pauses


def called(
    server: Server, endpoint: str, *, chat: int = 1, urgency: Urgency | None = FINAL,
    clock: Callable[[], float] | None = None,
) -> tuple[Any, Metrics]:  # fmt: skip
    metrics = Metrics()
    limited = Limiter(Pace(clock=clock or Clock()), metrics)
    data = {"chat_id": chat} if chat else {}
    return asyncio.run(
        limited.process_request(server, (), {}, endpoint, data, urgency)
    ), metrics  # fmt: skip


def count(metrics: Metrics, name: str) -> float:
    return sum(
        float(line.rpartition(" ")[2])
        for line in metrics.text().decode().splitlines()
        if line.startswith(f"majlis_{name}_total")
    )


def test_a_lost_call_is_made_again_within_a_second(
    slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(errors.NetworkError("Bad Gateway"), errors.TimedOut())
    answer, metrics = called(server, "sendMessage")
    assert (answer, server.calls) == ("done", 3)
    tries = [seconds for seconds in slept if seconds not in (1.05, 2.1)]
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
    slept: list[float], failure: Exception, doubtful: int
) -> None:
    _, metrics = called(Server(failure), "sendMessage")
    assert count(metrics, "doubtful") == doubtful


def test_a_call_that_is_always_lost_is_given_up(slept: list[float]) -> None:
    server = Server(*[errors.NetworkError("x")] * 20)
    with pytest.raises(errors.NetworkError):
        called(server, "sendMessage")
    assert server.calls == limiter.TRIES


def test_a_frame_is_made_once(slept: list[float]) -> None:
    server = Server(errors.NetworkError("x"))
    with pytest.raises(errors.NetworkError):
        called(server, "editMessageText", urgency=FRAME)
    assert server.calls == 1


def test_a_refusal_is_not_made_again(slept: list[float]) -> None:
    server = Server(errors.BadRequest("Message is not modified"))
    with pytest.raises(errors.BadRequest):
        called(server, "editMessageText")
    assert (server.calls, slept) == (1, [])


@pytest.mark.parametrize(
    ("endpoint", "chat"), [("deleteMessage", 1), ("setMyCommands", 0), ("getMe", 0)]
)
def test_a_pause_holds_for_calls_that_no_chat_paces(
    slept: list[float], endpoint: str, chat: int
) -> None:
    server = Server(*[errors.RetryAfter(timedelta(seconds=7))] * 2)
    answer, _ = called(server, endpoint, chat=chat)
    assert (answer, server.calls, slept) == ("done", 3, [7.0, 7.0])


def test_a_query_is_not_answered_after_a_pause(slept: list[float]) -> None:
    server = Server(errors.RetryAfter(timedelta(seconds=7)))
    with pytest.raises(errors.RetryAfter):
        called(server, "answerCallbackQuery", chat=0)


def test_a_call_without_room_is_dropped_and_counted() -> None:
    metrics = Metrics()
    limited = Limiter(Pace(clock=Clock()), metrics)

    async def run() -> None:
        data = {"chat_id": 1}
        server = Server()
        await limited.process_request(server, (), {}, "sendMessageDraft", data, None)
        with pytest.raises(DroppedError):
            await limited.process_request(server, (), {}, "sendMessageDraft", data, None)
        assert server.calls == 1

    asyncio.run(run())
    assert count(metrics, "dropped") == 1


def test_a_pause_of_one_chat_stops_no_other() -> None:
    limited = Limiter(Pace(), Metrics())
    order: list[int] = []

    async def send(chat: int, server: Server) -> None:
        await limited.process_request(
            server, (), {}, "sendMessage", {"chat_id": chat}, FINAL
        )  # fmt: skip
        order.append(chat)

    async def run() -> None:
        resting = Server(errors.RetryAfter(timedelta(seconds=1)))
        first = asyncio.create_task(send(1, resting))
        await asyncio.sleep(0)
        await asyncio.gather(*(send(chat, Server()) for chat in range(2, 12)))
        assert order == list(range(2, 12))
        await first

    asyncio.run(run())
    assert order[-1] == 1


def test_our_log_lines_say_nothing_of_chats(
    slept: list[float], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failures = errors.RetryAfter(timedelta(seconds=7)), errors.NetworkError("x")
    called(Server(*failures), "sendMessage", chat=987654, clock=clock)
    assert len([r for r in caplog.records if r.name.startswith("bot")]) == 2
    assert "987654" not in caplog.text
