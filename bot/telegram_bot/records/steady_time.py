"""The time of this process: it begins with the clock's, and then never jumps."""

import time

_BEGUN = time.time() - time.monotonic()


def steady_time() -> float:
    """Return the seconds since 1970, by the clock as it was when the process began."""
    return _BEGUN + time.monotonic()
