"""A clock that jumps by more than a year under a running bot: nobody is left without an answer."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bot.app import build
from bot.settings import Settings
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram import RUSSIA, reply_to, serving
from tests.tools.attack.webhook import seed

Row = tuple[str, int, int, str]

JUMPS = 20
DAYS = 400
_DAY_S = 86_400.0
_PERSON = 30_000


def clock_scenarios(jumps: int = JUMPS) -> list[Row]:
    """Return how many answers came while the clock was wrong, and when it was right again."""
    with tempfile.TemporaryDirectory() as folder, FakeBotApi().running() as api:
        seed(Path(folder))
        app = build(Settings(_env_file=None, MAJLIS_HOME=folder, MAJLIS_READER="off"))
        wrong = right = 0
        with serving(app, api, telegram_per_minute=2, telegram_per_day=2):
            for jump in range(jumps):
                person = _PERSON + jump
                with clock_of_the_bot((1 if jump % 2 else -1) * DAYS * _DAY_S):
                    wrong += _is_answered(api, person)
                right += _is_answered(api, person)
        app.close()
    name = f"answers while the clock is {DAYS} days wrong"
    return [
        (name, jumps, wrong, ""),
        ("… and when it is right again, to the same", jumps, right, ""),
    ]


@contextmanager
def clock_of_the_bot(seconds: float) -> Iterator[None]:
    """Let the clock be so wrong in all threads but ours and those of the server."""
    right, ours = time.time, threading.current_thread()

    def wrong() -> float:
        thread = threading.current_thread()
        is_server = thread is ours or "process_request" in thread.name
        return right() + (0 if is_server else seconds)

    with patch("time.time", wrong):
        yield


def _is_answered(api: FakeBotApi, person: int) -> bool:
    try:
        return "[1]" in reply_to(api, person, RUSSIA, user=person)
    except AssertionError:
        return False
