"""What servers of models do in ways of their own: the honest answer is used all the same.

The real client of langchain and openai runs against a real HTTP server on loopback.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.app import App
from bot.generating.chat_model import without_system
from bot.generating.server_limits import ServerLimits
from tests.bot.generating.test_model_failures import INSTEAD, QUESTION, extractive
from tests.support.fake_model import FakeModel, Script, Wire, saying
from tests.support.model_app import asking

HONEST = "These ties cover military-technical cooperation and economic partnerships. [2.3]"
STATED = HONEST.removesuffix(" [2.3]")
Asked = dict[str, Any]


@pytest.fixture
def app(seeded: App, model: FakeModel) -> Iterator[App]:
    """Give an app that has learnt nothing about its server."""
    made = asking(seeded, model.url, MAJLIS_CONSTRAINED="off")
    yield made
    made.home.catalog.close()


def empty_first_pieces(wire: Wire, _: Asked) -> None:
    wire.begin()
    wire.piece("", role="assistant")
    wire.piece(None)
    wire.event({"choices": [{"index": 0, "delta": {}, "finish_reason": None}]})
    wire.piece(HONEST)
    wire.piece(None, finish="stop")
    wire.end()


def pieces_without_choices(wire: Wire, _: Asked) -> None:
    wire.begin()
    wire.event({"choices": []})
    wire.event({"choices": [], "prompt_filter_results": [{"prompt_index": 0}]})
    wire.event({})
    wire.piece(HONEST)
    wire.event({"choices": [{"index": 0, "finish_reason": "stop"}]})
    wire.end()


def calls_of_tools(wire: Wire, _: Asked) -> None:
    wire.begin()
    call = {"index": 0, "id": "x", "type": "function", "function": {"name": "f", "arguments": "{"}}
    wire.piece(None, tool_calls=[call])
    wire.piece(HONEST)
    wire.piece(None, function_call={"name": "f", "arguments": "{"})
    wire.piece(None, finish="tool_calls")
    wire.end()


def no_finish_reason(wire: Wire, _: Asked) -> None:
    wire.begin()
    wire.event({"choices": [{"index": 0, "delta": {"content": HONEST}}]})


def comments(wire: Wire, _: Asked) -> None:
    wire.begin()
    for _n in range(3):
        wire.raw(b": keep-alive\n\n")
    wire.piece(HONEST[:20])
    wire.raw(b": OPENROUTER PROCESSING\n\n")
    wire.piece(HONEST[20:])
    wire.end()


def two_answers(wire: Wire, _: Asked) -> None:
    wire.begin()
    for piece, other in zip(HONEST.split(" "), ["Iraq"] * 99, strict=False):
        wire.piece(f" {piece}")
        wire.event({"choices": [{"index": 1, "delta": {"content": other}, "finish_reason": None}]})
    wire.end()


def own_fields(wire: Wire, _: Asked) -> None:
    wire.begin()
    fields = {"timings": {"x": 1}, "system_fingerprint": None, "x_groq": {"id": "r"}}
    choice = {"index": 0, "delta": {"content": HONEST, "role": None}, "logprobs": None}
    wire.event({"choices": [choice], **fields, "usage": None, "object": ""})
    wire.end()


def repeating(wire: Wire, _: Asked) -> None:
    wire.begin()
    for _n in range(400):
        wire.piece(HONEST + "\n")
        time.sleep(0.05)


def repeating_two(wire: Wire, _: Asked) -> None:
    wire.begin()
    for _n in range(400):
        wire.piece(f"{HONEST} Iraq loves Peru. [2.3]\n")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "script",
    [
        empty_first_pieces, pieces_without_choices, calls_of_tools, no_finish_reason, comments,
        two_answers, own_fields, repeating, repeating_two,
    ],
    ids=lambda script: script.__name__,
)  # fmt: skip
def test_an_honest_answer_is_used(app: App, model: FakeModel, script: Script) -> None:
    model.script = script
    begun = time.monotonic()
    answer = app.assistant.ask(QUESTION)
    assert [statement.text for statement in answer.statements] == [STATED]
    assert answer.mode == "model"
    assert time.monotonic() - begun < 10  # what repeats itself would take 20
    assert len(answer.dropped) <= 1


def error_body(wire: Wire, _: Asked) -> None:
    wire.begin(200, "application/json")
    wire.raw(json.dumps({"error": {"message": "out of memory"}}).encode())


def error_in_stream(wire: Wire, _: Asked) -> None:
    wire.begin()
    wire.event({"error": {"message": "out of memory"}})


@pytest.mark.parametrize("script", [error_body, error_in_stream], ids=lambda s: s.__name__)
def test_an_error_with_the_status_200_is_an_error(
    app: App, model: FakeModel, script: Script
) -> None:
    model.script = script
    answer = app.assistant.ask(QUESTION)
    assert answer.remark.startswith("The language model ") and answer.remark.endswith(INSTEAD)
    extractive(app, answer)


def refusing_if(is_refused: Callable[[Asked], bool], status: int, message: str) -> Script:
    def script(wire: Wire, asked: Asked) -> None:
        if is_refused(asked):
            wire.refuse(status, message)
        else:
            saying(HONEST)(wire, asked)

    return script


def has_system(asked: Asked) -> bool:
    return any(turn["role"] == "system" for turn in asked["messages"])


@pytest.mark.parametrize(
    ("is_refused", "status", "message"),
    [
        pytest.param(has_system, 400, "System role not supported", id="system"),
        pytest.param(
            has_system, 400,
            "Conversation roles must alternate user/assistant/user/assistant/...", id="alternate",
        ),
        pytest.param(
            has_system, 500, "Only user and assistant roles are supported!", id="only user"
        ),
        pytest.param(
            lambda asked: "temperature" in asked, 400,
            "Unsupported value: 'temperature' does not support 0.", id="temperature",
        ),
        pytest.param(
            lambda asked: "max_completion_tokens" in asked, 422,
            "Extra inputs are not permitted: max_completion_tokens", id="new name",
        ),
        pytest.param(
            lambda asked: "max_completion_tokens" in asked or "max_tokens" in asked, 400,
            "max_tokens is too large: at most 512 completion tokens", id="no length",
        ),
        pytest.param(
            lambda asked: has_system(asked) or "temperature" in asked, 400,
            "unknown parameter temperature; system messages are not supported", id="two",
        ),
    ],
)  # fmt: skip
def test_what_a_server_refuses_is_left_out_from_then_on(
    app: App, model: FakeModel, is_refused: Callable[[Asked], bool], status: int, message: str
) -> None:
    model.script = refusing_if(is_refused, status, message)
    for _n in range(2):
        answer = app.assistant.ask(QUESTION)
        assert (answer.mode, answer.remark) == ("model", "")
        assert [statement.text for statement in answer.statements] == [STATED]
    before = len(model.asked)
    app.assistant.ask(QUESTION)
    assert len(model.asked) == before + 1
    assert not is_refused(model.asked[-1])
    assert "You answer questions from passages" in json.dumps(model.asked[-1])


def tokens_of(asked: Asked) -> int:
    return sum(len(turn["content"]) for turn in asked["messages"]) // 4


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "This model's maximum context length is 2048 tokens. However, you requested 4000"),
        (400, "request (4000 tokens) exceeds the available context size (2048 tokens), try more"),
        (413, "Request too large. Limit 2,048, Requested 4000"),
        (400, "exceed_context_size_error, 'n_prompt_tokens': 4000, 'n_ctx': 2048"),
        (500, "The number of tokens to keep is greater than the context length"),
    ],
)
def test_passages_are_cut_to_what_a_server_takes(
    app: App, model: FakeModel, status: int, message: str
) -> None:
    def is_long(asked: Asked) -> bool:
        return bool(tokens_of(asked) + asked["max_completion_tokens"] > 2048)

    model.script = refusing_if(is_long, status, message)
    before = len(model.asked)
    answer = app.assistant.ask(QUESTION)
    assert (answer.mode, answer.remark) == ("model", "")
    assert [statement.text for statement in answer.statements] == [STATED]
    assert len(model.asked) == before + 2
    assert model.prompt(before).count("<passage ") > model.prompt().count("<passage ") >= 1
    app.assistant.ask(QUESTION)
    assert len(model.asked) == before + 3


def test_a_server_that_takes_nothing_costs_nobody_the_answer(app: App, model: FakeModel) -> None:
    model.script = refusing_if(lambda _: True, 400, "maximum context length is 2048 tokens")
    before = len(model.asked)
    answer = app.assistant.ask(QUESTION)
    assert answer.remark == f"The language model found the articles too long{INSTEAD}"
    extractive(app, answer)
    assert len(model.asked) <= before + 4


class RefusalError(Exception):
    """An error as clients raise it."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status_code = status
        self.body = None


