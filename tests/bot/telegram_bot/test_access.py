"""Who may ask, how often, and what those who run the bot can do."""

from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.settings import Settings
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.participants import Participants
from bot.telegram_bot.telegram_settings import read_access_rules
from prompts import say
from retrieval.errors import ExpectedError
from tests.support.fake_bot_api import NAME, FakeBotApi, ShownMessage
from tests.support.telegram import CHINA, RUSSIA, last_message, reply_to, serving, wait_for_message

OUT = say("telegram-not-allowed", id="301")


def test_without_a_list_everybody_may_ask_and_who_was_shut_out_may_not(
    seeded: App, api: FakeBotApi
) -> None:
    with serving(seeded, api, telegram_admins="1"):
        assert "[1]" in reply_to(api, 301, RUSSIA, user=301)
        assert reply_to(api, 1, "/deny 301", user=1) == "Person 301 (301) may not ask."
        assert reply_to(api, 301, RUSSIA, user=301) == OUT
        assert reply_to(api, -302, f"/ask {RUSSIA}", kind="supergroup", user=301) == say(
            "telegram-not-allowed", id="-302"
        )
        assert api.sent(301, 3)[1].text == OUT  # the person was told as well
        message = api.sent(301, 3)[0].id
        query = api.press(301, message, "1", user=301)
        api.answered(query)
        assert reply_to(api, 1, "/allow 301", user=1) == "Person 301 (301) may ask now."
        assert "[1]" in reply_to(api, 301, CHINA, user=301)
    shown = [m for m in api.screen(301) if m.id == message]
    assert shown[0].text.startswith("Moscow has affirmed")


def test_with_a_list_only_its_people_and_groups_may_ask(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_allowed="303, -304", telegram_admins="1"):
        assert reply_to(api, 301, RUSSIA, user=301) == OUT
        assert reply_to(api, 301, "/help", user=301) == say("telegram-help")
        assert "[1]" in reply_to(api, 303, RUSSIA, user=303)
        assert "[1]" in reply_to(api, -304, f"/ask {RUSSIA}", kind="supergroup", user=301)
        assert "[1]" in reply_to(api, 1, RUSSIA, user=1)
        assert api.inline_results(api.inline(301, RUSSIA)) == []


def test_who_asks_to_be_let_in_is_let_in_by_an_admin(
    seeded: App, api: FakeBotApi, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"telegram_allowed": "request", "telegram_admins": "1"}
    with serving(seeded, api, records=tmp_path, **settings):
        reply_to(api, 1, "/help", user=1)
        assert reply_to(api, 305, RUSSIA, user=305) == say("telegram-ask-access", id="305")
        api.press(305, None, "Ask to be let in", user=305)
        assert api.sent(305, 2)[1].text == say("telegram-waits")
        assert api.sent(1, 2)[1].text == "Person 305 (305) asks to be let in."
        api.press(305, None, "Ask to be let in", user=305)
        assert api.sent(305, 3)[2].text == say("telegram-waits")
        query = api.press(1, None, "Let in", user=305)
        api.answered(query)
        api.press(1, None, "Let in", user=1)
        assert api.sent(305, 4)[3].text == say("telegram-let-in")
        assert "[1]" in reply_to(api, 305, RUSSIA, user=305)
    with serving(seeded, api, records=tmp_path, **settings):
        assert "[1]" in reply_to(api, 305, CHINA, user=305)


def test_a_wrong_list_is_named() -> None:
    with pytest.raises(
        ExpectedError, match=r"^The setting TELEGRAM_ADMINS holds what is no Telegram id\.$"
    ):
        read_access_rules(Settings(_env_file=None, TELEGRAM_ADMINS="amal"))


def test_who_asks_too_often_is_told_when_it_goes_on(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_per_minute=2):
        reply_to(api, 306, RUSSIA, user=306)
        reply_to(api, 306, CHINA, user=306)
        reply = reply_to(api, 306, RUSSIA, user=306)
        assert reply.startswith("These were many questions in a short time. You can go on in ")
        assert "[1]" in reply_to(api, 307, RUSSIA, user=307)
        reply_to(api, -308, f"/ask {RUSSIA}", kind="supergroup", user=309)
        reply_to(api, -308, f"/ask {RUSSIA}", kind="supergroup", user=310)
        reply = reply_to(api, -308, f"/ask {RUSSIA}", kind="supergroup", user=311)
        assert reply.startswith("These were many questions in a short time. You can go on in ")
        assert reply_to(api, 306, "/help", user=306) == say("telegram-help")


