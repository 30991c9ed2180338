"""The Telegram bot: the real library, and the real command, against a strict fake Bot API."""

import asyncio
import json
import logging
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer, Citation, Statement
from bot.app import App
from bot.asking.conversation import Conversation
from bot.assistant import Assistant
from bot.chats import Chats
from bot.keeping.log import Log
from bot.messages import Line, Piece, harmless, lines, messages
from bot.render import plain
from bot.settings import Settings
from bot.telegram_bot import run_bot, serve
from bot.writing.budget import Budget, Limits
from prompts import render
from retrieval.errors import ExpectedError
from retrieval.home import Home
from retrieval.ingest import add
from retrieval.passages import Document
from retrieval.prepare import Models
from retrieval.search import Found, Searcher
from retrieval.writer import Writer
from tests.conftest import SEEDS_FOLDER
from tests.fake_bot_api import BOT, NAME, RESET, TOKEN, FakeBotApi, RefusedError, Sent, units
from tests.fake_bot_api import check_entities as check

RUSSIA = "How is Iraq positioned toward Russia?"
CHINA = "How is Iraq positioned toward China?"
TUNGSTEN = "What is the boiling point of tungsten?"
LIMIT = 4096


@contextmanager
def serving(app: App, api: FakeBotApi) -> Iterator[None]:
    """Run the bot in a thread until the end of the block."""
    app = replace(app, settings=app.settings.model_copy(update={"telegram_api_base": api.base}))
    loop = asyncio.new_event_loop()
    work = loop.create_task(serve(app, TOKEN))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([work])))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(work.cancel)
        thread.join()
        loop.close()
        assert work.cancelled()


@contextmanager
def majlis(base: str, home: Path, *, token: str = TOKEN) -> Iterator[subprocess.Popen[str]]:
    """Run `majlis telegram` as a process."""
    given = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE": base}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--home", str(home), "telegram"],
        env={**os.environ, **given, "PYTHONPATH": str(SEEDS_FOLDER.parent)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], *, secret: str = TOKEN) -> tuple[int, str, str]:
    """Wait for a process; the token is in nothing that it said."""
    out, err = process.communicate(timeout=30)
    assert secret not in out + err
    return process.returncode, out, err


def shown(answer: Answer) -> list[str]:
    """Give the messages of an answer."""
    return [text for text, _ in messages(lines(answer), limit=LIMIT)]


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    """Give a server of one's own."""
    with FakeBotApi().running() as running:
        yield running


@pytest.fixture(scope="module")
def people(seeded: App) -> Iterator[FakeBotApi]:
    """Give a server with the bot at work; each test writes to a chat of its own."""
    with FakeBotApi().running() as running, serving(seeded, running):
        yield running


@pytest.fixture
def copied(seeded: App, tmp_path: Path) -> Path:
    """Give a home that holds the seeds, for a process."""
    return shutil.copytree(seeded.home.path, tmp_path / "copied")


