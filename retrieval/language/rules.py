r"""Read the rules about language: patterns and word lists, each line with examples.

The rules of a subject stand in `rules/SUBJECT.toml`, a way to say something on each line:

    # Asks for a reason.
    [reason]
    anchor = "start"   # or "whole"; without it a pattern may match anywhere
    before = '\s*'     # stands before each way; `after` stands behind each
    ways = [
      { pattern = 'why\b', yes = "Why did Iraq leave?", no = "That is why." },
    ]

`yes` is a text that the line must match, `no` one that the whole rule must not match; a test holds
every line to them. Small and capital letters are the same unless the rule has `case = "sensitive"`.
A line may have `becomes`, what is written for what matches, and `words` or `names` (separated by
"|") in the place of a pattern. `(?&piece)` stands for a line of the table `[pieces]` of the same
file or of `pieces.toml`, or for the words of a rule there.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "rules"
_SHARED = "pieces"
_PIECE = re.compile(r"\(\?&(\w+)\)")
_ANCHORS = {"": ("", ""), "start": (r"\A", ""), "whole": (r"\A", r"\Z")}
_CASES = {"": re.IGNORECASE, "sensitive": re.NOFLAG}
_RULE_KEYS = {"ways", "words", "yes", "no", "case", "anchor", "before", "after"}
_WAY_KEYS = {"pattern", "words", "names", "becomes", "yes", "no"}


class RuleError(ValueError):
    """A rule that cannot be read; the message names its file, its rule and its line."""


@dataclass(frozen=True, slots=True)
class Way:
    """One line of a rule: a pattern or words, what they become, a text for and one against."""

    yes: str
    no: str
    pattern: str = ""
    words: tuple[str, ...] = ()
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; its pattern is its ways, joined by "|" in order, between `before` and `after`."""

    place: str
    ways: tuple[Way, ...]
    pieces: Mapping[str, str]
    flags: re.RegexFlag
    anchors: tuple[str, str]
    before: str
    after: str

    def compile(self, ways: Sequence[Way]) -> re.Pattern[str]:
        """Return the pattern of some of the ways; raise RuleError for one that is none."""
        try:
            return re.compile(self._source(ways), self.flags)
        except (re.error, RuleError) as error:
            if len(ways) == 1:
                raise RuleError(f"{self.place}, {ways[0].pattern!r}: {error}") from error
            for way in ways:
                self.compile([way])
            raise

    def _source(self, ways: Sequence[Way]) -> str:
        begin, end = self.anchors
        joined = "|".join(way.pattern for way in ways)
        return self._expand(f"{begin}{self.before}(?:{joined}){self.after}{end}")

    def _expand(self, source: str) -> str:
        """Put pieces in the place of their names."""

        def piece(match: re.Match[str]) -> str:
            if match[1] not in self.pieces:
                raise RuleError(f"there is no piece {match[1]!r}")
            return f"(?:{self._expand(self.pieces[match[1]])})"

        return _PIECE.sub(piece, source)


def pattern(subject: str, name: str) -> re.Pattern[str]:
    """Return the pattern of a rule."""
    rule = _rule(subject, name)
    return rule.compile(rule.ways)


