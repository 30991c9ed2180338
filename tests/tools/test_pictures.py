"""The pictures of a chat: words and styles where they belong, and nothing from elsewhere."""

import json
import re
from pathlib import Path

import pytest

from tests.support.fake_bot_api import TOKEN, FakeBotApi, Fields
from tests.tools.pictures import draw, screenshot
from tests.tools.pictures.marked import marked
from tests.tools.pictures.screenshot import SCALE, WIDTH, browser, size


def entity(type: str, offset: int, length: int, **more: str) -> Fields:
    """Give an entity."""
    return {"type": type, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("a < b", (), "a &lt; b"),
        ("🙂 ab", (entity("bold", 3, 1),), "🙂 <b>a</b>b"),
        (
            "abcd", (entity("bold", 0, 3), entity("italic", 1, 1)),
            "<b>a<i>b</i>c</b>d",
        ),
        (
            "abcd", (entity("bold", 0, 2), entity("text_link", 1, 3, url="https://a.example/?b&c")),
            '<b>a</b><a href="https://a.example/?b&amp;c"><b>b</b>cd</a>',
        ),
        (
            "a\nbc\nd", (entity("expandable_blockquote", 2, 2), entity("bold", 2, 1)),
            'a\n<blockquote class="long"><b>b</b>c</blockquote>d',
        ),
        ("/ask a", (entity("bot_command", 0, 4),), '<span class="found">/ask</span> a'),
    ],
)  # fmt: skip
def test_entities_become_tags_that_nest(
    text: str, entities: tuple[Fields, ...], expected: str
) -> None:
    assert marked(text, entities) == expected


@pytest.fixture
def api() -> FakeBotApi:
    """Give a chat with a question, an answer to it, and the beginning of another."""
    api = FakeBotApi()
    asked = api.write(42, "Where < there?")
    buttons = [[{"text": "Quote 1", "callback_data": "1"}], [{"text": "New", "callback_data": "2"}]]
    for fields in (
        {"text": "In Syria.", "reply_parameters": json.dumps({"message_id": asked})},
        {"text": "In Iraq.", "reply_markup": json.dumps({"inline_keyboard": buttons})},
    ):
        message = api.call(TOKEN, "sendMessage", {"chat_id": 42, **fields})
    edit = {"chat_id": 42, "message_id": message["message_id"], "text": "In Iran."}
    api.call(TOKEN, "editMessageText", edit)
    api.call(TOKEN, "sendMessageDraft", {"chat_id": 42, "draft_id": 1, "text": "The"})
    return api


def test_a_page_shows_a_chat_and_fetches_nothing(api: FakeBotApi) -> None:
    page = draw(api, 42, language="de")
    words = [re.sub(r"<[^>]+>", " ", row).split() for row in page.split('<div class="row ')[1:]]
    assert [" ".join(row).split(">", 1)[1].strip() for row in words] == [
        "Where &lt; there? 09:41",
        "Amal Where &lt; there? In Syria. 09:41",
        "In Iran. bearbeitet 09:42",
        "The …",
    ]
    assert re.search(r"<script|src=|url\(|@import|<link", page) is None
    assert draw(api, 42, language="de") == page


def test_a_picture_is_as_wide_as_a_phone_and_as_high_as_the_chat(
    api: FakeBotApi, tmp_path: Path
) -> None:
    if not browser():
        pytest.skip("There is no Chromium here.")
    sizes = []
    for more in (0, 20):
        for place in range(more):
            api.write(42, f"Line {place}")
        screenshot(draw(api, 42, language="en"), tmp_path / "chat.png")
        sizes.append(size(tmp_path / "chat.png"))
    assert [width for width, _ in sizes] == [WIDTH * SCALE] * 2
    assert sizes[1][1] > sizes[0][1] + 20 * 30 * SCALE
