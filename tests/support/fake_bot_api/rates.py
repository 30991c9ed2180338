"""How often the bot calls, counted as Telegram counts, and refused when it is too often.

Sends and edits count for their chat; every call that goes to a chat counts for all of them.
"""

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil

PRIVATE_BURST = 5  # not documented
GROUP_A_MINUTE = 20
ALL_A_SECOND = 30
COUNTED = {"sendmessage", "sendphoto", "editmessagetext", "editmessagereplymarkup"}
_FREE = {
    "getme", "getupdates", "setwebhook", "deletewebhook", "getwebhookinfo", "getfile", "getchat",
    "getchatmember", "getchatadministrators", "getmycommands", "setmycommands", "deletemycommands",
    "setmydescription", "setmyshortdescription", "setchatmenubutton",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rates:
    """The most calls seen: of a private chat in 1 s, of a group in 60 s, of all chats in 1 s."""

    private: int
    group: int
    all: int


class Meter:
    """What was called when."""

    def __init__(self) -> None:
        self._chats: dict[int, list[float]] = {}
        self._all: list[float] = []
        self._closed: dict[int, float] = {}

    def count(self, method: str, chat: int, now: float) -> None:
        """Count a call that the server took."""
        if method in _FREE:
            return
        self._all.append(now)
        if method in COUNTED and chat:
            self._chats.setdefault(chat, []).append(now)

    def wait_s(self, method: str, chat: int, now: float, *, penalty_s: int = 0) -> int:
        """Return how many seconds too early a call comes; a chat stays closed for so long."""
        if method in _FREE:
            return 0
        until = _free_at(self._all, ALL_A_SECOND, 1.0, now)
        if method in COUNTED and chat:
            if self._closed.get(chat, 0) > now:
                return max(1, ceil(self._closed[chat] - now))
            until = max(until, self._chat_free_at(chat, now))
        if until <= now:
            return 0
        wait_s = max(1, penalty_s, ceil(until - now))
        if method in COUNTED and chat:
            self._closed[chat] = now + wait_s
        return wait_s

    def worst(self) -> Rates:
        """Return the most that was seen."""
        private = [_most(times, 1.0) for chat, times in self._chats.items() if chat > 0]
        group = [_most(times, 60.0) for chat, times in self._chats.items() if chat < 0]
        return Rates(max(private, default=0), max(group, default=0), _most(self._all, 1.0))

    def _chat_free_at(self, chat: int, now: float) -> float:
        times = self._chats.get(chat, [])
        if chat < 0:
            return _free_at(times, GROUP_A_MINUTE, 60.0, now)
        left, last = float(PRIVATE_BURST), now  # of a bucket that a second fills by one
        for place, at in enumerate(times):
            left = min(PRIVATE_BURST, left + at - last) if place else float(PRIVATE_BURST)
            left, last = left - 1, at
        left = min(PRIVATE_BURST, left + now - last)
        return now + 1 - left if left < 1 else now


def _free_at(times: list[float], limit: int, window_s: float, now: float) -> float:
    recent = times[bisect_right(times, now - window_s) :]
    return recent[-limit] + window_s if len(recent) >= limit else now


def _most(times: list[float], window_s: float) -> int:
    starts = (bisect_right(times, at - window_s) for at in times)
    return max((place - start + 1 for place, start in enumerate(starts)), default=0)
