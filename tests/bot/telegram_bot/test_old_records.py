"""Records that an older version wrote are opened, and everything in them still works."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.telegram_bot.records.answer_records import AnswerRecords
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.inbox import Inbox
from bot.telegram_bot.records.participants import Participant, Participants
from bot.telegram_bot.records.question_links import QuestionLinks
from prompts import say
from tests.support.fake_bot_api import FakeBotApi, ShownMessage
from tests.support.places import DATA
from tests.support.telegram import CHINA, RUSSIA, TUNGSTEN, answer_texts, reply_to, serving

SAVED = DATA / "telegram_records"
ADMIN, PERSON, WAITING, SHUT_OUT, GROUP = 1, 5, 6, 7, -9
UNANSWERED = 1066  # a message that the old version could not answer before it stopped
TEN_YEARS = 3_653


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the records."""
    shutil.copy(SAVED / "2026-11.sqlite3", tmp_path / "telegram.sqlite3")
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[BotDatabase]:
    """Return the records, opened."""
    opened = BotDatabase(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def old(seeded: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeBotApi]:
    """Return a server with the old chats, on which today's bot runs with the old records."""
    folder = tmp_path_factory.mktemp("old")
    shutil.copy(SAVED / "2026-11.sqlite3", folder / "telegram.sqlite3")
    with FakeBotApi().running() as api:
        api.restore(json.loads((SAVED / "2026-11.json").read_text(encoding="utf-8")))
        with serving(
            seeded, api, records=folder, telegram_admins=str(ADMIN), telegram_allowed="request",
            telegram_keep_days=TEN_YEARS, telegram_max_age=TEN_YEARS * 24 * 60,
        ):  # fmt: skip
            api.sent(PERSON)  # the answer to what was unanswered
            yield api


def saved_text(message: int) -> str:
    """Return the text of a message that the old version sent."""
    chats = json.loads((SAVED / "2026-11.json").read_text(encoding="utf-8"))["chats"].values()
    (text,) = (m["text"] for chat in chats for m in chat["messages"] if m["message_id"] == message)
    return str(text)


def press(
    api: FakeBotApi, chat: int, message: int, button: str, right: Callable[[ShownMessage], bool]
) -> ShownMessage:
    """Press a button, wait until its message is as it should be, and return it."""
    api.press(chat, message, button, user=ADMIN if chat < 0 else chat)

    def current() -> ShownMessage:
        return next(each for each in api.screen(chat) if each.id == message)

    api.until(lambda: right(current()))
    return current()


# Read directly


def test_answers_and_conversations_are_read(database: BotDatabase) -> None:
    records = AnswerRecords(database)
    first, follow_up, abstained, check = [records.by_id(number) for number in (1, 2, 3, 4)]
    assert first and follow_up and abstained and check
    assert answer_texts(first.answer) == [saved_text(1027)]
    assert (first.ref.update, first.ref.chat, first.ref.user, first.ref.message) == (
        1026, PERSON, PERSON, 1025,
    )  # fmt: skip
    assert follow_up.answer.standalone_question == CHINA
    assert (follow_up.previous, abstained.answer.abstained, check.is_check) == (1, True, True)
    assert len(first.suggestions) == 3
    assert first.match_details[0]["rank"] == 1
    assert records.conversation(3, "x").questions == [RUSSIA, CHINA, TUNGSTEN]
    assert records.latest(first.ref) == 7
    assert records.message_ids(first) == [1027]
    assert records.rating_counts() == (1, 1)


def test_people_and_groups_are_read(database: BotDatabase) -> None:
    participants = Participants(database)
    people = [participants.get(number) for number in (ADMIN, PERSON, WAITING, SHUT_OUT)]
    assert [each.permission for each in people] == ["", "allowed", "waiting", "denied"]
    group = participants.get(GROUP)
    assert (group.language, group.policy, group.silent) == ("ru", "all", False)
    assert participants.get(SHUT_OUT) == Participant(SHUT_OUT, permission="denied")
    assert len(participants.all()) == 5
    assert participants.is_counted(1026)


def test_what_was_unanswered_and_links_are_read(database: BotDatabase) -> None:
    (update,) = Inbox(database).unfinished()
    assert update.body["message"]["message_id"] == UNANSWERED
    assert QuestionLinks(database).question("89c3d143b7e55512c00671dd") == CHINA


# With the bot


def test_what_was_unanswered_is_answered(old: FakeBotApi) -> None:
    answer = old.sent(PERSON)[0]
    assert answer.reply_to == UNANSWERED
    assert answer.buttons[1] == ["Why", "More", "👍", "👎"]


def test_quotes_and_reasons_open_and_lead_back(old: FakeBotApi, database: BotDatabase) -> None:
    record = AnswerRecords(database).by_id(1)
    assert record
    quote = record.answer.citations[1].quote
    view = press(old, PERSON, 1027, "2", lambda m: m.text.startswith("[2]"))
    assert view.styled("bold") == ["[2] ", quote.text, quote.text]
    assert view.text.endswith(f"{quote.document_id} · characters {quote.start}-{quote.end}")
    press(old, PERSON, 1027, "‹ Back", lambda m: m.text == saved_text(1027))
    view = press(old, PERSON, 1027, "Why", lambda m: m.text.startswith("How this was found"))
    assert view.text.split("\n")[2].startswith("[1][2] It has these words of the question: Iraq,")
    back = press(old, PERSON, 1027, "‹ Back", lambda m: m.text == saved_text(1027))
    assert len(back.buttons) == 5  # with the suggestions


def test_near_passages_open(old: FakeBotApi) -> None:
    press(old, PERSON, 1035, "p:3:1", lambda m: m.text.endswith(say("telegram-no-answer")))


def test_a_conversation_goes_on_from_an_old_answer(old: FakeBotApi) -> None:
    reply = reply_to(old, PERSON, "And China?", user=PERSON, reply_to=1027)
    assert reply.startswith(f"Understood as: {CHINA}\n")


def test_more_and_suggestions_ask(old: FakeBotApi) -> None:
    count = len(old.chats[PERSON].sent)
    for number, (message, button) in enumerate([(1030, "More"), (1027, "s:1:0")], 1):
        old.press(PERSON, message, button, user=PERSON)
        assert old.sent(PERSON, count + number)[-1].reply_to == message


def test_a_check_opens_its_quotes(old: FakeBotApi) -> None:
    count = len(old.chats[PERSON].sent)
    old.press(PERSON, 1038, "1", user=PERSON)
    assert old.sent(PERSON, count + 1)[-1].text.startswith("[1]")


def test_a_group_goes_on_in_its_view_language_and_policy(old: FakeBotApi) -> None:
    press(old, GROUP, 1052, "3", lambda m: m.text.startswith("[3]"))
    old.press(GROUP, 1052, "b:5:0:1", user=ADMIN)
    old.until(lambda: 1052 not in [each.id for each in old.screen(GROUP)])
    reply_to(old, GROUP, CHINA, kind="supergroup", user=PERSON)
    assert say("telegram-why", "ru") in old.sent(GROUP)[0].buttons[1]
    press(old, GROUP, 1042, "off", lambda m: m.buttons[1] == ["mention", "command", "all", "✓ off"])


def test_admins_decide_rate_and_browse(old: FakeBotApi) -> None:
    old.press(ADMIN, 1020, "Let in", user=ADMIN)
    assert old.sent(WAITING)[0].text == say("telegram-let-in")
    press(old, ADMIN, 1055, "1", lambda m: m.text.startswith("Iraq"))
    press(old, ADMIN, 1055, "‹ Back", lambda m: m.text == saved_text(1055))
    press(old, ADMIN, 1058, "Keep it", lambda m: m.text == say("telegram-removed-not"))
    press(old, ADMIN, 1061, "It is beside the point", lambda m: "👎 ✓" in m.buttons[1])
    assert "liked: 1, disliked: 1" in reply_to(old, ADMIN, "/stats", user=ADMIN)


def test_who_was_shut_out_stays_out(old: FakeBotApi) -> None:
    refusal = say("telegram-not-allowed", id=str(SHUT_OUT))
    assert reply_to(old, SHUT_OUT, RUSSIA, user=SHUT_OUT) == refusal
