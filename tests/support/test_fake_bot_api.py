"""The fake Bot API: what it refuses, in the words of the real server, and what it lets one see."""

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import telegram
from telegram.ext import Application

from tests.support.fake_bot_api import (
    LOST,
    RESET,
    TOKEN,
    FakeBotApi,
    Fields,
    Rates,
    RefusedError,
    tdlib,
    texts,
)
from tests.support.fake_bot_api import check_entities as check

CHAT = 42
GROUP = -100
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
OLD = "query is too old and response timeout expired or query ID is invalid"
LINK = {"type": "text_link", "offset": 0, "length": 1}


def keyboard(*buttons: Any) -> Fields:
    """Return a keyboard of one row."""
    return {"inline_keyboard": [list(buttons)]}


YES = {"text": "Yes", "callback_data": "yes"}


@pytest.fixture
def api() -> FakeBotApi:
    """Return a fake that nobody reaches over the network, with a chat and a group."""
    api = FakeBotApi()
    api.write(CHAT, "Hello there")
    api.write(GROUP, "Hello all", kind="supergroup", user=7)
    api.write(GROUP, "Hello topic", kind="supergroup", thread=5)
    return api


@pytest.fixture
def wire() -> Iterator[FakeBotApi]:
    """Return a fake that serves."""
    with FakeBotApi().running() as running:
        running.write(CHAT, "Hello there")
        yield running


def call(api: FakeBotApi, method: str, **fields: Any) -> Any:
    """Call a method as a bot would, its objects as JSON."""
    return api.call(TOKEN, method, {
        name: json.dumps(part) if isinstance(part, list | dict)
        else part if isinstance(part, bytes) else str(part)
        for name, part in fields.items()
    })  # fmt: skip


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG, which has its size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")


def refusal_of(api: FakeBotApi, method: str, **fields: Any) -> str:
    """Return the words with which a call is refused."""
    with pytest.raises(RefusedError) as error:
        call(api, method, **fields)
    assert error.value.words.startswith(("Bad Request: ", "Forbidden: ", "Conflict: ", "Too "))
    return error.value.words.removeprefix("Bad Request: ")


def send(api: FakeBotApi, text: str = "An answer", *, chat: int = CHAT, **fields: Any) -> int:
    """Let the bot send a message; return its id."""
    return int(call(api, "sendMessage", chat_id=chat, text=text, **fields)["message_id"])


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        ("https://x.example/page.png", "there is no photo in the request"),
        (b"GIF89a", "IMAGE_PROCESS_FAILED"),
        (png(9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2_001, 100), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_a_photo_that_telegram_does_not_take_is_refused(
    api: FakeBotApi, photo: object, words: str
) -> None:
    assert refusal_of(api, "sendPhoto", chat_id=CHAT, photo=photo) == words


def test_a_photo_is_shown_with_its_caption(api: FakeBotApi) -> None:
    long = "a" * 1_025
    refused = refusal_of(api, "sendPhoto", chat_id=CHAT, photo=png(9, 9), caption=long)
    assert refused == "message caption is too long"
    sent = call(api, "sendPhoto", chat_id=CHAT, photo=png(9, 9), caption="A page")
    assert (sent["caption"], sent["photo"][0]["width"]) == ("A page", 9)
    assert api.chats[CHAT].photos == [(sent["message_id"], png(9, 9))]


def http(api: FakeBotApi, path: str, fields: Fields | None = None) -> tuple[int, bytes, Any]:
    """Ask over the network; return status, body and headers."""
    body = None if fields is None else json.dumps(fields).encode()
    request = urllib.request.Request(api.base + path, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


# Texts and entities


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "\x01\x02"}, "text must be non-empty"),
        ({"text": "🙂" * 8_193}, "text is too long"),
        ({"text": "a", "parse_mode": "Marked"}, "unsupported parse_mode"),
        (
            {"text": "a", "entities": [{"type": "huge", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"text": "a", "entities": [LINK]},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"text": "a", "entities": [LINK | {"url": "http://localhost/"}]},
            "entity URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "entities": [{"type": "date_time", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Can't find field \"unix_time\"",
        ),
        ({"text": "a", "link_preview_options": "[]x"},
         "can't parse link preview options JSON object"),
    ],
)  # fmt: skip
def test_a_text_is_refused_in_the_words_of_telegram(
    api: FakeBotApi, method: str, fields: Fields, words: str
) -> None:
    mine = send(api, "Before")
    assert refusal_of(api, method, chat_id=CHAT, message_id=mine, **fields) == words


