"""What majlis adds around a language model, many conversations at once, and a very long one."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from bot.answers import Statement
from bot.app import App, build
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.settings import Settings
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.support.fake_model import KEY, Wire, running
from tests.tools.bench.measure import Figure, percentiles
from tests.tools.bench.warm import QUESTIONS

QUESTION = "How is Iraq positioned toward Russia?"
CLAIM = "These ties cover military-technical cooperation and economic partnerships. [1.3]"
ROUNDS = 100
AT_ONCE = 32
THINKING_S = 2.0
TURNS, SETTLED = 5_000, 500
ALLOWED = 0.05


def conversing(work: Path) -> Iterator[Figure]:
    """Measure with a scripted model on loopback."""
    with running() as model:
        app = build(
            Settings(
                _env_file=None, MAJLIS_HOME=work / "conversing", OPENAI_API_KEY=KEY,
                OPENAI_BASE_URL=model.url,
            )
        )  # fmt: skip
        with Writer(app.home, app.models) as writer:
            add(writer, [SEEDS])
        app.warm()
        ended: list[float] = []

        def at_once(wire: Wire, asked: dict[str, Any]) -> None:
            wire.begin()
            for word in CLAIM.split(" "):
                wire.piece(f"{word} ")
            ended.append(time.perf_counter())
            wire.piece("Next", finish="stop")
            wire.end()

        model.script = at_once
        times = [_first_ms(app, ended) for _ in range(ROUNDS)]
        yield Figure(
            "a checked statement after its sentence ended at the model",
            percentiles(times), "p50 ≤ 40 ms",
        )  # fmt: skip

        def thinking(wire: Wire, asked: dict[str, Any]) -> None:
            time.sleep(THINKING_S)
            at_once(wire, asked)

        model.script = thinking
        whole = _together(app)
        yield Figure(
            f"{AT_ONCE} conversations at once, each model thinking {THINKING_S:.0f} s",
            f"the last answer after {whole:.1f} s", f"far below {AT_ONCE} × {THINKING_S:.0f} s",
        )  # fmt: skip
        yield _long(app)
        app.close()


def _first_ms(app: App, ended: list[float]) -> float:
    stream = app.assistant.stream(QUESTION)
    first = next(stream)
    arrived = time.perf_counter()
    assert isinstance(first, Statement)
    *_, _answer = stream
    return (arrived - ended[-1]) * 1000


def _together(app: App) -> float:
    threads = [threading.Thread(target=app.assistant.ask, args=(QUESTION,)) for _ in range(AT_ONCE)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def _long(app: App) -> Figure:
    """Measure the memory of a conversation that does not end; every answer is logged, too."""
    process, conversation = psutil.Process(os.getpid()), Conversation(id="bench")
    extractive, settled = AskOptions(mode="extractive"), 0
    for turn in range(TURNS):
        question = "And China?" if turn % 7 == 0 else QUESTIONS[turn % len(QUESTIONS)]
        app.assistant.ask(question, conversation, extractive)
        if turn == SETTLED:
            settled = process.memory_info().rss
    grown = process.memory_info().rss / settled - 1
    return Figure(
        f"memory from turn {SETTLED} to turn {TURNS:,} of one conversation",
        f"{grown:+.1%}", f"± {ALLOWED:.0%}",
    )  # fmt: skip
