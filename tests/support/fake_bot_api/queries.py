"""The methods that answer a press of a button or an inline query, in time and once."""

import re
from typing import Any

from tests.support.fake_bot_api.refusals import Fields, bad, part_of, text_of, value
from tests.support.fake_bot_api.reply_markup import check_markup
from tests.support.fake_bot_api.texts import read_text, visible_text
from tests.support.fake_bot_api.world import World

LIFE_S = 15.0  # not documented
MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_ID_BYTES = 64


def answer_callback_query(world: World, fields: Fields) -> bool:
    """Answer answerCallbackQuery."""
    if len(str(fields.get("text", ""))) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    _answer(world, str(fields.get("callback_query_id", "")), "callback", fields)
    return True


def answer_inline_query(world: World, fields: Fields) -> bool:
    """Answer answerInlineQuery."""
    results = value(fields, "results", "can't parse JSON encoded inline query results") or []
    if not isinstance(results, list):
        raise bad("expected an Array of inline query results")
    if len(results) > MAX_RESULTS:
        raise bad("too many inline query results specified")
    for result in results:
        try:
            _read(result)
        except ValueError as error:
            raise bad(f"can't parse inline query result: {error}") from None
    button = value(fields, "button", "can't parse inline query results button JSON object")
    if button is not None:
        _check_button(button)
    for result in results:
        _check(result)
    if len({str(result["id"]) for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    if len(str(fields.get("next_offset", "")).encode()) > MAX_ID_BYTES:
        raise bad("NEXT_OFFSET_INVALID")
    answer = fields | {"results": results} | ({"button": button} if button else {})
    _answer(world, str(fields.get("inline_query_id", "")), "inline", answer)
    return True


def _answer(world: World, id: str, kind: str, answer: Fields) -> None:
    query = world.queries.get(id)
    late = query and world.now() - query.at > LIFE_S
    if not query or query.kind != kind or query.answer is not None or late:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    query.answer = answer


def _read(result: Any) -> None:
    if not isinstance(result, dict):
        raise ValueError("Inline query result must be an object")
    kind = text_of(result, "type").lower()
    text_of(result, "id")
    if kind != "article":
        raise ValueError("the fake knows articles only")
    content = part_of(result, "input_message_content", "Object")
    if content is None:
        raise ValueError('Can\'t find field "message_text"')
    if not text_of(content, "message_text", ""):
        raise ValueError("Input message content is not specified")
    text_of(result, "title")


def _check(result: Fields) -> None:
    check_markup(result.get("reply_markup"), inline_only=True)
    visible_text(
        *read_text(result["input_message_content"], "message_text"), limit="MESSAGE_TOO_LONG"
    )
    if not str(result["title"]).strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    if not 1 <= len(str(result["id"]).encode()) <= MAX_ID_BYTES:
        raise bad("RESULT_ID_INVALID")


def _check_button(button: Any) -> None:
    broken = "can't parse inline query results button: "
    if not isinstance(button, dict):
        raise bad(f"{broken}InlineQueryResultsButton must be an Object")
    try:
        text_of(button, "text")
        start = text_of(button, "start_parameter", "") if "start_parameter" in button else None
    except ValueError as error:
        raise bad(f"{broken}{error}") from None
    if start is None and "web_app" not in button:
        raise bad(f"{broken}InlineQueryResultsButton must have exactly one optional field")
    if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise bad("START_PARAM_INVALID" if start else "START_PARAM_EMPTY")