def test_a_text_of_4096_characters_passes_and_no_longer_one(api: FakeBotApi) -> None:
    mine = send(api, "🙂" * 4_096)
    call(api, "editMessageText", chat_id=CHAT, message_id=mine, text="é" * 4_096)
    assert refusal_of(api, "sendMessage", chat_id=CHAT, text="é" * 4_097) == "message is too long"
    edit = {"chat_id": CHAT, "message_id": mine, "text": "é" * 4_097}
    assert refusal_of(api, "editMessageText", **edit) == "MESSAGE_TOO_LONG"


PLACES = [
    (5, 1, "entity begins after the end of the text at UTF-16 offset 5"),
    (1, 9, "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 "
           "offset 10"),
    (2, 2, "entity begins in a middle of a UTF-16 symbol at byte offset 5"),
    (0, 2, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte "
           "offset 5"),
    (-1, 1, "receive an entity with incorrect offset -1"),
]  # fmt: skip
URLS = [
    ("localhost", "Wrong HTTP URL"), ("http://x/", "Wrong HTTP URL"), ("", "URL host is empty"),
    ("ftp://a.example/", "Unsupported URL protocol"),
]  # fmt: skip


@pytest.mark.parametrize("tdlib_judges", [True, False])
@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "offset": start, "length": length}, words)
        for start, length, words in PLACES
    ]
    + [(LINK | {"url": url}, f"entity URL '{url}' is invalid: {words}") for url, words in URLS]
    + [({"type": "date_time", "offset": 0, "length": 1, "unix_time": 0}, "invalid date specified")],
)
def test_our_own_check_of_entities_says_what_tdlib_says(
    monkeypatch: pytest.MonkeyPatch, tdlib_judges: bool, entity: Fields, words: str
) -> None:
    if tdlib_judges and not tdlib.is_installed():
        pytest.skip("tdjson has no wheel for this machine.")
    monkeypatch.setattr(tdlib, "is_installed", lambda: tdlib_judges)
    with pytest.raises(RefusedError) as error:
        check("a🙂b", [entity])
    assert error.value.words == f"Bad Request: {words}"


@pytest.mark.parametrize("tdlib_judges", [True, False])
def test_both_judges_show_the_same(monkeypatch: pytest.MonkeyPatch, tdlib_judges: bool) -> None:
    if tdlib_judges and not tdlib.is_installed():
        pytest.skip("tdjson has no wheel for this machine.")
    monkeypatch.setattr(tdlib, "is_installed", lambda: tdlib_judges)
    marks = [
        {"type": "bold", "offset": 4, "length": 6},
        {"type": "pre", "offset": 14, "length": 6, "language": "py"},
    ]
    shown = texts.visible_text("\n  \x01a_*~|`[b\tc d.py  \n", marks)
    assert shown == (
        "a_*~|`[b c d.py",
        [{"type": "bold", "offset": 0, "length": 6}, {**marks[1], "offset": 10, "length": 5}],
    )


def test_a_hundred_entities_are_kept_and_the_rest_dropped(api: FakeBotApi) -> None:
    bold = [{"type": "bold", "offset": 2 * place, "length": 1} for place in range(150)]
    send(api, "a " * 150, entities=bold)
    assert len(api.sent(CHAT)[0].entities) == 150
    assert len(api.screen(CHAT)[-1].entities) == 100


def test_quotes_and_code_are_shown_as_tdlib_mends_them(api: FakeBotApi) -> None:
    if not tdlib.is_installed():
        pytest.skip("tdjson has no wheel for this machine.")
    quotes = [
        {"type": "expandable_blockquote", "offset": 3, "length": 5},
        {"type": "blockquote", "offset": 3, "length": 3},
        {"type": "bold", "offset": 9, "length": 2},
        {"type": "code", "offset": 9, "length": 2},
        {"type": "mention", "offset": 0, "length": 2},
    ]
    send(api, "ab\ncd ef\ngh", entities=quotes)
    shown = api.screen(CHAT)[-1]
    assert [entity["type"] for entity in shown.entities] == ["expandable_blockquote", "code"]
    assert shown.styled("expandable_blockquote") == ["cd ef\n"[:5]]


def test_a_parse_mode_is_read_by_tdlib(api: FakeBotApi) -> None:
    if not tdlib.is_installed():
        pytest.skip("tdjson has no wheel for this machine.")
    send(api, "<b>bold</b> &lt;", parse_mode="HTML")
    assert (api.screen(CHAT)[-1].text, api.screen(CHAT)[-1].styled("bold")) == ("bold <", ["bold"])
    assert refusal_of(api, "sendMessage", chat_id=CHAT, text="a < b", parse_mode="HTML") == (
        'can\'t parse entities: Unsupported start tag "" at byte offset 2'
    )


