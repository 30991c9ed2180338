"""Settings: named in `.env.example`, read once, silent about secrets."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings, load
from retrieval.errors import ExpectedError
from tests.support.places import ROOT

EXAMPLE = (ROOT / ".env.example").read_text("utf-8")


def test_the_example_names_every_setting_and_no_other() -> None:
    named = re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    fields = [str(field.validation_alias) for field in Settings.model_fields.values()]
    assert named == fields


def test_the_example_gives_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE, encoding="utf-8")
    assert load() == Settings(_env_file=None)


def test_a_dot_env_in_the_working_directory_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAJLIS_HOME=elsewhere\n", encoding="utf-8")
    assert load().home == Path("elsewhere")


def test_an_empty_variable_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    monkeypatch.setenv("MAJLIS_EMBEDDER", "")
    assert load().openai_base_url is None
    assert load().embedder == "local"


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJLIS_THREADS", "many")
    with pytest.raises(ExpectedError, match="MAJLIS_THREADS") as caught:
        load()
    assert ".env.example" in caught.value.hint


def test_secrets_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-1")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12345:secret-2")
    settings = load()
    assert "secret-" not in f"{settings!r} {settings} {settings.model_dump()}"
