"""Commands, follow-ups and edits: what a person can tell the bot besides questions."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.assistant import Assistant
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.question_links import QuestionLinks
from bot.telegram_bot.talk.admin_commands import ADMIN_COMMANDS
from bot.telegram_bot.talk.user_commands import USER_COMMANDS
from prompts import LANGUAGES, say
from tests.support.clock import confirm_yesterday
from tests.support.fake_bot_api import BOT, NAME, FakeBotApi, ShownMessage
from tests.support.seed_articles import ALLIES, COMMITMENT_SPAN
from tests.support.telegram import (
    CHINA,
    RUSSIA,
    TUNGSTEN,
    answer_texts,
    last_message,
    reply_to,
    serving,
    wait_for_message,
)

UNDERSTOOD = f"Understood as: {CHINA}\n"


def test_a_reply_to_an_old_answer_goes_on_from_there(
    seeded: App, api: FakeBotApi, tmp_path: Path
) -> None:
    with serving(seeded, api, records=tmp_path):
        reply_to(api, 201, RUSSIA)
        reply_to(api, 201, TUNGSTEN)
        old = api.sent(201, 2)[0].id
    with serving(seeded, api, records=tmp_path):
        assert reply_to(api, 201, "And China?", reply_to=old).startswith(UNDERSTOOD)


def test_new_forgets_what_was_asked_before(people: FakeBotApi) -> None:
    reply_to(people, 202, RUSSIA)
    assert reply_to(people, 202, "/new") == say("telegram-new")
    assert not reply_to(people, 202, "And China?").startswith("Understood")


def test_a_conversation_goes_on_after_a_restart(
    seeded: App, api: FakeBotApi, tmp_path: Path
) -> None:
    with serving(seeded, api, records=tmp_path):
        reply_to(api, 203, RUSSIA)
    with serving(seeded, api, records=tmp_path):
        assert reply_to(api, 203, "And China?").startswith(UNDERSTOOD)


def test_an_edited_question_is_answered_again_in_place(people: FakeBotApi, seeded: App) -> None:
    question_id = people.write(204, RUSSIA)
    before = people.sent(204)[0]
    people.edit(204, question_id, CHINA)
    after = wait_for_message(
        people, 204, lambda m: m.text == answer_texts(seeded.assistant.ask(CHINA))[0]
    )
    assert (after.id, len(people.sent(204))) == (before.id, 1)
    people.edit(204, question_id, CHINA)
    long = f"{CHINA} {'🙂 ' * 1_900}"
    assert reply_to(people, 204, "And Russia?").startswith("Understood as: How is Iraq positioned")
    people.edit(204, question_id, long.strip())
    wait_for_message(people, 204, lambda m: True)
    people.press(204, after.id, "1")
    wait_for_message(people, 204, lambda m: True)


def test_an_edit_that_was_not_shown_before_a_restart_is_shown_after_it(
    seeded: App, api: FakeBotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_bot.serve.GRACE_S", 0.1)
    with serving(seeded, api, records=tmp_path):
        question_id = api.write(231, RUSSIA)
        before = api.sent(231)[0]
        api.fail("editMessageText", 429, retry_after=60)
        api.edit(231, question_id, CHINA)
        api.until(lambda: "editMessageText" in dict(api.calls))
    assert last_message(api, 231).text == before.text
    with serving(seeded, api, records=tmp_path):
        wait_for_message(api, 231, lambda m: m.text == answer_texts(seeded.assistant.ask(CHINA))[0])
    assert len(api.sent(231)) == 1


def test_an_answer_that_becomes_shorter_by_an_edit_leaves_nothing_behind(
    people: FakeBotApi, seeded: App
) -> None:
    reply_to(people, 205, f"{RUSSIA} {'🙂 ' * 1_900}".strip())
    question_id = people.write(205, "And China?")
    parts = people.sent(205, 3)[1:]
    people.edit(205, question_id, TUNGSTEN)
    wait_for_message(people, 205, lambda m: m.text.startswith("The articles do not answer this."))
    people.until(lambda: parts[1].id not in [m.id for m in people.screen(205)])


def test_ask_in_reply_to_words_of_another_asks_those(people: FakeBotApi, seeded: App) -> None:
    words = people.write(-206, RUSSIA, kind="supergroup", user=7)
    question_id = people.write(-206, f"/ask@{NAME}", kind="supergroup", reply_to=words)
    (sent,) = people.sent(-206)
    assert (sent.text, sent.reply_to) == (
        answer_texts(seeded.assistant.ask(RUSSIA))[0],
        question_id,
    )


def test_sources_and_quotes_can_be_had_by_command(people: FakeBotApi, seeded: App) -> None:
    assert reply_to(people, 207, "/sources") == say("telegram-no-quotes")
    reply_to(people, 207, RUSSIA)
    answer = seeded.assistant.ask(RUSSIA)
    lines = reply_to(people, 207, "/sources").split("\n")
    assert lines[0] == f"[1] {answer.citations[0].title}"
    assert lines[1] == str(COMMITMENT_SPAN)
    reply_to(people, 207, "/quote 3")
    assert last_message(people, 207).styled("bold") == [
        "[3] ",
        *[answer.citations[2].quote.text] * 2,
    ]
    assert reply_to(people, 207, "/quote 9") == "Which quote? Give its number, from 1 to 5."


def test_articles_are_listed_and_shown(people: FakeBotApi) -> None:
    lines = reply_to(people, 208, "/articles").split("\n")
    assert (lines[0], len(lines)) == ("5 articles", 6)
    people.press(208, None, "4")
    view = wait_for_message(people, 208, lambda m: m.text.startswith("Who is iraq allies with\n"))
    assert f"{ALLIES} · en · 16,954 characters, 34 passages" in view.text
    people.press(208, view.id, "‹ Back")
    wait_for_message(people, 208, lambda m: m.text.split("\n") == lines)
    assert reply_to(people, 208, "/about who is iraq").startswith("Who is iraq allies with\n")
    assert reply_to(people, 208, "/about nothing") == (
        "There is no article “nothing”; /articles lists them."
    )
    assert reply_to(people, 208, "/about iraq").startswith("5 articles fit: ")


def test_the_language_is_the_persons_until_another_is_chosen(people: FakeBotApi) -> None:
    assert reply_to(people, 209, "/new", user=209, language="ru") == say("telegram-new", "ru")
    assert reply_to(people, 210, "/new", user=210, language="ar-EG") == say("telegram-new", "ar")
    assert reply_to(people, 211, "/new", user=211, language="fr") == say("telegram-new")
    reply_to(people, 211, "/settings", user=211)
    people.press(211, None, "العربية", user=211)
    wait_for_message(people, 211, lambda m: m.buttons[0] == ["English", "✓ العربية", "Русский"])
    assert reply_to(people, 211, "/new", user=211) == say("telegram-new", "ar")
    assert reply_to(people, 211, TUNGSTEN, user=211).startswith("لا تجيب المقالات عن هذا السؤال.")


def test_help_and_privacy_say_what_holds(people: FakeBotApi) -> None:
    assert reply_to(people, 212, "/help") == say("telegram-help")
    privacy = reply_to(people, 212, "/privacy")
    assert "for 90 days" in privacy
    assert say("telegram-privacy-log-always") in privacy
    assert say("telegram-privacy-model-no") in privacy
    assert privacy.endswith("Your number at Telegram: 42")


def test_a_person_who_is_forgotten_leaves_no_byte(
    linked: App, api: FakeBotApi, tmp_path: Path
) -> None:
    secret = "Zyxwvut harbour masters"
    records = tmp_path / "records"
    records.mkdir()
    with serving(linked, api, records=records):
        reply_to(api, 213_213, f"What do {secret} eat?", user=213_213)
        api.inline_results(api.inline(213_213, f"Do {secret} dance?"))
        reply_to(api, 8, "How often does the ferry cross the strait of Zembla?", user=8)
        assert forget_me(api, 213_213).text == (
            "All that was kept about you is removed, with 1 answer."
        )
    content = b"".join(path.read_bytes() for path in records.iterdir())
    content += (linked.home.path / "log.sqlite3").read_bytes()
    assert secret.split()[0].encode() not in content
    database = BotDatabase(records)
    for table, columns in (
        ("people", "id"), ("cards", "user"), ("asked", "user"), ("links", "user"), ("sent", "chat"),
    ):  # fmt: skip
        rows = database.sqlite.rows(f"SELECT {columns} FROM {table}")
        assert (table, (213_213,) in rows) == (table, False)
    assert database.sqlite.rows("SELECT user FROM cards") == [(8,)]
    database.close()
    with serving(linked, api, records=records):
        assert reply_to(api, 213_213, "/sources", user=213_213) == say("telegram-no-quotes")
    assert [entry.user for entry in linked.log.find()] == ["8"]


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
        {"sticker": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False, "type": "regular"}},
        {"contact": {"phone_number": "1", "first_name": "A"}},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0,
                  "is_closed": False, "is_anonymous": True, "type": "regular",
                  "allows_multiple_answers": False}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
         "caption": "What is this?"},
    ],
    ids=["voice", "sticker", "contact", "poll", "photo"],
)  # fmt: skip
def test_what_is_no_text_gets_one_line_and_in_groups_nothing(
    people: FakeBotApi, content: dict[str, Any]
) -> None:
    chat = 2_140 + len(next(iter(content)))
    assert reply_to(people, chat, "", **content) == say("telegram-only-text")
    people.write(-chat, "", kind="supergroup", **content)
    people.write(-chat, f"/ask {RUSSIA}", kind="supergroup")
    assert "[1]" in people.sent(-chat)[0].text


def test_a_forwarded_text_is_checked_and_its_quotes_open(people: FakeBotApi, seeded: App) -> None:
    quote = seeded.assistant.ask(RUSSIA).citations[1].quote.text
    text = f"{quote} The moon is made of green cheese and sold in Thule."
    reply = reply_to(people, 215, text, forward="Somebody")
    assert reply.startswith(f"“{quote}” — the articles say so:\n{quote} [1]\n")
    assert "sold in Thule.” — no sentence of the articles was found that says so." in reply
    message = last_message(people, 215)
    people.press(215, message.id, "1")
    view = people.sent(215, 2)[1]
    assert view.styled("bold") == ["[1] ", quote, quote]
    people.press(215, view.id, "‹ Back")
    people.until(lambda: view.id not in [m.id for m in people.screen(215)])
    assert reply_to(people, 215, "/check") == say("telegram-check-what")
    assert reply_to(people, 215, f"/check {quote}").startswith(f"“{quote}” — the articles say so:")


def test_who_blocks_the_bot_after_being_forgotten_stays_forgotten(
    seeded: App, api: FakeBotApi, tmp_path: Path
) -> None:
    with serving(seeded, api, records=tmp_path):
        reply_to(api, 232, RUSSIA, user=232)
        forget_me(api, 232)
        api.join(232, "kicked", kind="private", user=232)
        reply_to(api, 233, "/help", user=233)
    database = BotDatabase(tmp_path)
    assert database.sqlite.rows("SELECT id FROM people") == [(233,)]
    database.close()


def test_a_question_in_the_making_is_forgotten_too(
    seeded: App, api: FakeBotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()
    whole = Assistant.stream

    def slow(self: Assistant, question: str, *more: Any) -> Iterator[Any]:
        going_on.wait(20)
        yield from whole(self, question, *more)

    monkeypatch.setattr(Assistant, "stream", slow)
    before = len(seeded.log.find(user="234"))
    with serving(seeded, api, records=tmp_path):
        api.write(-234, f"/ask {RUSSIA}", kind="supergroup", user=234)
        api.until(lambda: api.actions(-234) == ["typing"])
        forget_me(api, 234)
        going_on.set()
        api.sent(-234)
    database = BotDatabase(tmp_path)
    assert database.sqlite.rows("SELECT id FROM cards") == []
    database.close()
    assert len(seeded.log.find(user="234")) == before == 0


def forget_me(api: FakeBotApi, user: int) -> ShownMessage:
    """Let a person be forgotten, and return what the bot says in the end."""
    assert reply_to(api, user, "/forget_me", user=user) == say("telegram-forget-sure")
    api.press(user, None, say("telegram-forget-yes"), user=user)
    sure = (say("telegram-forget-sure"),)
    return wait_for_message(api, user, lambda message: message.text not in sure)


def test_nobody_is_forgotten_by_accident_or_by_others(seeded: App, api: FakeBotApi) -> None:
    group = -237
    with serving(seeded, api):
        reply_to(api, group, f"/ask {RUSSIA}", kind="supergroup", user=237)
        asked = reply_to(api, group, f"/forget_me@{NAME}", kind="supergroup", user=237)
        assert asked == say("telegram-forget-sure")
        api.press(group, None, say("telegram-forget-yes"), user=238)  # somebody else
        assert reply_to(api, 238, "/help", user=238) == say("telegram-help")
        assert last_message(api, group).text == say("telegram-forget-sure")
        api.press(group, None, say("telegram-forget-no"), user=237)
        wait_for_message(api, group, lambda m: m.text == say("telegram-forgotten-not"))
        assert "[1]" in reply_to(api, group, f"/sources@{NAME}", kind="supergroup", user=237)


def test_being_forgotten_lifts_no_limit(seeded: App, api: FakeBotApi) -> None:
    with serving(seeded, api, telegram_per_minute=1):
        reply_to(api, 235, RUSSIA, user=235)
        forget_me(api, 235)
        assert reply_to(api, 235, RUSSIA, user=235).startswith("These were many questions")


def test_what_is_chosen_from_inline_results_is_no_question(people: FakeBotApi) -> None:
    people.write(236, f"{RUSSIA} …", via_bot=BOT)
    assert reply_to(people, 236, "/new") == say("telegram-new")


def test_a_link_asks_its_question(people: FakeBotApi, seeded: App) -> None:
    query = people.inline(216, RUSSIA)
    button = people.answered(query)["button"]
    reply = reply_to(people, 216, f"/start {button['start_parameter']}", user=216)
    assert reply == f"{RUSSIA}\n\n{answer_texts(seeded.assistant.ask(RUSSIA))[0]}"
    assert reply_to(people, 216, "/start q_nothing", user=216) == say("telegram-help")


def test_a_link_lasts_a_day(tmp_path: Path) -> None:
    clock = [1_000_000.0]
    database = BotDatabase(tmp_path)
    links = QuestionLinks(database, now=lambda: clock[0])
    token = links.create("How is Iraq?", 5)
    assert links.create("How is Iraq?", 5) == token != links.create("How is Iraq?", 6)
    clock[0] += 86_401
    links.delete_expired(clock[0])
    assert links.question(token) == ""
    database.close()


def test_menus_are_set_for_each_kind_of_chat_and_each_language(
    seeded: App, api: FakeBotApi
) -> None:
    api.write(1, "/help", user=1)
    with serving(seeded, api, telegram_admins="1"):
        api.sent(1)
        api.until(lambda: sum(method == "setMyCommands" for method, _ in api.calls) == 12)
        menus = [fields for method, fields in api.calls if method == "setMyCommands"]
    codes = [fields.get("language_code", "") for fields in menus]
    assert codes == ["", "ar", "ru"] * 4
    assert '"settings"' in menus[6]["commands"] and '"settings"' not in menus[3]["commands"]
    admins = menus[9]["commands"]
    assert all(
        f'"{name}"' in admins for name in (*USER_COMMANDS, *ADMIN_COMMANDS) if name != "start"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_framed_in_the_persons_language(
    people: FakeBotApi, language: str, seeded: App
) -> None:
    chat = 220 + LANGUAGES.index(language)
    reply_to(people, chat, RUSSIA, user=chat, language=language)
    reply = reply_to(people, chat, "And China?", user=chat, language=language)
    assert reply.split("\n")[0] == say("understood", language, question=CHINA)
    quotes = [each.quote.text for each in seeded.assistant.ask(CHINA).citations]
    assert any(quote in reply for quote in quotes)
    words = next(row for row in last_message(people, chat).buttons if "👍" in row)
    assert words[:2] == [say("telegram-why", language), say("telegram-more", language)]


def test_records_are_kept_for_their_time_only(seeded: App, api: FakeBotApi, tmp_path: Path) -> None:
    with serving(seeded, api, records=tmp_path):
        reply_to(api, 230, RUSSIA)
    with sqlite3.connect(tmp_path / "telegram.sqlite3") as records:
        records.execute("UPDATE cards SET made = made - 8640000")
        records.execute("UPDATE sent SET at = at - 8640000")
        records.execute("UPDATE asked SET at = at - 8640000")
    records.close()
    (tmp_path / "telegram.seal").unlink()
    confirm_yesterday(seeded.home.path)
    with serving(seeded, api, records=tmp_path):
        reply_to(api, 230, TUNGSTEN)
    database = BotDatabase(tmp_path)
    counts = [database.sqlite.rows(f"SELECT count(*) FROM {t}") for t in ("cards", "sent", "asked")]
    database.close()
    assert counts == [[(1,)], [(1,)], [(1,)]]
