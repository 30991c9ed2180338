"""Articles by chat: added, checked, reported, removed, by those who run the bot."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.telegram_bot.talk import bot_context
from bot.telegram_bot.talk.corpus_writer import CorpusWriter, indexing_executor, safe_name
from prompts import say
from retrieval.ingest.writer import Writer
from retrieval.pause import pausing_while
from tests.support.fake_bot_api import FakeBotApi
from tests.support.page_server import page_server
from tests.support.telegram import reply_to, serving, wait_for_message

SHIPS = "The ships of Zembla are painted blue every second year in spring by their own crews."
QUESTION = "What colour are the ships of Zembla painted?"


@contextmanager
def running(app: App, api: FakeBotApi, admins: str = "1") -> Iterator[None]:
    with serving(app, api, telegram_admins=admins):
        reply_to(api, 1, "/help", user=1)
        yield


def test_a_file_is_added_searched_and_removed_after_asking(linked: App, api: FakeBotApi) -> None:
    with running(linked, api):
        reply = reply_to(api, 1, "", user=1, document=("Ships.md", SHIPS.encode()), caption="/add")
        assert reply == "1 article was added.\nShips.md"
        assert SHIPS in reply_to(api, 1, QUESTION, user=1)
        file = linked.home.path / "telegram" / "Ships.md"
        assert file.read_text(encoding="utf-8") == SHIPS
        assert reply_to(api, 1, "/remove Ships.md", user=1).startswith("Remove “")
        api.press(1, None, "Keep it", user=1)
        wait_for_message(api, 1, lambda m: m.text == say("telegram-removed-not"))
        reply_to(api, 1, "/remove Ships.md", user=1)
        api.press(1, None, "Remove it", user=1)
        wait_for_message(api, 1, lambda m: m.text == "1 article was removed.\nShips.md")
        assert not file.exists()
        assert SHIPS not in reply_to(api, 1, QUESTION, user=1)


def test_text_after_the_command_is_an_article(linked: App, api: FakeBotApi) -> None:
    with running(linked, api):
        assert reply_to(api, 1, f"/add On ships\n{SHIPS}", user=1) == (
            "1 article was added.\non-ships.txt"
        )
        assert reply_to(api, 1, f"/add On ships\n{SHIPS}", user=1) == "1 article is unchanged."
        assert SHIPS in reply_to(api, 1, QUESTION, user=1)


def test_an_address_alone_is_a_page_and_no_private_one_is_fetched(
    linked: App, api: FakeBotApi
) -> None:
    with running(linked, api), page_server() as site:
        address = f"{site.base}/ships"
        reply = reply_to(api, 1, f"/add {address}", user=1)
        assert reply.startswith(
            "1 article could not be added.\nships: its address leads to a private network"
        )
        reply = reply_to(api, 1, f"/add {address} and more words about ships", user=1)
        assert reply.startswith("1 article was added.")
        assert site.asked == []


def test_what_comes_after_the_command_is_an_article(linked: App, api: FakeBotApi) -> None:
    with running(linked, api):
        assert reply_to(api, 1, "/add", user=1).startswith("Send me the article now")
        reply = reply_to(api, 1, f"Ships\n{SHIPS}", user=1, forward="A channel")
        assert reply == "1 article was added.\nships.txt"
        assert SHIPS in reply_to(api, 1, QUESTION, user=1)
        assert reply_to(api, 1, "", user=1, document=("a.txt", b"x")) == say("telegram-add-how")


def test_an_answer_to_a_document_adds_it(linked: App, api: FakeBotApi) -> None:
    with running(linked, api):
        reply_to(api, 1, "", user=1, document=("ships.txt", SHIPS.encode()))
        sent = [m for m in api.screen(1) if m.sender][-1].id
        assert reply_to(api, 1, "/add", user=1, reply_to=sent) == (
            "1 article was added.\nships.txt"
        )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.png", b"\x89PNG", "I can only read these files: .txt, .md, .jsonl, .pdf, "),
        ("a.txt", b"x" * 20_000_001, "The file is too large; 20 megabytes is the most."),
        ("a.txt", b"", "1 article could not be added.\na.txt: it holds no text"),
        ("a.jsonl", b"{", "1 article could not be added.\na.jsonl:1: "),
    ],
    ids=["another type", "too large", "empty", "broken"],
)
def test_what_cannot_be_an_article_is_refused_with_a_word(
    linked: App, api: FakeBotApi, name: str, content: bytes, words: str
) -> None:
    with running(linked, api):
        reply = reply_to(api, 1, "", user=1, document=(name, content), caption="/add")
    assert reply.startswith(words), reply
    folder = linked.home.path / "telegram"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_file_that_does_not_arrive_is_asked_for_again(linked: App, api: FakeBotApi) -> None:
    with running(linked, api):
        api.fail("getFile", 400)
        reply = reply_to(api, 1, "", user=1, document=("a.txt", b"x"), caption="/add")
    assert reply.startswith("The file did not arrive: ")


def test_a_file_that_has_gone_holds_up_nothing(linked: App, api: FakeBotApi) -> None:
    with running(linked, api):
        reply = reply_to(api, 1, "", user=1, document=("a?.txt", b"x"), caption="/add")
        assert reply == "The file did not arrive: Not Found. Please send it again."
        assert reply_to(api, 1, "/new", user=1) == say("telegram-new")


def test_uploads_that_wait_for_another_writer_hold_up_no_check(
    linked: App, api: FakeBotApi
) -> None:
    with running(linked, api, "1,2,3,4,5,6"):
        with Writer(linked.home, linked.models):
            for admin in range(2, 7):
                document = (f"{admin}.txt", SHIPS.encode())
                api.write(admin, user=admin, document=document, caption="/add")
            api.until(lambda: [method for method, _ in api.calls].count("getFile") == 5)
            time.sleep(1.0)  # until all of them wait for the writer
            assert "ferry" in reply_to(api, 77, "/check The ferry crosses the strait.", user=77)
        api.until(lambda: all(len(api.chats[admin].sent) > 0 for admin in range(2, 7)))


def test_adding_and_checking_pause_for_those_who_ask(
    linked: App, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    @contextmanager
    def noted(anybody_waits: Callable[[], bool]) -> Iterator[None]:
        assert not anybody_waits()  # here nobody asks anything meanwhile
        names.append(threading.current_thread().name.partition("_")[0])
        with pausing_while(anybody_waits):
            yield

    monkeypatch.setattr(bot_context, "pausing_while", noted)
    with running(linked, api):
        reply_to(api, 1, f"/add On ships\n{SHIPS}", user=1)
        reply_to(api, 77, "/check The ferry crosses the strait.", user=77)
    assert names == ["indexing", "worker"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no priority of a thread")
def test_indexing_yields_to_those_that_answer() -> None:
    with indexing_executor() as executor:
        priority = executor.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
    assert priority > os.getpriority(os.PRIO_PROCESS, 0)


def test_others_get_a_clear_no(people: FakeBotApi) -> None:
    reply = reply_to(people, 401, "", document=("a.txt", SHIPS.encode()))
    assert reply == say("telegram-only-admins-add")
    reply = reply_to(people, 401, "", document=("a.txt", SHIPS.encode()), caption="/add")
    assert reply == say("telegram-admins-only-bot")


def test_sync_reads_the_folders_again(linked: App, api: FakeBotApi, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").unlink()
    with running(linked, api):
        reply = reply_to(api, 1, "/sync", user=1)
    assert reply.split("\n")[0] == "2 articles were removed."


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\x\\Report 1.TXT", "Report-1.txt"),
        (".txt", "article-c6fe6f.txt"),
        ("条" * 100 + ".txt", "条" * 60 + ".txt"),
        ("تقرير.md", "تقرير.md"),
        ("a" * 300 + ".md", "a" * 100 + ".md"),
    ],
)
def test_a_file_name_stays_in_its_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_report_that_was_not_taken_is_given_again_and_nothing_is_done_twice(
    linked: App, api: FakeBotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_bot.serve.GRACE_S", 0.1)
    records = tmp_path / "records"
    records.mkdir()
    with serving(linked, api, telegram_admins="1", records=records):
        reply_to(api, 1, "/add", user=1)
        api.fail("sendMessage", 429, retry_after=60)
        api.write(1, f"Ships\n{SHIPS}", user=1)
        api.until(lambda: "Ships" in [e.title for e in linked.home.catalog.entries()])
        api.until(lambda: [m for m, _ in api.calls].count("sendMessage") == 2)
    with serving(linked, api, telegram_admins="1", records=records):
        assert api.sent(1, 2)[1].text.split("\n")[0] == "1 article was added."


def test_a_change_of_the_corpus_holds_up_nobody_who_asks(linked: App) -> None:
    writer = CorpusWriter(linked)
    with writer._writer() as opened, opened.catalog.changing():
        assert opened.catalog is not linked.home.catalog
        with ThreadPoolExecutor(1) as other:
            assert other.submit(linked.home.catalog.count_passages).result(10) > 0