@pytest.fixture
def linked(home: Home, models: Models, tmp_path: Path) -> App:
    """Give an app over two articles, one with an address to link to."""
    ferry = "The ferry crosses the strait of Zembla four times a day, in summer also at night."
    bread = "Our baker takes the rye bread out of the oven at five in the morning."
    rows = [
        {"id": "ferry", "title": "Far away", "text": ferry, "url": "https://ferry.example/"},
        {"id": "bread", "title": "At home", "text": bread, "url": "http://localhost/"},
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Writer(home, models) as writer:
        add(writer, [str(file)])
    settings = Settings(_env_file=None, MAJLIS_HOME=home.path)
    log = Log(home.path / "log.sqlite3")
    budget = Budget(home.path / "budget.sqlite3", Limits())
    return App(settings, home, models, Assistant(Searcher(home, models), log=log), log, budget)


# One answer, said in a chat


def test_an_answer_is_the_one_that_the_engine_gives(people: FakeBotApi, seeded: App) -> None:
    asked = people.write(1, RUSSIA)
    (sent,) = people.sent(1)
    assert [sent.text] == shown(seeded.assistant.ask(RUSSIA))
    assert (sent.reply_to, sent.thread, sent.preview) == (asked, None, False)
    assert ("sendChatAction", {"chat_id": "1", "action": "typing"}) in people.calls


def test_every_mark_leads_to_a_source_and_every_source_to_the_words(
    people: FakeBotApi, seeded: App
) -> None:
    people.write(2, RUSSIA)
    (sent,) = people.sent(2)
    said, sources = sent.text.rsplit("\n\n", 1)
    rows = [re.fullmatch(r"\[(\d+)\] .+  (\S+\.txt) (\d+)-(\d+)", r) for r in sources.split("\n")]
    marks = re.findall(r"\[\d+\]", said)
    assert marks == [f"[{row[1]}]" for row in rows if row]
    assert sent.styled("bold") == marks * 2
    assert sent.styled("code") == [row[2] for row in rows if row]
    quotes = []
    for row in rows:
        assert row
        article = (SEEDS_FOLDER / row[2]).read_text(encoding="utf-8")
        quotes.append(article[int(row[3]) : int(row[4])])
    answer = seeded.assistant.ask(RUSSIA)
    assert quotes == [citation.quote.text for citation in answer.citations]
    assert any(quote in said for quote in quotes)


def test_answers_are_kept_by_user_and_chat(people: FakeBotApi, seeded: App) -> None:
    people.write(7_007, RUSSIA)
    (sent,) = people.sent(7_007)
    (kept,) = seeded.log.find(conversation="telegram:7007")
    assert (kept.user, shown(kept.answer)) == ("42", [sent.text])


def test_a_follow_up_takes_the_question_before_along(people: FakeBotApi) -> None:
    people.write(3, RUSSIA)
    people.sent(3)
    people.write(3, "And China?")
    _, sent = people.sent(3, 2)
    assert sent.text.startswith(f"Understood as: {CHINA}\n")
    assert sent.styled("italic")[0] == f"Understood as: {CHINA}"


def test_a_question_that_the_articles_do_not_answer_is_not_answered(
    people: FakeBotApi, seeded: App
) -> None:
    answer = seeded.assistant.ask(TUNGSTEN)
    assert answer.abstained
    people.write(4, TUNGSTEN)
    (sent,) = people.sent(4)
    assert [sent.text] == shown(answer)
    assert (sent.styled("bold"), sent.styled("code")) == ([], [])


def test_a_question_that_cannot_be_asked_is_told_why(people: FakeBotApi, seeded: App) -> None:
    long = "x" * 4_001
    with pytest.raises(ExpectedError) as error:
        seeded.assistant.ask(long)
    people.write(5, long)
    assert people.sent(5)[0].text == f"{error.value.message}\n{error.value.hint}"


def test_a_chat_says_what_a_terminal_says(seeded: App) -> None:
    for question in (RUSSIA, TUNGSTEN):
        answer = seeded.assistant.ask(question)
        said = "\n".join("".join(piece.text for piece in line) for line in lines(answer))
        assert re.sub(" {2,}", "  ", said) == re.sub(" {2,}", "  ", plain(answer))


def test_titles_are_links_where_a_chat_can_follow_them(linked: App, api: FakeBotApi) -> None:
    with serving(linked, api):
        api.write(6, "How often does the ferry cross the strait of Zembla?")
        api.write(6, "When does our baker take the rye bread out of the oven?")
        ferry, bread = api.sent(6, 2)
    assert ferry.styled("text_link") == ["Far away"]
    assert "At home" in bread.text
    assert "At home" not in bread.styled("text_link")


@pytest.mark.parametrize("text", ["/start", "/help", "/nonsense"])
def test_commands_are_told_what_the_bot_does(people: FakeBotApi, text: str) -> None:
    chat = 10 + len(text)
    people.write(chat, text)
    assert people.sent(chat)[0].text == render("telegram_help")


@pytest.mark.parametrize(
    ("chat", "content"),
    [
        pytest.param(20, {"dice": {"emoji": "🎲", "value": 3}}, id="dice"),
        pytest.param(21, {"location": {"latitude": 1.0, "longitude": 1.0}}, id="location"),
        pytest.param(22, {"text": "/ask"}, id="nothing asked"),
        pytest.param(23, {"text": f"@{NAME}"}, id="only the name"),
    ],
)  # fmt: skip
def test_what_is_no_question_gets_one_line(
    people: FakeBotApi, chat: int, content: dict[str, Any]
) -> None:
    people.write(chat, **content)
    assert people.sent(chat)[0].text == render("telegram_only_text")


def test_what_telegram_itself_reports_is_not_answered(people: FakeBotApi) -> None:
    people.write(24, new_chat_title="Another title")
    asked = people.write(24, RUSSIA)
    assert people.sent(24)[0].reply_to == asked


def test_an_edited_question_is_not_answered_again(
    seeded: App, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    asked = api.write(25, RUSSIA)
    api.edit(25, asked, CHINA)
    with serving(seeded, api):
        api.sent(25)
        last = api.write(25, TUNGSTEN)
        assert [sent.reply_to for sent in api.sent(25, 2)] == [asked, last]
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []
    polls = [fields for method, fields in api.calls if method == "getUpdates"]
    assert polls[0] == {"offset": "0", "timeout": "30", "allowed_updates": '["message"]'}


# Groups


def test_a_group_is_answered_only_when_it_speaks_to_the_bot(people: FakeBotApi) -> None:
    group = -30
    for text in (
        RUSSIA, "/help", "/ask@another_bot Russia?", f"@{NAME}_fan {RUSSIA}", f"a@{NAME}.org",
    ):  # fmt: skip
        people.write(group, text, kind="supergroup")
    people.write(group, kind="supergroup", location={"latitude": 1.0, "longitude": 1.0})
    asked = [
        people.write(group, text, kind="supergroup")
        for text in (f"/ask {RUSSIA}", f"/ask@{NAME} {RUSSIA}", f"@{NAME.upper()}, {RUSSIA}")
    ]
    sent = people.sent(group, 3)
    assert [message.reply_to for message in sent] == asked
    assert len({message.text for message in sent}) == 1
    people.write(group, "And China?", kind="supergroup", reply_to=sent[2].id)
    assert people.sent(group, 4)[3].text.startswith(f"Understood as: {CHINA}\n")
    people.write(group, f"/help@{NAME}", kind="supergroup")
    assert people.sent(group, 5)[4].text == render("telegram_help")


def test_each_topic_is_a_conversation_of_its_own(people: FakeBotApi) -> None:
    group = -31
    for place, (thread, text) in enumerate([(7, RUSSIA), (8, "And China?"), (7, "And China?")]):
        people.write(group, f"/ask {text}", kind="supergroup", thread=thread)
        people.sent(group, place + 1)
    sent = people.sent(group, 3)
    assert [message.thread for message in sent] == [7, 8, 7]
    assert [message.text.startswith("Understood as: ") for message in sent] == [False, False, True]


def test_a_topic_that_the_bot_opened_is_no_reply_to_it(people: FakeBotApi) -> None:
    group = -32
    opened = {
        "message_id": 9, "date": 1, "chat": {"id": group, "type": "supergroup"}, "from": BOT,
        "forum_topic_created": {"name": "Iraq", "icon_color": 1},
    }  # fmt: skip
    people.write(group, RUSSIA, kind="supergroup", thread=9, reply_to_message=opened)
    asked = people.write(group, f"/ask {RUSSIA}", kind="supergroup", thread=9)
    assert people.sent(group)[0].reply_to == asked


# Order, memory


def test_answers_of_a_chat_keep_their_order(people: FakeBotApi) -> None:
    people.fail("sendMessage", 429)
    asked = [people.write(40, text) for text in (RUSSIA, "And China?", CHINA, TUNGSTEN, RUSSIA)]
    assert [sent.reply_to for sent in people.sent(40, 5)] == asked


@pytest.mark.parametrize(("chat", "between", "remembered"), [(41, 9, True), (42, 10, False)])
def test_the_last_ten_questions_of_a_chat_are_remembered(
    people: FakeBotApi, chat: int, between: int, remembered: bool
) -> None:
    for text in (RUSSIA, *["thanks a lot"] * between, "And China?"):
        people.write(chat, text)
    last = people.sent(chat, between + 2)[-1]
    assert last.text.startswith(f"Understood as: {CHINA}\n") is remembered


def test_the_chat_that_was_silent_for_longest_is_forgotten() -> None:
    chats = Chats(limit=2)
    first, second = chats[1, None], chats[1, 5]
    assert chats[1, None] is first
    third = chats[2, None]
    assert (chats[1, None], chats[2, None]) == (first, third)
    assert chats[1, 5] is not second


# Long answers


def test_a_long_answer_comes_in_several_messages(people: FakeBotApi, seeded: App) -> None:
    long = f"{RUSSIA} {'🙂 ' * 1_900}".strip()
    people.write(50, long)
    first = people.sent(50)
    people.write(50, "And China?")
    conversation = Conversation()
    seeded.assistant.ask(long, conversation)
    expected = shown(seeded.assistant.ask("And China?", conversation))
    assert len(expected) > 1
    sent = people.sent(50, 1 + len(expected))[1:]
    assert [message.text for message in sent] == expected
    assert [message.reply_to is None for message in sent] == [False] + [True] * (len(sent) - 1)
    assert first[0].text.startswith("Understood") is False


STYLES = {"": None, "mark": "bold", "context": "italic"}
WORDS = st.text(st.sampled_from("ab🙂é \n"), max_size=30)
LINES = st.lists(st.lists(st.builds(Piece, WORDS, st.sampled_from(sorted(STYLES))), max_size=4))


def black(text: str) -> str:
    """Give what can be seen of a text."""
    return "".join(text.split())


@given(LINES, st.integers(2, 40))
def test_cutting_loses_nothing_and_tears_nothing(said: list[Line], limit: int) -> None:
    made = list(messages(said, limit=limit))
    whole = ["".join(piece.text for piece in line) for line in said]
    assert black("".join(text for text, _ in made)) == black("".join(whole))
    for text, styled in made:
        assert 0 < units(text) <= limit
        check(text, [{"type": "bold", "offset": s.offset, "length": s.length} for s in styled])
    for line in whole:
        if units(line) <= limit and line.strip():
            assert any(line in text for text, _ in made)
    for kind in ("mark", "context"):
        there = "".join(
            Sent(1, 1, text, ({"type": kind, "offset": s.offset, "length": s.length},),
                 None, None, False, 0).styled(kind)[0]
            for text, styled in made for s in styled if s.kind == kind
        )  # fmt: skip
        pieces = [piece.text for line in said for piece in line if piece.kind == kind]
        assert black(there) == black("".join(pieces))


def test_a_line_that_fits_no_message_is_cut_behind_a_space() -> None:
    said = [[Piece("a")], [Piece("one two three"), Piece("[1]", "mark")], [Piece("🙂🙂🙂🙂")]]
    texts = [text for text, _ in messages(said, limit=7)]
    assert texts == ["a\none ", "two ", "three", "[1]", "🙂🙂🙂", "🙂"]


# What goes wrong on the way


def test_an_answer_waits_as_long_as_the_server_says(people: FakeBotApi) -> None:
    people.fail("sendMessage", 429, retry_after=2)
    begun = time.monotonic()
    asked = people.write(60, RUSSIA)
    people.until(lambda: any(fields.get("chat_id") == "60" and method == "sendMessage"
                             for method, fields in people.calls))  # fmt: skip
    people.write(61, RUSSIA)
    people.delete(60, asked)
    (sent,) = people.sent(60)
    (other,) = people.sent(61)
    assert sent.at - begun >= 2
    assert other.at < sent.at
    assert sent.reply_to is None


def test_an_answer_is_sent_again_when_the_server_fails(people: FakeBotApi) -> None:
    people.fail("sendMessage", 500, RESET)
    people.fail("sendChatAction", 500)
    asked = people.write(62, RUSSIA)
    assert people.sent(62)[0].reply_to == asked


def test_messages_are_taken_again_when_the_server_was_gone(people: FakeBotApi) -> None:
    people.fail("getUpdates", 500, RESET)
    begun = time.monotonic()
    people.write(63, RUSSIA)
    people.sent(63)
    asked = people.write(63, CHINA)
    _, sent = people.sent(63, 2)
    assert (sent.reply_to, sent.at - begun > 2) == (asked, True)


def test_a_person_who_blocked_the_bot_is_no_bug(
    people: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    people.blocked.add(64)
    people.write(64, RUSSIA)
    people.until(lambda: any(fields.get("chat_id") == "64" and method == "sendMessage"
                             for method, fields in people.calls))  # fmt: skip
    people.write(65, RUSSIA)
    people.sent(65)
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


class Fragile(Searcher):
    """A searcher with a bug."""

    def find(
        self, question: str, *, limit: int = 10, earlier: Sequence[str] = (), weight: float = 0.0
    ) -> Found:
        """Find, or not."""
        if "Atlantis" in question:
            raise ZeroDivisionError("a private detail")
        return super().find(question, limit=limit, earlier=earlier, weight=weight)


def test_a_bug_is_logged_and_answered_with_one_sentence(
    seeded: App, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    fragile = replace(seeded, assistant=Assistant(Fragile(seeded.home, seeded.models)))
    with serving(fragile, api):
        api.write(70, "Where is Atlantis?")
        assert api.sent(70)[0].text == render("telegram_failed")
        api.write(70, RUSSIA)
        api.sent(70, 2)
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.exc_info
    assert isinstance(record.exc_info[1], ZeroDivisionError)
    assert "Atlantis" not in caplog.text


def test_a_damaged_home_is_not_shown_to_strangers(linked: App, api: FakeBotApi) -> None:
    with serving(linked, api):
        api.write(71, RUSSIA)
        api.sent(71)
        with sqlite3.connect(linked.home.path / "catalog.sqlite3") as catalog:
            catalog.execute("DROP TABLE passages")
        catalog.close()
        api.write(71, RUSSIA)
        _, sent = api.sent(71, 2)
    assert str(linked.home.path) not in sent.text
    assert "catalog" in sent.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The home '/srv/x y' is full.", "The home … is full."),
        ('The home "/srv/it\'s" is full.', "The home … is full."),
        ("No server 'http://10.0.0.1/v1' and 'b/c'.", "No server … and …."),
        ("The question 'why' is kept.", "The question 'why' is kept."),
    ],
)
def test_paths_and_addresses_are_left_out(text: str, expected: str) -> None:
    assert harmless(text) == expected


def test_an_engine_that_cannot_search_takes_no_message(
    home: Home, models: Models, api: FakeBotApi
) -> None:
    settings = Settings(_env_file=None, TELEGRAM_API_BASE=api.base)
    log = Log(home.path / "log.sqlite3")
    budget = Budget(home.path / "budget.sqlite3", Limits())
    app = App(settings, home, models, Assistant(Searcher(home, models), log=log), log, budget)
    with pytest.raises(ExpectedError, match=r"^There are no articles to search\.$"):
        asyncio.run(serve(app, TOKEN))
    assert [method for method, _ in api.calls] == ["getMe"]


# The command


def test_the_command_indexes_answers_and_leaves(api: FakeBotApi, tmp_path: Path) -> None:
    asked = api.write(80, RUSSIA)
    with majlis(api.base, tmp_path / "new") as process:
        (sent,) = api.sent(80, timeout_s=60)
        assert sent.reply_to == asked
        assert sent.styled("bold")[0] == "[1]"
        api.write(80, "And China?")
        assert api.sent(80, 2)[1].text.startswith(f"Understood as: {CHINA}\n")
        process.send_signal(signal.SIGINT)
        code, out, err = ended(process)
    assert (code, out) == (0, "")
    note, answering = err.splitlines()
    assert note == "Indexing the articles that come with majlis …"
    assert answering.endswith(f" INFO bot.telegram_bot: Answering as @{NAME}.")
    assert api.unconfirmed == []


def test_an_answer_in_the_making_is_finished_first(api: FakeBotApi, copied: Path) -> None:
    asked = api.write(81, RUSSIA)
    with majlis(api.base, copied) as process:
        api.until(lambda: "sendChatAction" in dict(api.calls))
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0
    assert [sent.reply_to for sent in api.sent(81)] == [asked]
    assert api.unconfirmed == []


def interrupted(api: FakeBotApi) -> None:
    """Poll with the bot's token."""
    api.call(TOKEN, "getUpdates", {"timeout": "0"})


def revoked(api: FakeBotApi) -> None:
    """Refuse the token from now on."""
    api.fail("getUpdates", 401)
    api.write(82, RUSSIA)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        pytest.param(
            interrupted,
            "error: Another program takes this bot's messages.\n"
            "hint: Stop the other one; a token serves one running bot.\n",
            id="a second poller",
        ),
        pytest.param(
            revoked,
            "error: Telegram does not accept the bot's token.\n"
            "hint: Copy it from @BotFather to TELEGRAM_BOT_TOKEN once more.\n",
            id="the token is revoked",
        ),
    ],
)
def test_a_bot_that_may_no_longer_poll_leaves(
    api: FakeBotApi, copied: Path, happens: Callable[[FakeBotApi], None], expected: str
) -> None:
    with majlis(api.base, copied) as process:
        api.until(lambda: "getUpdates" in dict(api.calls))
        happens(api)
        code, out, err = ended(process)
    assert (code, out) == (1, "")
    assert err.split("\n", 1)[1] == expected


