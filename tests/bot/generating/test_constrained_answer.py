"""Answers that a server holds to a JSON schema; free text where it cannot. The same checks."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.generating.constrained_answer import answer_format, read_constrained_claims
from bot.generating.sentence_labels import Claim
from tests.bot.generating.test_model_failures import QUESTION, extractive
from tests.support.fake_model import FakeModel, Script, Wire, saying
from tests.support.model_app import asking

HONEST = "These ties cover military-technical cooperation and economic partnerships."
Asked = dict[str, Any]


@pytest.fixture
def app(seeded: App, model: FakeModel) -> Iterator[App]:
    """Give an app that has learnt nothing about its server."""
    made = asking(seeded, model.url)
    yield made
    made.home.catalog.close()


def written(*statements: tuple[str, list[str]]) -> str:
    return json.dumps({"answer": [{"text": t, "labels": labels} for t, labels in statements]})


def read(pieces: list[str]) -> tuple[list[Claim], int]:
    free: list[None] = []
    claims = list(read_constrained_claims(pieces, {"1.1", "2.3"}, lambda: free.append(None)))
    return claims, len(free)


OIL, GAS = Claim("Oil.", ("1.1",)), Claim("Gas is {dear}.", ("1.1", "2.3"))
BOTH = written(("Oil.", ["1.1"]), ("Gas is {dear}.", ["1.1", "2.3"]))


@pytest.mark.parametrize(
    ("text", "expected", "free"),
    [
        pytest.param(BOTH, [OIL, GAS], 0, id="two"),
        pytest.param(f"```json\n{BOTH}\n```", [OIL, GAS], 0, id="fenced"),
        pytest.param(f" \n{BOTH} I hope this helps }}", [OIL, GAS], 0, id="more behind it"),
        pytest.param(BOTH[:-8], [OIL], 0, id="cut off"),
        pytest.param('{"answer": "NO ANSWER"}', [Claim("NO ANSWER", ())], 0, id="no answer"),
        pytest.param('{"answer": []}', [Claim("NO ANSWER", ())], 0, id="nothing"),
        pytest.param("Oil. [1.1]", [OIL], 1, id="free text"),
        pytest.param('{"answer": {"text": "Oil."}}', [], 1, id="another schema"),
        pytest.param('{"answer": [1, null, {"text": 2, "labels": ["1.1"]}]}', [], 0, id="numbers"),
        pytest.param('{answer: [{"text": "Oil."}]}', [], 1, id="no JSON"),
        pytest.param("", [], 0, id="silence"),
        pytest.param(
            written(("Oil (1.1). Gas is {dear}. [2.3]\n", ["1.1", "2.3", "1.1"])),
            [Claim("Oil.", ("1.1", "2.3")), GAS], 0, id="sentences and labels in a text",
        ),
    ],
)  # fmt: skip
def test_statements_are_read_however_they_arrive(
    text: str, expected: list[Claim], free: int
) -> None:
    assert read([text]) == read(list(text)) == (expected, free)


@given(st.text(max_size=60), st.lists(st.sampled_from(["1.1", "2.3"]), min_size=1, max_size=2))
def test_any_text_survives_the_json(text: str, labels: list[str]) -> None:
    whole = written((text, labels), ("Oil.", ["1.1"]))
    assert read(list(whole)) == read([whole])
    assert read([whole])[0][-1] == OIL


def test_a_statement_is_given_when_its_brace_closes() -> None:
    arrived: list[str] = []

    def arriving() -> Iterator[str]:
        for piece in ('{"answer": [{"text": "Oil.", "labels": ["1.1"]', "}", ', {"te'):
            arrived.append(piece)
            yield piece

    claims = read_constrained_claims(arriving(), {"1.1"}, lambda: None)
    assert next(claims) == OIL
    assert len(arrived) == 2


def test_labels_are_an_enumeration_of_those_shown_and_no_answer_is_a_choice() -> None:
    made = answer_format(["1.1", "1.2"])
    assert (made["type"], made["json_schema"]["strict"]) == ("json_schema", True)
    statements, nothing = made["json_schema"]["schema"]["properties"]["answer"]["anyOf"]
    assert statements["items"]["properties"]["labels"]["items"]["enum"] == ["1.1", "1.2"]
    assert nothing == {"type": "string", "enum": ["NO ANSWER"]}


def json_where_wanted(*statements: tuple[str, list[str]]) -> Script:
    def script(wire: Wire, asked: Asked) -> None:
        assert asked["response_format"]["type"] == "json_schema"
        saying(*written(*statements))(wire, asked)

    return script


def test_a_constrained_answer_is_checked_and_cited_as_any_other(app: App, model: FakeModel) -> None:
    model.script = json_where_wanted((HONEST, ["2.3"]), ("Iraq pays $1.5 trillion.", ["1.1"]))
    answer = app.assistant.ask(QUESTION)
    assert [(s.text, s.citations) for s in answer.statements] == [(HONEST, (1,))]
    assert answer.citations[0].quote.text.startswith("These traditionally friendly ties")
    assert [dropped.text for dropped in answer.dropped] == ["Iraq pays $1.5 trillion."]
    assert answer.usage is not None and answer.usage.prompt.startswith("answer_json-")
    labels = model.asked[-1]["response_format"]["json_schema"]["schema"]
    shown = labels["properties"]["answer"]["anyOf"][0]["items"]["properties"]["labels"]["items"]
    assert all(f"[{label}] " in model.prompt() for label in shown["enum"])


def test_statements_stream(app: App, model: FakeModel) -> None:
    going_on = threading.Event()

    def script(wire: Wire, asked: Asked) -> None:
        wire.begin()
        wire.piece(written((HONEST, ["2.3"]))[:-2])
        going_on.wait(20)
        wire.piece("]}")
        wire.end()

    model.script = script
    stream = app.assistant.stream(QUESTION)
    next(stream)
    assert not going_on.is_set()
    going_on.set()
    list(stream)


def test_no_answer_is_overruled_as_in_free_text(app: App, model: FakeModel) -> None:
    model.script = saying('{"answer": "NO ANSWER"}')
    answer = app.assistant.ask(QUESTION)
    extractive(app, answer)
    assert answer.reason.endswith("; the model said that the passages do not answer")


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "This response_format type is unavailable now"),
        (400, "Invalid schema for response_format 'answer'"),
        (500, "failed to parse grammar"),
        (422, ""),
        (501, ""),
    ],
)
def test_a_server_that_refuses_the_schema_is_asked_for_free_text(
    app: App, model: FakeModel, status: int, message: str
) -> None:
    def script(wire: Wire, asked: Asked) -> None:
        if "response_format" in asked:
            wire.refuse(status, message)
        else:
            saying(f"{HONEST} [2.3]")(wire, asked)

    model.script = script
    before = len(model.asked)
    for _n in range(2):
        answer = app.assistant.ask(QUESTION)
        assert ([s.text for s in answer.statements], answer.remark) == ([HONEST], "")
    assert len(model.asked) == before + 3  # once with the schema, and never again
    assert "JSON" not in json.dumps(model.asked[-1])


def test_free_text_in_spite_of_the_schema_is_used_and_remembered(
    app: App, model: FakeModel
) -> None:
    model.script = saying(f"{HONEST} [2.3]")
    before = len(model.asked)
    for _n in range(2):
        answer = app.assistant.ask(QUESTION)
        assert ([s.text for s in answer.statements], answer.remark) == ([HONEST], "")
    assert ["response_format" in asked for asked in model.asked[before:]] == [True, False]


def test_it_can_be_switched_off(seeded: App, model: FakeModel) -> None:
    app = asking(seeded, model.url, MAJLIS_CONSTRAINED="off")
    model.script = saying(f"{HONEST} [2.3]")
    app.assistant.ask(QUESTION)
    assert "response_format" not in model.asked[-1]
    app.home.catalog.close()