def replacements(subject: str, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of a rule in order, each with what is written for what it matches."""
    rule = _rule(subject, name)
    return tuple((rule.compile([way]), way.becomes) for way in rule.ways)


def word_list(subject: str, name: str) -> tuple[str, ...]:
    """Return the words of a rule in order."""
    return tuple(word for way in _rule(subject, name).ways for word in way.words)


def words(subject: str, name: str) -> frozenset[str]:
    """Return the words of a rule."""
    return frozenset(word_list(subject, name))


def table(subject: str, name: str) -> dict[str, str]:
    """Return what each word of a rule becomes."""
    return {word: way.becomes for way in _rule(subject, name).ways for word in way.words}


def labelled_words(subject: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the words of each line of a rule, by what they become, in order."""
    return {way.becomes: way.words for way in _rule(subject, name).ways}


def name_lists(subject: str, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the names on each line of a rule."""
    return tuple(way.words for way in _rule(subject, name).ways)


@cache
def read_rules(subject: str) -> Mapping[str, Rule]:
    """Return the rules of a file by name; raise RuleError for one that cannot be read."""
    tables = _read(subject)
    lines = _lines(subject)
    pieces = _pieces(subject)
    return {
        name: Rule(
            place=f"{subject}.toml [{name}]",
            ways=lines[name],
            pieces=pieces,
            flags=_CASES[fields.get("case", "")],
            anchors=_ANCHORS[fields.get("anchor", "")],
            before=fields.get("before", ""),
            after=fields.get("after", ""),
        )
        for name, fields in tables.items()
    }


def _rule(subject: str, name: str) -> Rule:
    return read_rules(subject)[name]


def _any_of(ways: Sequence[Way]) -> str:
    """Return what matches any of the words of some ways, longer ones first."""
    every = [word for way in ways for word in way.words]
    return "|".join(map(re.escape, sorted(every, key=len, reverse=True)))


@cache
def _pieces(subject: str) -> dict[str, str]:
    """Return the pieces of a file and those that all files share."""
    lists = {
        name: _any_of(ways) for name, ways in _lines(subject).items() if any(w.words for w in ways)
    }
    own: dict[str, str] = lists | _parse(subject).get(_SHARED, {})
    return own if subject == _SHARED else _pieces(_SHARED) | own


@cache
def _lines(subject: str) -> dict[str, tuple[Way, ...]]:
    """Return the lines of each rule of a file."""
    return {
        name: _ways(f"{subject}.toml [{name}]", fields) for name, fields in _read(subject).items()
    }


def _read(subject: str) -> dict[str, dict[str, Any]]:
    """Return the tables of a file without its pieces; raise RuleError for an unknown key."""
    tables = {name: fields for name, fields in _parse(subject).items() if name != _SHARED}
    for name, fields in tables.items():
        place = f"{subject}.toml [{name}]"
        _refuse_unknown(place, fields, _RULE_KEYS)
        for key, choices in (("case", _CASES), ("anchor", _ANCHORS)):
            if fields.get(key, "") not in choices:
                raise RuleError(f"{place}: {key} is {fields[key]!r}, not one of {[*choices][1:]}")
    return tables


@cache
def _parse(subject: str) -> dict[str, Any]:
    try:
        return tomllib.loads((FOLDER / f"{subject}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{subject}.toml: {error}") from error


def _ways(place: str, fields: Mapping[str, Any]) -> tuple[Way, ...]:
    """Return the lines of a rule; a list of words is one line."""
    lines = fields.get("ways")
    if lines is None:
        lines = [{key: fields[key] for key in ("words", "yes", "no") if key in fields}]
    return tuple(_way(place, line) for line in lines)


def _way(place: str, line: Mapping[str, Any]) -> Way:
    _refuse_unknown(place, line, _WAY_KEYS)
    kinds = {"pattern", "words", "names"} & set(line)
    if len(kinds) != 1 or not {"yes", "no"} <= set(line):
        raise RuleError(f"{_named(place, line)}: a line has a pattern or words, a yes and a no")
    own = line.get("words", "").split() or [
        name.strip() for name in line.get("names", "").split("|") if name.strip()
    ]
    written = line.get("pattern", "")
    return Way(line["yes"], line["no"], written, tuple(own), line.get("becomes", ""))


def _refuse_unknown(place: str, fields: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(fields) - known):
        raise RuleError(f"{_named(place, fields)}: unknown key {unknown[0]!r}")


def _named(place: str, line: Mapping[str, Any]) -> str:
    """Return the place of a line and what is written there."""
    written = next((line[key] for key in ("pattern", "words", "names") if key in line), None)
    return place if written is None else f"{place}, {written!r}"
