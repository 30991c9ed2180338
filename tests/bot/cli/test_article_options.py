"""The options that choose articles, and what `list` and `show --meta` tell of them."""

import json
from pathlib import Path

import pytest

from tests.support.processes import Majlis

PRICES = {
    "old.md": "---\ntitle: Milk gets dearer\nauthor: Ida Kvist\ndate: 2021-06-11\n"
    "source: Lindmoor Post\n---\n\n"
    "A litre of milk costs 9 crowns in Lindmoor, the dairy said.\n",
    "new.txt": "Milk again\n\nBy Per Oden, Lindmoor Gazette, 18 February 2026\n\n"
    "A litre of milk costs 14 crowns in Lindmoor, the dairy said.\n",
    "undated.txt": "Milk for all\n\nA litre of milk costs 5 crowns in Lindmoor, a poster says.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def majlis(tmp_path_factory: pytest.TempPathFactory) -> Majlis:
    """Give the commands over three articles on one price."""
    folder = tmp_path_factory.mktemp("milk")
    for name, text in PRICES.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = Majlis(tmp_path_factory.mktemp("home") / "home")
    assert made.run("add", folder).returncode == 0
    return made


def cited(majlis: Majlis, *arguments: str | Path) -> list[str]:
    ran = majlis.run("ask", "--json", *arguments)
    return [citation["document"] for citation in json.loads(ran.stdout)["citations"]]


QUESTION = "How much does a litre of milk cost in Lindmoor?"


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        (["--since", "2026"], ["new.txt"]),
        (["--until", "2021-12"], ["old.md"]),
        (["--source", "gazette"], ["new.txt"]),
        (["--source", "Ida Kvist"], ["old.md"]),
        (["--since", "2022", "--until", "2025"], []),
    ],
)
def test_only_the_articles_that_options_choose_are_quoted(
    majlis: Majlis, options: list[str], documents: list[str]
) -> None:
    assert cited(majlis, *options, QUESTION) == documents


def test_the_same_options_choose_the_passages_of_a_search(majlis: Majlis) -> None:
    ran = majlis.run("search", "--json", "--since", "2026", "milk")
    assert {hit["document"] for hit in json.loads(ran.stdout)["hits"]} == {"new.txt"}


def test_a_line_of_a_chat_may_hold_them(majlis: Majlis) -> None:
    ran = majlis.run("chat", "--source", "post", stdin=f"{QUESTION}\n--source gazette {QUESTION}\n")
    first, _, second = ran.stdout.partition("14 crowns")
    assert "9 crowns" in first
    assert "old.md" not in second


def test_the_list_is_sorted_and_filtered(majlis: Majlis) -> None:
    rows = majlis.run("list", "--sort", "date").stdout.splitlines()
    assert rows == [
        "new.txt  Milk again (2026-02-18, Lindmoor Gazette)",
        "old.md  Milk gets dearer (2021-06-11, Lindmoor Post)",
        "undated.txt  Milk for all",
    ]
    assert majlis.run("list", "--until", "2022").stdout.splitlines() == rows[1:2]


def test_meta_tells_where_each_fact_was_found(majlis: Majlis) -> None:
    lines = majlis.run("show", "--meta", "new.txt").stdout.splitlines()
    assert lines[:4] == [
        "title:      Milk again",
        "author:     Per Oden  (first lines)",
        "publisher:  Lindmoor Gazette  (first lines)",
        "published:  2026-02-18  (first lines)",
    ]
    fields = json.loads(majlis.run("show", "--meta", "--json", "old.md").stdout)
    assert fields["published"] == {"value": "2021-06-11", "origin": "front matter"}


def test_a_date_that_is_none_is_an_error(majlis: Majlis) -> None:
    ran = majlis.run("list", "--since", "whenever")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("error: 'whenever' is no date.")
