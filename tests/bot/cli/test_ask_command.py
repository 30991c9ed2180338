"""`majlis ask` and `majlis search` as a person or a program calls them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from tests.support import forking
from tests.support.places import SHARED
from tests.support.processes import Majlis
from tests.support.seed_articles import WHEAT_SPAN

QUESTION = "Where did Iraq send wheat?"
UNKNOWN = "What is the capital of Australia?"


@pytest.fixture
def majlis(seeded: App) -> Majlis:
    """Give the commands over the seeds."""
    return Majlis(seeded.home.path)


def test_an_answer_ends_with_its_sources(majlis: Majlis) -> None:
    run = majlis.run("ask", QUESTION)
    assert run.returncode == 0 and run.stderr == ""
    first, *_, last = run.stdout.splitlines()
    assert first.startswith("In Syria, wheat shipments were sent") and first.endswith("[1]")
    assert last.startswith("[1] IRAQ IS QUIETLY") and last.endswith(str(WHEAT_SPAN))
    assert "\x1b" not in run.stdout


def test_abstaining_exits_3(majlis: Majlis) -> None:
    run = majlis.run("ask", UNKNOWN)
    assert run.returncode == 3
    assert run.stdout.startswith("The articles do not answer this.")


def test_json_is_one_object_on_standard_output(majlis: Majlis) -> None:
    run = majlis.run("ask", "--json", "--explain", QUESTION)
    answer = json.loads(run.stdout)
    assert answer["schema_version"] == 1 and answer["mode"] == "extractive"
    assert "answered: score" in run.stderr


def test_a_question_is_read_from_standard_input(majlis: Majlis) -> None:
    assert (
        majlis.run("ask", "-", stdin=f"{QUESTION}\n").stdout == majlis.run("ask", QUESTION).stdout
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ask"], 2, "No question was given"),
        (["ask", ""], 1, "The question is empty."),
        (["ask", "a" * 100_000], 1, "4,000 is the most"),
        (["ask", "--limit", "0", QUESTION], 2, "--limit"),
        (["search", "--limit", "0", QUESTION], 2, "--limit"),
        (["ask", "--mode", "model", QUESTION], 1, "No language model is configured."),
        (["ask", "--mode", "magic", QUESTION], 2, "magic"),
        (["ask", "--batch", "missing.jsonl"], 1, "cannot be read"),
        (["frobnicate"], 2, "frobnicate"),
        (["ask", "--no-such-option"], 2, "--no-such-option"),
    ],
)
def test_bad_input_is_one_clear_sentence(
    majlis: Majlis, words: list[str], code: int, said: str
) -> None:
    run = majlis.run(*words)
    assert run.returncode == code
    assert said in run.stderr
    assert run.stdout == "" and "Traceback" not in run.stderr


def batch(*lines: Any) -> str:
    return "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)


def test_a_batch_keeps_order_and_ids_and_survives_bad_lines(majlis: Majlis) -> None:
    stdin = batch(
        {"id": "a", "question": QUESTION},
        "not json",
        {"id": 7, "question": UNKNOWN, "history": []},
        {"id": "c", "question": 5},
        {"id": "d", "question": "And China?", "history": [
            {"role": "user", "text": "What does Russia contribute to Iraq's security?"},
            {"role": "assistant", "text": "Arms sales."},
        ]},
        {"id": "e", "question": "And China?", "history": [9]},
        "[" * 100_000,
        "",
    )  # fmt: skip
    run = majlis.run("ask", "--batch", "-", "--jobs", "3", stdin=stdin)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 1
    assert [answer["id"] for answer in answers] == ["a", None, "7", "c", "d", "e", None]
    assert ["error" in answer for answer in answers] == [
        False,
        True,
        False,
        True,
        False,
        True,
        True,
    ]
    assert answers[2]["abstained"] is True
    assert answers[4]["standalone_question"] == "What does China contribute to Iraq's security?"
    assert set(answers[1]["error"]) == {"message", "hint"}


def test_a_batch_without_bad_lines_exits_0_though_it_abstains(
    majlis: Majlis, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(batch({"id": "a", "question": UNKNOWN}), encoding="utf-8")
    assert majlis.run("ask", "--batch", str(file)).returncode == 0


def test_a_search_batch_gives_as_many_hits_as_asked(majlis: Majlis) -> None:
    run = majlis.run(
        "search", "--batch", "-", "--limit", "7", stdin=batch({"id": "x", "question": QUESTION})
    )
    (answer,) = (json.loads(line) for line in run.stdout.splitlines())
    assert answer["id"] == "x" and len(answer["hits"]) == 7
    assert set(answer["hits"][0]) == {
        "document", "title", "start", "end", "text", "score", "explain", "duplicates",
    }  # fmt: skip


def test_a_search_as_text_names_the_place_of_each_hit(majlis: Majlis) -> None:
    lines = majlis.run("search", "--limit", "2", "--explain", QUESTION).stdout.splitlines()
    assert lines[0].startswith("1. In Syria, wheat") or lines[1].strip().startswith("002_")
    assert len(lines) == 6 and "BM25 1" in lines[2]


def test_version_and_completion_are_printed(majlis: Majlis) -> None:
    assert majlis.run("version").stdout.startswith("majlis 0.")
    for shell in ("bash", "zsh", "fish"):
        assert "_MAJLIS_COMPLETE" in majlis.run("completion", shell).stdout


@pytest.mark.skipif(not (SHARED / "evals").exists(), reason="the interface's own check is not here")
def test_the_interface_that_other_programs_rely_on_holds(tmp_path: Path) -> None:
    majlis = tmp_path / "majlis"
    forking.write_command(majlis)
    contract = SHARED / "evals" / "contract.py"
    run = subprocess.run(
        [sys.executable, str(contract), "--majlis", str(majlis)],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert run.stdout.strip() == "the interface holds", run.stdout + run.stderr
