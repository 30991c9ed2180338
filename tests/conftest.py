"""What the tests share: the real local model, homes below `tmp_path`, a server to talk to."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answer_log.log import AnswerLog
from bot.app import App, build
from bot.assistant import Assistant
from bot.generating.budget import Budget, Limits
from bot.settings import Settings
from retrieval.index.home_folder import SEEDS, Home
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embed import LocalModel
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram import serving

# Files with a test of ten seconds or more; begun last, one of them would keep a core idle.
SLOW = {
    "test_quality.py", "test_injection.py", "test_multilingual.py", "test_multilingual_models.py",
    "test_docs.py", "test_wire_kills.py", "test_wire_fuzz.py", "test_processes.py",
    "test_telegram_command.py", "test_ask_command.py", "test_corpus_command.py", "test_output.py",
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files."""
    items.sort(key=lambda item: item.path.name not in SLOW)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test, nor a `.env` of the checkout."""
    for name in list(os.environ):
        if name.startswith(("MAJLIS_", "OPENAI_", "TELEGRAM_", "CHROMA_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Let models compute with one thread: the workers share the cores, and would wait for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        yield


@pytest.fixture(scope="session")
def models() -> EmbeddingModels:
    """Give the real local model, loaded once."""
    local = LocalModel(threads=1)
    return EmbeddingModels(local, local)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Give an empty home."""
    made = Home(tmp_path / "home")
    yield made
    made.catalog.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, models: EmbeddingModels) -> Iterator[App]:
    """Give an app over the five seed articles; tests only read it."""
    app = build(Settings(_env_file=None, MAJLIS_HOME=tmp_path_factory.mktemp("seeded")))
    with Writer(app.home, app.models) as writer:
        add(writer, [SEEDS])
    yield app
    app.close()


@pytest.fixture(scope="session")
def unread(seeded: App) -> Iterator[App]:
    """Give an app over the same home without the reader, where only delivery is tested."""
    app = build(seeded.settings.model_copy(update={"reader": "off"}))
    yield app
    app.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Give a function that writes an article below `tmp_path / "articles"`."""

    def writing(name: str, text: str) -> Path:
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return writing


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    """Give a server of one's own."""
    with FakeBotApi().running() as running:
        yield running


@pytest.fixture(scope="module")
def people(unread: App) -> Iterator[FakeBotApi]:
    """Give a server with the bot at work; each test writes to a chat of its own."""
    with FakeBotApi().running() as running, serving(unread, running):
        yield running


@pytest.fixture
def copied(seeded: App, tmp_path: Path) -> Path:
    """Give a home that holds the seeds, for a process."""
    without_log = shutil.ignore_patterns("log.sqlite3*")
    return shutil.copytree(seeded.home.path, tmp_path / "copied", ignore=without_log)


@pytest.fixture
def linked(home: Home, models: EmbeddingModels, tmp_path: Path) -> App:
    """Give an app over two articles, one with an address to link to."""
    ferry = "The ferry crosses the strait of Zembla four times a day, in summer also at night."
    bread = "Our baker takes the rye bread out of the oven at five in the morning."
    rows = [
        {"id": "ferry", "title": "Far away", "text": ferry, "url": "https://ferry.example/"},
        {"id": "bread", "title": "At home", "text": bread, "url": "http://localhost/"},
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Writer(home, models) as writer:
        add(writer, [str(file)])
    settings = Settings(_env_file=None, MAJLIS_HOME=home.path)
    log = AnswerLog(home.path / "log.sqlite3")
    budget = Budget(home.path / "budget.sqlite3", Limits())
    assistant = Assistant(Searcher(home, models), log=log)
    return App(settings, home, models, assistant, log, budget)
