"""What a person is told of a model's sentences that nobody sees, and of what it left open."""

from typing import Any

import pytest

from bot.answers import Answer, DroppedStatement, left_out
from bot.app import App
from bot.ask_options import AskOptions
from bot.rendering.text import explain_answer, plain
from bot.telegram_bot.records.answer_records import AnswerRecord
from bot.telegram_bot.records.message_ref import MessageRef
from bot.telegram_bot.talk.answer_views import explanation_view
from prompts import LANGUAGES, say
from tests.bot.generating.test_model_failures import QUESTION
from tests.support.fake_model import FakeModel, saying

HONEST = "These ties cover military-technical cooperation and economic partnerships. [2.3]"
FALSE = ["Iraq pays $1.5 trillion. [1.1]\n", "Russia has friendly ties with Iraq.\n"]
BOTH = "How is Iraq positioned toward Russia and where did Iraq send wheat?"


@pytest.fixture(scope="module")
def model_settings() -> dict[str, Any]:
    return {"MAJLIS_CONSTRAINED": "off"}


@pytest.mark.parametrize(
    ("false", "remark"),
    [
        (FALSE, "2 sentences were left out: their quotes do not say them."),
        (FALSE[:1], "1 sentence was left out: its quotes do not say it."),
        ([HONEST.replace("[2.3]", "[2.3, 9.9]") + "\n"], ""),
    ],
)
def test_it_is_said_how_many_sentences_were_left_out(
    app: App, model: FakeModel, false: list[str], remark: str
) -> None:
    model.script = saying(*false, HONEST)
    answer = app.assistant.ask(QUESTION)
    assert (answer.mode, answer.remark) == ("model", "")
    beneath = plain(answer).partition("[1]\n")[2]
    assert beneath.startswith(remark) if remark else "left out" not in beneath
    for each in left_out(answer.dropped):
        assert f"dropped, since {each.reason}: {each.text}" in explain_answer(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(app: App, model: FakeModel, language: str) -> None:
    model.script = saying(*FALSE, HONEST)
    answer = app.assistant.ask(QUESTION, None, AskOptions(language=language))
    assert say("left-out", language, count=2) in plain(answer)


def test_telegram_says_why_each_was_left_out() -> None:
    dropped = (
        DroppedStatement("Iraq pays $1.5 trillion.", "the quote does not hold the number"),
        DroppedStatement("[9.9]", "there is no such sentence"),
        *[DroppedStatement("Long " * 99, "it has no label")] * 9,
    )
    answer = Answer(QUESTION, QUESTION, abstained=True, mode="model", dropped=dropped)
    record = AnswerRecord(MessageRef(1, 2, 0, 3, 4), answer)
    lines = ["".join(piece.text for piece in line) for line in explanation_view(record, "en")]
    assert "10 sentences were left out, since the articles do not support them." in lines
    assert "“Iraq pays $1.5 trillion.”: the quote does not hold the number" in lines
    assert sum("it has no label" in line for line in lines) == 4
    assert max(map(len, lines)) < 200
    assert "[9.9]" not in "".join(lines)


def label_of(words: str, model: FakeModel) -> str:
    """Give the label of the sentence with these words in the last prompt."""
    line = next(line for line in model.prompt().splitlines() if words in line)
    return line.partition(" ")[0]


@pytest.fixture(scope="module")
def honest(app: App, model: FakeModel) -> tuple[str, str]:
    """Give a sentence for each part of the question, with its label."""
    model.script = saying("NO ANSWER")
    app.assistant.ask(BOTH)
    ties = label_of("encompassed various sectors", model)
    wheat = label_of("wheat shipments were sent", model)
    return HONEST.replace("[2.3]", ties), f"Wheat shipments were sent to Syria. {wheat}\n"


def test_a_part_that_the_model_left_open_is_named_and_quoted(
    app: App, model: FakeModel, honest: tuple[str, str]
) -> None:
    model.script = saying(honest[0])
    answer = app.assistant.ask(BOTH)
    first, second = answer.statements
    assert first.text == HONEST.removesuffix(" [2.3]")
    assert "Syria" in second.text
    assert answer.remark == (
        "The language model left this open, so the articles' own sentences follow:"
        " Where did Iraq send wheat?"
    )


def test_a_part_that_it_answered_is_not_quoted_again(
    app: App, model: FakeModel, honest: tuple[str, str]
) -> None:
    model.script = saying(honest[1], honest[0])
    answer = app.assistant.ask(BOTH)
    assert (len(answer.statements), answer.remark, answer.mode) == (2, "", "model")