def test_limits_end_with_their_time(tmp_path: Path) -> None:
    clock = [1_000_000.0]
    database = BotDatabase(tmp_path)
    participants = Participants(database, now=lambda: clock[0])
    for origin in (1, 2, 3):
        participants.count_question(origin, 5, -5)
        participants.count_question(origin, 5, -5)
        clock[0] += 10
    limits = {"minute": 3, "day": 4}
    assert participants.wait_s(5, -6, **limits) == participants.wait_s(6, -5, **limits) == 30
    assert participants.wait_s(6, -6, **limits) == 0
    clock[0] += 30
    assert participants.wait_s(5, -5, **limits) == 0
    participants.count_question(4, 5, -5)
    assert participants.wait_s(5, -5, **limits) == 86_400 - 60
    clock[0] += 86_401
    participants.delete_expired(clock[0])
    assert database.sqlite.rows("SELECT count(*) FROM asked") == [(0,)]
    database.close()


def test_only_those_who_run_the_bot_give_its_commands(people: FakeBotApi) -> None:
    for command in ("/stats", "/users", "/allow 1", "/deny 1", "/add a", "/remove a", "/sync"):
        assert reply_to(people, 312, command) == say("telegram-admins-only-bot")


def test_an_admin_sees_how_much_is_asked_and_by_whom(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_admins="1"):
        reply_to(api, 313, RUSSIA, user=313)
        reply_to(api, 1, CHINA, user=1)
        api.press(1, None, "👍", user=1)
        wait_for_message(api, 1, lambda m: any("👍 ✓" in row for row in m.buttons))
        assert reply_to(api, 1, "/stats", user=1).split("\n") == [
            "Questions in the last 24 hours: 2, from 2 people",
            "Answers liked: 1, disliked: 0",
            "Articles: 5, passages: 92",
        ]
        assert reply_to(api, 1, "/users", user=1).split("\n") == [
            "2 people and groups", "Person 1 (1)", "Person 313 (313)",
        ]  # fmt: skip
        assert reply_to(api, 1, "/deny", user=1) == say("telegram-which-id")
        reply = reply_to(api, 1, "/help", user=1)
        assert reply == f"{say('telegram-help')}\n\n{say('telegram-help-admin')}"


def test_a_group_sets_when_it_is_answered(seeded: App, api: FakeBotApi) -> None:
    api.privacy = False
    group: dict[str, Any] = {"kind": "supergroup", "user": 9}
    with serving(seeded, api):
        api.join(-314, user=8)
        assert reply_to(api, -314, f"/settings@{NAME}", **group) == say("telegram-admins-only")
        reply_to(api, -314, f"/settings@{NAME}", kind="supergroup", user=8)
        api.press(-314, None, "all", user=9)
        assert api.sent(-314, 3)[2].text == say("telegram-admins-only")
        for policy, answered in (
            ("all", [True, True, True]), ("mention", [False, True, True]),
            ("command", [False, False, True]), ("off", [False, False, False]),
        ):  # fmt: skip
            menu = next(m for m in api.screen(-314) if m.buttons)
            api.press(-314, menu.id, policy, user=8)
            api.until(lambda p=policy: f"✓ {p}" in _menu(api).buttons[1])  # type: ignore[misc]  # mypy gives a lambda with a default no type
            before = len(api.chats[-314].sent)
            for text in (RUSSIA, f"@{NAME} {RUSSIA}", f"/ask {RUSSIA}"):
                api.write(-314, text, **group)
            reply_to(api, 315, RUSSIA, user=315)
            api.sent(-314, before + sum(answered))
        reply_to(api, -314, f"/settings@{NAME}", kind="supergroup", user=8)
        assert last_message(api, -314).buttons[1] == ["mention", "command", "all", "✓ off"]


def _menu(api: FakeBotApi) -> ShownMessage:
    return next(m for m in api.screen(-314) if m.buttons)


