"""A model that wrote nothing provable is told why, and asked once more; then quotes are shown."""

from typing import Any

import pytest

from bot.app import App
from bot.ask_options import AskOptions
from bot.generating import author
from tests.bot.generating.test_model_failures import QUESTION, UNCHECKED, extractive
from tests.support.fake_model import FakeModel, Script, Wire, saying
from tests.support.model_app import asking

HONEST = "These ties cover military-technical cooperation and economic partnerships. [2.3]"
FALSE = "Iraq's GDP is <b>1.5</b> trillion [1.1]. Russia has friendly ties with Iraq.\n"
AGAIN = "Your first answer was not shown"


@pytest.fixture(scope="module")
def model_settings() -> dict[str, Any]:
    return {"MAJLIS_CONSTRAINED": "off"}


def first_and_then(first: Script, second: Script) -> Script:
    def script(wire: Wire, asked: dict[str, Any]) -> None:
        again = AGAIN in asked["messages"][-1]["content"]
        (second if again else first)(wire, asked)

    return script


def test_the_second_answer_is_used(app: App, model: FakeModel) -> None:
    model.script = first_and_then(saying(FALSE, usage=(500, 9)), saying(HONEST, usage=(600, 10)))
    before = len(model.asked)
    answer = app.assistant.ask(QUESTION)
    assert [s.text for s in answer.statements] == [HONEST.removesuffix(" [2.3]")]
    assert answer.mode == "model"
    assert len(model.asked) == before + 2
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (1100, 19)
    told = model.prompt().partition(AGAIN)[2]
    assert "- “Russia has friendly ties with Iraq.”: it has no label" in told
    assert "‹b›1.5‹/b›" in told and "[" not in told


@pytest.mark.parametrize("second", [saying(FALSE), saying("NO ANSWER")])
def test_there_is_no_third(app: App, model: FakeModel, second: Script) -> None:
    model.script = first_and_then(saying(FALSE), second)
    before = len(model.asked)
    extractive(app, app.assistant.ask(QUESTION))
    assert len(model.asked) == before + 2


def refusing(wire: Wire, _: dict[str, Any]) -> None:
    wire.refuse(401)


@pytest.mark.parametrize(
    "script",
    [saying("NO ANSWER"), refusing, saying(HONEST), saying(f"{FALSE}{HONEST}")],
    ids=["no answer", "failure", "an answer", "a part of an answer"],
)
def test_who_said_something_else_is_not_asked_again(
    app: App, model: FakeModel, script: Script
) -> None:
    model.script = script
    before = len(model.asked)
    app.assistant.ask(QUESTION)
    assert len(model.asked) == before + 1


def test_nobody_asks_again_when_stopped(app: App, model: FakeModel) -> None:
    options = AskOptions()

    def script(wire: Wire, asked: dict[str, Any]) -> None:
        options.stop.set()
        saying(FALSE)(wire, asked)

    model.script = script
    before = len(model.asked)
    assert app.assistant.ask(QUESTION, None, options).reason.endswith("; it was stopped")
    assert len(model.asked) == before + 1


def test_a_second_try_needs_time(
    app: App, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(author, "_SECOND_TRY_SHARE", 1.0)  # some of the time is always gone
    model.script = saying(FALSE)
    before = len(model.asked)
    assert app.assistant.ask(QUESTION).remark == UNCHECKED
    assert len(model.asked) == before + 1


@pytest.mark.parametrize(("tokens", "requests"), [(7000, 1), (100_000, 2)])
def test_both_tries_share_the_budget_of_an_answer(
    seeded: App, model: FakeModel, tokens: int, requests: int
) -> None:
    app = asking(seeded, model.url, MAJLIS_CONSTRAINED="off", MAJLIS_BUDGET_ANSWER=tokens)
    model.script = saying(FALSE, usage=(5000, 9))
    before = len(model.asked)
    answer = app.assistant.ask(QUESTION)
    assert answer.remark.startswith(UNCHECKED)
    assert len(model.asked) == before + requests
    app.home.catalog.close()
