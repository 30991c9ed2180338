"""The page of a PDF on which a quote stands, as a photo in a chat."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.fake_bot_api import FakeBotApi
from tests.support.pdf_files import MARGIN, Sheets
from tests.support.telegram import reply_to, serving, wait_for_message

SHIPS = "The ships of Zembla are painted blue every second year in spring by their own crews."
QUESTION = "What colour are the ships of Zembla painted?"


@pytest.fixture
def app(tmp_path: Path, models: EmbeddingModels) -> Iterator[App]:
    """Give an app over a PDF, in whose second page the ships are."""
    sheets = Sheets(title="A report")
    sheets.line(
        MARGIN, 700, "Our baker takes the rye bread out of the oven at five in the morning."
    )
    sheets.turn()
    sheets.line(MARGIN, 700, SHIPS)
    (tmp_path / "report.pdf").write_bytes(sheets.content())
    app = build(Settings(_env_file=None, MAJLIS_HOME=tmp_path / "home"))
    with Writer(app.home, models) as writer:
        add(writer, [str(tmp_path / "report.pdf")])
    yield app
    app.close()


def test_the_button_of_a_quote_shows_its_page_once(app: App, api: FakeBotApi) -> None:
    with serving(app, api):
        reply = reply_to(api, 1, QUESTION)
        assert reply.splitlines()[-1] == "[1] A report · p. 2"
        api.press(1, None, "1")
        api.until(lambda: len(api.chats[1].photos) == 1)
        message, photo = api.chats[1].photos[0]
        shown = next(each for each in api.screen(1) if each.id == message)
        assert shown.text == "[1] A report · p. 2"
        view = next(each for each in api.screen(1) if SHIPS in each.text)
        assert f"report.pdf · p. 2 · characters 71-{71 + len(SHIPS)}" in view.text
        api.press(1, view.id, "‹ Back")
        wait_for_message(
            api, 1, lambda _: any("👍" in row for m in api.screen(1) for row in m.buttons)
        )
        api.press(1, view.id, "1")
        api.until(lambda: any("characters" in each.text for each in api.screen(1)))
        assert api.chats[1].photos == [(message, photo)]


def test_without_its_original_a_quote_is_shown_without_its_page(app: App, api: FakeBotApi) -> None:
    for original in (app.home.path / "originals").iterdir():
        original.unlink()
    with serving(app, api):
        reply_to(api, 1, QUESTION)
        api.press(1, None, "1")
        wait_for_message(api, 1, lambda message: "characters" in message.text)
        reply_to(api, 1, "/help")
        assert api.chats[1].photos == []


def test_a_pdf_that_is_sent_as_an_article_is_read(app: App, api: FakeBotApi) -> None:
    sheets = Sheets(title="Ferries")
    sheets.line(MARGIN, 700, "The ferry crosses the strait of Zembla four times a day.")
    sheets.turn()
    sheets.canvas.rect(100, 100, 200, 200, fill=1)
    with serving(app, api, telegram_admins="1"):
        file = ("ferries.pdf", sheets.content())
        reply = reply_to(api, 1, "", user=1, document=file, caption="/add")
        assert reply.startswith("1 article was added.\nferries.pdf")
        answer = reply_to(api, 1, "How often does the ferry cross the strait of Zembla?", user=1)
        assert answer.splitlines()[-1] == "[1] Ferries · p. 1"
        api.press(1, None, "1", user=1)
        api.until(lambda: len(api.chats[1].photos) == 1)
