"""No error of a command shows the key of a model."""

import json
import subprocess
import sys

import pytest

from tests.support.places import ROOT
from tests.support.processes import Majlis

KEY = 'sk-"odd/key%3A+1'
FAILING = """
import click, logging, sys, threading
from bot.cli.exits import leave
from retrieval.redaction import hide
hide(sys.argv[1])

@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1)
def failing(words):
    logging.getLogger("openai").warning("Retrying with %r", {"key": sys.argv[1]})
    thread = threading.Thread(target=lambda: {}[sys.argv[1]])
    thread.start()
    thread.join()
    if sys.argv[2] == "usage":
        raise click.UsageError("What is " + sys.argv[1] + "?")
    raise RuntimeError("The key " + sys.argv[1] + " was refused.")

leave(failing)
"""


@pytest.mark.parametrize("batch", [False, True])
def test_a_key_in_the_wrong_setting_is_not_shown(
    batch: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-a-key-in-the-wrong-place")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("MAJLIS_EMBEDDER", "openai:sk-a-key-in-the-wrong-place")
    monkeypatch.setenv("MAJLIS_HOME", f"{tmp_path}/home")
    words = ("--batch", "-", "--json") if batch else ("What is it?",)
    run = Majlis().run("ask", *words, stdin='{"question": "What is it?"}\n' if batch else None)
    shown = run.stdout + run.stderr
    assert "The embedding server failed for 'openai:…'" in shown
    assert "sk-a-key" not in shown


@pytest.mark.parametrize(("kind", "status"), [("usage", 2), ("traceback", 1)])
def test_what_nobody_expected_is_shown_without_the_key(kind: str, status: int) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FAILING, KEY, kind], capture_output=True, encoding="utf-8",
        env={"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert run.returncode == status
    for form in (KEY, repr(KEY)[1:-1], json.dumps(KEY)[1:-1]):
        assert form not in run.stdout + run.stderr
    assert run.stderr.count("…") == 3
