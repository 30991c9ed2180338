"""`majlis repl`: the same answers from a Python prompt."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.rendering.text import plain
from tests.support.processes import Majlis
from tests.support.seed_articles import DISTANCING, WHEAT_SPAN

WHEAT = 'ask("Where did Iraq send wheat?")'


@pytest.fixture
def wheat(seeded: App) -> str:
    """Give an answer as a terminal that is none shows it."""
    return f"{plain(seeded.assistant.ask('Where did Iraq send wheat?'))}\n"


def piped(seeded: App, *lines: str) -> tuple[int, str, str]:
    """Run lines through a pipe; gives the exit code, and what was said to whom."""
    ran = Majlis(seeded.home.path).run("repl", stdin="".join(f"{line}\n" for line in lines))
    return ran.returncode, ran.stdout, ran.stderr


def test_a_piped_question_is_answered_as_in_the_terminal(seeded: App, wheat: str) -> None:
    assert piped(seeded, WHEAT) == (0, wheat, "")


def test_an_answer_is_a_thing_to_go_on_with(seeded: App, wheat: str) -> None:
    code, out, err = piped(
        seeded,
        f"answer = {WHEAT}",
        "answer.citations[0].quote.start",
        "answer",
        "_.abstained",
        "for number in range(2):",
        "    print(number)",
        "",
        "search('wheat', limit=1)[0].document.id",
        "if True:",
        "    [each.id[:3] for each in articles()]",
    )
    assert (code, err) == (0, "")
    assert out == (
        f"{WHEAT_SPAN.start}\n{wheat}False\n0\n1\n'{DISTANCING}'\n"
        "['000', '001', '002', '003', '004']\n"
    )


def test_a_conversation_is_at_hand(seeded: App) -> None:
    _, out, _ = piped(
        seeded,
        "talk = conversation()",
        'answer = talk.ask("How is Iraq positioned toward Russia?")',
        'talk.ask("And China?").standalone_question',
        "talk",
    )
    assert out == "'How is Iraq positioned toward China?'\n<Conversation of 2 turns>\n"


def test_what_a_person_can_mend_is_told_without_a_traceback(seeded: App) -> None:
    code, out, err = piped(seeded, 'ask("")', "1 / 0", "2 + 3")
    assert (code, out) == (0, "5\n")
    first, hint, trace, *_ = err.splitlines()
    assert (first, hint[:6]) == ("error: The question is empty.", "hint: ")
    assert (trace, err.splitlines()[-1]) == (
        "Traceback (most recent call last):", "ZeroDivisionError: division by zero",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"), [("exit()", 0), ("exit(4)", 4), ("raise SystemExit('no')", 1), ("1", 0)]
)
def test_a_script_may_leave_with_a_code(seeded: App, line: str, code: int) -> None:
    assert piped(seeded, line)[0] == code


class Terminal:
    """A prompt in a terminal of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        import pty

        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def until(self, words: str) -> str:
        """Read until there are such words; gives what was shown before them."""
        deadline = time.monotonic() + 60
        while words not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self._ours], [], [], 0.1)[0]:
                self.shown += os.read(self._ours, 65_536).decode("utf-8", "replace")
        before, _, self.shown = self.shown.partition(words)
        return before

    def type(self, line: str) -> None:
        os.write(self._ours, f"{line}\r".encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


WITHOUT_IPYTHON = "import sys; sys.modules['IPython'] = None; from bot.cli.main import main; main()"


@pytest.fixture(params=["IPython", "the standard prompt"])
def terminal(request: pytest.FixtureRequest, seeded: App, tmp_path: Path) -> Iterator[Terminal]:
    if sys.platform == "win32":
        pytest.skip("Windows has no such terminals")
    start = ["-m", "bot"] if request.param == "IPython" else ["-c", WITHOUT_IPYTHON]
    command = [sys.executable, *start, "--home", str(seeded.home.path), "repl"]
    environment = {**Majlis.environment(), "TERM": "dumb", "IPYTHONDIR": str(tmp_path / "ipython")}
    environment["PROMPT_TOOLKIT_NO_CPR"] = "1"
    opened = Terminal(command, environment)
    yield opened
    opened.close()


def test_a_terminal_greets_in_two_lines_and_answers(terminal: Terminal) -> None:
    greeting = terminal.until("Leave with Ctrl-D.")
    assert greeting.count("\n") == 1 and 'ask("How …?")' in greeting
    terminal.until("In [1]:" if terminal.process.args[1] == "-m" else ">>>")  # type: ignore[index]  # it was started with a list
    terminal.type(WHEAT)
    terminal.until("In Syria, wheat shipments were sent")
    terminal.until(str(WHEAT_SPAN))
    terminal.type('ask("")')
    assert "Traceback" not in terminal.until("hint: ")
    terminal.type("exit()")
    assert terminal.process.wait(30) == 0
