"""Texts that nobody should write, and updates that no server should give; the same for a seed."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.support.fake_bot_api import NAME, Fields
from tests.support.telegram import CHINA, RUSSIA

_WORDS = (RUSSIA + " " + CHINA + " wheat Syria 2023 17 per cent militia Kurdistan").split()
_ODD = (
    "\x00", "\x07", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\ud800", "\udfff", "\U0010ffff",
    "\u0301" * 40, "Z\u0351\u036b\u0343a\u0369l\u0363g\u034co", "كيف العراق", "ما موقف؟", "שלום", "Россия",
    "日本語", "👨\u200d👩\u200d👧", "🇮🇶", "e\u0301", "\r\n", "\t", "\n\n\n", " ", "\xa0", "&lt;", "<b>", "</b>",
    "<a href='http://x.example'>", "[x](http://x.example)", "*", "_", "`", "```", "||", "~", "{", "}", "$x",
    "${x}", "%s", "{0}", "\\", "'", '"', ";--", "DROP TABLE inbox", f"@{NAME}", "@somebody", "#tag",
    "http://x.example/?a=b", "tg://user?id=1", "mailto:a@b.example", "/ask", "/quote 9999999999", "/start q_x",
    "/start", "/help", "/new", "/sources", "/settings", "/articles 99999", "/about", "/check", "/privacy",
    "/stats", "/users", "/remove x", f"/ask@{NAME}", "/ask@other_bot", "/" , "//", "/ask/ask", "1", "[1]",
    "[[1.1]]", "more", "shorter", "show quote 2", "and the second one?", "?", "!", "…", "ﷺ" * 30, "𝕀𝕣𝕒𝕢",
)  # fmt: skip
_JUNK: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**53, 2**63, -(2**63), 2**70, 10**400, 0.5, 1e308, float("inf"),
    float("nan"), "", " ", "x", "x" * 5000, "\ud800", "\x00", "-5", "1e9", [], {}, [[]], [None], {"id": 5},
    [{"type": "mention", "offset": -1, "length": 9**9}], [{"type": "bot_command", "offset": 0, "length": 4}],
    [{"type": "mention", "offset": 3, "length": 500}], {"x": {"x": {"x": {}}}}, "n:1:1", "m:999999999999999999999",
    "r:1:99", "l:-1:-1", "k:y:1", "o:x", "a:y:5", "x:", ":::", "p:1:0", "s:1:999", "b:-1", "q_" * 40,
)  # fmt: skip


def texts(seed: int, count: int) -> Iterator[str]:
    """Yield texts."""
    chance = random.Random(seed)
    for _ in range(count):
        parts = [
            chance.choice(chance.choice((_WORDS, _ODD))) for _ in range(chance.randrange(1, 12))
        ]
        text = chance.choice(("", " ")).join(parts)
        if chance.random() < 0.02:
            text *= chance.randrange(2, 200)
        yield text[: 4096 if chance.random() < 0.9 else 5000] or "?"


def updates(seed: int, count: int) -> Iterator[Fields]:
    """Yield updates of all kinds, most of them mutated in a place or more."""
    chance = random.Random(seed)
    words = texts(seed, count)
    for text in words:
        update = copy.deepcopy(chance.choice(_kinds(chance, text)))
        for _ in range(chance.randrange(0, 4)):
            _mutate(chance, update)
        yield update


def _mutate(chance: random.Random, update: Fields) -> None:
    """Remove, replace, rename or repeat one thing somewhere inside."""
    places = list(_places(update))
    if not places:
        return
    at, key = chance.choice(places)
    match chance.randrange(4):
        case 0:
            del at[key]
        case 1 if isinstance(at, dict):
            at[f"{key}_"] = at.pop(key)
        case 2 if isinstance(at[key], list):
            at[key] = at[key] * 50
        case _:
            at[key] = copy.deepcopy(chance.choice(_JUNK))


def _places(thing: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(thing) if isinstance(thing, dict) else range(len(thing))
    for key in keys:
        yield thing, key
        if isinstance(thing[key], dict | list):
            yield from _places(thing[key])


def _kinds(chance: random.Random, text: str) -> list[Fields]:
    number = chance.randrange(1, 40)
    person = {"id": number, "is_bot": False, "first_name": "A", "language_code": "en"}
    private = {"id": number, "type": "private", "first_name": "A"}
    group = {"id": -number, "type": "supergroup", "title": "G"}
    message = {"message_id": chance.randrange(1, 2000), "date": 4_000_000_000, "from": person}
    mine = {**message, "chat": private, "text": text}
    named = f"@{NAME} {text}"
    entity = {"type": "mention", "offset": 0, "length": len(NAME) + 1}
    there = {**message, "chat": group, "text": named, "entities": [entity]}
    bot = {"id": 123456789, "is_bot": True, "first_name": "majlis", "username": NAME}
    reply = {**message, "chat": group, "from": bot, "text": "an answer", "message_id": 5}
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "a.txt", "file_size": 5}
    member = {"user": bot, "status": chance.choice(("member", "left", "kicked", "administrator"))}
    data = chance.choice([each for each in _JUNK if isinstance(each, str)])
    return [
        {"message": mine}, {"message": mine}, {"message": there}, {"edited_message": {**mine, "edit_date": 1}},
        {"message": {**there, "reply_to_message": reply}},
        {"message": {**there, "message_thread_id": 3, "is_topic_message": True}},
        {"message": {**message, "chat": private, "document": file, "caption": text}},
        {"message": {**message, "chat": private, "photo": [], "sticker": {}, "location": {}}},
        {"message": {**mine, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}}},
        {"message": {**message, "chat": group, "migrate_to_chat_id": -number - 5000}},
        {"message": {**message, "chat": group, "new_chat_members": [bot]}},
        {"callback_query": {"id": "7", "from": person, "message": {**mine, "from": bot},
                            "chat_instance": "c", "data": data}},
        {"callback_query": {"id": "8", "from": person, "inline_message_id": "i", "data": data}},
        {"inline_query": {"id": "9", "from": person, "query": text[:256], "offset": ""}},
        {"chosen_inline_result": {"result_id": "1", "from": person, "query": text[:256]}},
        {"my_chat_member": {"chat": group, "from": person, "date": 4_000_000_000,
                            "old_chat_member": member, "new_chat_member": member}},
        {"stopped_message_generation": {"chat": private, "draft_id": 5}},
    ]  # fmt: skip
