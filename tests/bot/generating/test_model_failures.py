"""Whatever a model's server does, the person has a cited answer in time and one line that says why.

The real client of langchain and openai runs against a real HTTP server on loopback.
"""

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.answers import Answer
from bot.app import App
from bot.ask_options import AskOptions
from bot.rendering.text import answer_json, explain_answer, plain
from tests.support.fake_model import KEY, FakeModel, Script, Wire, saying
from tests.support.model_app import asking

QUESTION = "How is Iraq positioned toward Russia?"
INSTEAD = "; these are the articles' own sentences instead."
UNCHECKED = (
    "Nothing that the language model wrote could be checked against the articles;"
    " these are their own sentences instead."
)
HASTY_S = 1.0
EXTRACTIVE = AskOptions(mode="extractive")


@pytest.fixture(scope="module")
def hasty(seeded: App, model: FakeModel) -> Iterator[App]:
    made = asking(seeded, model.url, MAJLIS_MODEL_TIMEOUT_S=HASTY_S, MAJLIS_MODEL_RETRIES=3)
    yield made
    made.home.catalog.close()


def extractive(app: App, answer: Answer) -> None:
    """Check that an answer is the one without a model, and shows nothing it must not."""
    own = app.assistant.ask(QUESTION, None, EXTRACTIVE)
    assert answer.mode == "extractive"
    assert (answer.statements, answer.citations) == (own.statements, own.citations)
    shown = f"{plain(answer)} {explain_answer(answer)} {answer_json(answer)}"
    assert KEY not in shown
    assert "127.0.0.1" not in shown


def refusing(status: int, **headers: str) -> Script:
    return lambda wire, _: wire.refuse(status, **headers)


