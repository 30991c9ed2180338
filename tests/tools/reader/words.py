"""Read the words that the tools of this room know from `words.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "words.toml"


@cache
def word_tables() -> dict[str, Any]:
    """Return the tables of the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def word_list(name: str) -> tuple[str, ...]:
    """Return the words of a list in order."""
    return tuple(word_tables()[name]["words"].split())


@cache
def word_set(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(word_list(name))


@cache
def antonyms() -> dict[str, str]:
    """Return what each word becomes when the sense of a question is turned round."""
    turned: dict[str, str] = {}
    for way in word_tables()["antonyms"]["ways"]:
        if "words" in way:
            one, other = way["words"].split()
            turned |= {one: other, other: one}
        else:
            turned[way["word"]] = way["becomes"]
    return turned
