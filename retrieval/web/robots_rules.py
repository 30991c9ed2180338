"""The rules of a robots.txt for one program, as RFC 9309 has them."""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_NEVER_ESCAPED = frozenset(f"{string.ascii_letters}{string.digits}-._~")
_AGENT, _PAUSE = "user-agent", "crawl-delay"
_RULES = {"allow": True, "disallow": False}
_EVERY = "*"
_PAUSE_S = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """Patterns of paths, each with whether it allows them; `pause_s` between two requests."""

    patterns: tuple[tuple[str, bool], ...] = ()
    pause_s: float = 0.0

    def allows(self, path: str) -> bool:
        """Return whether the longest pattern of a path allows it, as one that has none is.

        `path` begins with a slash and may have a query; of patterns as long, one that allows wins.
        """
        plain = _plain(path)
        fitting = [(len(each), allows) for each, allows in self.patterns if _fits(each, plain)]
        return max(fitting, default=(0, True))[1]


NO_RULES = RobotsRules()


def parse_robots(text: str, name: str) -> RobotsRules:
    """Return the rules for a program by its name in small letters, or else those for every one."""
    patterns: dict[str, list[tuple[str, bool]]] = {}
    pauses: dict[str, float] = {}
    agents: list[str] = []
    heads = False  # whether the line before names a program as well
    for key, value in _lines(text):
        if key == _AGENT:
            agents = agents if heads else []
            agents.append(value.partition("/")[0].strip().lower())
            patterns.setdefault(agents[-1], [])
        elif key in _RULES and value:
            for agent in agents:
                patterns[agent].append((_plain(value), _RULES[key]))
        elif key == _PAUSE and _PAUSE_S.fullmatch(value):
            pauses |= dict.fromkeys(agents, float(value))
        heads = key == _AGENT
    own = name if name in patterns else _EVERY
    return RobotsRules(tuple(patterns.get(own, ())), pauses.get(own, 0.0))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the keys and values that a robots.txt may hold, without remarks and other keys."""
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key = key.strip().lower()
        if colon and key in (_AGENT, _PAUSE, *_RULES):
            yield key, value.strip()


def _plain(path: str) -> str:
    """Return a path or pattern in the one way that its escapes may be written."""

    def written(escape: re.Match[str]) -> str:
        sign = chr(int(escape[1], 16))
        return sign if sign in _NEVER_ESCAPED else escape[0].upper()

    return _ESCAPE.sub(written, quote(path, safe=string.punctuation))


def _fits(pattern: str, path: str) -> bool:
    """Return whether a path begins as a pattern, in which "*" is anything and "$" the end."""
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not pattern.endswith("$"):
        return _places(rest, path, len(first)) >= 0
    if not rest:
        return path == first
    *rest, last = rest
    place = _places(rest, path, len(first))
    return 0 <= place <= len(path) - len(last) and path.endswith(last)


def _places(parts: Sequence[str], path: str, start: int) -> int:
    """Return where the last of some parts ends, each looked for behind the former, or -1."""
    for part in parts:
        found_at = path.find(part, start)
        if found_at < 0:
            return -1
        start = found_at + len(part)
    return start