def slow_first_token(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    time.sleep(20 * HASTY_S)


def stalling(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.piece("Iraq and Russia ")
    time.sleep(20 * HASTY_S)


def dripping(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    while True:
        wire.piece("a ")
        time.sleep(0.1)


def closing(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.piece("Iraq and Russia ")
    wire.hang_up()


def garbage(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.raw(b"data: {not json\n\n")


def html(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin(200, "text/html")
    wire.raw(b"<html><body>Welcome to the proxy</body></html>")


def nothing(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.end()


def ten_megabytes(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    for _n in range(10):
        wire.piece("Iraq sells Russia its moon. [1.1] " * 30_000)
    wire.end()


def endless(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    while True:
        wire.piece("and on " * 50)  # in large pieces: a busy machine must not time out first


def filtered(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.piece("Iraq ", finish=None)
    wire.piece(None, finish="content_filter")
    wire.end()


def declining(wire: Wire, _: dict[str, Any]) -> None:
    wire.begin()
    wire.piece(None, refusal="I cannot help with that.")
    wire.piece(None, finish="stop")
    wire.end()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param(refusing(401), "did not accept the key", id="401"),
        pytest.param(refusing(403), "may not be used with this key", id="403"),
        pytest.param(refusing(404), "does not exist on its server", id="404"),
        pytest.param(
            refusing(429), "is asked too often at the moment, or has no credit left", id="429"
        ),
        pytest.param(refusing(500), "failed with status 500", id="500"),
        pytest.param(closing, "broke off", id="closes"),
        pytest.param(garbage, "answered something that cannot be read", id="garbage"),
        pytest.param(html, "answered something that cannot be read", id="HTML"),
        pytest.param(nothing, "answered something that cannot be read", id="empty"),
        pytest.param(filtered, "declined to answer", id="content filter"),
        pytest.param(declining, "gave no answer", id="refusal"),
        pytest.param(ten_megabytes, "", id="10 MB"),
        pytest.param(endless, "", id="endless"),
        pytest.param(saying("I’m sorry, I can’t help with that."), "", id="sorry"),
        pytest.param(saying("[1.1] [1.2]\n[2.1]"), "", id="labels only"),
    ],
)
def test_a_server_that_misbehaves_costs_nobody_the_answer(
    app: App, model: FakeModel, script: Script, why: str
) -> None:
    model.script = script
    answer = app.assistant.ask(QUESTION)
    assert answer.remark == (f"The language model {why}{INSTEAD}" if why else UNCHECKED)
    extractive(app, answer)


@pytest.mark.parametrize(
    "script",
    [slow_first_token, stalling, dripping, refusing(429, Retry_After="30")],
    ids=["slow first token", "stalls", "drips", "429 with Retry-After"],
)
def test_nobody_waits_longer_than_the_timeout(hasty: App, model: FakeModel, script: Script) -> None:
    model.script = script
    begun = time.monotonic()
    answer = hasty.assistant.ask(QUESTION)
    assert time.monotonic() - begun < 10 * HASTY_S  # the scripts would take 20 and more
    assert answer.remark.startswith("The language model ")
    extractive(hasty, answer)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/v1", "could not be reached"),
        ("http://majlis.invalid/v1", "could not be reached: its server's name is not known"),
    ],
)
def test_a_server_that_is_not_there_costs_nobody_the_answer(
    seeded: App, url: str, why: str
) -> None:
    app = asking(seeded, url)
    answer = app.assistant.ask(QUESTION)
    assert answer.remark == f"The language model {why}{INSTEAD}"
    extractive(app, answer)
    app.home.catalog.close()


def test_a_server_that_does_not_speak_tls_is_not_trusted(seeded: App, model: FakeModel) -> None:
    app = asking(seeded, model.url.replace("http:", "https:"))
    answer = app.assistant.ask(QUESTION)
    assert answer.remark == (
        "The language model could not be reached safely: its server's certificate is not valid"
        f"{INSTEAD}"
    )
    extractive(app, answer)
    app.home.catalog.close()


def test_no_log_holds_the_key_or_the_address(
    app: App, model: FakeModel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for script in (refusing(401), garbage, closing):
        model.script = script
        app.assistant.ask(QUESTION)
    assert "The model failed" in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert not [line for line in ours if KEY in line or "127.0.0.1" in line]
    assert KEY not in caplog.text


def test_a_busy_server_is_asked_again_when_it_says_so(seeded: App, model: FakeModel) -> None:
    app = asking(seeded, model.url, MAJLIS_MODEL_RETRIES=1)
    before = len(model.asked)

    def busy_once(wire: Wire, asked: dict[str, Any]) -> None:
        if len(model.asked) == before + 1:
            wire.refuse(429, Retry_After="0.1")
        else:
            saying("These ties cover military-technical cooperation. [2.3]")(wire, asked)

    model.script = busy_once
    answer = app.assistant.ask(QUESTION)
    assert (answer.mode, answer.remark) == ("model", "")
    assert len(model.asked) == before + 2
    app.home.catalog.close()


def test_nobody_asks_again_when_nobody_waits(seeded: App, model: FakeModel) -> None:
    app = asking(seeded, model.url, MAJLIS_MODEL_RETRIES=2, MAJLIS_MODEL_TIMEOUT_S=HASTY_S)
    model.script = slow_first_token
    before = len(model.asked)
    app.assistant.ask(QUESTION)
    time.sleep(4 * HASTY_S)
    assert len(model.asked) <= before + 1
    app.home.catalog.close()


def test_what_was_checked_before_a_model_broke_off_is_kept_and_completed(
    app: App, model: FakeModel
) -> None:
    def breaking(wire: Wire, _: dict[str, Any]) -> None:
        wire.begin()
        wire.piece("These ties cover military-technical cooperation. [2.3] More of")
        wire.hang_up()

    model.script = breaking
    answer = app.assistant.ask(QUESTION)
    own = app.assistant.ask(QUESTION, None, EXTRACTIVE)
    assert answer.mode == "model"
    assert answer.remark == (
        "The language model broke off before it was done; what it had written by then was checked,"
        " the rest are the articles' own sentences."
    )
    first, *rest = answer.statements
    assert (first.text, first.citations) == (
        "These ties cover military-technical cooperation.", (1,)
    )  # fmt: skip
    cited = answer.citations[0].quote
    others = [
        s.text for s, c in zip(own.statements, own.citations, strict=True) if c.quote != cited
    ]
    assert [statement.text for statement in rest] == others


def test_a_model_that_sees_no_answer_where_there_is_one_is_overruled(
    app: App, model: FakeModel
) -> None:
    model.script = saying("NO ANSWER")
    answer = app.assistant.ask(QUESTION)
    extractive(app, answer)
    assert answer.remark == ""
    assert answer.reason.endswith("; the model said that the passages do not answer")


def test_a_model_is_not_asked_where_the_articles_do_not_answer(app: App, model: FakeModel) -> None:
    model.script = saying("Canberra is the capital of Australia. [1.1]")
    before = len(model.asked)
    answer = app.assistant.ask("What is the capital of Australia?")
    assert (answer.abstained, len(model.asked)) == (True, before)
