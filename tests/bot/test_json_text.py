"""JSON lines are one line each, whatever a program takes for a line."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.json_text import json_line, json_text
from bot.output import strip_control_characters
from tests.support.places import ROOT

# Where JSON is stored or sent, and no person or program reads it line by line.
STORED = {
    "bot/answer_log/entries.py",
    "bot/answer_log/log.py",
    "bot/json_text.py",
    "bot/telegram_bot/records/answer_records.py",
    "bot/telegram_bot/records/inbox.py",
    "bot/telegram_bot/talk/corpus_changes.py",
    "bot/telegram_bot/wire/update_receiver.py",
}


@pytest.mark.parametrize("sign", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_sign_ends_a_line_of_json(sign: str) -> None:
    line = json_line({f"a{sign}": [f"b{sign}c"]})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {f"a{sign}": [f"b{sign}c"]}
    assert json_text([sign], indent=1).splitlines() == ["[", f" {json_line(sign)}", "]"]


def test_letters_stand_as_they_are_and_orders_to_a_terminal_do_not() -> None:
    assert json_line("Bağdat بغداد 巴格达") == '"Bağdat بغداد 巴格达"'
    assert json_line("\x9b31m\x7f\x1b") == '"\\u009b31m\\u007f\\u001b"'
    assert json_line("\u202eabc\u2066") == '"\\u202eabc\\u2066"'


@given(st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp"]) | st.sampled_from('a\\"ب')))
def test_no_text_steers_a_terminal_and_each_is_read_again(text: str) -> None:
    line = json_line({text: [text]})
    assert strip_control_characters(line) == line and "\n" not in line
    assert not set(line) & set("\u061c\u200e\u200f\u2028\u2029")
    assert json.loads(line) == {text: [text]}


def dumps_json(path: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("dumps", "dump")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def test_one_function_writes_json_for_people_and_programs() -> None:
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        if dumps_json(path)
    }
    assert writers == STORED
