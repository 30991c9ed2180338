"""When a call may be made: a chat's pace, the pace of all, and the pauses that the server asks for.

Limits of Telegram's bots FAQ: about one message a second in a chat, 20 a minute in a group, 30 a
second over all. Edits count as messages do.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

_CHATS = 20_000
_THIRD_S = 0.35  # a third of a second; what is more lets the network bunch calls up a little
_MINUTE_S = 61.0


class Urgency(Enum):
    """How a call is treated: a FINAL waits its turn, the others are dropped when it is not theirs.

    A FRAME shows what is written so far; a LIGHT call is no message: typing, a draft, a reaction.
    """

    FINAL = "final"
    FRAME = "frame"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds between messages of a chat, messages a minute of a group, calls a second of all.

    The last three hold for frames and light calls, which leave room for the others.
    """

    spacing_s: float = 1.05
    group_minute: int = 20
    second: int = 30
    frame_spacing_s: float = 1.5
    group_frame_spacing_s: float = 3.0
    room: float = 0.5


RATES = Rates()


@dataclass(slots=True)
class _Chat:
    booked: deque[float] = field(default_factory=deque)
    light: float = -1e9
    held: float = 0.0


class Pace:
    """The calls that were made and booked; not safe for threads, all of asyncio's run in one."""

    def __init__(
        self, rates: Rates = RATES, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rates = rates
        self._clock = clock
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._all: deque[float] = deque()

    def book(self, chat: int, urgency: Urgency) -> float | None:
        """Book the next message of a chat; gives the seconds to wait, None when it is dropped."""
        now, at = self._clock(), self._chat(chat)
        rates, group = self._rates, chat < 0
        while at.booked and at.booked[0] <= now - _MINUTE_S:
            at.booked.popleft()
        last = at.booked[-1] if at.booked else -1e9
        if urgency is Urgency.FINAL:
            when = max(now, at.held, last + rates.spacing_s)
            if group and len(at.booked) >= rates.group_minute:
                when = max(when, at.booked[-rates.group_minute] + _MINUTE_S)
            at.booked.append(when)
            return when - now
        spacing_s = rates.group_frame_spacing_s if group else rates.frame_spacing_s
        if at.held > now or (group and len(at.booked) >= rates.room * rates.group_minute):
            return None
        if urgency is Urgency.LIGHT:
            if at.light + rates.spacing_s > now:
                return None
            at.light = now
            return 0.0
        if last + spacing_s > now:
            return None
        at.booked.append(now)
        return 0.0

    def join(self, urgency: Urgency) -> float | None:
        """Book a call among those of all chats; gives the seconds to wait, None when dropped."""
        now, second = self._clock(), self._rates.second
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        share = 1.0 if urgency is Urgency.FINAL else self._rates.room
        third = max(1, int(share * second / 3))
        when = max(now, self._all[-third] + _THIRD_S) if len(self._all) >= third else now
        if urgency is not Urgency.FINAL and (when > now or len(self._all) >= share * second):
            return None
        self._all.append(when)
        return when - now

    def hold(self, chat: int, seconds: float, urgency: Urgency = Urgency.FINAL) -> None:
        """Let a chat rest, as the server asked; after a draft, drafts only. The others go on."""
        at, until = self._chat(chat), self._clock() + seconds
        if urgency is Urgency.LIGHT:
            at.light = max(at.light, until)
        else:
            at.held = max(at.held, until)

    def held_s(self, chat: int) -> float:
        """Give how long a chat still rests."""
        return max(0.0, self._chat(chat).held - self._clock())

    def _chat(self, chat: int) -> _Chat:
        """Give what is known of a chat; that which was silent for longest makes room."""
        found = self._chats.setdefault(chat, _Chat())
        self._chats.move_to_end(chat)
        if len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        return found
