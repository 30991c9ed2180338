"""What happened lately, in memory and bounded."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

_MOST = 10_000


class Lately:
    """Things that were noted, each for its time."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: OrderedDict[Hashable, float] = OrderedDict()

    def add(self, thing: Hashable, seconds: float) -> bool:
        """Note a thing for so long; tells whether it is new."""
        new = not self.holds(thing)
        if new:
            self._until[thing] = self._clock() + seconds
            self._until.move_to_end(thing)
            if len(self._until) > _MOST:
                self._until.popitem(last=False)
        return new

    def holds(self, thing: Hashable) -> bool:
        """Tell whether a thing was noted and its time is not over."""
        return self._until.get(thing, -1.0) > self._clock()
