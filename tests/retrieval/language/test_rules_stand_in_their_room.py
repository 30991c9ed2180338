"""Rules about language stand in `retrieval/language/rules/`, nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.language.words import STOP_WORDS
from tests.support.places import ROOT

MODULES = sorted(path for name in ("bot", "retrieval") for path in (ROOT / name).rglob("*.py"))
WORD = r"(?:\\b)?[^\W\d_]{3,}(?:\\b|\\w[*+])?"
ALTERNATION = re.compile(rf"{WORD}\)?\|(?:\(\?:)?{WORD}")
FEW = 3
FORMATS = {
    "bot/evaluating/scores.py": "the articles that the F1 of SQuAD leaves out",
    "bot/generating/reasoning.py": "the tags of thoughts, as models write them",
    "bot/generating/server_limits.py": "the error texts of servers",
    "bot/rendering/html.py": "the schemes of addresses",
    "bot/selecting/choose_articles.py": "the names of options",
    "bot/telegram_bot/wire/api_errors.py": "the messages of the Bot API",
    "retrieval/formats/pdf_facts.py": "what programs write for a title and an author",
    "retrieval/formats/plain_text.py": "the fields of a file's front matter",
    "retrieval/ingest/titles.py": "the fields of a mail",
    "retrieval/language/time_words.py": "the names of the groups of a rule",
    "retrieval/language/rules.py": "the keys of a rule",
}  # what is written there is a format, and none of a language


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module, its docstrings and those that only annotate left out."""
    silent = {
        part
        for node in ast.walk(tree)
        for part in (
            [node.value]
            if isinstance(node, ast.Expr)
            else [node.annotation, getattr(node, "returns", None)]
            if isinstance(node, ast.AnnAssign | ast.arg)
            else [node.returns]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            else []
        )
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.value


def lists(tree: ast.AST) -> Iterator[list[str]]:
    """Yield the words of each list, set and tuple, and of each text that is split into words."""
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Set | ast.Tuple):
            yield [str(each.value) for each in node.elts if isinstance(each, ast.Constant)]
        if isinstance(node, ast.Attribute) and node.attr == "split":
            text = named.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
            if isinstance(text, ast.Constant):
                yield str(text.value).split()


def holds_rules(source: str) -> list[str]:
    """Return what of a module is a rule about language: a choice of words, a list of words."""
    tree = ast.parse(source)
    choices = [text for text in texts(tree) if ALTERNATION.search(text)]
    return choices + [" ".join(words) for words in lists(tree) if len(STOP_WORDS & {*words}) >= FEW]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_rules_about_language_stand_in_their_room(path: Path) -> None:
    found = holds_rules(path.read_text("utf-8"))
    assert bool(found) is (path.relative_to(ROOT).as_posix() in FORMATS), found


@pytest.mark.parametrize(
    "source",
    [
        're.compile(r"\\b(?:why|how|when)\\b")',
        '_ONE = "role|impact|influence"',
        're.sub(rf"(?:{_MORE}|shorter)\\b|longer|briefer", "", text)',
        're.search("отношен|позици", question)',
        'frozenset("""a an the of""".split())',
        '_WHERE = frozenset({"in", "to", "into", "from"})',
        '_WORDS = "and or not all"\nSTOPS = frozenset(_WORDS.split())',
    ],
)
def test_a_rule_elsewhere_is_seen(source: str) -> None:
    assert holds_rules(source)