@pytest.mark.parametrize(
    ("message", "tokens"),
    [
        ("This model's maximum context length is 8,192 tokens.", 8192),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200_000),
        ("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)",
         1_048_576),
        ("the model is loaded with context length of only 4096 tokens", 4096),
        ("'max_tokens' is too large: 800. This model's maximum context length is 512 tokens", 512),
        ("Requested tokens (5000) exceed context window of 2048", 2048),
        ("Your prompt is too long for the context window", 3000),  # half of what was sent
    ],
)  # fmt: skip
def test_the_length_is_read_from_the_error(message: str, tokens: int) -> None:
    learnt = ServerLimits().after(RefusalError(message), sent_tokens=6000, with_schema=False)
    assert learnt == ServerLimits(context_tokens=tokens)


@pytest.mark.parametrize(
    "error",
    [
        RefusalError("context length 2048", 401),
        RefusalError("temperature", 429),
        RefusalError("Bad request"),
        ConnectionError("system role"),
    ],
)
def test_other_errors_teach_nothing(error: BaseException) -> None:
    limits = ServerLimits()
    assert limits.after(error, sent_tokens=6000, with_schema=False) == limits


def test_the_words_of_the_system_begin_the_first_turn() -> None:
    turns = [("system", "Be honest."), ("user", "Why?"), ("assistant", "So."), ("user", "Who?")]
    assert without_system(turns) == [("user", "Be honest.\n\nWhy?"), *turns[2:]]


