"""Each line of the rules about language matches its text, and its rule not the text against it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.language import rules
from retrieval.language.aliases import entities_in
from retrieval.language.rules import Rule, RuleError, Way, read_rules
from tests.support.places import ROOT

SUBJECTS = sorted(path.stem for path in rules.FOLDER.glob("*.toml"))
RULES = {
    (subject, name): rule for subject in SUBJECTS for name, rule in read_rules(subject).items()
}
READERS = {"pattern", "replacements", "words", "word_list", "table", "name_lists", "labelled_words"}
REFERENCE = re.compile(r"\(\?&(\w+)\)")
CACHED = (rules.read_rules, rules._parse, rules._pieces, rules._lines)
LINES = [
    pytest.param(rule, way, id=f"{rule.place} {way.pattern or ' '.join(way.words)}"[:100])
    for rule in RULES.values()
    for way in rule.ways
]
PATTERNS = [line for line in LINES if isinstance(line.values[1], Way) and line.values[1].pattern]


def replaces(rule: Rule) -> bool:
    """Return whether the lines of a rule are read one after the other, each in the last's words."""
    return any(way.becomes for way in rule.ways)


def places(rule: Rule, ways: tuple[Way, ...], text: str) -> list[tuple[int, int]]:
    """Return where some lines of a rule match a text."""
    return [match.span() for match in rule.compile(ways).finditer(text)] if ways else []


@pytest.mark.parametrize(("rule", "way"), LINES)
def test_a_line_matches_its_text(rule: Rule, way: Way) -> None:
    if way.pattern:
        assert places(rule, (way,), way.yes)
    elif rule.place.startswith("aliases."):
        assert way.words[0].rstrip("*") in entities_in(way.yes)
    else:
        assert way.yes in way.words


@pytest.mark.parametrize(("rule", "way"), LINES)
def test_a_rule_does_not_match_the_text_against_a_line(rule: Rule, way: Way) -> None:
    if way.pattern:
        assert places(rule, (way,) if replaces(rule) else rule.ways, way.no) == []
    elif rule.place.startswith("aliases."):
        assert way.words[0].rstrip("*") not in entities_in(way.no)
    else:
        assert way.no not in [word for other in rule.ways for word in other.words]


@pytest.mark.parametrize(("rule", "way"), PATTERNS)
def test_a_line_is_needed_for_its_text(rule: Rule, way: Way) -> None:
    others = tuple(other for other in rule.ways if other is not way)
    if not replaces(rule):
        assert places(rule, others, way.yes) != places(rule, rule.ways, way.yes)


def test_every_rule_is_used_and_every_rule_that_is_used_is_there() -> None:
    used = {call for package in ("bot", "retrieval") for call in calls(ROOT / package)}
    named = {(subject, name) for subject in SUBJECTS for name in references(subject)}
    assert used <= set(RULES)
    assert set(RULES) - used - named == set()


def calls(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the subject and the name of each rule that a module below a folder reads."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                named = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
                if node.func.id in READERS and len(named) == 2:
                    yield named[0], named[1]


def references(subject: str) -> set[str]:
    """Return what the patterns and pieces of a file name in "(?&…)"."""
    return set(REFERENCE.findall((rules.FOLDER / f"{subject}.toml").read_text("utf-8")))


def test_every_piece_is_used() -> None:
    every = {name for subject in SUBJECTS for name in references(subject)}
    for subject in SUBJECTS:
        own = set(rules._parse(subject).get("pieces", {}))
        assert own <= (every if subject == "pieces" else references(subject)), subject


def test_a_comment_says_what_each_rule_recognises() -> None:
    for subject in SUBJECTS:
        text = (rules.FOLDER / f"{subject}.toml").read_text("utf-8")
        heads = re.findall(r"^(.*)\n\[(?!pieces\])", text, re.MULTILINE)
        assert [head for head in heads if not head.startswith("#")] == [], subject


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("[a]\nway = []", "a.toml [a]: unknown key 'way'", id="rule"),
        pytest.param(
            "[a]\nways = [{ pattern = 'x', yes = 'x', no = 'y', not = '' }]",
            "a.toml [a], 'x': unknown key 'not'",
            id="line",
        ),
        pytest.param(
            "[a]\nways = [{ pattern = 'fine', yes = '', no = '' }, "
            "{ pattern = '(x', yes = '', no = '' }]",
            "a.toml [a], '(x': missing ), unterminated subpattern",
            id="no pattern",
        ),
        pytest.param(
            "[a]\nways = [{ pattern = '(?&b)', yes = '', no = '' }]",
            "a.toml [a], '(?&b)': there is no piece 'b'",
            id="no piece",
        ),
        pytest.param(
            "[a]\nways = [{ pattern = 'x', yes = 'x' }]",
            "a.toml [a], 'x': a line has a pattern or words, a yes and a no",
            id="no text against it",
        ),
        pytest.param("[a]\nwords = 'x'\nyes = 'x'", "a.toml [a], 'x': a line has", id="words"),
        pytest.param(
            "[a]\ncase = 'small'\nways = []", "a.toml [a]: case is 'small', not", id="case"
        ),
        pytest.param("[a\n", "a.toml: Expected ']'", id="no TOML"),
    ],
)
def test_a_wrong_rule_is_named(
    written: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    (tmp_path / "a.toml").write_text(written, encoding="utf-8")
    (tmp_path / "pieces.toml").write_text("", encoding="utf-8")
    for cached in CACHED:
        cached.cache_clear()
    try:
        with pytest.raises(RuleError, match=re.escape(message)):
            rules.pattern("a", "a")
    finally:
        for cached in CACHED:
            cached.cache_clear()
