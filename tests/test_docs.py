"""The README and the pages of `docs/`: links lead somewhere, examples print what is shown."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.support.docs_examples import DATA, REASONS, RUN, Runner, examples, lay_out, matches
from tests.support.places import ROOT

README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
GENERATED = {"ablation.md", "bench.md", "peers.md"}  # reports, written by the programs they name
PAGES = [README, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *DOCS]
WITH_EXAMPLES = [page for page in PAGES if any(each.runs for each in examples(page))]
OPENING = "After reading this page you can "


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def parsed(page: Path) -> list[Token]:
    """Return the tokens of a page; those of a notebook are of its Markdown cells."""
    text = page.read_text("utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return MarkdownIt().enable("table").parse(text)


def links(tokens: list[Token]) -> Iterator[str]:
    """Yield where the links and the pictures of a page lead."""
    for token in tokens:
        for child in token.children or ():
            if child.type in ("link_open", "image"):
                yield str(child.attrs["href" if child.type == "link_open" else "src"])


def anchors(tokens: list[Token]) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    made: set[str] = set()
    times: Counter[str] = Counter()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            words = "".join(c.content for c in inline.children or () if c.type != "image")
            slug = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
            made.add(f"{slug}-{times[slug]}" if times[slug] else slug)
            times[slug] += 1
    return made


def fault(link: str, page: Path) -> str:
    """Return what is wrong with a link of a page, or ""."""
    parts = urlsplit(link)
    if parts.scheme:
        whole = parts.scheme in ("http", "https") and "." in parts.netloc and " " not in link
        return "" if whole else "it is no address of the web"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return "there is no such file"
    if parts.fragment and parts.fragment not in anchors(parsed(target)):
        return "there is no such heading"
    return ""


@pytest.mark.parametrize("page", [*PAGES, NOTEBOOK], ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    faults = {link: fault(link, page) for link in links(parsed(page))}
    assert {link: why for link, why in faults.items() if why} == {}


@pytest.mark.parametrize(
    ("link", "why"),
    [
        pytest.param("docs/bench.md", "", id="file"),
        pytest.param("docs/figures.md#speed", "", id="heading"),
        pytest.param("docs", "", id="folder"),
        pytest.param("https://example.org/a#b", "", id="address"),
        pytest.param("docs/bank.md", "there is no such file", id="no file"),
        pytest.param("docs/figures.md#sped", "there is no such heading", id="no heading"),
        pytest.param("#nowhere", "there is no such heading", id="no heading of its own"),
        pytest.param("../shared/STYLE.md", "there is no such file", id="outside"),
        pytest.param("https://example org", "it is no address of the web", id="no address"),
        pytest.param("file:///etc/passwd", "it is no address of the web", id="no web"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(link: str, why: str) -> None:
    assert fault(link, README) == why


def test_headings_have_the_anchors_that_github_gives_them() -> None:
    text = "# What it's *for*\n## `majlis ask` & co.\n## Ask\n## Ask\n### Über_x (a, b)\n"
    assert anchors(MarkdownIt().parse(text)) == {
        "what-its-for", "majlis-ask--co", "ask", "ask-1", "über_x-a-b",
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_run_or_says_why_it_is_not(page: Path) -> None:
    for example in examples(page):
        assert example.language in RUN | DATA, example.place
        assert example.reason in {"", *REASONS}, example.place
        assert not (example.reason and example.language in DATA), example.place


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_the_examples_of_a_page_run_and_print_what_is_shown(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run them in order in one home: the README's is empty, the others' hold the seeds already.

    The README's commands are the installed ones.
    """
    lay_out(tmp_path, forked=page != README)
    home = tmp_path / "home" if page == README else request.getfixturevalue("copied")
    monkeypatch.setenv("MAJLIS_HOME", str(home))
    runner = Runner(tmp_path)
    for example in examples(page):
        if example.runs:
            runner.run(example)


@pytest.mark.parametrize(
    ("output", "shown", "same"),
    [
        pytest.param("one two\n", "one\ntwo", True, id="broken line"),
        pytest.param("one two three", "one … three", True, id="left out"),
        pytest.param("one … three", "one … three", True, id="an ellipsis of its own"),
        pytest.param("one two three", "one …", True, id="the rest left out"),
        pytest.param("one two three", "one three", False, id="something missing"),
        pytest.param("one two", "one", False, id="more than shown"),
        pytest.param("a.b", "aXb", False, id="another character"),
        pytest.param("aXb", "a.b", False, id="no pattern"),
    ],
)
def test_a_transcript_is_compared_word_by_word(output: str, shown: str, same: bool) -> None:
    assert matches(output, shown) is same


def test_the_readme_fits_on_a_few_screens() -> None:
    lines = README.read_text("utf-8").splitlines()
    assert len(lines) <= 150
    assert [line for line in lines if len(line) > 160] == []


@pytest.mark.parametrize("page", [page for page in DOCS if page.name not in GENERATED], ids=name_of)
def test_a_page_opens_with_what_its_reader_can_do_then(page: Path) -> None:
    opening = [token.content for token in parsed(page) if token.type == "inline"][1]
    assert opening.startswith(OPENING)
    assert len(re.findall(r"[.!?](?=\s|$)", opening)) == 1


def test_the_readme_names_every_page() -> None:
    targets = {link.partition("#")[0] for link in links(parsed(README))}
    assert {name_of(page) for page in [*DOCS, NOTEBOOK]} - targets == set()


def test_each_row_of_the_threat_model_names_a_test_that_exists() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [row for row in text.partition("| attack |")[2].splitlines() if row.startswith("| ")]
    attacks = [row for row in rows if not row.startswith("| **")]
    assert len(attacks) > 15
    for row in attacks:
        paths = re.findall(r"`(tests/[\w/.]+)`", row)
        assert paths, row
        assert [path for path in paths if not (ROOT / path).is_file()] == []