def test_a_model_whose_prompt_opens_its_thought_is_learnt(app: App, model: FakeModel) -> None:
    model.script = saying("The ties of Zanzibar. ", "I see.</think>", HONEST)
    for _n in range(2):
        answer = app.assistant.ask(QUESTION)
        assert [statement.text for statement in answer.statements] == [STATED]
    assert answer.dropped == ()


def test_many_at_once_learn_the_same(seeded: App, model: FakeModel) -> None:
    together = threading.Barrier(8, timeout=60)
    message = "maximum context length is 2048 tokens"

    def script(wire: Wire, asked: Asked) -> None:
        if "response_format" in asked:
            together.wait()  # every one is asked before any is refused
            wire.refuse(400, "response_format is unknown")
        elif tokens_of(asked) + asked["max_completion_tokens"] > 2048:
            wire.refuse(400, message)
        else:
            saying(HONEST)(wire, asked)

    model.script = script
    constrained = asking(seeded, model.url)
    answers: list[tuple[str, str]] = []

    def ask() -> None:
        answer = constrained.assistant.ask(QUESTION)
        answers.append((answer.mode, answer.remark))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [("model", "")] * 8
    assert constrained.author is not None
    assert constrained.author.model.limits == ServerLimits(schema=False, context_tokens=2048)
    constrained.home.catalog.close()
