"""Homes in a bad world: the disk is full or read-only, or the files vanish under a running bot."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from bot.telegram_bot.records.bot_database import BotDatabase
from bot.telegram_bot.records.participants import ALLOWED, Participants
from tests.bot.telegram_bot.test_wire_webhook import fetch
from tests.support.fake_bot_api import FakeBotApi
from tests.support.places import ROOT
from tests.support.telegram import RUSSIA, free_port, majlis, soon
from tests.tools.attack.damage import build_home, find_damage

Row = tuple[str, int, int, str]

READY = (200, "ok\n")
NOTICED_S = 5.0  # in which a bot must tell that its home has gone, and that it has come back
_WORDS = "Moscow has affirmed its robust commitment"  # of the first quote
_FIRST_PERSON = 1_000
_COMMANDS = ("ask", "search", "chat")
_KILOBYTES = (0, 1, 30, 100)  # that a file may have on the full disk
_FULL_DISK = """
import resource, sys
from bot.cli.main import main
from retrieval.language.identify import language
language("Its model is unpacked into a temporary file, which is no part of the home.")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


def bad_home_scenarios() -> list[Row]:
    """Return what was tried, how often, how often it held, and a figure."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        build_home(home)
        return [full_disks(home), read_only_homes(home), vanished_homes(home)]


# Full disks and read-only homes


def full_disks(home: Path, count: int = 10) -> Row:
    """Ask homes on disks that are full, a copy each; they are whole afterwards."""

    def try_one(number: int) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "home"
            shutil.copytree(home, copy)
            size = 1024 * _KILOBYTES[number // len(_COMMANDS) % len(_KILOBYTES)]
            is_answered = _answers(number, copy, "-c", _FULL_DISK, str(size))
            return is_answered and not list(copy.rglob("*.new")) and not find_damage(copy)

    return _row("a full disk: the answer is given, and the home is whole", count, try_one)


def read_only_homes(home: Path, count: int = 10) -> Row:
    """Ask homes that nobody can write, closed ones and such as a killed writer left."""
    with tempfile.TemporaryDirectory() as folder:
        killed = Path(folder) / "killed"
        _copy_with_log(home, killed)
        with read_only(home) as closed, read_only(killed) as open_ones:
            homes = closed, open_ones
            return _row(
                "a read-only home: the answer is given",
                count,
                lambda number: _answers(number, homes[number % 2], "-m", "bot", is_warned=True),
            )


@contextmanager
def read_only(home: Path) -> Iterator[Path]:
    """Yield a home that cannot be written: mounted so where that is allowed, or by its modes."""
    with tempfile.TemporaryDirectory() as folder:
        bind = ["mount", "--bind", str(home), folder]
        if os.geteuid() == 0 and not subprocess.run(bind, check=False).returncode:
            subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
            try:
                yield Path(folder)
            finally:
                subprocess.run(["umount", folder], check=True)
            return
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        paths = [copy, *copy.rglob("*")]
        for path in paths:
            path.chmod(path.stat().st_mode & ~0o222)
        try:
            yield copy
        finally:
            for path in paths:
                path.chmod(path.stat().st_mode | 0o200)


def _copy_with_log(home: Path, target: Path) -> None:
    """Copy a home as a killed writer leaves it: the latest change is in the write-ahead log."""
    shutil.copytree(home, target)
    catalog = sqlite3.connect(target / "catalog.sqlite3", isolation_level=None)
    catalog.execute("INSERT OR REPLACE INTO meta VALUES ('note', 'the latest change')")
    log = target / "catalog.sqlite3-wal"
    content = log.read_bytes()
    before = (target / "catalog.sqlite3").read_bytes()
    catalog.close()
    (target / "catalog.sqlite3").write_bytes(before)
    log.write_bytes(content)
    (target / "catalog.seal").unlink(missing_ok=True)


def _answers(number: int, home: Path, *start: str, is_warned: bool = False) -> bool:
    """Return whether a command answers there, without a traceback and maybe with a warning."""
    command = _COMMANDS[number % len(_COMMANDS)]
    words = [] if command == "chat" else [RUSSIA]
    run = subprocess.run(
        [sys.executable, *start, "--home", str(home), command, *words],
        capture_output=True, text=True, check=False, cwd=home.parent,
        input=f"{RUSSIA}\n" if command == "chat" else None,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAJLIS_MODEL": "none"},
    )  # fmt: skip
    is_told = "Traceback" not in run.stderr and ("cannot be" in run.stderr or not is_warned)
    right = _WORDS if command != "search" else "Russia"
    return run.returncode == 0 and right in run.stdout and is_told


# Files and homes that vanish under a running bot


def vanished_homes(home: Path, count: int = 20) -> Row:
    """Take away what a running bot uses and put it back, again and again."""
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, FakeBotApi().running() as api:
        copy, port = Path(folder) / "home", free_port()
        shutil.copytree(home, copy)
        _let_in(copy, range(count + 1))
        settings = {
            "TELEGRAM_HEALTH_PORT": str(port),
            "TELEGRAM_ALLOWED": "request",
            "TELEGRAM_ADMINS": "1",
        }
        with majlis(api.base, copy, **settings) as process:
            bot = _WatchedBot(api, port)
            assert bot.answers(0), "it answers while the world is good"
            ways: list[Callable[[], Callable[[], None]]] = [
                partial(_move_away, copy),
                partial(_replace_folder, copy),
                partial(_move_away, copy / "catalog.sqlite3"),
                partial(_replace_file, copy / "catalog.sqlite3"),
                partial(_move_away, copy / "telegram.sqlite3"),
            ]
            held = 0
            for number in range(count):
                seconds = bot.survives(number + 1, ways[number % len(ways)])
                held += seconds <= NOTICED_S
                slowest = max(slowest, seconds)
            process.terminate()
            _, err = process.communicate(timeout=30)
    if "Traceback" in err:
        held = 0
    figure = f"told within {slowest:.1f} s"
    return (
        "a home that vanishes under a bot: told, and answered when it is back",
        count,
        held,
        figure,
    )


class _WatchedBot:
    """A bot whose readiness and answers are looked at."""

    def __init__(self, api: FakeBotApi, port: int) -> None:
        self._api = api
        self._port = port

    def answers(self, person: int) -> bool:
        return _WORDS in self._reply(person)

    def survives(self, person: int, take_away: Callable[[], Callable[[], None]]) -> float:
        """Return how long readiness took to follow, inf where anything was wrong.

        Somebody who was let in writes for the first time meanwhile, and once more afterwards.
        """
        put_back = take_away()
        began = time.monotonic()
        is_told = soon(lambda: self._status() == 503, timeout_s=NOTICED_S)
        seconds = time.monotonic() - began
        is_polite = bool(self._reply(person))
        put_back()
        began = time.monotonic()
        is_back = soon(lambda: self._look() == READY, timeout_s=NOTICED_S)
        seconds = max(seconds, time.monotonic() - began)
        return (
            seconds if is_told and is_polite and is_back and self.answers(person) else float("inf")
        )

    def _reply(self, person: int) -> str:
        chat = _FIRST_PERSON + person
        count = len(self._api.chats[chat].sent) if chat in self._api.chats else 0
        with suppress(AssertionError):
            self._api.write(chat, RUSSIA, user=chat)
            return self._api.sent(chat, count + 1, timeout_s=40)[count].text
        return ""

    def _status(self) -> int:
        return self._look()[0]

    def _look(self) -> tuple[int, str]:
        return fetch(self._port, "/readyz")


def _let_in(home: Path, people: range) -> None:
    database = BotDatabase(home)
    for person in people:
        Participants(database).update(_FIRST_PERSON + person, permission=ALLOWED)
    database.close()


def _move_away(path: Path) -> Callable[[], None]:
    """Move a file or folder; return what puts it back."""
    aside = path.with_name(f"{path.name} aside")
    path.rename(aside)

    def put_back() -> None:
        assert not path.exists(), f"{path.name} was made anew"
        aside.rename(path)

    return put_back


def _replace_folder(path: Path) -> Callable[[], None]:
    """Put an empty folder in place of one, as an unmounted disk leaves it."""
    aside = path.with_name(f"{path.name} aside")
    path.rename(aside)
    path.mkdir()

    def put_back() -> None:
        path.rmdir()  # it must be empty still
        aside.rename(path)

    return put_back


def _replace_file(path: Path) -> Callable[[], None]:
    """Put a copy in place of a file."""
    aside = path.with_name(f"{path.name} aside")
    path.rename(aside)
    shutil.copyfile(aside, path)

    def put_back() -> None:
        aside.replace(path)

    return put_back


def _row(name: str, count: int, try_one: Callable[[int], bool]) -> Row:
    with ThreadPoolExecutor(2) as workers:
        held = sum(workers.map(try_one, range(count)))
    return (name, count, held, "")


if __name__ == "__main__":
    for row in bad_home_scenarios():
        print(*row, sep=" | ")  # noqa: T201 - what the tool is for
