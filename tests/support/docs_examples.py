"""The examples of the README and of `docs/`: read from their Markdown, and run in order."""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from tests.support import forking
from tests.support.places import ROOT

RUN = {"sh", "console", "python", "pycon"}
DATA = {"caddyfile", "csv", "ini", "json", "nginx", "text"}
REASONS = {
    "docker": "needs a container engine",
    "installs": "installs packages, or starts work of many minutes",
    "network": "needs a server that is not there, or its key",
    "terminal": "needs a person at a terminal",
}
ABSTAINED = 3  # the exit code of a question that the articles do not answer
_DEADLINE_S = 120
_INFO = re.compile(r"(\w+)(?: no-run \((\w+)\))?")
_CHECKOUT = (".env.example", "Makefile", "pyproject.toml", "requirements.lock", "seeds")
_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block of a page; `reason` tells why it is not run, and is empty if it is."""

    page: Path
    line: int
    language: str
    reason: str
    text: str

    @property
    def runs(self) -> bool:
        """Return whether it is to be run, rather than data or something that says why not."""
        return self.language in RUN and not self.reason

    @property
    def place(self) -> str:
        """Return the file and the line, as an editor opens them."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def examples(page: Path) -> Iterator[Example]:
    """Yield the fenced blocks of a page; one whose info string is unknown has no language."""
    for token in MarkdownIt().parse(page.read_text("utf-8")):
        if token.type == "fence" and token.map:
            match = _INFO.fullmatch(token.info.strip())
            language, reason = match.groups(default="") if match else ("", "")
            yield Example(page, token.map[0] + 1, language, reason, token.content)


def commands(transcript: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a transcript and the output that is shown below it."""
    for part in re.split(r"^\$ ", transcript, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def matches(output: str, shown: str) -> bool:
    """Return whether an output is the one that is shown, in which "…" stands for anything.

    White space is compared as one space, since a terminal breaks long lines.
    """
    parts = [re.escape(" ".join(part.split())) for part in shown.split("…")]
    return bool(re.fullmatch(r"\s*.*\s*".join(parts), " ".join(output.split()), re.DOTALL))


def lay_out(folder: Path, *, forked: bool = False) -> None:
    """Make a folder look like a checkout in which `make ask` has nothing left to install.

    The installed command is found there, or else, `forked`, one that imports nothing anew.
    """
    for name in _CHECKOUT:
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / "installed").touch()
    (folder / "bin").mkdir()
    if forked:
        forking.write_command(folder / "bin" / "majlis")


class Runner:
    """Runs the examples of one page in a folder; its Python examples share their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, Any] = {"__name__": "__docs__"}

    def run(self, example: Example) -> None:
        """Run an example; raises AssertionError if it fails, or prints something else."""
        run = {
            "sh": self._script, "console": self._transcript,
            "python": self._program, "pycon": self._prompt,
        }[example.language]  # fmt: skip
        run(example)

    def _script(self, example: Example) -> None:
        code, output = self._shell(example.text)
        assert code == 0, f"{example.place} ends with {code}:\n{output}"

    def _transcript(self, example: Example) -> None:
        pairs = list(commands(example.text))
        assert pairs, f"{example.place} shows no command"
        for command, shown in pairs:
            code, output = self._shell(command)
            assert code in (0, ABSTAINED), f"{example.place} {command} ends with {code}:\n{output}"
            fits = not shown.strip() or matches(output, shown)
            assert fits, f"{example.place} {command} prints\n{output}\nand not\n{shown}"

    def _program(self, example: Example) -> None:
        code = compile(example.text, example.place, "exec")
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, self._names)

    def _prompt(self, example: Example) -> None:
        told: list[str] = []
        test = doctest.DocTestParser().get_doctest(
            example.text.replace("…", "..."), self._names, example.place, example.place, 0
        )
        result = doctest.DocTestRunner(optionflags=_OPTIONS).run(
            test, out=told.append, clear_globs=False
        )
        self._names.update(test.globs)
        assert result.attempted and not result.failed, "".join(told)

    def _shell(self, script: str) -> tuple[int, str]:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self._folder,
            env=_environment(self._folder),
            stdin=subprocess.DEVNULL,
            timeout=_DEADLINE_S,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        return ran.returncode, ran.stdout


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables of a person's shell in which majlis is installed; not those of make."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    inherited.pop("Q", None)
    places = (str(folder / "bin"), str(Path(sys.executable).parent), inherited["PATH"])
    return {**inherited, "PATH": os.pathsep.join(places), "LC_ALL": "C.UTF-8"}
