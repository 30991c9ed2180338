"""No regular expression of ours takes long, whatever text it meets."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from types import ModuleType

import pytest

import bot
import retrieval
from retrieval.language.rules import FOLDER, read_rules

# A pattern sees a sentence, a question or a line, which are shorter. What grew with the cube of its
# input took 11 and 40 seconds; what takes longest now 0.12.
CHARACTERS = 2_000
MOST_S = 0.6
PUMPS = [
    *" \n\ta1.,;:-()[]<>&\"“”'’*_`#=|/\\é¹🎉\u200b语",
    "a ", "A ", "Aa ", "a, ", "a. ", "a.", "A.", "U.", "1,", "1.", "1. ", "[a](", "<a ", "**a",
    "# ", "= ", "| ", "|-", "on ", "the ", "and ", "is ", "of ", "to ", "you ", "your ", "May ",
    "Mr. ", "http://a.b ", "@a", "e\u0301", "я ", "ب ", "[1]", "5 %", "$5 ", " \n", "\r\n", ", ",
]  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for package in (bot, retrieval):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not each.name.endswith("__main__"):
                yield importlib.import_module(each.name)


def compiled(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """Yield the patterns of a value, also those in tuples and tables."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from compiled(part, depth - 1)
    elif depth and isinstance(value, dict):
        yield from compiled([*value, *value.values()], depth - 1)


def patterns() -> dict[re.Pattern[str], str]:
    """Return the place of each pattern of the modules and of the rules about language."""
    places: dict[tuple[str, int], str] = {}
    for module in modules():
        for name, value in vars(module).items():
            for each in compiled(value):
                places.setdefault((each.pattern, each.flags), f"{module.__name__}.{name}")
    for path in sorted(FOLDER.glob("*.toml")):
        for name, rule in read_rules(path.stem).items():
            if ways := [way for way in rule.ways if way.pattern]:
                each = rule.compile(ways)
                places.setdefault((each.pattern, each.flags), f"{path.name} [{name}]")
    return {re.compile(*key): place for key, place in places.items()}


PATTERNS = patterns()


def texts(pattern: str) -> Iterator[str]:
    """Yield long texts: a sign over and over, or a word of the pattern, also behind a full stop."""
    own = re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.", "", pattern))
    for unit in [*PUMPS, *(f"{word} " for word in dict.fromkeys(own[:60]))]:
        long = (unit * CHARACTERS)[:CHARACTERS] + "\x00!"
        yield long
        yield f"a.{long}"  # marks are looked for behind a full stop


def test_all_patterns_are_here() -> None:
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.values())
def test_a_pattern_is_soon_done_with_any_text(pattern: re.Pattern[str]) -> None:
    for text in texts(pattern.pattern):
        begun = time.thread_time()
        pattern.search(text)
        assert time.thread_time() - begun < MOST_S, text[:20]
