"""A bot that is killed at random moments with questions in flight, and what became of them."""

import os
import random
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from prompts import say
from tests.support.fake_bot_api import FakeBotApi, ShownMessage
from tests.support.telegram import RUSSIA, majlis, soon

IN_FLIGHT = 50
KILLS = int(os.environ.get("MAJLIS_KILLS", "2"))  # one of each kind; `make soak` makes more
LONGEST_S = 2.0  # after which a kill would come too late for most
SEARCHING = say("telegram-searching")


@dataclass(slots=True)
class Tally:
    """Questions that were asked, answered, answered twice; placeholders that nobody edits."""

    asked: int = 0
    answered: int = 0
    twice: int = 0
    worst: int = 0  # of those twice, after a kill at the moment when an answer had arrived
    abandoned: int = 0
    cut: list[int] = field(default_factory=list)  # questions that were open at each kill

    def __str__(self) -> str:
        return (
            f"{len(self.cut)} kills with {self.cut} of {IN_FLIGHT} questions open: "
            f"{self.answered} of {self.asked} answered, {self.twice} of them twice, "
            f"{self.worst} of these by a kill when an answer had just arrived; "
            f"{self.abandoned} placeholders abandoned"
        )


def killed_and_started(
    api: FakeBotApi, home: Path, rounds: int, *, kind: str = "private",
    settings: Mapping[str, str] | None = None,
) -> Tally:  # fmt: skip
    """Let 50 chats ask, kill the bot, start it, and so on until all are answered.

    Every other kill comes when an answer has just arrived, which is the worst moment for it.
    """
    tally, sign = Tally(), 1 if kind == "private" else -1
    chats: list[int] = []
    for number in range(rounds + 1):
        with majlis(api.base, home, **(settings or {})) as process:
            if chats:
                _wait_for_answers(api, home, chats)
                _count(api, chats, tally, exact=not number % 2)
            if number == rounds:
                break
            api.until(lambda: "getUpdates" in dict(api.calls) or bool(api.updates.webhook["url"]))
            chats = [sign * (10_000 + number * IN_FLIGHT + place) for place in range(IN_FLIGHT)]
            for chat in chats:
                api.write(chat, RUSSIA if sign > 0 else f"/ask {RUSSIA}", kind=kind)
            _pause(api, chats, exact=bool(number % 2))
            process.kill()
            process.wait()
        tally.cut.append(sum(not answers(api, chat) for chat in chats))
    return tally


def _pause(api: FakeBotApi, chats: list[int], *, exact: bool) -> None:
    if exact:
        count = random.randrange(1, IN_FLIGHT)
        api.until(lambda: sum(bool(answers(api, chat)) for chat in chats) >= count)
    else:
        time.sleep(random.uniform(0, LONGEST_S))


def answers(api: FakeBotApi, chat: int) -> list[ShownMessage]:
    """Return the answers that a chat shows."""
    return [shown for shown in _of_bot(api, chat) if not shown.text.endswith(SEARCHING)]


def _wait_for_answers(api: FakeBotApi, home: Path, chats: list[int]) -> None:
    """Wait until each chat has an answer, and the bot has nothing more to answer."""
    api.until(lambda: all(answers(api, chat) for chat in chats), timeout_s=60)
    assert soon(lambda: api.unconfirmed == [] and not waiting(home), timeout_s=60)


def waiting(folder: Path) -> list[str]:
    """Return the updates that are not done, by the records of a bot."""
    with closing(sqlite3.connect(folder / "telegram.sqlite3")) as records:
        return [body for (body,) in records.execute("SELECT body FROM inbox WHERE NOT done")]


def _count(api: FakeBotApi, chats: list[int], tally: Tally, *, exact: bool) -> None:
    for chat in chats:
        count = len(answers(api, chat))
        tally.asked += 1
        tally.answered += bool(count)
        tally.twice += count > 1
        tally.worst += exact and count > 1
        tally.abandoned += len(_of_bot(api, chat)) - count


def _of_bot(api: FakeBotApi, chat: int) -> list[ShownMessage]:
    return [shown for shown in api.screen(chat) if not shown.sender]
