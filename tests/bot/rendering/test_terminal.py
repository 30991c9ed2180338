"""The styled output of a terminal: links lead to files that were added and to the web only."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Statement
from bot.rendering.terminal import Screen
from retrieval.passages import Document, Hit, Match, Passage

TEXT = "The heron stands in the pond."


def answer(url: str, source: str = "") -> Answer:
    document = Document("a.txt", TEXT, "Birds", source=source, url=url)
    citation = Citation(1, document.quote(0, len(TEXT)), document.title, url=url)
    hit = Hit(Passage("a.txt", 0, len(TEXT), (), ()), document, 0.9, Match())
    return Answer("Q?", "Q?", (Statement(TEXT, (1,)),), (citation,), hits=(hit,))


def shown(answer: Answer) -> str:
    """Return what a terminal is sent."""
    screen = Screen(plain=False)
    written = io.StringIO()
    screen._console.file = written
    screen.show(answer)
    return written.getvalue()


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("url", ["https://a.example/b?c=d", "http://a.example"])
def test_an_address_of_the_web_is_a_link(url: str) -> None:
    assert f";{url}\x1b\\" in shown(answer(url))


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "FILE:///etc/passwd", "file://host/share", "javascript:alert(1)",
     "data:text/html,x", "ssh://host", "vscode://x", "http://[", "https://a\x1b]8;;b",
     "https://a b", "https://a\u202eb"],
)  # fmt: skip
def test_what_an_article_names_beside_it_is_none(url: str) -> None:
    assert "\x1b]8;" not in shown(answer(url))


def test_a_file_that_was_added_is_a_link_and_one_that_is_gone_is_none(tmp_path: Path) -> None:
    file = tmp_path / "a bird;\x1b.txt"
    file.touch()
    assert f";{file.as_uri()}\x1b\\" in shown(answer("file:///etc/passwd", str(file)))
    file.unlink()
    assert "\x1b]8;" not in shown(answer("file:///etc/passwd", str(file)))
    assert "\x1b]8;" not in shown(answer("", "a.txt"))


def test_an_isolate_that_a_line_breaks_is_closed_and_goes_on() -> None:
    words = f"\u2068{'قمح ' * 60}\u2069 end"
    page = shown(replace(answer(""), statements=(Statement(words, (1,)),)))
    lines = [line for line in page.splitlines() if "قمح" in line]
    assert len(lines) > 1 and "�" not in page
    assert [line.count("\u2068") for line in lines] == [line.count("\u2069") for line in lines]
