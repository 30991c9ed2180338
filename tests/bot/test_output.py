"""What reaches a terminal: nothing that it would act on, whatever was written and by whom."""

import io
import os
import sys
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.progress import Progress, TextColumn
from rich.table import Table
from rich.text import Text

from bot.output import safe_console, strip_control_characters, write, write_parts, write_row
from tests.tools.attack.terminal import ALL, PAYLOADS, terminal_scenarios

# What these commands print holds no word of others.
OWN_WORDS = {"doctor", "rebuild", "forget", "log --import", "eval draft"}
STEERING = st.characters(categories=["Cc", "Cf"])
TEXTS = st.text(STEERING | st.sampled_from("ab [m];2J\n\t"))


def acts(text: str) -> list[str]:
    """Return the signs of a text that a terminal acts on, but isolates that are closed."""
    signs, opened = [], 0
    for sign in text:
        opened = 0 if sign == "\n" else opened + (sign == "\u2068") - (sign == "\u2069")
        if opened < 0 or (category(sign) == "Cc" and sign not in "\n\t"):
            signs.append(sign)
        if sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067":
            signs.append(sign)
    return signs + ["\u2068"] * opened


@given(TEXTS)
def test_nothing_is_left_that_a_terminal_acts_on(text: str) -> None:
    stripped = strip_control_characters(text)
    assert acts(stripped) == []
    assert len(stripped) == len(text)
    assert strip_control_characters(stripped) == stripped


def test_every_payload_is_one() -> None:
    assert [name for name, words in PAYLOADS.items() if not acts(words)] == []


def test_words_are_stripped_wherever_they_go(capsys: pytest.CaptureFixture[str]) -> None:
    write(f"a {ALL}")
    write(f"b {ALL}", to_stderr=True, end="")
    write_parts((f"c {ALL}", False), (ALL, True))
    write_row(f"d {ALL}", ALL, ALL)
    out, err = capsys.readouterr()
    assert acts(out) == acts(err) == []
    assert out.count("evil12") == 6 and err == f"b {strip_control_characters(ALL)}"


def test_a_mark_is_shown_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    write_parts(("a\x1b[2J", False), ("b", True))
    assert screen.getvalue() == "a�[2J\x1b[1m\x1b[7mb\x1b[0m\n"


@pytest.mark.parametrize("width", [30, 80])
def test_a_row_is_cut_to_the_width_of_a_terminal_and_whole_in_a_pipe(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_, **__: os.terminal_size((width, 24)))
    title = "Ein sehr langer Titel 漢字 " * 8
    write_row("a.txt  ", title, "  (2026)")
    assert capsys.readouterr().out == f"a.txt  {title}  (2026)\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    write_row("a.txt  ", title, "  (2026)")
    row = capsys.readouterr().out.removesuffix("\n")
    assert cell_len(row) in (width - 1, width)
    assert row.startswith("a.txt  Ein") and row.endswith("…  (2026)")
    write_row("a.txt  ", "Short", "  (2026)")
    assert capsys.readouterr().out == "a.txt  Short  (2026)\n"


def test_a_console_strips_all_that_it_renders() -> None:
    console = safe_console()
    console.file = io.StringIO()
    table = Table(f"head {ALL}")
    table.add_row(Text(f"cell {ALL}"))
    console.print(f"words {ALL}", Text(ALL, "bold"), table, width=400)
    with Progress(TextColumn(f"doing {ALL}"), console=console) as progress:
        progress.add_task(ALL, total=1)
    shown = console.file.getvalue()
    assert shown.count("evil12") == 4 and acts(shown) == []


@pytest.mark.skipif(sys.platform != "linux", reason="it forks, and needs a pseudo-terminal")
def test_nothing_hostile_gets_through_any_command() -> None:
    rows = terminal_scenarios()
    assert {name: figure for name, tried, held, figure in rows if held < tried} == {}
    silent = {name.rpartition(" (")[0] for name, _, _, figure in rows if " 0 times" in figure}
    assert silent - OWN_WORDS <= {"chat --resume"}  # which in a pipe says nothing
    assert len(rows) > 80
