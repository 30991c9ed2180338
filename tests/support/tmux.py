"""A real terminal for tests: a tmux server of its own, its keys and its screen."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.processes import Majlis

_DEADLINE_S = 30


class Tmux:
    """One window in which a command runs."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "tmux"

    def start(self, *words: object, width: int = 80, height: int = 24, **variables: str) -> None:
        """Run majlis, and say with which code it left."""
        self.close()
        program = [sys.executable, "-m", "bot", *map(str, words)]
        environment = {**Majlis.environment(), "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh"}
        ours = ("TMUX", "NO_COLOR", "COLUMNS", "LINES")  # the last two of a test runner
        environment = {k: v for k, v in environment.items() if k not in ours}
        given = [f"{name}={value}" for name, value in {"TERM": "screen", **variables}.items()]
        script = 'trap : INT; "$@"; echo "left with $?"; exec sleep 600'
        command = ["env", *given, "sh", "-c", script, "sh", *program]
        size = ["-x", str(width), "-y", str(height)]
        self._run("-f", os.devnull, "new-session", "-d", *size, *command, environment=environment)

    def keys(self, *keys: str) -> None:
        """Press keys; a name of tmux's is one key, anything else is typed."""
        self._run("send-keys", *keys)

    def line(self, words: str) -> None:
        """Type a line and send it."""
        self._run("send-keys", "-l", words)
        self.keys("Enter")

    def paste(self, words: str) -> None:
        """Paste words as a terminal does, in brackets if the program wants them."""
        self._run("set-buffer", words)
        self._run("paste-buffer", "-p", "-r")

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self._run("resize-window", "-x", str(width), "-y", str(height))

    def screen(self, *, joined: bool = False, colours: bool = False) -> str:
        """Give all that was shown; `joined`, a line that the terminal broke is one."""
        options = ["-J"] * joined + ["-e"] * colours
        return self._run("capture-pane", "-p", "-S", "-2000", *options).rstrip("\n")

    def until(self, words: str, *, count: int = 1) -> str:
        """Wait until words are shown so often; gives the screen."""
        deadline = time.monotonic() + _DEADLINE_S
        while (shown := self.screen()).count(words) < count:
            assert time.monotonic() < deadline, f"no {words!r} in\n{shown}"
            time.sleep(0.03)
        return shown

    def ready(self) -> None:
        """Wait until the chat waits for a line: the cursor stands behind an empty prompt."""
        deadline = time.monotonic() + _DEADLINE_S
        while not self.screen().endswith("\n>"):
            assert time.monotonic() < deadline, f"no prompt in\n{self.screen()}"
            time.sleep(0.03)

    def close(self) -> None:
        """End the server and all that runs in it."""
        if self._socket.exists():
            self._run("kill-server")
            while self._socket.exists() and not self._gone():
                time.sleep(0.01)
            self._socket.unlink(missing_ok=True)

    def _gone(self) -> bool:
        command = ["tmux", "-S", str(self._socket), "has-session"]
        return subprocess.run(command, capture_output=True, check=False).returncode != 0

    def _run(self, *words: str, environment: dict[str, str] | None = None) -> str:
        command = ["tmux", "-u", "-S", str(self._socket), *words]
        run = subprocess.run(
            command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment
        )
        assert run.returncode == 0, run.stderr
        return run.stdout


@contextmanager
def terminal() -> Iterator[Tmux]:
    """Give a terminal; skips the test where there is no tmux."""
    if not shutil.which("tmux"):
        pytest.skip("tmux is not installed")
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        opened = Tmux(Path(folder))
        try:
            yield opened
        finally:
            opened.close()
