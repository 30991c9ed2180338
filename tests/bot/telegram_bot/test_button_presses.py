"""Buttons below an answer: the exact words, how they were found, more, what to ask next."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.app import App
from bot.assistant import Assistant
from bot.telegram_bot.records.answer_records import AnswerRecords
from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.talk import answer_question
from prompts import say
from retrieval.index.home_folder import Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.fake_bot_api import FakeBotApi, ShownMessage
from tests.support.places import SEEDS_FOLDER
from tests.support.telegram import (
    CHINA,
    RUSSIA,
    TUNGSTEN,
    last_message,
    reply_to,
    serving,
    wait_for_message,
)

FERRY = "How often does the ferry cross the strait of Zembla?"


def ask(api: FakeBotApi, chat: int, question: str = RUSSIA, **place: object) -> ShownMessage:
    """Ask, and give the answer."""
    api.write(chat, question, **place)  # type: ignore[arg-type]  # a place is keyword arguments of several types
    api.sent(chat)
    return last_message(api, chat)


def test_an_answer_has_a_button_for_each_quote_and_for_what_one_may_want(
    people: FakeBotApi, seeded: App
) -> None:
    answer = seeded.assistant.ask(RUSSIA)
    message = ask(people, 101)
    numbers = [str(citation.number) for citation in answer.citations]
    assert message.buttons[:2] == [numbers, ["Why", "More", "👍", "👎"]]


def test_a_number_opens_the_exact_words_in_their_place(people: FakeBotApi, seeded: App) -> None:
    answer = seeded.assistant.ask(RUSSIA)
    before = ask(people, 102)
    query = people.press(102, before.id, "2")
    view = wait_for_message(people, 102, lambda message: message.text.startswith("[2]"))
    citation = answer.citations[1]
    quote = citation.quote
    assert people.answered(query) == {"callback_query_id": query}
    assert view.id == before.id
    assert view.styled("bold") == ["[2] ", quote.text, quote.text]
    (block,) = view.styled("expandable_blockquote")
    article = (SEEDS_FOLDER / quote.document_id).read_text(encoding="utf-8")
    assert article[quote.start : quote.end] == quote.text
    assert f"\n{quote.text}\n{block}\n" in view.text
    assert quote.text in block and not block.startswith(quote.text)
    assert citation.title in view.text
    assert view.text.endswith(f"{quote.document_id} · characters {quote.start}-{quote.end}")
    assert view.buttons == [["1", "2", "3", "4", "5"], ["Copy quote"], ["‹ Back"]]
    markup = view.reply_markup
    assert markup is not None
    assert markup["inline_keyboard"][1][0]["copy_text"] == {"text": quote.text}
    people.press(102, view.id, "5")
    wait_for_message(people, 102, lambda message: message.text.startswith("[5]"))
    people.press(102, view.id, "‹ Back")
    assert (
        wait_for_message(people, 102, lambda m: m.text == before.text).buttons[0]
        == before.buttons[0]
    )


def test_a_row_of_a_table_is_shown_cell_by_cell(people: FakeBotApi, seeded: App) -> None:
    message = ask(people, 103, CHINA)
    answer = seeded.assistant.ask(CHINA)
    row = next(c for c in answer.citations if "|" in c.quote.text)
    assert "|" not in message.text
    assert "\n• Nature of Engagement: Infrastructure Investment & Trade\n" in message.text
    people.press(103, message.id, str(row.number))
    view = wait_for_message(people, 103, lambda m: m.text.startswith(f"[{row.number}]"))
    assert "China" in view.styled("bold")
    assert "Nature of Engagement: Infrastructure Investment & Trade" in view.text.split("\n")


def test_why_says_in_plain_words_how_quotes_were_found(people: FakeBotApi) -> None:
    message = ask(people, 104)
    people.press(104, message.id, "Why")
    view = wait_for_message(people, 104, lambda m: m.text.startswith("How this was found"))
    lines = view.text.split("\n")
    assert lines[1] == "92 passages were searched."
    assert lines[2] == (
        "[1] It has these words of the question: Iraq. "
        "By meaning it ranks number 11 of all passages. By words it ranks number 27."
    )
    assert lines[-1].endswith("no language model wrote it.")
    people.press(104, view.id, "‹ Back")
    wait_for_message(people, 104, lambda m: m.text == message.text)


def test_more_shows_what_is_like_it_below(people: FakeBotApi) -> None:
    message = ask(people, 105)
    people.press(105, message.id, "More")
    more = people.sent(105, 2)[1]
    assert more.reply_to == message.id
    assert more.text.split("\n")[0] not in message.text
    assert last_message(people, 105).buttons[0] == ["1", "2", "3"]


def test_an_opinion_is_kept_and_its_reason_too(
    seeded: App, api: FakeBotApi, tmp_path: Path
) -> None:
    with serving(seeded, api, records=tmp_path):
        message = ask(api, 106)
        api.press(106, message.id, "👍")
        wait_for_message(api, 106, lambda m: ["Why", "More", "👍 ✓", "👎"] in m.buttons)
        api.press(106, message.id, "👎")
        wait_for_message(api, 106, lambda m: ["It is beside the point"] in m.buttons)
        api.press(106, message.id, "It is beside the point")
        wait_for_message(api, 106, lambda m: ["Why", "More", "👍", "👎 ✓"] in m.buttons)
    database = BotDatabase(tmp_path)
    assert database.sqlite.rows("SELECT user, liked, reason FROM opinions") == [(42, 0, "beside")]
    assert AnswerRecords(database).rating_counts() == (0, 1)
    database.close()


def test_questions_are_offered_that_the_articles_answer(api: FakeBotApi, seeded: App) -> None:
    with serving(seeded, api):
        message = ask(api, 107)
        offered = wait_for_message(api, 107, lambda m: len(m.buttons) > 2)
        questions = [row[0] for row in offered.buttons[2:]]
        assert questions == seeded.assistant.suggest(seeded.assistant.ask(RUSSIA))[:3]
        assert not any(seeded.assistant.ask(question).abstained for question in questions)
        api.press(107, message.id, questions[0])
        answer = api.sent(107, 2)[1]
        assert answer.styled("bold")[0] == questions[0]
        assert answer.text.startswith(f"{questions[0]}\n\n")
        api.press(107, answer.id, "1")
        view = wait_for_message(api, 107, lambda m: m.text.startswith("[1]"))
        api.press(107, view.id, "‹ Back")
        assert (
            wait_for_message(api, 107, lambda m: m.text == answer.text).styled("bold")[0]
            == questions[0]
        )


def test_after_an_abstention_the_nearest_passages_can_be_opened(
    people: FakeBotApi, seeded: App
) -> None:
    nearest = seeded.assistant.ask(TUNGSTEN).nearest
    message = ask(people, 108, TUNGSTEN)
    assert [row[0][:3] for row in message.buttons] == ["1. ", "2. ", "3. "]
    people.press(108, message.id, message.buttons[1][0])
    view = wait_for_message(people, 108, lambda m: m.text.endswith(say("telegram-no-answer")))
    assert view.styled("expandable_blockquote") == [nearest[1].text.strip()]


def test_in_a_group_a_quote_is_shown_below_so_that_others_can_read_on(people: FakeBotApi) -> None:
    message = ask(people, -109, f"/ask {RUSSIA}", kind="supergroup")
    people.press(-109, message.id, "1", user=7)
    view = people.sent(-109, 2)[1]
    assert (view.reply_to, view.text[:3]) == (message.id, "[1]")
    people.press(-109, view.id, "2", user=8)
    wait_for_message(people, -109, lambda m: m.id == view.id and m.text.startswith("[2]"))
    people.press(-109, view.id, "‹ Back", user=8)
    assert wait_for_message(people, -109, lambda m: m.id == message.id).text == message.text


@pytest.fixture
def changeable_app(linked: App, tmp_path: Path) -> Iterator[tuple[App, Path]]:
    """Return an app whose articles a test may change, and a folder for records."""
    records = tmp_path / "records"
    records.mkdir()
    yield linked, records
    linked.home.catalog.close()


def test_buttons_work_after_a_restart_and_without_a_log(
    changeable_app: tuple[App, Path], api: FakeBotApi
) -> None:
    app, records = changeable_app
    app.log.close()
    with serving(app, api, records=records, log=False):
        message = ask(api, 110, FERRY)
    with serving(app, api, records=records):
        api.press(110, message.id, "1")
        view = wait_for_message(api, 110, lambda m: m.text.startswith("[1]"))
        assert view.styled("text_link") == ["Far away"]
        assert view.buttons[1] == ["Copy quote", "Open article"]


def test_a_quote_whose_article_changed_is_shown_as_it_was_and_says_so(
    changeable_app: tuple[App, Path], api: FakeBotApi, tmp_path: Path
) -> None:
    app, records = changeable_app
    with serving(app, api, records=records):
        message = ask(api, 111, FERRY)
        (tmp_path / "articles.jsonl").write_text(
            '{"id": "ferry", "title": "Far away", "text": "The ferry was sold to Thule in May."}\n',
            encoding="utf-8",
        )
        with Writer(Home(app.home.path), app.models) as writer:
            add(writer, [str(tmp_path / "articles.jsonl")])
        api.press(111, message.id, "1")
        view = wait_for_message(api, 111, lambda m: m.text.startswith("[1]"))
    assert view.text.endswith(say("telegram-article-changed"))
    assert view.styled("bold")[1].startswith("The ferry crosses the strait of Zembla")


def test_a_button_that_is_too_old_says_so(seeded: App, api: FakeBotApi, tmp_path: Path) -> None:
    with serving(seeded, api, records=tmp_path):
        message = ask(api, 112)
    database = BotDatabase(tmp_path)
    AnswerRecords(database).delete_expired(time.time() + 91 * 86_400, 90)
    database.close()
    with serving(seeded, api, records=tmp_path):
        api.press(112, message.id, "1")
        assert api.sent(112, 2)[1].text == say("telegram-expired")


def test_a_forged_button_does_nothing(people: FakeBotApi) -> None:
    other = ask(people, 113)
    message = ask(people, 114)
    stolen = other.reply_markup["inline_keyboard"][0][0]["callback_data"]  # type: ignore[index]  # a shown answer has its keyboard
    for data in (
        stolen,
        "n:1:x",
        "n:-1:1",
        "w",
        "zzz",
        "n:99999999999999999999:1",
        "r:1:7",
        "a:y:9",
    ):
        place = {"message_id": message.id, "date": 1, "chat": {"id": 114, "type": "private"}}
        person = {"id": 42, "is_bot": False, "first_name": "Amal"}
        query = {"id": "7", "from": person, "chat_instance": "1", "data": data, "message": place}
        people.give({"callback_query": query})
    people.write(114, CHINA)
    texts = [sent.text for sent in people.sent(114, 3)]
    assert texts[1] == say("telegram-expired")
    assert last_message(people, 114).text == texts[2]
    assert [m.text for m in people.screen(114) if m.id == message.id] == [message.text]


def test_what_is_offered_later_does_not_cover_what_is_looked_at(
    seeded: App, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def suggest(self: Assistant, answer: Answer) -> list[str]:
        begun.set()
        go_on.wait(20)
        return [CHINA]

    monkeypatch.setattr(Assistant, "suggest", suggest)
    monkeypatch.setattr(answer_question, "_SUGGESTIONS_AFTER_S", 0.01)
    with serving(seeded, api):
        message = ask(api, 115)
        assert begun.wait(20)
        api.press(115, message.id, "2")
        wait_for_message(api, 115, lambda m: m.text.startswith("[2]"))
        go_on.set()
        for _ in range(2):  # time enough for a call that would change the buttons
            reply_to(api, 116, "/help", user=116)
        assert "editMessageReplyMarkup" not in dict(api.calls)
        assert ["Copy quote"] in last_message(api, 115).buttons


def test_a_person_has_one_view_of_an_answer_in_a_group(people: FakeBotApi) -> None:
    begun = ask(people, -116, f"/ask {RUSSIA}", kind="supergroup")
    message = wait_for_message(people, -116, lambda m: m.id == begun.id and len(m.buttons) > 1)
    people.press(-116, message.id, "1", user=7)
    view = people.sent(-116, 2)[1]
    people.press(-116, message.id, "3", user=7)
    wait_for_message(people, -116, lambda m: m.id == view.id and m.text.startswith("[3]"))
    people.press(-116, message.id, "1", user=8)
    assert people.sent(-116, 3)[2].text.startswith("[1]")
