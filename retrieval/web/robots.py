"""What sites ask of programs in their robots.txt."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

_NAME = "majlis"
_LONGEST_PAUSE_S = 10.0

Read = Callable[[str], str | None]


class Robots:
    """Reads the robots.txt of each site once; `read` returns its text, None for no answer."""

    def __init__(self, read: Read) -> None:
        """Read with a function that returns "" where a site has none."""
        self._read = read
        self._sites: dict[str, RobotFileParser | None] = {}

    def allows(self, address: str) -> bool | None:
        """Return whether a site lets majlis read an address, None where it cannot be asked."""
        rules = self._rules(address)
        return None if rules is None else rules.can_fetch(_NAME, address)

    def pause_s(self, address: str, usual: float) -> float:
        """Return how long to wait between two requests of a site, in seconds."""
        rules = self._rules(address)
        wanted = float(rules.crawl_delay(_NAME) or 0) if rules else 0.0
        return min(_LONGEST_PAUSE_S, max(usual, wanted))

    def _rules(self, address: str) -> RobotFileParser | None:
        parts = urlsplit(address)
        site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if site not in self._sites:
            text = self._read(site)
            rules = None if text is None else RobotFileParser()
            if rules is not None and text is not None:
                rules.parse(text.splitlines())
            self._sites[site] = rules
        return self._sites[site]
