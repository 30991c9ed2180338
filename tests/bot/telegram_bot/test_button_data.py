"""Button data: what is written is read again, fits, and is read from messages of long ago."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.telegram_bot.button_data import _FIELDS, ButtonAction, ButtonData
from bot.telegram_bot.records.participants import POLICIES
from bot.telegram_bot.talk.button_presses import ACCESS_HANDLERS, HANDLERS, RECORD_HANDLERS
from prompts import LANGUAGES
from tests.support.places import DATA

SAVED = DATA / "telegram_records" / "2026-11.json"
MAX_BYTES = 64  # of button data, by the Bot API
ID = some.integers(0, 10**18 - 1)
DECIDES_ACCESS = (ButtonAction.ALLOW_ACCESS, ButtonAction.DENY_ACCESS)
SEPARATE = (ButtonAction.SHOW_QUOTE, ButtonAction.BACK_TO_ANSWER)


@some.composite
def button_data(draw: some.DrawFn) -> ButtonData:
    """Return any data that an action can have."""
    action = draw(some.sampled_from(ButtonAction))
    values: dict[str, some.SearchStrategy[Any]] = {
        "id": some.integers(1 - 10**18, 10**18 - 1) if action in DECIDES_ACCESS else ID,
        "number": some.integers(0, 10**9 - 1),
        "value": some.sampled_from([*LANGUAGES, *POLICIES, "0", "1"]),
    }
    fields: dict[str, Any] = {name: draw(values[name]) for name in _FIELDS[action]}
    separate = action in SEPARATE and draw(some.booleans())
    return ButtonData(action, **fields, separate=separate)


@given(button_data())
def test_what_is_written_is_read_again_and_fits(data: ButtonData) -> None:
    text = data.encode()
    assert ButtonData.decode(text) == data
    assert len(text.encode()) <= MAX_BYTES


@given(some.text(max_size=MAX_BYTES) | some.from_regex(r"[nwpbmsudrxloak](:[a-z0-9-]{0,20}){0,4}"))
def test_any_other_text_is_none_and_never_an_error(text: str) -> None:
    data = ButtonData.decode(text)
    assert data is None or ButtonData.decode(data.encode()) == data


def test_buttons_that_the_version_of_2026_11_made_are_read_and_written_as_they_were() -> None:
    saved = json.loads(SAVED.read_text(encoding="utf-8"))
    texts = [
        button["callback_data"]
        for chat in saved["chats"].values()
        for message in chat["messages"]
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
        if "callback_data" in button
    ]
    assert len(texts) > 50
    for text in [*texts, "x:1067"]:  # no message of a stopped bot shows "Stop"
        data = ButtonData.decode(text)
        assert data is not None, text
        assert data.encode() == text


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("n:12:3", ButtonData(ButtonAction.SHOW_QUOTE, 12, 3)),
        ("n:12:3:1", ButtonData(ButtonAction.SHOW_QUOTE, 12, 3, separate=True)),
        ("w:12", ButtonData(ButtonAction.EXPLAIN_ANSWER, 12)),
        ("p:12:3", ButtonData(ButtonAction.SHOW_NEAREST, 12, 3)),
        ("b:12:0", ButtonData(ButtonAction.BACK_TO_ANSWER, 12)),
        ("b:12:0:1", ButtonData(ButtonAction.BACK_TO_ANSWER, 12, separate=True)),
        ("m:12", ButtonData(ButtonAction.ASK_FOR_MORE, 12)),
        ("s:12:0", ButtonData(ButtonAction.ASK_SUGGESTION, 12, 0)),
        ("u:12", ButtonData(ButtonAction.LIKE, 12)),
        ("d:12", ButtonData(ButtonAction.DISLIKE, 12)),
        ("r:12:2", ButtonData(ButtonAction.GIVE_REASON, 12, 2)),
        ("x:99", ButtonData(ButtonAction.STOP_ANSWER, 99)),
        ("l:2:3652051866", ButtonData(ButtonAction.BROWSE_ARTICLES, 3652051866, 2)),
        ("o:language:ar", ButtonData(ButtonAction.SET_LANGUAGE, value="ar")),
        ("o:policy:off", ButtonData(ButtonAction.SET_POLICY, value="off")),
        ("o:quiet:1", ButtonData(ButtonAction.SET_SILENT, value="1")),
        ("a:ask", ButtonData(ButtonAction.REQUEST_ACCESS)),
        ("a:y:5", ButtonData(ButtonAction.ALLOW_ACCESS, 5)),
        ("a:n:-5", ButtonData(ButtonAction.DENY_ACCESS, -5)),
        ("k:y:99", ButtonData(ButtonAction.CONFIRM_REMOVAL, 99)),
        ("k:n:99", ButtonData(ButtonAction.CANCEL_REMOVAL, 99)),
    ],
)
def test_the_text_of_each_action_stays_the_same(text: str, data: ButtonData) -> None:
    assert ButtonData.decode(text) == data
    assert data.encode() == text


@pytest.mark.parametrize(
    "text",
    ["", "n", "n:1", "n:1:x", "n:-1:1", "n:1:2:2", "w:1:1", "zzz", "a:y", "o:quiet", "o:color:1",
     "n:99999999999999999999:1", "l:1", "k:z:1", "n:١:١", "n:1:1\n"],
)  # fmt: skip
def test_what_no_button_of_ours_says_is_none(text: str) -> None:
    assert ButtonData.decode(text) is None


def test_every_action_has_one_handler() -> None:
    handled = [*ACCESS_HANDLERS, *HANDLERS, *RECORD_HANDLERS]
    assert sorted(handled, key=lambda action: action.name) == sorted(
        ButtonAction, key=lambda action: action.name
    )
    assert set(_FIELDS) == set(ButtonAction)
