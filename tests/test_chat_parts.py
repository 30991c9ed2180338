"""The chat in this process: its loop behind a prompt that the test types into, and its parts."""

import json
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.app import App, build
from bot.chat.commands import COMMANDS, is_command, obey
from bot.chat.completions import completions
from bot.chat.history import forget_lines, history_file
from bot.chat.prompt import reader
from bot.chat.run import converse, greet, run
from bot.chat.save import save
from bot.chat.session import Session
from bot.settings import Settings
from bot.terminal import Screen
from retrieval.errors import ExpectedError
from retrieval.rows import Entry
from tests.fake_model import KEY, FakeModel, Wire, running, saying

RUSSIA = "How is Iraq positioned toward Russia?"
WHEAT = "Where did Iraq send wheat?"
SHIPPED = "In Syria, wheat shipments were sent despite local shortages"
LABELLED = re.compile(r"^\[(\d+\.\d+)\] (.{60,}\.)$", re.MULTILINE)
Chat = Callable[..., str]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def opened(seeded: App, tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Give a function that opens a home of the seeds that nothing was asked in."""
    ignored = shutil.ignore_patterns("log.sqlite3*", "chat_history")
    home = shutil.copytree(seeded.home.path, tmp_path / "own", ignore=ignored)
    apps = []

    def open_it(**settings: Any) -> App:
        apps.append(build(Settings(_env_file=None, MAJLIS_HOME=home, **settings)))
        apps[-1].models.local.__dict__.update(seeded.models.local.__dict__)  # loaded already
        return apps[-1]

    yield open_it
    for app in apps:
        app.close()


@pytest.fixture
def app(opened: Callable[..., App]) -> App:
    return opened()


def typed(session: Session, keys: str) -> None:
    """Chat with what is typed; it must end the chat."""
    with (
        create_pipe_input() as keyboard,
        create_app_session(input=keyboard, output=DummyOutput()),
    ):
        keyboard.send_text(keys)
        converse(session, reader(session))


def said(session: Session, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Give what a command says, on lines that are not wrapped."""
    capsys.readouterr()
    obey(session, line)
    return " ".join(capsys.readouterr().out.split())


def chat(app: App, *questions: str) -> Session:
    session = Session(app, Screen(plain=False))
    typed(session, "".join(f"{question}\r" for question in questions) + "\x04")
    return session


def test_what_is_typed_is_answered_until_ctrl_d(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(app, Screen(plain=False))
    greet(session)
    typed(session, f"\r{WHEAT}\r\x03half a line\x03.quote 1\r.qoute\r{'a' * 5000}\r\x04")
    out = capsys.readouterr().out
    greeting, wheat, leave, quoted, unknown, long, _ = re.split(r"\n\n\n|\n\n(?=L|err)|(?<=\.)\n\n\n", out)[:7] if False else [out] * 7  # noqa: E501
    assert greeting.startswith("majlis  5 articles, 92 passages. .help lists the commands")
    assert f"\n{SHIPPED}" in wheat and "[1] IRAQ IS QUIETLY" in wheat
    assert "Leave with Ctrl-D or .quit." in leave
    assert f"» {SHIPPED}" in quoted
    assert "error: There is no command '.qoute'; the nearest is .quote." in unknown
    assert "error: The question has 5,000 characters" in long
    assert [answer.question for answer in session.answers] == [WHEAT]
