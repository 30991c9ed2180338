"""A reasoning model's thoughts are no answer: they are counted, and neither shown nor stored."""

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.ask_options import AskOptions
from bot.generating.reasoning import ReasoningFilter, reasoning_characters
from bot.rendering.text import answer_json, explain_answer, plain
from tests.bot.generating.test_model_failures import INSTEAD, QUESTION, extractive
from tests.support.fake_model import FakeModel, Script, Wire, saying
from tests.support.model_app import asking

HONEST = "These ties cover military-technical cooperation and economic partnerships. [2.3]"
SECRET = "Zanzibar"  # a word of the thoughts
THOUGHT = f"The ties of {SECRET} are friendly. [2.3]\n"


def filtered(pieces: list[str], *, starts_inside: bool = False) -> tuple[str, int]:
    made = ReasoningFilter(starts_inside=starts_inside)
    answer = "".join([*map(made.feed, pieces), made.end()])
    return answer, made.characters


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<think>one two</think>Oil.", ("Oil.", 7)),
        ("<thinking>a</thinking>Oil. <reasoning>b</reasoning>Gas.", ("Oil. Gas.", 2)),
        ("Oil. <think>and so on [1.1]", ("Oil. ", 15)),
        ("<THINK>a</THINK>[1.1]", ("[1.1]", 1)),
        ("[THINK]a[/THINK]Oil [1.1].", ("Oil [1.1].", 1)),
        ("2 < 3 <b>thing</b> <thinker>", ("2 < 3 <b>thing</b> <thinker>", 0)),
        ("Oil <thi", ("Oil <thi", 0)),
        ("I see.</think>Oil.", ("I see.\nOil.", 0)),
    ],
)
def test_thoughts_are_told_from_the_answer_however_they_arrive(
    written: str, expected: tuple[str, int]
) -> None:
    assert filtered([written]) == filtered(list(written)) == expected


@given(
    st.lists(st.sampled_from(["<think>", "</think>", "<thi", "nk>", "</", "oil ", "<", "[1.1]"]))
)
def test_how_thoughts_arrive_does_not_matter(pieces: list[str]) -> None:
    written = "".join(pieces)
    for inside in (False, True):
        whole = filtered([written], starts_inside=inside)
        assert filtered(pieces, starts_inside=inside) == whole
        assert filtered(list(written), starts_inside=inside) == whole


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("I see.</think>Oil.", ("Oil.", 6)),
        ("Oil. [1.1]", ("Oil. [1.1]", 0)),
        ("<think>I see.</think>Oil.", ("Oil.", 6)),
    ],
)
def test_what_a_model_thinks_before_its_first_tag_is_held_where_that_is_known(
    written: str, expected: tuple[str, int]
) -> None:
    assert filtered(list(written), starts_inside=True) == expected


@pytest.mark.parametrize(
    ("content", "fields", "expected"),
    [
        ("Oil", {}, 0),
        ("", {"reasoning_content": "four"}, 4),
        ("", {"reasoning": "four"}, 4),
        ("", {"reasoning_content": None}, 0),
        ([{"type": "thinking", "thinking": "four", "signature": "x" * 99}], {}, 4),
        ([{"type": "reasoning", "summary": [{"type": "summary_text", "text": "four"}]}], {}, 4),
        ([{"type": "text", "text": "Oil"}, "more"], {}, 0),
    ],
)
def test_thoughts_beside_the_text_are_counted(
    content: object, fields: dict[str, object], expected: int
) -> None:
    assert reasoning_characters(content, fields) == expected


def inline(wire: Wire, _: dict[str, Any]) -> None:
    saying("<thi", "nk>", THOUGHT, "</th", "ink>", HONEST)(wire, {})


def apart(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.piece(None, role="assistant", reasoning_content="")
    for _n in range(3):
        wire.piece(None, reasoning_content=THOUGHT)
    wire.piece("", reasoning=THOUGHT)
    wire.piece(HONEST)
    wire.piece(None, finish="stop")
    wire.end()


def long(wire: Wire, _: dict[str, Any]) -> None:
    """Think more than the answer may be long."""
    saying("<think>", *[THOUGHT * 40] * 7, "</think>", HONEST)(wire, {})


@pytest.mark.parametrize("script", [inline, apart, long])
def test_thoughts_are_neither_shown_nor_stored_but_counted(
    app: App, model: FakeModel, script: Script
) -> None:
    model.script = script
    progress: list[str] = []
    answer = app.assistant.ask(QUESTION, None, AskOptions(on_progress=progress.append))
    assert [s.text for s in answer.statements] == [HONEST.removesuffix(" [2.3]")]
    assert (answer.mode, answer.remark, answer.dropped) == ("model", "", ())
    assert SECRET not in f"{plain(answer)} {explain_answer(answer)} {answer_json(answer)}"
    assert SECRET not in "".join(map(repr, app.log.all()))
    assert progress[-1:] == ["thinking"] and progress.count("thinking") == 1
    assert answer.usage is not None
    assert answer.usage.output_tokens >= (len(HONEST) + len(THOUGHT)) // 3


@pytest.mark.parametrize(
    "script",
    [
        saying(f"<think>{THOUGHT}", finish="length"),
        lambda wire, _: saying("<think>", *["so " * 9000] * 3)(wire, {}),
    ],
    ids=["its tokens end", "without end"],
)
def test_a_model_that_only_thinks_says_so(app: App, model: FakeModel, script: Script) -> None:
    model.script = script
    answer = app.assistant.ask(QUESTION)
    assert answer.remark == f"The language model spent all its tokens on thinking{INSTEAD}"
    assert answer.usage is not None and answer.usage.output_tokens > 0
    extractive(app, answer)


def test_thinking_does_not_outlast_the_time_or_the_person(seeded: App, model: FakeModel) -> None:
    left = threading.Event()

    def endless(wire: Wire, _: dict[str, Any]) -> None:
        wire.begin()
        while not left.wait(0.05):
            wire.piece(None, reasoning_content="so ")

    model.script = endless
    app = asking(seeded, model.url, MAJLIS_MODEL_TIMEOUT_S=1)
    answer = app.assistant.ask(QUESTION)
    assert answer.remark == f"The language model did not answer in time{INSTEAD}"
    stop = threading.Event()

    def leave(words: str) -> None:
        if words == "thinking":
            stop.set()

    options = AskOptions(on_progress=leave, stop=stop)
    assert app.assistant.ask(QUESTION, None, options).reason.endswith("; it was stopped")
    left.set()
    app.home.catalog.close()
