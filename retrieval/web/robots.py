"""What sites ask of programs in their robots.txt."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from retrieval.web.robots_rules import NO_RULES, RobotsRules, parse_robots

_NAME = "majlis"
_LONGEST_PAUSE_S = 10.0

Read = Callable[[str], str | None]


class Robots:
    """Reads the robots.txt of each site once; `read` returns its text, None for no answer."""

    def __init__(self, read: Read) -> None:
        """Read with a function that returns "" where a site has none."""
        self._read = read
        self._sites: dict[str, RobotsRules | None] = {}

    def allows(self, address: str) -> bool | None:
        """Return whether a site lets majlis read an address, None where it cannot be asked."""
        rules = self._rules(address)
        parts = urlsplit(address)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        return None if rules is None else rules.allows(path)

    def pause_s(self, address: str, usual: float) -> float:
        """Return how long to wait between two requests of a site, in seconds."""
        wanted = (self._rules(address) or NO_RULES).pause_s
        return min(_LONGEST_PAUSE_S, max(usual, wanted))

    def _rules(self, address: str) -> RobotsRules | None:
        parts = urlsplit(address)
        site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if site not in self._sites:
            text = self._read(site)
            self._sites[site] = None if text is None else parse_robots(text, _NAME)
        return self._sites[site]
