"""Floods: how long ordinary people wait while one or many send what costs much."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.support.places import ROOT
from tests.tools.attack.crowd import ADMIN, Crowd, Waits, crowd, in_words, percentile
from tests.tools.attack.hostile_texts import hostile_texts

Row = tuple[str, int, int, str]

SECONDS = 15.0
AT_ONCE = 50
MAX_SLOWER_S = 0.25
MAX_FACTOR = 2.0
_WAYS = 6
_UPLOADS = 2
_WORDS = ("herons", "guard", "the", "tower", "of", "Zembla", "while", "ferries", "carry", "grain")


def flood_scenarios() -> Iterator[Row]:
    """Yield what was tried, how often, how often it held, and the figures."""
    settings = {"TELEGRAM_ADMINS": str(ADMIN), "TELEGRAM_PER_MINUTE": "20"}
    with tempfile.TemporaryDirectory() as folder, crowd(Path(folder), **settings) as people:
        people.ask(5.0)
        calm = people.ask(SECONDS)
        yield _sign_row(AT_ONCE, people.ask(SECONDS, _once(_send_hostile(people))), calm)
        for name, chat, kind in (("chat", 7, "private"), ("group", -7, "supergroup")):
            seen = people.ask(SECONDS, partial(_flood, people, chat, kind))
            yield _whole_row(f"one {name}'s flood", seen, calm)
        with _rebuilding(people.home) as rebuild:
            yield _whole_row("rebuilds in another process", people.ask(SECONDS, rebuild), calm)
        seen = people.ask(SECONDS, _once(_upload(people)))
        yield _whole_row(f"an admin's upload of {_UPLOADS} files of 2 and 3 MB", seen, calm)


def _sign_row(count: int, seen: Waits, calm: Waits) -> Row:
    slower = percentile(seen.signs, 99) - percentile(calm.signs, 99)
    held = seen.answered() if slower <= MAX_SLOWER_S else 0
    figure = f"{in_words(seen.signs)}, {in_words(calm.signs)} without"
    name = f"the first sign for others, p50 / p95 / p99, with {count} hostile messages at once"
    return name, len(seen.signs), held, figure


def _whole_row(name: str, seen: Waits, calm: Waits) -> Row:
    usual, now = percentile(calm.answers, 95), percentile(seen.answers, 95)
    held = seen.answered() if now <= MAX_FACTOR * usual else 0
    figure = f"{in_words(seen.answers)}, {in_words(calm.answers)} without"
    return f"whole answers of others, p50 / p95 / p99, with {name}", len(seen.answers), held, figure


def _once(act: Callable[[], None]) -> Callable[[float], None]:
    """Return what acts when the first second is over, and not again."""
    waiting = [act]

    def at(seconds: float) -> None:
        if seconds >= 1 and waiting:
            waiting.pop()()

    return at


def _send_hostile(people: Crowd) -> Callable[[], None]:
    """Return what lets people send hostile texts, each from a chat of their own."""
    texts = list(hostile_texts().values())

    def send() -> None:
        for number in range(AT_ONCE):
            _send(people, 10_000 + number, texts[number % len(texts)], number % _WAYS)

    return send


def _send(people: Crowd, chat: int, text: str, way: int) -> None:
    """Send a text in one of the ways: asked, checked, forwarded, inline, edited, as a reply."""
    api = people.api
    if way == 1:
        api.write(chat, f"/check {text}"[:4096], user=chat)
    elif way == 2:
        api.write(chat, text, user=chat, forward="Somebody")
    elif way == 3:
        api.inline(chat, text[:256])
    elif way == 4:
        api.edit(chat, api.write(chat, "What is Iraq?", user=chat), text)
    elif way == 5:
        api.write(chat, text, user=chat, reply_to=api.write(chat, "/help", user=chat))
    else:
        api.write(chat, text, user=chat)


def _flood(people: Crowd, chat: int, kind: str, _: float) -> None:
    """Write ten messages that cost much."""
    texts = list(hostile_texts().values())
    for _ in range(10):
        words = random.choice(texts)[:3900]
        command = random.choice(("/ask", "/check"))
        people.api.write(chat, f"{command} {words}", user=abs(chat), kind=kind)


def _upload(people: Crowd) -> Callable[[], None]:
    """Return what lets an admin add large files."""
    contents = [_large_text(1_000_000 * (number + 2)) for number in range(_UPLOADS)]

    def upload() -> None:
        for number, content in enumerate(contents):
            document = (f"large-{number}.txt", content)
            people.api.write(ADMIN, document=document, caption="/add", user=ADMIN)

    return upload


def _large_text(size: int) -> bytes:
    source = random.Random(size)
    lines = (" ".join(source.choices(_WORDS, k=12)) for _ in range(size // 70))
    return "".join(f"{line.capitalize()}.\n" for line in lines).encode()


@contextmanager
def _rebuilding(home: Path) -> Iterator[Callable[[float], None]]:
    """Let another process rebuild the index, again and again, until the end of the block."""
    running: list[subprocess.Popen[bytes]] = []

    def act(_: float) -> None:
        if not running or running[-1].poll() is not None:
            command = [sys.executable, "-m", "bot", "--home", str(home), "rebuild"]
            quiet = subprocess.DEVNULL
            running.append(subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet))

    try:
        yield act
    finally:
        for process in running:
            process.kill()
            process.wait()
