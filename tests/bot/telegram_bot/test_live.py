"""An answer in the making: typing, drafts, edits, and a way to stop it."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.app import App, build
from bot.settings import Settings
from bot.telegram_bot.talk import live_answer
from prompts import say
from tests.support.fake_bot_api import FakeBotApi
from tests.support.fake_model import KEY, FakeModel, Wire, running, saying
from tests.support.telegram import (
    RUSSIA,
    last_message,
    reply_to,
    serving,
    wait_for_message,
)

FIRST = "These ties cover military-technical cooperation and economic partnerships."
SECOND = "Moscow has affirmed its robust commitment to close cooperation."
WRITING = say("telegram-writing")


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with running() as server:
        yield server


@pytest.fixture
def app(seeded: App, model: FakeModel) -> Iterator[App]:
    instance = build(
        Settings(
            _env_file=None, MAJLIS_HOME=seeded.home.path, OPENAI_API_KEY=KEY,
            OPENAI_BASE_URL=model.url,
        )
    )  # fmt: skip
    yield instance
    instance.close()


class Slow:
    """A script that says one sentence, and the rest when it is let go on."""

    def __init__(self, first: str = f"{FIRST} [2.3]\n") -> None:
        self.go_on = threading.Event()
        self._first = first

    def __call__(self, wire: Wire, request: dict[str, Any]) -> None:
        wire.begin()
        if self._first:
            wire.piece(self._first)
        self.go_on.wait(60)
        wire.piece("And so on.")
        wire.piece(None, finish="stop")
        wire.end()


def test_a_private_chat_sees_each_checked_sentence_in_a_draft(
    app: App, model: FakeModel, api: FakeBotApi
) -> None:
    model.script = slow = Slow()
    with serving(app, api):
        question_id = api.write(601, RUSSIA)
        api.until(lambda: 601 in api.chats and f"{FIRST} [1]\n{WRITING}" in api.drafts(601))
        assert api.actions(601)[0] == "typing"
        assert len(api.chats[601].sent) == 0
        slow.go_on.set()
        (sent,) = api.sent(601)
        assert f"\n{FIRST} [1]\n" in sent.text
        assert (sent.reply_to, "1" in last_message(api, 601).buttons[0]) == (question_id, True)
        assert api.draft(601) is None
    drafts = [f for method, f in api.calls if method == "sendMessageDraft"]
    assert len({fields["draft_id"] for fields in drafts}) == 1
    assert drafts[0]["can_stop"] == "true"


def test_a_private_chat_sees_that_a_model_thinks(
    app: App, model: FakeModel, api: FakeBotApi
) -> None:
    go_on = threading.Event()

    def thinking(wire: Wire, _: dict[str, Any]) -> None:
        wire.begin()
        wire.piece(None, reasoning_content="Let me see.")
        go_on.wait(60)
        wire.piece(f"{FIRST} [2.3]\n")
        wire.end()

    model.script = thinking
    with serving(app, api):
        api.write(604, RUSSIA)
        api.until(lambda: 604 in api.chats and say("telegram-thinking") in api.drafts(604))
        go_on.set()
        (sent,) = api.sent(604)
    assert FIRST in sent.text and "Let me see" not in sent.text


def test_an_answer_does_not_wait_until_typing_is_shown(
    app: App, model: FakeModel, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_answer, "TYPING_S", 60.0)
    model.script = slow = Slow()
    with serving(app, api):
        api.hold("sendChatAction")
        api.write(603, RUSSIA)
        api.until(lambda: any(method == "sendChatAction" for method, _ in api.arrivals))
        slow.go_on.set()
        (sent,) = api.sent(603)
        api.release("sendChatAction")
    assert FIRST in sent.text


def test_a_group_sees_it_in_a_message_that_becomes_the_answer(
    app: App, model: FakeModel, api: FakeBotApi
) -> None:
    model.script = slow = Slow()
    with serving(app, api):
        api.write(-602, f"/ask {RUSSIA}", kind="supergroup")
        view = wait_for_message(api, -602, lambda m: m.text == f"{FIRST} [1]\n{WRITING}")
        assert view.buttons == [["■ Stop"]]
        slow.go_on.set()
        done = wait_for_message(api, -602, lambda m: WRITING not in m.text)
        assert (done.id, len(api.sent(-602))) == (view.id, 1)
        assert "1" in done.buttons[0]


def test_a_server_without_drafts_gets_edits(app: App, model: FakeModel, api: FakeBotApi) -> None:
    api.drafts_known = False
    model.script = slow = Slow()
    with serving(app, api):
        api.write(603, RUSSIA)
        view = wait_for_message(api, 603, lambda m: FIRST in m.text)
        slow.go_on.set()
        assert wait_for_message(api, 603, lambda m: WRITING not in m.text).id == view.id
        assert reply_to(api, 604, "/help", user=604) == say("telegram-help")


def test_stop_ends_an_answer_with_what_was_checked_and_only_who_asked_may_stop_it(
    app: App, model: FakeModel, api: FakeBotApi
) -> None:
    model.script = Slow()
    with serving(app, api):
        api.write(-605, f"/ask {RUSSIA}", kind="supergroup", user=7)
        view = wait_for_message(api, -605, lambda m: FIRST in m.text)
        api.press(-605, view.id, "■ Stop", user=8)
        api.until(lambda: "getChatMember" in dict(api.calls))  # the bot asks who that is
        reply_to(api, 605, "/help", user=605)
        assert WRITING in last_message(api, -605).text
        api.press(-605, view.id, "■ Stop", user=7)
        done = wait_for_message(api, -605, lambda m: WRITING not in m.text)
    assert f"\n{FIRST} [1]\n" in done.text


def test_telegrams_own_stop_ends_an_answer_too(app: App, model: FakeModel, api: FakeBotApi) -> None:
    model.script = Slow()
    with serving(app, api):
        api.write(606, RUSSIA, user=606)
        api.until(lambda: 606 in api.chats and len(api.drafts(606)) > 0)
        fields = next(f for method, f in api.calls if method == "sendMessageDraft")
        place = {"id": 606, "type": "private"}
        stopped = {"chat": place, "draft_id": int(fields["draft_id"])}
        api.give({"stopped_message_generation": stopped})
        assert WRITING not in api.sent(606)[0].text


def test_a_slow_answer_holds_up_no_other_chat_and_no_button(
    app: App, model: FakeModel, api: FakeBotApi
) -> None:
    with serving(app, api):
        model.script = saying(f"{FIRST} [2.3]")
        before = last_message(api, 607) if reply_to(api, 607, RUSSIA) else None
        assert before is not None
        model.script = slow = Slow("")
        api.write(607, RUSSIA)
        api.until(lambda: len(api.drafts(607)) > 0)
        assert reply_to(api, 608, "/help", user=608) == say("telegram-help")
        api.press(607, before.id, "1")
        wait_for_message(api, 607, lambda m: m.id == before.id and m.text.startswith("[1]"))
        slow.go_on.set()
        api.sent(607, 2)


def test_an_edited_question_is_written_anew_over_the_old_answer(
    app: App, model: FakeModel, api: FakeBotApi
) -> None:
    with serving(app, api):
        model.script = saying(f"{FIRST} [2.3]")
        question_id = api.write(609, RUSSIA)
        api.sent(609)
        model.script = slow = Slow()
        api.edit(609, question_id, RUSSIA.removesuffix("?"))
        wait_for_message(api, 609, lambda m: m.text == f"{FIRST} [1]\n{WRITING}")
        slow.go_on.set()
        wait_for_message(api, 609, lambda m: WRITING not in m.text)
        assert len(api.sent(609)) == 1


def test_a_reaction_is_shown_where_it_is_set(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_reaction="👀"):
        question_id = api.write(611, RUSSIA)
        api.sent(611)
        api.until(lambda: api.reactions(611, question_id) == ["👀"])
