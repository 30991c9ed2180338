"""The command line in processes of its own, and articles that are easy to tell apart."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support import forking
from tests.support.places import ROOT

SYLLABLES = ("ba", "dor", "fen", "gu", "kil", "mor", "nas", "pel", "rim", "sut", "tav", "zo")


def sentence(number: int) -> str:
    """Give a sentence with a place and a count that no other number has."""
    name = "".join(SYLLABLES[number // 12**i % 12] for i in range(4)).capitalize()
    return f"In the village of {name} the miller keeps {number + 1000} grey geese."


def articles(folder: Path, numbers: Sequence[int]) -> Path:
    folder.mkdir(parents=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(sentence(number), encoding="utf-8")
    return folder


class Majlis:
    """The command line, over one home if it is named, as other processes run it."""

    def __init__(self, home: Path | None = None, *, folder: Path | None = None) -> None:
        self._home = home
        self._folder = folder

    @property
    def home(self) -> Path:
        """Return the home."""
        assert self._home is not None
        return self._home

    def start(self, *words: object) -> subprocess.Popen[str]:
        """Start a command that can be talked to, interrupted and killed."""
        return self._start([sys.executable, "-m", "bot"], *words)

    def run(self, *words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self._start(forking.command(), *words)
        out, err = process.communicate(stdin, timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def _start(self, command: Sequence[str], *words: object) -> subprocess.Popen[str]:
        home = ["--home", str(self._home)] if self._home else []
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*command, *home, *map(str, words)],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            encoding="utf-8",
            cwd=self._folder,
            env=self.environment(),
            preexec_fn=_heeding if os.name == "posix" else None,
        )

    @staticmethod
    def environment() -> dict[str, str]:
        """Give the environment in which `-m bot` is this checkout, whatever is installed."""
        return {**os.environ, "PYTHONPATH": str(ROOT)}


def _heeding() -> None:
    """Let Ctrl-C reach a process also where the tests run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
