"""What was learnt of a model's server is known to the next program, for a day."""

import time
from pathlib import Path

import pytest

from bot.generating.chat_model import ChatModel, ModelSettings
from bot.generating.limits_file import LimitsFile
from bot.generating.server_limits import ServerLimits

URL = "http://key:secret@127.0.0.1/v1"
LEARNT = ServerLimits(temperature=False, max_tokens_name="max_tokens", context_tokens=2048)


def started(path: Path, *, model: str = "openai:small", url: str | None = URL) -> ChatModel:
    """Give a model as another program finds it."""
    return ChatModel(ModelSettings(model, base_url=url), LimitsFile(path, model, url))


def test_the_next_program_knows_what_was_learnt_until_it_is_learnt_anew(tmp_path: Path) -> None:
    path = tmp_path / "model-limits.json"
    first = started(path)
    first.learn(LEARNT)
    first.forget_schema()
    assert started(path).limits == LEARNT.merged(ServerLimits(schema=False))
    assert b"secret" not in path.read_bytes()
    for other in (started(path, model="openai:large"), started(path, url=None)):
        assert other.limits == ServerLimits()
    started(path).learn_anew()
    assert started(path).limits == ServerLimits()


@pytest.mark.parametrize("days", [1.01, -0.01])
def test_it_is_learnt_anew_after_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: float
) -> None:
    path = tmp_path / "model-limits.json"
    started(path).learn(LEARNT)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + days * 86_400)
    assert started(path).limits == ServerLimits()
    started(path, url=None).learn(LEARNT)
    monkeypatch.undo()
    assert started(path).limits == ServerLimits()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b'{"a": {"at": 1, "limits": {"max_tokens_name": "x"}}}']
)
def test_a_file_that_cannot_be_read_is_written_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model-limits.json"
    path.write_bytes(content)
    model = started(path)
    assert model.limits == ServerLimits()
    model.learn(LEARNT)
    assert started(path).limits == LEARNT


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    model = started(tmp_path / "missing" / "model-limits.json")
    model.learn(LEARNT)
    assert model.limits == LEARNT
