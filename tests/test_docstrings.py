"""The examples in docstrings give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

from tests.support.places import ROOT

FILES = [
    path.relative_to(ROOT)
    for package in ("bot", "prompts", "retrieval")
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>>" in path.read_text(encoding="utf-8")
]


def test_examples_are_here() -> None:
    assert len(FILES) > 5


@pytest.mark.parametrize("file", FILES, ids=str)
def test_an_example_gives_what_it_says(file: Path) -> None:
    module = importlib.import_module(".".join(file.with_suffix("").parts))
    assert doctest.testmod(module).failed == 0
