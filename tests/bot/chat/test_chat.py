"""`majlis chat` as a person sees it: keys go into a real terminal, and its screen is read."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from bot.app import App
from bot.rendering.text import plain
from tests.support.fake_model import KEY, Wire, running
from tests.support.processes import Majlis
from tests.support.seed_articles import (
    ALLIES,
    STRONG_RELATIONS_SPAN,
    TRADITIONAL_TIES_SPAN,
    WHEAT_SPAN,
)
from tests.support.tmux import Tmux, terminal

RUSSIA = "How is Iraq positioned toward Russia?"
WHEAT = "Where did Iraq send wheat?"
SHIPPED = "In Syria, wheat shipments were sent despite local shortages"
LABELLED = re.compile(r"^\[(\d+\.\d+)\] (.{60,}\.)$", re.MULTILINE)


@pytest.fixture
def own(seeded: App, tmp_path: Path) -> Path:
    """Give a home of the seeds that nothing was asked in."""
    ignored = shutil.ignore_patterns("log.sqlite3*", "chat_history")
    return Path(shutil.copytree(seeded.home.path, tmp_path / "own", ignore=ignored))


@pytest.fixture
def tmux() -> Iterator[Tmux]:
    with terminal() as opened:
        yield opened


def widest(screen: str) -> int:
    return max(cell_len(line) for line in screen.splitlines())


def test_a_conversation_is_led_and_taken_up_again(tmux: Tmux, own: Path) -> None:
    tmux.start("chat", "--home", own)
    tmux.ready()
    assert "majlis  5 articles, 92 passages." in tmux.screen()
    tmux.line(RUSSIA)
    tmux.until("[1] Moscow Extends Full Cooperation")
    tmux.ready()
    shown = tmux.screen()
    assert f"> {RUSSIA}\n\nMoscow has affirmed its robust commitment" in shown
    assert "in the Middle Eastern nation. [1]" in " ".join(shown.split())
    assert re.search(
        rf"^\[2\] the same +{re.escape(str(TRADITIONAL_TIES_SPAN))}$", shown, re.MULTILINE
    )
    assert "\x1b[1m\x1b[36m[1]" in tmux.screen(colours=True)
    tmux.line("And China?")
    tmux.until("Understood as: How is Iraq positioned toward China?")
    tmux.ready()
    tmux.line(".quote 3")
    quoted = " ".join(tmux.until("» In the coming years").split())
    assert str(STRONG_RELATIONS_SPAN) in quoted
    assert "with Russia, China, and India. « Regionally, it will remain" in quoted
    tmux.ready()
    tmux.keys("C-c")
    tmux.until("Leave with Ctrl-D or .quit.")
    tmux.keys("C-d")
    tmux.until("left with 0")

    tmux.start("chat", "--resume", "--quiet", "--home", own)
    tmux.until("Going on after: And China?")
    tmux.ready()
    assert "5 articles" not in tmux.screen()
    tmux.keys("Up")
    tmux.until("> .quote 3")
    tmux.keys("Enter")
    tmux.until("» In the coming years")
    tmux.ready()
    tmux.keys("Up", "Up", "Up")
    tmux.until(f"> {RUSSIA}")
    tmux.keys("C-c")
    tmux.ready()
    tmux.line("And Turkey?")
    tmux.until("Understood as: How is Iraq positioned toward Turkey?")


def test_nothing_is_wider_than_a_narrow_terminal_nor_than_one_made_narrower(
    tmux: Tmux, own: Path
) -> None:
    tmux.start("chat", "--home", own, width=100, height=30)
    tmux.ready()
    tmux.keys("-l", "Where did Iraq ")
    tmux.until("> Where did Iraq")
    tmux.resize(40, 20)
    tmux.line("send wheat?")
    tmux.until(str(WHEAT_SPAN))
    tmux.ready()
    for command in (RUSSIA, ".quote 1", ".sources", ".articles", ".about 003", ".help", ".log"):
        before = tmux.screen().count("\n")
        tmux.line(command)
        deadline = time.monotonic() + 20
        while tmux.screen().count("\n") <= before + 2 and time.monotonic() < deadline:
            time.sleep(0.03)
        tmux.ready()
    _, _, shown = tmux.screen(joined=True).partition("wheat?\n")
    assert widest(shown) <= 40
    assert f"\n    {TRADITIONAL_TIES_SPAN}\n" in shown
    assert ".mode [MODE]  who writes the answers:\n              auto, extractive" in shown


def slowly(wire: Wire, asked: dict[str, Any]) -> None:
    """Say what the first passages say, the first two sentences at once and then word by word."""
    wire.begin()
    for number, (label, words) in enumerate(LABELLED.findall(asked["messages"][-1]["content"])):
        sentence = f"{words[:-1]} [{label}]. "
        for piece in [sentence] if number < 2 else sentence.split():
            wire.piece(f"{piece} ")
            time.sleep(0.01 if number < 2 else 1.0)
    wire.end()


def test_ctrl_c_stops_an_answer_and_keeps_what_was_checked(tmux: Tmux, own: Path) -> None:
    with running() as model:
        model.script = slowly
        tmux.start(
            "chat", "--home", own, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=model.url,
            MAJLIS_PRICE_INPUT="1", MAJLIS_PRICE_OUTPUT="1",
        )  # fmt: skip
        tmux.ready()
        tmux.line(RUSSIA)
        tmux.until("asking openai:gpt-5-mini …")
        shown = tmux.until("[1]")
        assert "[1] " not in shown and "Stopped" not in shown  # no sources yet
        begun = time.monotonic()
        tmux.keys("C-c")
        tmux.until("Stopped.")
        tmux.ready()
        assert time.monotonic() - begun < 5
        shown = tmux.screen()
        assert "asking openai" not in shown
        assert shown.index("[1]") < shown.index("Stopped.") < shown.index("\n[1] ")
        tmux.line(".model")
        tmux.until("openai:gpt-5-mini, asked once in this session")


def test_lines_are_pasted_begun_and_completed(tmux: Tmux, own: Path) -> None:
    tmux.start("chat", "--home", own)
    tmux.ready()
    tmux.paste("Where did Iraq\nsend wheat?")
    tmux.until("> Where did Iraq\n  send wheat?")
    tmux.keys("Enter")
    assert "Understood" not in tmux.until(str(WHEAT_SPAN))
    tmux.ready()
    tmux.keys("one", "M-Enter", "two")
    tmux.until("> one\n  two")
    tmux.keys("C-c")
    tmux.ready()
    tmux.keys(".quo", "Tab")
    tmux.until("> .quote")
    tmux.keys("Enter")
    tmux.until(f"» {SHIPPED}")
    tmux.ready()
    tmux.keys("-l", ".about 003")
    tmux.keys("Tab")
    tmux.until(f"> .about {ALLIES}")
    tmux.keys("Enter")
    tmux.until("16,954 characters · 34 passages")
    tmux.ready()
    tmux.line(".qoute 1")
    tmux.until("error: There is no command '.qoute'; the nearest is .quote.")
    tmux.ready()
    tmux.line(".quit")
    tmux.until("left with 0")


def test_a_dumb_terminal_has_a_plain_prompt_and_no_colours(tmux: Tmux, own: Path) -> None:
    tmux.start("chat", "--home", own, TERM="dumb")
    tmux.ready()
    tmux.line(WHEAT)
    tmux.until(str(WHEAT_SPAN))
    tmux.ready()
    tmux.keys("C-c")
    tmux.until("Leave with Ctrl-D or .quit.")
    tmux.keys("C-d")
    tmux.until("left with 0")
    assert "\x1b" not in tmux.screen(colours=True)


def piped(home: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    return Majlis(home).run("chat", stdin="".join(f"{line}\n" for line in lines))


def test_each_line_of_a_pipe_is_a_question(own: Path, seeded: App) -> None:
    answer = plain(seeded.assistant.ask(WHEAT))
    run = piped(own, WHEAT, "", "a" * 5000, ".frobnicate", ".mode extractive", WHEAT)
    assert run.returncode == 0
    assert run.stdout == f"{answer}\n\nThe mode is extractive.\n\n{answer}\n"
    assert run.stderr.splitlines() == [
        "error: The question has 5,000 characters; 4,000 is the most.",
        "hint: Ask in fewer words, or add the text as an article.",
        "error: There is no command '.frobnicate'; the nearest is .articles.",
        "hint: .help lists the commands.",
    ]


def test_a_chat_that_cannot_be_resumed_says_why(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Majlis(own).run("chat", "--mode", "magic").returncode == 2
    monkeypatch.setenv("MAJLIS_LOG", "off")
    run = Majlis(own).run("chat", "--resume")
    assert run.returncode == 1
    assert run.stderr.startswith("error: The log is off, so no conversation is kept to go on with.")