# Keyboards


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ([1], "object expected as reply markup"),
        (
            {"inline_keyboard": [YES]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" must be of type Array'),
        (
            keyboard({"text": "Yes"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard({"callback_data": "yes"}),
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (keyboard(YES | {"text": " "}), "inline keyboard button text must be non-empty"),
        (keyboard(YES | {"callback_data": ""}), "BUTTON_DATA_INVALID"),
        (keyboard(YES | {"callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "Copy", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (
            keyboard({"text": "Open", "url": "localhost"}),
            "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL",
        ),
        (keyboard(*[YES] * 9), "reply markup is too long"),
        ({"inline_keyboard": [[YES]] * 101}, "reply markup is too long"),
    ],
)
def test_a_keyboard_is_refused_in_the_words_of_telegram(
    api: FakeBotApi, markup: Any, words: str
) -> None:
    assert refusal_of(api, "sendMessage", chat_id=CHAT, text="a", reply_markup=markup) == words
    assert api.sent(CHAT, 0) == []


@pytest.mark.parametrize(
    "button",
    [
        YES | {"callback_data": "x" * 64}, {"text": "Copy", "copy_text": {"text": "x" * 256}},
        {"text": "Open", "url": "https://a.example/b"}, {"text": "Ask", "switch_inline_query": ""},
    ],
)  # fmt: skip
def test_a_keyboard_is_shown(api: FakeBotApi, button: Fields) -> None:
    mine = send(api, reply_markup={"inline_keyboard": [[button] * 8, [button]]})
    words = [[button["text"]] * 8, [button["text"]]]
    assert (api.sent(CHAT)[0].buttons, api.screen(CHAT)[-1].buttons) == (words, words)
    call(api, "editMessageText", chat_id=CHAT, message_id=mine, text="Another")
    assert api.screen(CHAT)[-1].buttons == []


# Chats


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({}, 400, "Bad Request: chat_id is empty"),
        ({"chat_id": 999}, 400, "Bad Request: chat not found"),
        ({"chat_id": "@nobody"}, 400, "Bad Request: chat not found"),
        ({"chat_id": 7}, 403, "Forbidden: bot can't initiate conversation with a user"),
        ({"chat_id": CHAT, "message_thread_id": 6}, 400, "Bad Request: message thread not found"),
    ],
)
def test_a_chat_out_of_reach_is_refused(
    api: FakeBotApi, fields: Fields, status: int, words: str
) -> None:
    for method in ("sendMessage", "sendChatAction", "sendMessageDraft"):
        with pytest.raises(RefusedError) as error:
            call(api, method, text="a", action="typing", draft_id=1, **fields)
        assert (error.value.status, error.value.words) == (status, words)


def test_who_blocks_the_bot_or_throws_it_out_is_not_written_to(api: FakeBotApi) -> None:
    api.join(CHAT, "kicked")
    api.join(GROUP, "kicked")
    blocked = "Forbidden: bot was blocked by the user"
    kicked = "Forbidden: bot was kicked from the supergroup chat"
    assert refusal_of(api, "sendMessage", chat_id=CHAT, text="a") == blocked
    assert refusal_of(api, "sendMessage", chat_id=GROUP, text="a") == kicked
    api.join(CHAT)
    api.join(GROUP)
    send(api)
    call(api, "leaveChat", chat_id=GROUP)
    left = "Forbidden: bot is not a member of the supergroup chat"
    assert refusal_of(api, "sendMessage", chat_id=GROUP, text="a") == left
    changes = [update["my_chat_member"] for update in api.unconfirmed if "my_chat_member" in update]
    assert [
        (c["chat"]["id"], c["old_chat_member"]["status"], c["new_chat_member"]["status"])
        for c in changes
    ] == [
        (CHAT, "member", "kicked"), (GROUP, "member", "kicked"),
        (CHAT, "kicked", "member"), (GROUP, "kicked", "member"),
    ]  # fmt: skip


def test_a_group_that_became_a_supergroup_names_its_new_id(api: FakeBotApi) -> None:
    api.write(-5, "Hello", kind="group")
    api.migrate(-5, -1005)
    with pytest.raises(RefusedError) as error:
        send(api, chat=-5)
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    assert error.value.words == words
    assert error.value.parameters == {"migrate_to_chat_id": -1005}
    service = [update["message"] for update in api.unconfirmed][-2:]
    assert [m.get("migrate_to_chat_id") for m in service] == [-1005, None]
    assert [m.get("migrate_from_chat_id") for m in service] == [None, -5]
    send(api, chat=-1005)


def test_members_of_a_group_are_known(api: FakeBotApi) -> None:
    api.promote(GROUP, 7, "creator")
    (admin,) = call(api, "getChatAdministrators", chat_id=GROUP)
    assert (admin["user"]["id"], admin["status"]) == (7, "creator")
    assert call(api, "getChatMember", chat_id=GROUP, user_id=CHAT)["status"] == "member"
    assert refusal_of(api, "getChatMember", chat_id=GROUP, user_id=8) == "PARTICIPANT_ID_INVALID"
    wrong = "there are no administrators in the private chat"
    assert refusal_of(api, "getChatAdministrators", chat_id=CHAT) == wrong
    assert call(api, "getChat", chat_id=GROUP)["type"] == "supergroup"


# Replies, edits, deletions


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("{", "can't parse reply parameters JSON object"),
        ([1], "object expected as reply parameters"),
        ({"message_id": 1}, "message to be replied not found"),
        ({"message_id": 1001, "quote": "Goodbye"}, "QUOTE_TEXT_INVALID"),
    ],
)
def test_a_reply_is_refused_in_the_words_of_telegram(
    api: FakeBotApi, target: Any, words: str
) -> None:
    assert refusal_of(api, "sendMessage", chat_id=CHAT, text="a", reply_parameters=target) == words


def test_a_reply_shows_what_it_quotes(api: FakeBotApi) -> None:
    question_id = api.screen(CHAT)[0].id
    send(api, reply_parameters={"message_id": question_id, "quote": "there"})
    send(api, reply_parameters={"message_id": 1, "allow_sending_without_reply": True})
    quoting, other = api.screen(CHAT)[1:]
    assert (quoting.reply_to, quoting.quote) == (question_id, "there")
    assert (other.reply_to, other.quote) == (None, "")


def test_an_edit_has_to_change_something(api: FakeBotApi) -> None:
    mine = send(api, "Old", reply_markup=keyboard(YES))
    edit: Fields = {"chat_id": CHAT, "message_id": mine}
    same = {"text": "Old ", "reply_markup": keyboard(YES)}
    assert refusal_of(api, "editMessageText", **edit, **same) == SAME
    assert refusal_of(api, "editMessageReplyMarkup", **edit, reply_markup=keyboard(YES)) == SAME
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    call(api, "editMessageText", **edit, **same, entities=bold)
    call(api, "editMessageReplyMarkup", **edit)
    assert refusal_of(api, "editMessageReplyMarkup", **edit) == SAME
    shown = api.screen(CHAT)[-1]
    assert (shown.text, shown.styled("bold"), shown.buttons, shown.edited) == (
        "Old", ["Old"], [], True,
    )  # fmt: skip
    assert [(edit.text, edit.buttons) for edit in api.edits(CHAT)] == [
        ("Old ", [["Yes"]]), ("Old", []),
    ]  # fmt: skip
    assert [sent.text for sent in api.sent(CHAT)] == ["Old"]


def test_only_what_is_there_and_ones_own_is_edited_or_deleted(api: FakeBotApi) -> None:
    question_id = api.screen(CHAT)[0].id
    group = api.screen(GROUP)[0].id
    keys = send(api, reply_markup={"keyboard": [[{"text": "Yes"}]]})
    edit = {"chat_id": CHAT, "text": "New"}
    assert refusal_of(api, "editMessageText", **edit, message_id=9) == "message to edit not found"
    assert (
        refusal_of(api, "editMessageText", **edit, message_id=question_id)
        == "message can't be edited"
    )
    assert refusal_of(api, "editMessageText", **edit, message_id=keys) == "message can't be edited"
    remove = {"remove_keyboard": True}
    wrong = refusal_of(api, "editMessageText", **edit, message_id=keys, reply_markup=remove)
    assert wrong == "inline keyboard expected"
    gone = refusal_of(api, "deleteMessage", chat_id=CHAT, message_id=9)
    assert gone == "message to delete not found"
    other = refusal_of(api, "deleteMessage", chat_id=GROUP, message_id=group)
    assert other == "message can't be deleted"
    for one in (question_id, keys):
        call(api, "deleteMessage", chat_id=CHAT, message_id=one)
    assert api.screen(CHAT) == []


# Drafts, actions, reactions


def test_a_draft_is_for_private_chats_and_lives_half_a_minute(api: FakeBotApi) -> None:
    draft = {"chat_id": CHAT, "draft_id": 3}
    for text in ("", "The", "The ferry"):
        call(api, "sendMessageDraft", **draft, text=text)
    assert (api.drafts(CHAT), api.draft(CHAT)) == (["", "The", "The ferry"], "The ferry")
    api.later(31)
    assert api.draft(CHAT) is None
    call(api, "sendMessageDraft", **draft, text="Again")
    send(api)
    assert api.draft(CHAT) is None
    peer = refusal_of(api, "sendMessageDraft", chat_id=GROUP, draft_id=3, text="a")
    assert peer == "TEXTDRAFT_PEER_INVALID"
    zero = refusal_of(api, "sendMessageDraft", chat_id=CHAT, draft_id=0, text="a")
    assert zero == "DRAFT_ID_INVALID"
    api.drafts_known = False
    with pytest.raises(RefusedError, match=r"^Not Found: method not found$") as error:
        call(api, "sendMessageDraft", **draft, text="a")
    assert error.value.status == 404


def test_actions_and_reactions_are_seen(api: FakeBotApi) -> None:
    call(api, "sendChatAction", chat_id=CHAT, action="typing")
    assert refusal_of(api, "sendChatAction", chat_id=CHAT, action="thinking") == (
        "wrong parameter action in request"
    )
    target = {"chat_id": CHAT, "message_id": api.screen(CHAT)[0].id}
    heart = {"type": "emoji", "emoji": "❤"}
    call(api, "setMessageReaction", **target, reaction=[heart])
    twice = refusal_of(api, "setMessageReaction", **target, reaction=[heart, heart])
    assert twice == "REACTIONS_TOO_MANY"
    wrong = refusal_of(api, "setMessageReaction", **target, reaction=[heart | {"emoji": "📚"}])
    assert wrong == "REACTION_INVALID"
    gone = refusal_of(api, "setMessageReaction", chat_id=CHAT, message_id=9, reaction=[heart])
    assert gone == "message to react not found"
    assert (api.actions(CHAT), api.reactions(CHAT, target["message_id"])) == (
        ["typing"],
        ["❤"],
    )


# Buttons and inline queries


def test_a_press_is_answered_once_and_in_time(api: FakeBotApi) -> None:
    mine = send(api, reply_markup=keyboard(YES))
    query, by_data = api.press(CHAT, mine, "Yes"), api.press(CHAT, None, "yes", user=7)
    queries = [u["callback_query"] for u in api.unconfirmed if "callback_query" in u]
    assert [(one["id"], one["data"], one["from"]["id"]) for one in queries] == [
        (query, "yes", CHAT), (by_data, "yes", 7),
    ]  # fmt: skip
    long = refusal_of(api, "answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert long == "MESSAGE_TOO_LONG"
    call(api, "answerCallbackQuery", callback_query_id=query, text="x" * 200)
    assert api.answered(query)["text"] == "x" * 200
    assert refusal_of(api, "answerCallbackQuery", callback_query_id=query) == OLD
    assert refusal_of(api, "answerCallbackQuery", callback_query_id="1") == OLD
    api.later(16)
    assert refusal_of(api, "answerCallbackQuery", callback_query_id=by_data) == OLD


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("No", r"^No button 'No' in \[\[\], \[\['Open', 'Copy'\]\]\]"),
        ("Open", r"^The button 'Open' opens https://a\.example/\."),
        ("Copy", r"^The button 'Copy' copies \{'text': 'x'\}\."),
    ],
)
def test_a_button_that_asks_nothing_cannot_be_pressed(
    api: FakeBotApi, button: str, words: str
) -> None:
    shown = keyboard(
        {"text": "Open", "url": "https://a.example/"}, {"text": "Copy", "copy_text": {"text": "x"}}
    )
    send(api, reply_markup=shown)
    with pytest.raises(AssertionError, match=words):
        api.press(CHAT, None, button)


