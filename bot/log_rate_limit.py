"""Keeps a log short: of each line so many a minute, and then how many more there were."""

import logging
import re
import threading
from collections import Counter
from collections.abc import Hashable

PER_MINUTE = 10
MINUTE_S = 60.0
KINDS = 200  # of lines in a minute; all further ones count as one kind
_NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")


class LogRateLimit(logging.Filter):
    """Drops what was logged too often in a minute, and says of the minute's end how much it was.

    Lines are of one kind if they have one logger and one text but for numbers, before their
    arguments are put in.
    """

    def __init__(self, handler: logging.Handler) -> None:
        super().__init__()
        self._handler = handler
        self._lock = threading.Lock()
        self._counts: Counter[Hashable] = Counter()
        self._dropped: dict[Hashable, tuple[int, str, str]] = {}  # level, logger, first line
        self._ends: threading.Timer | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is to be written."""
        if record.name == __name__:
            return True
        kind: Hashable = record.name, _NUMBERS.sub("#", str(record.msg).partition("\n")[0])
        with self._lock:
            if kind not in self._counts and len(self._counts) >= KINDS:
                kind = ""
            self._counts[kind] += 1
            if self._counts[kind] > PER_MINUTE and kind not in self._dropped:
                line = record.getMessage().partition("\n")[0]
                self._dropped[kind] = record.levelno, record.name, line
            if self._ends is None:
                self._ends = threading.Timer(MINUTE_S, self.end_minute)
                self._ends.daemon = True
                self._ends.start()
            return self._counts[kind] <= PER_MINUTE

    def end_minute(self) -> None:
        """Write how many lines were dropped, and count anew."""
        with self._lock:
            dropped = [(self._counts[kind] - PER_MINUTE, *of) for kind, of in self._dropped.items()]
            self._counts.clear()
            self._dropped.clear()
            self._ends = None
        words = "%d more lines like this one within a minute: %s: %s"
        for count, level, name, line in dropped:
            values = count, name, line
            self._handler.handle(
                logging.LogRecord(__name__, level, __file__, 0, words, values, None)
            )
