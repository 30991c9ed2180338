"""Which time to trust before something expires, since a clock may jump ahead and come back."""

import time
from contextlib import suppress
from pathlib import Path

from retrieval.index.seals import read_sealed, write_sealed

APART_S = 12 * 3_600.0  # between two readings, by the clock and by the time the machine has run
_FILE = "clock.json"

Reading = tuple[float, float]  # seconds since 1970, and seconds that the machine has run


def running_s() -> float:
    """Return how long the machine has run, asleep as well where the system tells that."""
    if not hasattr(time, "clock_gettime"):
        return time.monotonic()
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def confirmed_time(home: Path, now: float, running: float | None = None) -> float:
    """Return a time, in seconds since 1970, that has passed for sure; 0 where none is known yet.

    It is the last reading of the clock, kept in the home, that a reading at least APART_S later
    confirms. What is kept for some days is removed by this time: a jump ahead removes nothing, and
    a clock that is right removes it at the second day of use instead of the first.
    """
    path, reading = home / _FILE, (now, running_s() if running is None else running)
    stored = _read(path)
    known = [each for each in stored if each[0] <= now]  # later ones were wrong
    readings = [*known, reading][-2:] if not known or _are_apart(known[-1], reading) else known
    if readings != stored:
        with suppress(OSError):  # where nothing can be written, nothing can be removed either
            write_sealed(path, readings)
    return readings[-2][0] if len(readings) > 1 else 0.0


def _are_apart(before: Reading, after: Reading) -> bool:
    """Return whether one reading confirms another; the machine may have started anew between."""
    ran = after[1] - before[1]
    return after[0] - before[0] >= APART_S and (ran < 0 or ran >= APART_S)


def _read(path: Path) -> list[Reading]:
    try:
        pairs = read_sealed(path)
        return sorted((float(clock), float(running)) for clock, running in pairs)[-2:]
    except (OSError, ValueError, TypeError):
        return []