def test_a_quiet_group_is_answered_without_a_sound(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api):
        api.join(-316, user=8)
        reply_to(api, -316, f"/settings@{NAME}", kind="supergroup", user=8)
        api.press(-316, None, say("telegram-quiet-button"), user=8)
        wait_for_message(
            api, -316, lambda m: m.buttons[-1] == [f"✓ {say('telegram-quiet-button')}"]
        )
        reply_to(api, -316, f"/ask {RUSSIA}", kind="supergroup", user=9)
    fields = [f for method, f in api.calls if method == "sendMessage"]
    assert "disable_notification" not in fields[0]
    assert fields[-1]["disable_notification"] == "true"


def test_a_group_that_moves_takes_its_settings_and_answers_along(
    seeded: App, api: FakeBotApi
) -> None:
    with serving(seeded, api):
        api.join(-317, kind="group", user=8)
        reply_to(api, -317, f"/settings@{NAME}", kind="group", user=8)
        api.press(-317, None, "Русский", user=8)
        wait_for_message(api, -317, lambda m: "✓ Русский" in m.buttons[0])
        reply_to(api, -317, f"/ask {RUSSIA}", kind="group", user=8)
        api.migrate(-317, -1_000_317)
        api.write(-1_000_317, "/ask And China?", kind="supergroup", user=8)
        understood = say("understood", "ru", question=CHINA)
        wait_for_message(api, -1_000_317, lambda m: m.text.startswith(understood))


def test_who_waits_to_be_let_in_is_told_so_and_refused_only_once(
    seeded: App, api: FakeBotApi
) -> None:
    settings: dict[str, Any] = {"telegram_allowed": "request", "telegram_admins": "1, 2"}
    with serving(seeded, api, **settings):
        reply_to(api, 1, "/help", user=1)
        reply_to(api, 2, "/help", user=2)
        reply_to(api, 318, RUSSIA, user=318)
        api.press(318, None, "Ask to be let in", user=318)
        api.sent(318, 2)
        assert reply_to(api, 318, RUSSIA, user=318) == say("telegram-waits")
        api.press(1, api.sent(1, 2)[1].id, "Let in", user=1)
        assert api.sent(318, 4)[3].text == say("telegram-let-in")
        api.press(2, api.sent(2, 2)[1].id, "Refuse", user=2)
        assert api.sent(2, 3)[2].text == "Person 318 (318) may ask now."
        assert "[1]" in reply_to(api, 318, RUSSIA, user=318)


def test_a_request_that_reaches_no_admin_can_be_made_again(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_allowed="request", telegram_admins="1"):
        reply_to(api, 319, RUSSIA, user=319)
        api.press(319, None, "Ask to be let in", user=319)
        assert api.sent(319, 2)[1].text == say("telegram-not-allowed", id="319")
        reply_to(api, 1, "/help", user=1)
        api.press(319, None, "Ask to be let in", user=319)
        assert api.sent(1, 2)[1].text == "Person 319 (319) asks to be let in."


def test_nobody_can_be_asked_to_let_people_in_where_nobody_runs_the_bot() -> None:
    settings = Settings(_env_file=None, TELEGRAM_ALLOWED="request")
    with pytest.raises(ExpectedError, match="nobody is there to let them in"):
        read_access_rules(settings)


def test_who_floods_is_told_once(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_per_minute=1):
        reply_to(api, 320, RUSSIA, user=320)
        reply_to(api, 320, CHINA, user=320)
        for _ in range(3):
            api.write(320, CHINA, user=320)
        assert reply_to(api, 321, "/help", user=321) == say("telegram-help")
        assert len(api.sent(320, 2)) == 2


def test_admins_who_hide_are_told_apart_by_their_group(seeded: App, api: FakeBotApi) -> None:
    hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    with serving(seeded, api, telegram_per_minute=1):
        for group in (-322, -323):
            chat = {"id": group, "type": "supergroup", "title": "A group"}
            sender: dict[str, Any] = {"from": hidden, "sender_chat": chat}
            assert "[1]" in reply_to(api, group, f"/ask {RUSSIA}", kind="supergroup", **sender)
            reply = reply_to(api, group, f"/settings@{NAME}", kind="supergroup", **sender)
            assert reply.startswith(say("telegram-settings"))
        reply_to(api, -323, f"/forget_me@{NAME}", kind="supergroup", **sender)
        message = api.sent(-322, 2)[0]
        api.press(-322, message.id, "1", user=7)
        assert api.sent(-322, 3)[2].text.startswith("[1]")


CHANNEL_STAND_IN = {"id": 136817688, "is_bot": True, "first_name": "Channel"}