def test_a_wrong_token_is_named_and_not_shown(api: FakeBotApi, copied: Path) -> None:
    wrong = "987654321:AAwrong"
    with majlis(api.base, copied, token=wrong) as process:
        assert ended(process, secret=wrong) == (
            1, "",
            "error: Telegram does not accept the bot's token.\n"
            "hint: Copy it from @BotFather to TELEGRAM_BOT_TOKEN once more.\n",
        )  # fmt: skip


LOGGING = """
import logging
from bot.logs import log_without
log_without("5:secret")
logging.getLogger("httpx").info("POST /bot5:secret/getMe")
logging.getLogger("bot.x").info("used %r", "5:secret")
try:
    raise ValueError("The token 5:secret was rejected.")
except ValueError:
    logging.getLogger("other").exception("failed")
"""


def test_a_log_holds_no_token() -> None:
    process = subprocess.run(
        [sys.executable, "-c", LOGGING], env={"PYTHONPATH": str(SEEDS_FOLDER.parent)},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    lines = process.stderr.splitlines()
    assert lines[0].endswith(" INFO bot.x: used '…'")
    assert lines[1].endswith(" ERROR other: failed")
    assert lines[-1] == "ValueError: The token … was rejected."


def test_a_missing_token_is_named(seeded: App) -> None:
    with pytest.raises(ExpectedError) as error:
        run_bot(seeded)
    assert error.value.message == "The Telegram bot has no token."
    assert error.value.hint == "Get one from @BotFather and put it in TELEGRAM_BOT_TOKEN."


def test_a_server_that_fails_at_the_start_is_asked_again(seeded: App, api: FakeBotApi) -> None:
    api.fail("getMe", 500)
    api.fail("deleteWebhook", RESET)
    asked = api.write(83, RUSSIA)
    with serving(seeded, api):
        assert api.sent(83)[0].reply_to == asked


def test_a_server_that_is_down_is_tried_a_few_times(copied: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with majlis(base, copied) as process:
        assert ended(process) == (
            1, "",
            f"error: The Telegram server '{base}' does not answer.\n"
            "hint: Check the network, and TELEGRAM_API_BASE if it is set; then start again.\n",
        )  # fmt: skip


# The fake server refuses what Telegram refuses


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"chat_id": "9"}, "message text is empty"),
        ({"chat_id": "9", "text": " \n"}, "text must be non-empty"),
        ({"chat_id": "9", "text": "🙂" * 4_097}, "message is too long"),
        ({"chat_id": "9", "text": "🙂" * 8_193}, "text is too long"),
        ({"chat_id": "8", "text": "a"}, "chat not found"),
        ({"text": "a"}, "chat_id is empty"),
        ({"chat_id": "9", "text": "a", "message_thread_id": "5"}, "message thread not found"),
        (
            {"chat_id": "9", "text": "a", "reply_parameters": '{"message_id": 1}'},
            "message to be replied not found",
        ),
    ],
)
def test_the_fake_refuses_a_message_in_the_words_of_telegram(
    api: FakeBotApi, fields: dict[str, str], words: str
) -> None:
    api.write(9, "Hello")
    with pytest.raises(RefusedError, match=f"^Bad Request: {words}$") as refused:
        api.call(TOKEN, "sendMessage", fields)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [
        (5, 1, "begins after the end of the text at UTF-16 offset 5"),
        (1, 9, "beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10"),
        (2, 2, "begins in a middle of a UTF-16 symbol at byte offset 1"),
        (0, 2, "ends in a middle of a UTF-16 symbol at byte offset 1"),
    ],
)
def test_the_fake_refuses_entities_that_are_not_of_the_text(
    offset: int, length: int, words: str
) -> None:
    with pytest.raises(RefusedError, match=f"^Bad Request: entity {words}$"):
        check("a🙂b", [{"type": "bold", "offset": offset, "length": length}])


