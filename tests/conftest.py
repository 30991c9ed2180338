"""What the tests share: the real local model, and homes below `tmp_path`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from retrieval.embed import LocalModel
from retrieval.home import SEEDS, Home
from retrieval.ingest import add
from retrieval.prepare import Models
from retrieval.writer import Writer

SEEDS_FOLDER = Path(__file__).parent.parent / "seeds"
SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test, nor a `.env` of the checkout."""
    for name in list(os.environ):
        if name.startswith(("MAJLIS_", "OPENAI_", "TELEGRAM_", "CHROMA_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def models() -> Models:
    """Give the real local model, loaded once."""
    local = LocalModel(threads=2)
    return Models(local, local)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Give an empty home."""
    made = Home(tmp_path / "home")
    yield made
    made.catalog.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[App]:
    """Give an app over the five seed articles; tests only read it."""
    app = build(Settings(_env_file=None, MAJLIS_HOME=tmp_path_factory.mktemp("seeded")))
    with Writer(app.home, app.models) as writer:
        add(writer, [SEEDS])
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