def article(id: str = "1", **content: Any) -> Fields:
    """Return a result of an inline query."""
    text = {"message_text": "Words"} | content
    return {"type": "article", "id": id, "title": "Title", "input_message_content": text}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"results": "["}, "can't parse JSON encoded inline query results"),
        ({"results": {"a": 1}}, "expected an Array of inline query results"),
        (
            {"results": [article(str(place)) for place in range(51)]},
            "too many inline query results specified",
        ),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("é" * 33)]}, "RESULT_ID_INVALID"),
        (
            {"results": [article(message_text="")]},
            "can't parse inline query result: Input message content is not specified",
        ),
        ({"results": [article(message_text=" ")]}, "text must be non-empty"),
        ({"results": [article(message_text="x" * 4_097)]}, "MESSAGE_TOO_LONG"),
        (
            {"results": [article(entities=[LINK | {"url": "localhost"}])]},
            "entity URL 'localhost' is invalid: Wrong HTTP URL",
        ),
        (
            {"results": [article() | {"reply_markup": keyboard(YES | {"callback_data": ""})}]},
            "BUTTON_DATA_INVALID",
        ),
        ({"results": [article() | {"title": ""}]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "Ask"}},
         "can't parse inline query results button: "
         "InlineQueryResultsButton must have exactly one optional field"),
        ({"results": [], "button": {"text": "Ask", "start_parameter": "a b"}},
         "START_PARAM_INVALID"),
    ],
)  # fmt: skip
def test_inline_results_are_refused_in_the_words_of_telegram(
    api: FakeBotApi, fields: Fields, words: str
) -> None:
    query = api.inline(CHAT, "wheat")
    assert refusal_of(api, "answerInlineQuery", inline_query_id=query, **fields) == words