def as_channel(channel: int) -> dict[str, Any]:
    """Return how a message names who writes as a channel."""
    chat = {"id": channel, "type": "channel", "title": "A channel"}
    return {"from": CHANNEL_STAND_IN, "sender_chat": chat, "kind": "supergroup"}


def test_who_is_shut_out_stays_so_as_a_channel(seeded: App, api: FakeBotApi) -> None:
    group, channel = -326, -100_326
    with serving(seeded, api, telegram_admins="1"):
        assert "[1]" in reply_to(api, group, f"/ask {RUSSIA}", **as_channel(channel))
        reply_to(api, 1, "/deny 327", user=1)
        refusal = reply_to(api, group, f"/ask {RUSSIA}", **as_channel(channel))
        assert refusal == say("telegram-not-allowed", id=str(group))
        reply_to(api, 1, f"/allow {channel}", user=1)
        assert "[1]" in reply_to(api, group, f"/ask {RUSSIA}", **as_channel(channel))


def test_a_denial_in_reply_is_of_who_wrote(seeded: App, api: FakeBotApi) -> None:
    group, channel = -328, -100_328
    hidden: dict[str, Any] = {
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
        "sender_chat": {"id": group, "type": "supergroup", "title": "A group"},
    }
    with serving(seeded, api, telegram_admins="1"):
        deny = {"kind": "supergroup", "user": 1}
        post = api.write(group, "Some words", **as_channel(channel))
        reply = reply_to(api, group, f"/deny@{NAME}", reply_to=post, **deny)
        assert reply == say("telegram-denied", who=f"— ({channel})")
        # A group is not shut out because one of its admins hides, nor is the bot, nor the admin.
        secret = api.write(group, "Some words", kind="supergroup", **hidden)
        own = api.sent(group)[0].id
        forwarded = api.write(1, "Some words", user=1, forward="Somebody")
        wait_for_message(api, 1, lambda message: "Some words" in message.text)
        for chat, earlier in ((group, secret), (group, own), (1, forwarded)):
            kind = {} if chat > 0 else {"kind": "supergroup"}
            words = "/deny" if chat > 0 else f"/deny@{NAME}"
            reply = reply_to(api, chat, words, reply_to=earlier, user=1, **kind)
            assert reply == say("telegram-which-id")
        origin = {
            "type": "user",
            "date": 1,
            "sender_user": {"id": 329, "is_bot": False, "first_name": "B"},
        }
        forwarded = api.write(1, "Other words", user=1, forward=origin)
        wait_for_message(api, 1, lambda message: "Other words" in message.text)
        assert "(329)" in reply_to(api, 1, "/deny", reply_to=forwarded, user=1)


def test_inline_results_are_personal_once_somebody_is_shut_out(
    seeded: App, api: FakeBotApi
) -> None:
    with serving(seeded, api, telegram_admins="1"):
        assert api.answered(api.inline(330, RUSSIA)).get("is_personal") == "false"
        reply_to(api, 1, "/deny 331", user=1)
        assert api.answered(api.inline(330, RUSSIA))["is_personal"] == "true"


def test_a_group_that_answers_all_leaves_the_commands_of_other_bots_alone(
    seeded: App, api: FakeBotApi
) -> None:
    api.privacy = False
    with serving(seeded, api):
        api.join(-324, user=8)
        reply_to(api, -324, f"/settings@{NAME}", kind="supergroup", user=8)
        api.press(-324, None, "all", user=8)
        wait_for_message(api, -324, lambda m: "✓ all" in m.buttons[1])
        for text in ("/weather@other_bot Iraq", f"/ask@other_bot {RUSSIA}", "/weather Iraq"):
            api.write(-324, text, kind="supergroup", user=9)
        assert "[1]" in reply_to(api, -324, RUSSIA, kind="supergroup", user=9)
        assert len(api.sent(-324, 2)) == 2


def test_a_name_forges_no_line(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_admins="1"):
        person = {"id": 325, "is_bot": False, "first_name": "x\nPerson 5 (5) · let in \u202e"}
        reply_to(api, 325, "/help", **{"from": person})
        reply_to(api, 1, "/help", user=1)
        lines = reply_to(api, 1, "/users", user=1).split("\n")
    assert lines[1:] == ["Person 1 (1)", "x Person 5 (5) · let in � (325)"]
