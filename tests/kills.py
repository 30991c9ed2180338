"""A bot that is killed at random moments with questions in flight, and what became of them."""

import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prompts import say
from tests.fake_bot_api import FakeBotApi, Shown
from tests.telegram import RUSSIA, majlis

IN_FLIGHT = 50
KILLS = int(os.environ.get("MAJLIS_KILLS", "3"))
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
                _until_all(api, chats)
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


def answers(api: FakeBotApi, chat: int) -> list[Shown]:
    """Give the answers that a chat shows."""
    return [shown for shown in _of_bot(api, chat) if not shown.text.endswith(SEARCHING)]


def _until_all(api: FakeBotApi, chats: list[int]) -> None:
    api.until(lambda: all(answers(api, chat) for chat in chats), timeout_s=60)
    _quiet(api)


def _quiet(api: FakeBotApi) -> None:
    """Wait until the bot has nothing more to send."""
    before, now = -1, 0
    while before != now:
        before = now
        time.sleep(0.7)
        now = sum(method in _SENDING for method, _ in api.calls)


def _count(api: FakeBotApi, chats: list[int], tally: Tally, *, exact: bool) -> None:
    for chat in chats:
        found = len(answers(api, chat))
        tally.asked += 1
        tally.answered += bool(found)
        tally.twice += found > 1
        tally.worst += exact and found > 1
        tally.abandoned += len(_of_bot(api, chat)) - found


def _of_bot(api: FakeBotApi, chat: int) -> list[Shown]:
    return [shown for shown in api.screen(chat) if not shown.sender]


_SENDING = {"sendMessage", "editMessageText"}
