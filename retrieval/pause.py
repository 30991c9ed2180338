"""Long work that pauses while somebody waits for an answer, so that it does not slow that down."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SLICE_S = 0.02  # how long the work goes on between two looks whether anybody waits
_LONGEST_S = 0.1  # a pause; where somebody waits all the time, the work takes six times as long
_STEP_S = 0.004


class _Pauses:
    """When the work of one thread may go on."""

    def __init__(self, anybody_waits: Callable[[], bool]) -> None:
        self._anybody_waits = anybody_waits
        self._went_on_at = 0.0

    def pause(self) -> None:
        now = time.monotonic()
        if now < self._went_on_at + _SLICE_S:
            return
        end = now + _LONGEST_S
        while self._anybody_waits() and time.monotonic() < end:
            time.sleep(_STEP_S)
        self._went_on_at = time.monotonic()


_pauses: ContextVar[_Pauses | None] = ContextVar("pauses", default=None)


@contextmanager
def pausing_while(anybody_waits: Callable[[], bool]) -> Iterator[None]:
    """Let the work in the block pause while `anybody_waits`, wherever it calls `give_way`."""
    token = _pauses.set(_Pauses(anybody_waits))
    try:
        yield
    finally:
        _pauses.reset(token)


def give_way() -> None:
    """Pause if somebody waits; to be called in the loops of what may take long."""
    if pauses := _pauses.get():
        pauses.pause()
