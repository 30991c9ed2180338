"""PDF files on the command line: added, listed, quoted with their pages, shown as pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.pdf_files import HEIGHT, MARGIN, Sheets
from tests.support.processes import Majlis

SHIPS = "The ships of Zembla are painted blue every second year in spring by their own crews."
BREAD = "Our baker takes the rye bread out of the oven at five in the morning."
MARKER = (255, 225, 60)


def report() -> bytes:
    """Return a PDF of three pages: bread, ships, and a picture."""
    sheets = Sheets(title="A report")
    for sentence in (BREAD, SHIPS):
        sheets.line(MARGIN, 700, sentence)
        sheets.turn()
    sheets.canvas.rect(100, 100, 200, 200, fill=1)
    sheets.turn()
    return sheets.content()


@pytest.fixture
def majlis(tmp_path: Path) -> Majlis:
    """Give the commands over a home that holds the report."""
    (tmp_path / "report.pdf").write_bytes(report())
    made = Majlis(tmp_path / "home")
    ran = made.run("add", tmp_path / "report.pdf")
    note = "added: report.pdf (1 of 3 pages holds no text, only pictures)"
    assert ran.stderr.splitlines() == [note, "1 added."]
    return made


def test_a_quote_is_shown_with_its_page_and_pages_without_text_are_told(majlis: Majlis) -> None:
    ran = majlis.run("ask", "What colour are the ships of Zembla painted?")
    start = len(BREAD) + 2
    place = f"report.pdf p. 2 {start}-{start + len(SHIPS)}"
    assert ran.stdout.splitlines() == [f"{SHIPS} [1]", "", f"[1] A report  {place}"]
    remark = "1 of 3 pages holds no text, only pictures"
    assert majlis.run("list").stdout == f"report.pdf  A report [{remark}]\n"
    listed = json.loads(majlis.run("list", "--json").stdout)
    assert (listed["pages"], listed["pages_without_text"]) == (3, 1)
    assert majlis.run("doctor").stdout.splitlines()[1:] == [f"report.pdf: {remark}."]
    assert json.loads(majlis.run("doctor", "--json").stdout)["remarks"] == [
        f"report.pdf: {remark}."
    ]


def test_a_page_is_shown_with_the_words_marked(majlis: Majlis, tmp_path: Path) -> None:
    start = len(BREAD) + 2 + SHIPS.index("painted")
    span = f"report.pdf:{start}-{start + len('painted blue')}"
    ran = majlis.run("show", span, "--image", tmp_path / "page.png")
    assert (ran.returncode, ran.stdout) == (0, "")
    with Image.open(tmp_path / "page.png") as picture:
        pixels = np.asarray(picture.convert("RGB"))
    scale = len(pixels) / HEIGHT
    down, across = np.nonzero((pixels == MARKER).all(axis=2))
    left, right, top, bottom = (
        edge / scale for edge in (across.min(), across.max(), down.min(), down.max())
    )
    sheets = Sheets()
    before, words = (
        sheets.canvas.stringWidth(text, "Times-Roman", 10)
        for text in (SHIPS[: SHIPS.index("painted")], "painted blue")
    )
    assert (left, right) == pytest.approx((MARGIN + before, MARGIN + before + words), abs=2)
    assert HEIGHT - bottom < 700 < HEIGHT - top < 710


def test_a_whole_article_is_shown_without_marks(majlis: Majlis, tmp_path: Path) -> None:
    assert majlis.run("show", "report.pdf", "--image", tmp_path / "page.png").returncode == 0
    with Image.open(tmp_path / "page.png") as picture:
        colours = picture.convert("RGB").getcolors(100_000)
    assert isinstance(colours, list)
    assert all(len({*colour}) == 1 for _, colour in colours if isinstance(colour, tuple))


def test_why_there_is_no_picture_is_said(majlis: Majlis, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(SHIPS, encoding="utf-8")
    majlis.run("add", tmp_path / "ferry.txt")
    hint = "hint: Without --image, its words are shown."
    ran = majlis.run("show", "ferry.txt:4-9", "--image", tmp_path / "page.png")
    no_pdf = "error: There is no picture of 'ferry.txt': it is no PDF, so that it has no pages."
    assert (ran.returncode, ran.stderr.splitlines()) == (1, [no_pdf, hint])
    for original in (majlis.home / "originals").iterdir():
        original.unlink()
    ran = majlis.run("show", "report.pdf:4-9", "--image", tmp_path / "page.png")
    gone = (
        "error: There is no picture of 'report.pdf': its original is not kept, or no longer whole."
    )
    assert (ran.returncode, ran.stderr.splitlines()) == (1, [gone, hint])
    assert not (tmp_path / "page.png").exists()
