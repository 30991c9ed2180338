"""When a call of the Bot API may be made, so that Telegram's limits are kept.

Telegram's FAQ for bots names them: about one message a second in a chat, 20 a minute in a group,
and 30 a second in all chats together. Edits count like messages.
"""

import time
from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from cachetools import LRUCache

from bot.telegram_bot.wire.pace import Pace

_REMEMBERED_CHATS = 20_000
# A second is divided into thirds, and a minute is a little longer, because the network may delay
# some calls and so bring others closer together.
_THIRD_S = 0.35
_MINUTE_S = 61.0
_SAVED_SIGNS = 2  # one may follow another at once


class Priority(Enum):
    """An ANSWER waits for its turn; the others are dropped where they would have to wait.

    A PREVIEW shows what is written so far. A HINT is no message: "typing", a draft, a reaction. A
    SIGN is the first hint that a message has arrived: answers leave signs room, and one may wait
    for a moment. The values are labels of the metrics.
    """

    ANSWER = "final"
    SIGN = "sign"
    PREVIEW = "frame"
    HINT = "light"


@dataclass(frozen=True, slots=True)
class Sign:
    """What a call with the priority SIGN names in its place: the id of the update it is for."""

    update: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The limits that the bot keeps.

    `spacing_s` is the time between two messages in a chat, `group_per_minute` the most messages in
    a group, `per_second` the most calls in all chats. Previews have their own spacing, and previews
    and hints may use only a share of the other two limits. Signs may have `sign_share` of the
    calls, which answers leave to them for a second after any was wanted. They are spread over
    the second, and one is left for the newest message, so that many at once hold up nobody.
    """

    spacing_s: float = 1.05
    group_per_minute: int = 20
    per_second: int = 30
    preview_spacing_s: float = 1.5
    group_preview_spacing_s: float = 3.0
    preview_share: float = 0.5
    sign_share: float = 0.3


TELEGRAM_LIMITS = RateLimits()


@dataclass(slots=True)
class _Chat:
    """The times of the messages of a chat, of its last hint, and of the end of a pause."""

    messages_at: deque[float] = field(default_factory=deque)
    hint_at: float = -1e9
    paused_until: float = 0.0


class CallSchedule:
    """The times of past and planned calls; to be used from one thread."""

    def __init__(
        self, limits: RateLimits = TELEGRAM_LIMITS, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._chats: LRUCache[int, _Chat] = LRUCache(_REMEMBERED_CHATS)
        self._calls_at: deque[float] = deque()  # in all chats: signs and messages
        self._messages_at: deque[float] = deque()
        self._signs = Pace(limits.per_second * limits.sign_share, _SAVED_SIGNS, clock=clock)
        self._sign_wanted_at = -1e9

    def book_in_chat(self, chat: int, priority: Priority) -> float | None:
        """Plan a message in a chat; return the seconds to wait, or None where it is dropped."""
        now, state = self._clock(), self._chat(chat)
        while state.messages_at and state.messages_at[0] <= now - _MINUTE_S:
            state.messages_at.popleft()
        if priority is Priority.ANSWER:
            return self._book_answer(state, now, is_group=chat < 0)
        return 0.0 if self._book_optional(state, now, priority, is_group=chat < 0) else None

    def _book_answer(self, state: _Chat, now: float, *, is_group: bool) -> float:
        limits, times = self._limits, state.messages_at
        last = times[-1] if times else -1e9
        when = max(now, state.paused_until, last + limits.spacing_s)
        if is_group and len(times) >= limits.group_per_minute:
            when = max(when, times[-limits.group_per_minute] + _MINUTE_S)
        times.append(when)
        return when - now

    def _book_optional(
        self, state: _Chat, now: float, priority: Priority, *, is_group: bool
    ) -> bool:
        """Plan a preview or a hint for now; return whether there is room for it."""
        limits, times = self._limits, state.messages_at
        most = limits.preview_share * limits.group_per_minute
        if state.paused_until > now or (is_group and len(times) >= most):
            return False
        if priority is Priority.HINT:
            if state.hint_at + limits.spacing_s > now:
                return False
            state.hint_at = now
            return True
        spacing_s = limits.group_preview_spacing_s if is_group else limits.preview_spacing_s
        if times and times[-1] + spacing_s > now:
            return False
        times.append(now)
        return True

    def book_overall(self, priority: Priority) -> float | None:
        """Plan a call among those of all chats; return as `book_in_chat` does."""
        limits, now = self._limits, self._now()
        if priority is Priority.ANSWER:
            when = _first_room(self._calls_at, limits.per_second, now)
            if self._sign_wanted_at > now - 1:
                left = limits.per_second * (1 - limits.sign_share)
                when = max(when, _first_room(self._messages_at, left, now))
        else:
            most = limits.per_second * limits.preview_share
            when = _first_room(self._calls_at, most, now)
            if when > now or len(self._calls_at) >= most:
                return None
        self._calls_at.append(when)
        self._messages_at.append(when)
        return when - now

    def book_sign(self, *, leave: int = 0) -> bool:
        """Plan a sign for now among all calls; return False where there is no room for it.

        There is none either where that would leave fewer than `leave` signs that may be given.
        """
        limits, now = self._limits, self._now()
        self._sign_wanted_at = now
        if len(self._calls_at) >= limits.per_second or not self._signs.book(leave=leave):
            return False
        insort(self._calls_at, now)
        return True

    def _now(self) -> float:
        """Return the time, once the calls of more than a second ago are forgotten."""
        now = self._clock()
        for times in (self._calls_at, self._messages_at):
            while times and times[0] <= now - 1:
                times.popleft()
        return now

    def pause_chat(self, chat: int, seconds: float, priority: Priority = Priority.ANSWER) -> None:
        """Plan nothing in a chat for so long, because Telegram refused a call there.

        Where the refused call was a hint, only hints are held back: answers go on.
        """
        state, until = self._chat(chat), self._clock() + seconds
        if priority is Priority.HINT:
            state.hint_at = max(state.hint_at, until)
        else:
            state.paused_until = max(state.paused_until, until)

    def pause_left_s(self, chat: int) -> float:
        """Return the seconds until the pause of a chat ends, 0 where it has none."""
        return max(0.0, self._chat(chat).paused_until - self._clock())

    def _chat(self, chat: int) -> _Chat:
        state = self._chats.get(chat)
        if state is None:
            state = self._chats[chat] = _Chat()
        return state


def _first_room(times: Sequence[float], per_second: float, now: float) -> float:
    """Return when a call may follow those at `times`, so that a third of a second holds a third."""
    most = max(1, int(per_second / 3))
    return max(now, times[-most] + _THIRD_S) if len(times) >= most else now
