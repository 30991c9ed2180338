"""`majlis doctor --model` says in plain words what to expect of a model and its server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_model import KEY, FakeModel, Script, Wire, running, saying
from tests.support.processes import Majlis

TEXT = "The lighthouse of Orlo was built in 1911 [1.1]. Its lamp was replaced in 1974 [1.2]."
JSON = json.dumps({"answer": [{"text": "It was built in 1911.", "labels": ["1.1"]}]})


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeModel]:
    with running() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("MAJLIS_MODEL", "openai:small")
        monkeypatch.setenv("MAJLIS_MODEL_RETRIES", "0")
        monkeypatch.setenv("MAJLIS_HOME", str(tmp_path / "home"))
        yield server


def capable(wire: Wire, asked: dict[str, Any]) -> None:
    saying(*(JSON if "response_format" in asked else TEXT), pause_s=0.01)(wire, asked)


def thinking(wire: Wire, asked: dict[str, Any]) -> None:
    if "response_format" in asked or "temperature" in asked:
        wire.refuse(400, "temperature and response_format are unknown")
        return
    saying("<think>hm</think>", TEXT)(wire, asked)


@pytest.mark.parametrize(
    ("script", "expected", "sentences"),
    [
        pytest.param(
            capable, {"reached": True, "keeps_labels": True, "constrained": True, "thinks": False},
            ["In free text it keeps the labels of the sentences that it rests on.",
             "Its server holds it to a JSON schema: it can name only sentences that it was shown.",
             "Expect answers in its words, each sentence with its quotes."], id="capable",
        ),
        pytest.param(
            saying("A lighthouse is a tower."),
            {"reached": True, "keeps_labels": False, "constrained": False, "thinks": False},
            ["In free text it does not keep the labels of the sentences that it rests on.",
             "Its server does not hold it to a JSON schema, so it is asked for free text.",
             "Expect quotes in place of its answers: choose another model."], id="useless",
        ),
        pytest.param(
            thinking, {"reached": True, "keeps_labels": True, "constrained": False, "thinks": True},
            ["It thinks before it answers; MAJLIS_MODEL_MAX_TOKENS has to be enough for both.",
             "Its server does not take a temperature; it is asked without."], id="thinking",
        ),
    ],
)  # fmt: skip
def test_it_is_said_what_to_expect(
    model: FakeModel, script: Script, expected: dict[str, bool], sentences: list[str]
) -> None:
    model.script = script
    run = Majlis().run("doctor", "--model", "--json")
    fields = json.loads(run.stdout)
    assert (run.returncode, run.stderr, fields.pop("model")) == (0, "", "openai:small")
    assert fields.pop("tokens_per_s") > 0 <= fields.pop("first_words_s")
    assert fields == expected
    run = Majlis().run("doctor", "--model")
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert lines[0].startswith("openai:small answers; its first words came after ")
    assert set(sentences) <= set(lines)
    assert any("tokens a second: an answer takes about" in line for line in lines)
    assert KEY not in run.stdout and "127.0.0.1" not in run.stdout


def test_a_model_that_does_not_answer_is_an_error(model: FakeModel) -> None:
    model.script = lambda wire, _: wire.refuse(401)
    run = Majlis().run("doctor", "--model")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(
        "error: The language model 'openai:small' did not accept the key.\nhint: "
    )
    assert KEY not in run.stderr and "127.0.0.1" not in run.stderr


def test_without_a_model_there_is_none_to_ask(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAJLIS_MODEL", "none")
    run = Majlis().run("doctor", "--model")
    assert run.returncode == 1
    assert run.stderr.startswith("error: No language model is configured.\n")


def test_asking_keeps_to_the_budget(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJLIS_BUDGET_ANSWER", "10")
    run = Majlis().run("doctor", "--model")
    assert run.returncode == 1
    assert "budget for one answer does not allow to ask the language model" in run.stderr
    assert model.asked == []