@pytest.mark.parametrize(
    ("token", "method", "status", "words"),
    [
        ("1:x", "getMe", 401, "Unauthorized"),
        (TOKEN, "getNothing", 404, "Not Found: method not found"),
    ],
)
def test_the_fake_refuses_unknown_tokens_and_methods(
    api: FakeBotApi, token: str, method: str, status: int, words: str
) -> None:
    with pytest.raises(RefusedError, match=f"^{words}$") as refused:
        api.call(token, method, {})
    assert refused.value.status == status


def test_the_fake_gives_an_update_until_it_is_confirmed(api: FakeBotApi) -> None:
    api.write(9, "Hello")
    (update,) = api.call(TOKEN, "getUpdates", {})
    assert api.call(TOKEN, "getUpdates", {}) == [update]
    assert api.call(TOKEN, "getUpdates", {"offset": str(update["update_id"] + 1)}) == []


def test_an_article_without_an_address_has_no_link() -> None:
    document = Document("a.txt", "Tea is drunk at five.", "On tea")
    citation = Citation(1, document.quote(0, 21), "On tea")
    answer = Answer("When?", "When?", (Statement("Tea is drunk at five.", (1,)),), (citation,))
    assert list(lines(answer)) == [
        [Piece("Tea is drunk at five. ", "statement"), Piece("[1]", "mark")],
        [],
        [
            Piece("[1]", "mark"), Piece(" "), Piece("On tea"), Piece("  "),
            Piece("a.txt", "document"), Piece(" 0-21"),
        ],
    ]  # fmt: skip