def test_inline_results_are_given_once_and_in_time(api: FakeBotApi) -> None:
    query, late = api.inline(CHAT, "wheat"), api.inline(CHAT, "rye", "10")
    button = {"text": "Ask", "start_parameter": "from_inline"}
    call(api, "answerInlineQuery", inline_query_id=query, results=[article()], button=button)
    assert api.inline_results(query) == [article()]
    assert api.answered(query)["button"] == button
    assert refusal_of(api, "answerInlineQuery", inline_query_id=query, results=[]) == OLD
    assert refusal_of(api, "answerCallbackQuery", callback_query_id=late) == OLD
    api.later(16)
    assert refusal_of(api, "answerInlineQuery", inline_query_id=late, results=[]) == OLD


# Commands and files


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"commands": [{"command": "Ask", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "ask", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "b"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "eng"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 999}}, "chat not found"),
        (
            {"commands": [], "scope": {"type": "all"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
    ],
)
def test_commands_are_refused_in_the_words_of_telegram(
    api: FakeBotApi, fields: Fields, words: str
) -> None:
    assert refusal_of(api, "setMyCommands", **fields) == words


def test_commands_are_kept_by_scope_and_language(api: FakeBotApi) -> None:
    ask, frag = ([{"command": "ask", "description": words}] for words in ("Ask", "Fragen"))
    groups = {"type": "all_group_chats"}
    call(api, "setMyCommands", commands=ask)
    call(api, "setMyCommands", commands=frag, scope=groups, language_code="de")
    assert call(api, "getMyCommands") == ask
    assert call(api, "getMyCommands", scope=groups, language_code="de") == frag
    call(api, "deleteMyCommands", scope=groups, language_code="de")
    assert call(api, "getMyCommands", scope=groups, language_code="de") == []
    for method, fields in (
        ("setMyDescription", {"description": "What it does"}), ("setChatMenuButton", {}),
        ("setMyShortDescription", {"short_description": "What it does"}),
    ):  # fmt: skip
        assert call(api, method, **fields) is True


def test_a_document_is_fetched_up_to_20_megabytes(wire: FakeBotApi) -> None:
    small, big = b"Tea is drunk at five.", bytes(20 * 1024 * 1024 + 1)
    wire.write(CHAT, document=("On tea.txt", small), caption="Please add")
    wire.write(CHAT, document=("big.bin", big))
    first, second = (u["message"]["document"] for u in wire.unconfirmed[1:])
    assert (first["file_name"], first["file_size"]) == ("On tea.txt", len(small))
    path = call(wire, "getFile", file_id=first["file_id"])["file_path"].replace(" ", "%20")
    assert http(wire, f"/file/bot{TOKEN}/{path}")[:2] == (200, small)
    assert http(wire, f"/file/bot{TOKEN}/other")[0] == 404
    assert http(wire, f"/file/bot1:x/{path}")[0] == 401
    assert refusal_of(wire, "getFile", file_id=second["file_id"]) == "file is too big"
    assert refusal_of(wire, "getFile", file_id="other") == "invalid file_id"


# Updates


def test_updates_come_by_kind_offset_and_limit(api: FakeBotApi) -> None:
    everything = call(api, "getUpdates")
    assert len(everything) == 3
    assert call(api, "getUpdates", limit=1) == everything[:1]
    assert call(api, "getUpdates", offset=-1) == everything[-1:]
    api.react(CHAT, 1, "👍")
    assert call(api, "getUpdates") == everything[-1:]
    call(api, "getUpdates", allowed_updates=["message_reaction"])
    api.write(CHAT, "Unseen")
    api.react(CHAT, 1, "👍")
    assert [set(u) - {"update_id"} for u in call(api, "getUpdates")[1:]] == [{"message_reaction"}]


def test_an_update_can_come_twice_and_out_of_order(api: FakeBotApi) -> None:
    first = call(api, "getUpdates")[0]
    call(api, "getUpdates", offset=9_999)
    for update in ({**first, "update_id": 9_999}, first, {**first, "update_id": 9_998}):
        api.give(update)
    assert [update["update_id"] for update in api.unconfirmed] == [
        9_999, first["update_id"], 9_998,
    ]  # fmt: skip


def test_the_older_of_two_pollers_is_refused(wire: FakeBotApi) -> None:
    call(wire, "getUpdates", offset=9_999)
    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(refusal_of, wire, "getUpdates", timeout=20)
        wire.until(lambda: len(wire.calls) == 2)
        call(wire, "getUpdates")
        assert older.result() == (
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )


def test_the_privacy_mode_hides_what_is_not_said_to_the_bot(api: FakeBotApi) -> None:
    call(api, "getUpdates", offset=9_999)
    api.privacy = True
    answer = send(api, chat=GROUP)
    seen = [
        api.write(GROUP, "/ask why"), api.write(GROUP, "Hey @majlis_test_bot!"),
        api.write(GROUP, "And China?", reply_to=answer), api.write(CHAT, "Alone"),
    ]  # fmt: skip
    api.write(GROUP, "Between us")
    assert [update["message"]["message_id"] for update in api.unconfirmed] == seen


# Webhooks


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://a.example/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://a.example:8080/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://a.example/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://a.example/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
def test_a_webhook_is_refused_in_the_words_of_telegram(
    api: FakeBotApi, fields: Fields, words: str
) -> None:
    assert refusal_of(api, "setWebhook", **fields) == words


class WebhookReceiver(BaseHTTPRequestHandler):
    """A webhook that says what it was told to say, then yes."""

    seen: ClassVar[list[tuple[str | None, Fields]]] = []
    answers: ClassVar[list[int]] = []

    def do_POST(self) -> None:
        """Take an update."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Write no log."""


def test_a_webhook_is_told_until_it_says_yes(
    wire: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebhookReceiver, "seen", [])
    monkeypatch.setattr(WebhookReceiver, "answers", [500, 403])
    wire.write(CHAT, "And China?")
    updates = wire.unconfirmed
    with ThreadingHTTPServer(("127.0.0.1", 0), WebhookReceiver) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/hook"
        call(wire, "setWebhook", url=url, secret_token="s-3", max_connections=500)
        wire.until(lambda: not wire.updates.waiting)
        info = call(wire, "getWebhookInfo")
        polled = refusal_of(wire, "getUpdates")
        call(wire, "deleteWebhook")
        server.shutdown()
        thread.join()
    first, second = updates
    assert WebhookReceiver.seen == [("s-3", first)] * 3 + [("s-3", second)]
    assert (info["max_connections"], info["pending_update_count"]) == (100, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert polled == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert call(wire, "getUpdates") == []


# The real library


async def talked(api: FakeBotApi) -> list[object]:
    """Let the real library read everything that a fake gives."""
    builder = Application.builder().token(TOKEN).base_url(f"{api.base}/bot")
    async with builder.base_file_url(f"{api.base}/file/bot").build() as application:
        bot = application.bot
        yes = telegram.InlineKeyboardButton("Yes", callback_data="yes")
        keys = telegram.InlineKeyboardMarkup([[yes]])
        sent = await bot.send_message(CHAT, "An answer", reply_markup=keys)
        api.press(CHAT, sent.message_id, "Yes")
        api.write(CHAT, document=("a.txt", b"Tea"), forward="Someone")
        api.join(GROUP, "administrator")
        api.promote(GROUP, 7)
        query = api.inline(CHAT, "wheat")
        message, pressed, file, joined, inline = await bot.get_updates()
        assert message.message and pressed.callback_query and file.message
        assert joined.my_chat_member and inline.inline_query and file.message.document
        await pressed.callback_query.answer("Done")
        words = telegram.InputTextMessageContent("Words")
        result = telegram.InlineQueryResultArticle("1", "Title", words)
        await inline.inline_query.answer([result])
        fetched = await (await file.message.document.get_file()).download_as_bytearray()
        admin, _ = await bot.get_chat_administrators(GROUP)
        reacted = await bot.set_message_reaction(CHAT, sent.message_id, "👍")
        drafted = await bot.send_message_draft(CHAT, 1, "The")
        edited = await sent.edit_text("Another", entities=[telegram.MessageEntity("bold", 0, 2)])
        assert isinstance(edited, telegram.Message)
        place = (await bot.get_chat(GROUP)).title
        status = joined.my_chat_member.new_chat_member.status
        results = [one["title"] for one in api.inline_results(query)]
        return [bytes(fetched), admin.user.id, reacted, drafted, edited.reply_markup, place,
                status, results]  # fmt: skip


def test_the_real_library_reads_what_the_fake_gives(wire: FakeBotApi) -> None:
    wire.write(GROUP, "Hello all", kind="supergroup", user=7)
    call(wire, "getUpdates", offset=-1)
    assert asyncio.run(talked(wire)) == [
        b"Tea", 7, True, True, None, "A group", "administrator", ["Title"],
    ]  # fmt: skip


# Rates and faults


def test_rates_are_counted_as_telegram_counts(api: FakeBotApi) -> None:
    mine = send(api)
    for place in range(3):
        call(api, "editMessageText", chat_id=CHAT, message_id=mine, text=f"Edit {place}")
    for _ in range(9):
        call(api, "sendChatAction", chat_id=CHAT, action="typing")
    assert api.rates() == Rates(private=4, group=0, all=13)
    for _ in range(6):
        api.later(11)
        send(api, chat=GROUP)
    assert api.rates() == Rates(private=4, group=6, all=13)


def test_a_private_chat_takes_a_burst_and_then_one_a_second(api: FakeBotApi) -> None:
    api.strict_rates = True
    for _ in range(5):
        send(api)
    with pytest.raises(RefusedError) as error:
        send(api)
    words = "Too Many Requests: retry after 1"
    assert (error.value.status, error.value.words) == (429, words)
    assert error.value.parameters == {"retry_after": 1}
    call(api, "sendChatAction", chat_id=CHAT, action="typing")
    api.later(1.1)
    send(api)
    assert refusal_of(api, "sendMessage", chat_id=CHAT, text="a") == words


def test_a_group_takes_twenty_a_minute_and_may_be_closed_for_long(api: FakeBotApi) -> None:
    api.strict_rates = True
    api.penalty_s = 90
    for _ in range(20):
        send(api, chat=GROUP)
    wait = "Too Many Requests: retry after 90"
    assert refusal_of(api, "sendMessage", chat_id=GROUP, text="a") == wait
    api.later(60)
    wait = "Too Many Requests: retry after 30"
    assert refusal_of(api, "sendMessage", chat_id=GROUP, text="a") == wait
    api.later(31)
    send(api, chat=GROUP)


def test_all_chats_together_take_thirty_a_second(api: FakeBotApi) -> None:
    api.strict_rates = True
    for _ in range(30):
        call(api, "sendChatAction", chat_id=CHAT, action="typing")
    words = "Too Many Requests: retry after 1"
    assert refusal_of(api, "sendChatAction", chat_id=GROUP, action="typing") == words
    call(api, "getMe")


def test_calls_fail_as_they_are_told_over_the_wire(wire: FakeBotApi) -> None:
    path, fields = f"/bot{TOKEN}/sendMessage", {"chat_id": CHAT, "text": "An answer"}
    wire.fail("sendMessage", 429, 502, RESET, LOST, retry_after=7)
    status, body, headers = http(wire, path, fields)
    assert (status, headers["Retry-After"]) == (429, "7")
    assert json.loads(body) == {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }  # fmt: skip
    assert http(wire, path, fields)[:2] == (502, b"<html>502 Bad Gateway</html>")
    for count in (0, 1):
        with pytest.raises(OSError, match=r"reset|closed"):
            http(wire, path, fields)
        assert len(wire.sent(CHAT, count)) == count
    assert json.loads(http(wire, path, fields)[1])["result"]["text"] == "An answer"
    assert http(wire, path + "/x", fields)[0] == 404


def test_a_flaky_server_fails_by_its_share(api: FakeBotApi) -> None:
    def failed() -> list[int]:
        statuses = []
        api.flaky(0.25, (500, RESET), seed=3)
        for _ in range(200):
            try:
                call(api, "sendChatAction", chat_id=CHAT, action="typing")
            except RefusedError as error:
                statuses.append(error.status)
        return statuses

    once = failed()
    assert 30 < len(once) < 70
    assert set(once) == {500, RESET}
    assert failed() == once
    for _ in range(50):
        call(api, "getUpdates")


def test_a_slow_server_answers_late_and_holds_up_nobody(wire: FakeBotApi) -> None:
    wire.delay("getMe", 0.5)
    with ThreadPoolExecutor(1) as pool:
        begun = time.monotonic()
        slow = pool.submit(call, wire, "getMe")
        send(wire)
        assert not slow.done()
        slow.result()
    assert time.monotonic() - begun >= 0.5


def test_a_hundred_connections_are_served_at_once(wire: FakeBotApi) -> None:
    gate = threading.Barrier(100)

    def talk(chat: int) -> list[int]:
        wire.write(chat, "Hello", user=chat)
        gate.wait()
        return [
            http(wire, f"/bot{TOKEN}/sendMessage", {"chat_id": chat, "text": "Yes"})[0]
            for _ in range(3)
        ]

    with ThreadPoolExecutor(100) as pool:
        statuses = list(pool.map(talk, range(1_000, 1_100)))
    assert statuses == [[200] * 3] * 100
