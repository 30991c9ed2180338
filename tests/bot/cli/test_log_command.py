"""`majlis log`, `verify` and `forget` as a person or a program calls them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answer_log.log import AnswerLog
from tests.bot.answer_log.test_log import abstaining, holding, quoting
from tests.support.processes import Majlis

Run = subprocess.CompletedProcess[str]
HERON = "The grey heron of Lake Morrow was ringed in 1987 by a school class."
COMET = "A comet with a green tail was seen above the harbour in spring."


@pytest.fixture
def majlis(tmp_path: Path) -> Majlis:
    """Give the command line over a home of two articles."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "heron.txt").write_text(f"{HERON}\n\n{COMET}\n", encoding="utf-8")
    (articles / "other.txt").write_text("The ferry leaves at noon.\n", encoding="utf-8")
    made = Majlis(tmp_path / "home")
    assert made.run("add", articles).returncode == 0
    return made


def lines(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_answers_are_listed_shown_and_exported(majlis: Majlis, tmp_path: Path) -> None:
    asked = majlis.run("ask", "When was the grey heron of Lake Morrow ringed?")
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": "q1", "question": "Who is the mayor of Paris?"}\n', encoding="utf-8")
    assert json.loads(majlis.run("ask", "--batch", batch).stdout)["id"] == "q1"
    newest, question, older, *_ = majlis.run("log").stdout.splitlines()
    assert (question, newest[16:18]) == ("  Who is the mayor of Paris?", "  ")
    assert newest.endswith(" UTC  abstained  extractive")
    assert older.endswith(" UTC  1 quote  extractive")
    shown = majlis.run("log", older[:7])
    head, words, _, rest = shown.stdout.split("\n", 3)
    assert (head, words) == (older, "When was the grey heron of Lake Morrow ringed?")
    assert rest == asked.stdout
    assert [line["question"] for line in lines(majlis.run("log", "--json"))] == [
        "Who is the mayor of Paris?", words,
    ]  # fmt: skip
    assert majlis.run("log", "--search", "HERON ringed").stdout.splitlines()[0] == older
    assert (
        majlis.run("log", older[:7], "--json").stdout
        == majlis.run("log", "--json", "--search", "heron").stdout
    )
    none = majlis.run("log", "--user", "42")
    assert (none.returncode, none.stdout) == (0, "")
    assert none.stderr == "No answer that is kept fits this.\n"
    exported = tmp_path / "log.jsonl"
    assert majlis.run("log", "--export", exported).returncode == 0
    other = Majlis(tmp_path / "other")
    for said in ("2 answers added.\n", "0 answers added.\n"):
        assert other.run("log", "--import", exported).stderr == said
    assert other.run("log", "--export", "-").stdout == exported.read_text("utf-8")


def test_an_answer_has_the_id_under_which_it_is_kept(majlis: Majlis) -> None:
    (answer,) = lines(majlis.run("ask", "--json", "Who is the mayor of Paris?"))
    assert [line["id"] for line in lines(majlis.run("log", "--json"))] == [answer["id"]]


def test_an_empty_log_says_so_in_one_sentence(
    majlis: Majlis, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = majlis.run("log")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "No answer is kept yet.\n")
    assert majlis.run("verify").stderr == "There is no quote to verify.\n"
    monkeypatch.setenv("MAJLIS_LOG", "off")
    assert majlis.run("ask", "When was the heron ringed?").returncode == 0
    assert majlis.run("log").stderr == (
        "The log is off, and no answer is kept; MAJLIS_LOG=on keeps those to come.\n"
    )
    assert not (majlis.home / "log.sqlite3").exists()


def edited(old: str, new: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("edit", "line", "now"),
    [
        pytest.param(lambda _: None, "same", {"start": 0, "end": 67}, id="same"),
        pytest.param(edited("spring", "March"), "same", {"start": 0, "end": 67}, id="edited"),
        pytest.param(edited("The grey", "New: the grey. The grey"), "moved",
                     {"start": 15, "end": 82}, id="moved"),
        pytest.param(edited("1987", "1988"), "changed", None, id="changed"),
        pytest.param(Path.unlink, "gone", None, id="gone"),
    ],
)  # fmt: skip
def test_quotes_are_compared_with_the_articles_of_today(
    majlis: Majlis, tmp_path: Path, edit: Callable[[Path], None], line: str, now: object
) -> None:
    code = 1 if now is None else 0
    assert majlis.run("ask", "When was the grey heron of Lake Morrow ringed?").returncode == 0
    edit(tmp_path / "articles" / "heron.txt")
    assert majlis.run("sync").returncode == 0
    run = majlis.run("verify", "--json")
    (verdict,) = lines(run)
    assert (run.returncode, verdict["fate"], verdict["now"]) == (code, line, now)
    assert verdict["edited"] == (edit.__name__ != "<lambda>")
    assert (verdict["document"], verdict["quote"]) == ("heron.txt", HERON)
    whole = majlis.run("verify")
    assert (whole.returncode, whole.stderr) == (code, f"1 {line}\n")
    one = majlis.run("verify", str(verdict["id"])[:6])
    place = "heron.txt 0-67" + (" → 15-82" if line == "moved" else "")
    said = f"{line:<7}  {verdict['id']} [1]  {place}\n         “{HERON}”\n"
    assert (one.returncode, one.stdout) == (code, said)
    assert whole.stdout == ("" if line == "same" else said)


def test_an_answer_is_forgotten_for_good(majlis: Majlis) -> None:
    for word in ("Zanzibar", "Heron"):
        majlis.run("ask", f"Why is {word} here?")
    assert holding(majlis.home, "Zanzibar") != []
    early = majlis.run("forget", "--before", "2020-01-01")
    assert (early.returncode, early.stderr) == (0, "0 answers forgotten.\n")
    everything = majlis.run("forget", "--all")
    assert (everything.returncode, everything.stderr) == (0, "2 answers forgotten.\n")
    assert holding(majlis.home, "Zanzibar") == []
    assert majlis.run("log").stderr == "No answer is kept yet.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["forget"], 2, "Give one of --user, --before and --all."),
        (["forget", "--all", "--user", "1"], 2, "Give one of --user, --before and --all."),
        (["forget", "--before", "yesterday"], 2, "--before"),
        (["log", "ab", "--search", "x"], 2, "Give an ID, or --export, or --import"),
        (["log", "--limit", "0"], 2, "--limit"),
        (["log", "ab"], 1, "There is no answer that begins with 'ab'."),
        (["verify", "ab"], 1, "There is no answer that begins with 'ab'."),
        (["log", "--import", "missing.jsonl"], 1, "'missing.jsonl' cannot be read"),
        (["log", "--export", "missing/x.jsonl"], 1, "'missing/x.jsonl' cannot be written"),
        (["log", "--import", "bad.jsonl"], 1, "Line 2 is no kept answer; nothing was added."),
    ],
)
def test_bad_input_is_one_clear_sentence(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    (tmp_path / "bad.jsonl").write_text("\n{}\n", encoding="utf-8")
    run = Majlis(tmp_path / "home").run(*words)
    assert run.returncode == code
    assert said in run.stderr
    assert run.stdout == "" and "Traceback" not in run.stderr


def test_what_is_kept_cannot_steer_the_terminal(tmp_path: Path) -> None:
    majlis = Majlis(tmp_path / "home")
    majlis.home.mkdir()
    log = AnswerLog(majlis.home / "log.sqlite3")
    evil = "\x1b[31m\u202eWho?"
    name = log.keep(abstaining(evil), user="\x1b[2J").id
    log.keep(quoting("- Send wheat.", evil), conversation="\x1b]0;x")
    log.close()
    for words in (["log"], ["log", name], ["verify"], ["log", "--search", "who?"]):
        run = majlis.run(*words)
        assert "\x1b" not in run.stdout + run.stderr and "\u202e" not in run.stdout
    assert "�[31m�Who?" in majlis.run("log").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
@pytest.mark.parametrize(("typed", "left"), [(b"n\n", 1), (b"y\n", 0)])
def test_forgetting_all_is_asked_for_on_a_terminal(tmp_path: Path, typed: bytes, left: int) -> None:
    import os
    import pty

    home = tmp_path / "home"
    home.mkdir()
    log = AnswerLog(home / "log.sqlite3")
    log.keep(abstaining("Who?"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", "--home", str(home), "forget", "--all"]
    with subprocess.Popen(
        command, stdin=theirs, stderr=subprocess.PIPE, env=Majlis.environment()
    ) as process:
        os.write(ours, typed)
        _, said = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert said.startswith(b"Forget all answers? [y/N]: ")
    assert (process.returncode, len(log.find())) == (130 if left else 0, left)
    log.close()
