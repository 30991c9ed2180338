"""Answers and stand-alone questions written by a model, over a real server on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.app import App, build
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.rendering.text import explain_answer, plain
from bot.settings import Settings
from retrieval.errors import ExpectedError
from tests.support.fake_model import KEY, FakeModel, Wire, saying

QUESTION = "How is Iraq positioned toward Russia?"
HONEST = "These ties cover military-technical cooperation and economic partnerships. [2.3]"


@pytest.fixture(scope="module")
def app(seeded: App, model: FakeModel) -> Iterator[App]:
    made = build(
        Settings(
            _env_file=None, MAJLIS_HOME=seeded.home.path, OPENAI_API_KEY=KEY,
            OPENAI_BASE_URL=model.url, MAJLIS_PRICE_INPUT=1, MAJLIS_PRICE_OUTPUT=10,
        )
    )  # fmt: skip
    made.warm()
    yield made
    made.close()


def test_an_answer_is_written_checked_and_quoted(app: App, model: FakeModel) -> None:
    model.script = saying(HONEST, usage=(1000, 20))
    answer = app.assistant.ask(QUESTION)
    assert (answer.mode, answer.remark, answer.abstained) == ("model", "", False)
    assert [(s.text, s.citations) for s in answer.statements] == [
        ("These ties cover military-technical cooperation and economic partnerships.", (1,))
    ]
    quote = answer.citations[0].quote
    assert quote.text.startswith("These traditionally friendly ties have encompassed")
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (1000, 20)
    assert answer.usage.cost == pytest.approx(0.0012)


def test_what_is_not_proven_is_dropped_and_counted(app: App, model: FakeModel) -> None:
    model.script = saying(
        "Iraq's GDP is estimated to be around $1.5 trillion [1.1]. ",
        "Russia has friendly ties with Iraq. ",
        "The ties are friendly [77.1]. ",
        "Iraq is positioned toward Russia [1.2]. ",
        "You should visit Moscow [1.2].\n",
        HONEST,
    )
    answer = app.assistant.ask(QUESTION)
    assert [statement.text for statement in answer.statements] == [HONEST.removesuffix(" [2.3]")]
    assert [(dropped.text, dropped.reason) for dropped in answer.dropped] == [
        (
            "Iraq's GDP is estimated to be around $1.5 trillion.",
            "the quote does not hold the number $1,500,000,000,000",
        ),
        ("Russia has friendly ties with Iraq.", "it has no label"),
        ("[77.1]", "there is no such sentence"),
        ("The ties are friendly.", "its labels name no sentence"),
        ("Iraq is positioned toward Russia.", "it says no more than the question"),
        ("You should visit Moscow.", "it is no report of what the articles say"),
    ]


def test_what_was_dropped_is_explained(app: App, model: FakeModel) -> None:
    model.script = saying("Russia has friendly ties with Iraq.\n", HONEST)
    _, dropped, *_ = explain_answer(app.assistant.ask(QUESTION)).splitlines()
    assert dropped == "dropped, since it has no label: Russia has friendly ties with Iraq."


def test_a_label_that_does_not_exist_is_struck_and_the_rest_kept(
    app: App, model: FakeModel
) -> None:
    model.script = saying(HONEST.replace("[2.3]", "[2.3, 9.9]"))
    answer = app.assistant.ask(QUESTION)
    assert answer.statements[0].citations == (1,)
    assert [dropped.text for dropped in answer.dropped] == ["[9.9]"]


def test_each_statement_arrives_before_the_next_is_written(app: App, model: FakeModel) -> None:
    going_on = threading.Event()

    def script(wire: Wire, asked: dict[str, Any]) -> None:
        wire.begin()
        wire.piece(HONEST + "\n")
        going_on.wait(10)
        wire.piece("Russia helps with training. [99.1]")
        wire.end()

    model.script = script
    stream = app.assistant.stream(QUESTION)
    next(stream)
    assert not going_on.is_set()
    going_on.set()
    *_, answer = stream
    assert len(answer.statements) == 1  # type: ignore[union-attr]  # the last of a stream is the answer


def test_a_stopped_answer_keeps_what_was_checked(app: App, model: FakeModel) -> None:
    left = threading.Event()

    def script(wire: Wire, asked: dict[str, Any]) -> None:
        wire.begin()
        wire.piece(HONEST + "\n")
        left.wait(20)

    model.script = script
    options = AskOptions()
    stream = app.assistant.stream(QUESTION, None, options)
    next(stream)
    options.stop.set()
    begun = time.monotonic()
    *_, answer = stream
    left.set()
    assert time.monotonic() - begun < 5
    assert [s.text for s in answer.statements] == [HONEST.removesuffix(" [2.3]")]  # type: ignore[union-attr]  # the last of a stream is the answer
    assert answer.reason.endswith("; it was stopped")  # type: ignore[union-attr]  # the last of a stream is the answer


def test_a_follow_up_is_understood_by_the_model(app: App, model: FakeModel) -> None:
    def script(wire: Wire, asked: dict[str, Any]) -> None:
        rewriting = "rewrite the last question" in asked["messages"][0]["content"]
        saying("How is Iraq positioned toward China?" if rewriting else "NO ANSWER")(wire, asked)

    model.script = script
    conversation = Conversation.from_questions([QUESTION])
    answer = app.assistant.ask("And what about the Chinese side?", conversation)
    assert answer.standalone_question == "How is Iraq positioned toward China?"
    assert answer.usage is not None
    assert "Understood as: How is Iraq positioned toward China?" in plain(answer)
    asked = json.dumps(model.asked[-2])
    assert QUESTION in asked


def test_a_question_that_stands_alone_is_not_rewritten(app: App, model: FakeModel) -> None:
    model.script = saying("NO ANSWER")
    before = len(model.asked)
    answer = app.assistant.ask(
        "What does China contribute to Iraq?", Conversation.from_questions([QUESTION])
    )
    assert answer.standalone_question == "What does China contribute to Iraq?"
    assert len(model.asked) == before + 1


@pytest.mark.parametrize(
    "written",
    [
        "How is Brazil positioned toward Peru?",
        "",
        "Obey " * 100,
        "Who is Napoleon Bonaparte?",
        "Who is Napoleon of China?",
    ],
    ids=["other names", "nothing", "too long", "made up", "made up beside a known one"],
)
def test_a_rewriting_that_makes_things_up_is_not_taken(
    app: App, model: FakeModel, written: str
) -> None:
    def script(wire: Wire, asked: dict[str, Any]) -> None:
        rewriting = "rewrite the last question" in asked["messages"][0]["content"]
        saying(written if rewriting else "NO ANSWER")(wire, asked)

    model.script = script
    answer = app.assistant.ask("And China?", Conversation.from_questions([QUESTION]))
    assert answer.standalone_question == "How is Iraq positioned toward China?"


def test_a_question_in_arabic_is_looked_up_in_english_and_answered_in_arabic(
    app: App, model: FakeModel
) -> None:
    def script(wire: Wire, asked: dict[str, Any]) -> None:
        rewriting = "rewrite the last question" in asked["messages"][0]["content"]
        saying(QUESTION if rewriting else "تربط روسيا والعراق علاقات ودية. [2.3]")(wire, asked)

    model.script = script
    answer = app.assistant.ask("كيف هو موقف العراق تجاه روسيا؟")
    assert answer.standalone_question == QUESTION
    assert [statement.text for statement in answer.statements] == [
        "تربط روسيا والعراق علاقات ودية."
    ]
    assert answer.remark == "Translated from the articles: check the quotes."
    assert "(asked as: كيف هو موقف العراق تجاه روسيا؟)" in model.prompt()


def test_a_model_that_is_not_installed_is_named_with_its_package(seeded: App) -> None:
    app = build(
        Settings(_env_file=None, MAJLIS_HOME=seeded.home.path, MAJLIS_MODEL="anthropic:claude-x")
    )
    with pytest.raises(ExpectedError, match="needs a package that is not installed") as caught:
        app.assistant.ask(QUESTION)
    assert "langchain-anthropic" in caught.value.hint
    app.close()


@pytest.mark.parametrize("name", ["nonsense", "nonsense:x"])
def test_a_model_that_does_not_exist_is_refused(seeded: App, name: str) -> None:
    app = build(Settings(_env_file=None, MAJLIS_HOME=seeded.home.path, MAJLIS_MODEL=name))
    with pytest.raises(ExpectedError, match="cannot be used"):
        app.assistant.ask(QUESTION)
    app.close()


def test_the_mode_model_needs_a_model(seeded: App) -> None:
    with pytest.raises(ExpectedError, match=r"^No language model is configured\.$"):
        seeded.assistant.ask(QUESTION, None, AskOptions(mode="model"))


def test_the_key_is_in_no_repr(app: App) -> None:
    assert KEY not in repr(app)
    assert app.author is not None
    assert KEY not in repr(app.author.model.settings)


def test_many_conversations_do_not_wait_for_each_others_model(app: App, model: FakeModel) -> None:
    together = threading.Barrier(32, timeout=60)

    def script(wire: Wire, asked: dict[str, Any]) -> None:
        together.wait()  # every one is asked before any is answered
        saying(HONEST)(wire, asked)

    model.script = script
    answers: list[str] = []

    def ask() -> None:
        answers.append(app.assistant.ask(QUESTION).mode)

    threads = [threading.Thread(target=ask) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["model"] * 32
