"""The text of PDF files: the words in order, each on its page, and nothing between that is none."""

import re
import tomllib

import pytest

from retrieval.formats.extracted import Extracted, Fact
from retrieval.formats.pdf_text import extract_pdf
from tests.support.pdf_files import (
    COLUMN,
    HEIGHT,
    MARGIN,
    SANS,
    WIDTH,
    Sheets,
    column_lines,
    order_kept,
    sans,
    shaped,
    wrapped,
)
from tests.support.pdf_layouts import BODY, LAYOUTS, PROSE
from tests.support.places import ROOT

NEWS = tomllib.loads((ROOT / "tests" / "data" / "news.toml").read_text("utf-8"))
ENOUGH = 0.98  # of the words, in their order
needs_font = pytest.mark.skipif(not SANS.exists(), reason="the font DejaVu Sans is not here")


def pages_of(extracted: Extracted, words: str) -> list[int | None]:
    """Return the pages on which words begin."""
    starts = [match.start() for match in re.finditer(re.escape(words), extracted.text)]
    return [extracted.pages.number_at(start) for start in starts]


def boilerplate(extracted: Extracted) -> list[str]:
    return [span.of(extracted.text) for span in extracted.boilerplate]


def test_one_column_is_read_by_paragraph_with_its_heading_and_list() -> None:
    sheets = Sheets(title="Ferries", author="Ann Example")
    sheets.line(MARGIN, 780, "The ferries of Zembla", "Times-Bold", 18)
    top = sheets.column(column_lines(PROSE[:2], BODY), MARGIN, 750)
    sheets.line(MARGIN, top - 20, "What else there is", "Times-Bold")
    items = ["• a ferry that is blue and crosses the strait four times a day, in summer also", "at "
             "night", "• a lathe"]  # fmt: skip
    sheets.column(items, MARGIN, top - 45)
    extracted = extract_pdf(sheets.content())
    assert extracted.text.split("\n\n") == [
        "## The ferries of Zembla",
        *(" ".join(each.split()) for each in PROSE[:2]),
        "## What else there is",
        "- a ferry that is blue and crosses the strait four times a day, in summer also at night\n"
        "- a lathe",
    ]
    assert extracted.facts == {
        "title": Fact("Ferries", "PDF metadata"),
        "author": Fact("Ann Example", "PDF metadata"),
    }


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - ferry.doc", "ferry.pdf", "(3)"])
def test_what_a_program_writes_is_no_title_and_no_author(title: str) -> None:
    sheets = Sheets(title=title, author="anonymous")
    sheets.line(MARGIN, 700, "A ferry.")
    assert extract_pdf(sheets.content()).facts == {}


@needs_font
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_words_of_a_layout_are_read_in_their_order(name: str) -> None:
    content, words = LAYOUTS[name]()
    assert order_kept(words, extract_pdf(content).text) >= ENOUGH


@pytest.mark.parametrize("columns", [1, 2])
def test_words_over_many_pages_are_in_order_each_on_its_page(columns: int) -> None:
    lines = column_lines(PROSE, BODY if columns == 1 else COLUMN, hyphens=True)
    height = 52
    sheets = Sheets()
    shown = [lines[at : at + columns * height] for at in range(0, len(lines), columns * height)]
    for number, part in enumerate(shown, 1):
        sheets.line(MARGIN, 810, "The Herald of Zembla", size=8)
        if columns == 1:
            sheets.column(part, MARGIN, 770)
        else:
            sheets.columns(part, 770, height)
        sheets.line(WIDTH / 2, 30, f"Page {number} of {len(shown)}", size=8)
        sheets.turn()
    extracted = extract_pdf(sheets.content())
    assert order_kept(" ".join(PROSE), extracted.text) >= ENOUGH
    numbers = [f"Page {number} of {len(shown)}" for number in range(1, len(shown) + 1)]
    assert sorted(boilerplate(extracted)) == sorted(["The Herald of Zembla"] * len(shown) + numbers)
    for number, part in enumerate(shown, 1):
        start = extracted.pages.starts[number - 1]
        assert extracted.text[start:].startswith(part[0].rstrip("-")[:10])
        for line in part[1:-1]:
            words = line.partition(" ")[2]  # the first one may be the rest of a word
            if line[-1:] != "-" and " ".join(PROSE).count(words) == 1:
                assert pages_of(extracted, words) == [number], line


def test_a_sentence_goes_on_over_a_page_with_footnotes_and_headers() -> None:
    sheets = Sheets()
    lines = column_lines(PROSE[:9], BODY)
    broken = next(at for at, line in enumerate(lines) if at > 30 and line[-1:].isalpha())
    for number, part in enumerate((lines[: broken + 1], lines[broken + 1 :]), 1):
        sheets.line(MARGIN, 815, "The Herald of Zembla", size=8)
        sheets.column(part, MARGIN, 780)
        sheets.canvas.line(MARGIN, 90, MARGIN + 100, 90)
        notes = [f"{number} See the {'treaty' * number}, which was never published as a", "whole."]
        sheets.column(notes, MARGIN, 80, size=8)
        sheets.line(WIDTH / 2, 30, str(number), size=8)
        sheets.turn()
    extracted = extract_pdf(sheets.content())
    across = f"{lines[broken]} {lines[broken + 1]}"
    assert pages_of(extracted, across) == [1]
    assert order_kept(" ".join(PROSE[:9]), extracted.text) == 1.0
    first, second = (
        f"{n} See the {'treaty' * n}, which was never published as a whole." for n in (1, 2)
    )
    assert (pages_of(extracted, first), pages_of(extracted, second)) == ([1], [2])
    assert boilerplate(extracted) == ["The Herald of Zembla", "1", "The Herald of Zembla", "2"]


def test_footnotes_of_a_page_that_one_paragraph_fills_stand_between_its_sentences() -> None:
    sheets = Sheets()
    words = " ".join(PROSE[:30])
    lines = list(wrapped(words, BODY, hyphens=True))
    notes = ["1 A first note.", "2 A second note.", "3 A third note."]
    for number, note in enumerate(notes):
        sheets.column(lines[50 * number : 50 * number + 50], MARGIN, 780)
        sheets.line(MARGIN, 100, note, size=8)
        sheets.turn()
    extracted = extract_pdf(sheets.content())
    assert order_kept(words, extracted.text) == 1.0
    assert [pages_of(extracted, note) for note in notes] == [[1], [2], [3]]
    between = extracted.text.partition(f"\n\n{notes[1]}\n\n")[0]
    assert between.endswith(".")


@needs_font
def test_hyphens_ligatures_and_soft_hyphens_are_resolved() -> None:
    sheets = Sheets()
    lines = """
        The of\ufb01ce of the vice-president found the \ufb02oor of the gov-
        ernment, whose e\ufb00orts con\u00adtinued. The vice-
        president spoke of the re\u00ad
        public.

        In the years 2019-
        2024 the Iraqi-
        Syrian border was open.
    """.splitlines()
    sheets.column(map(str.strip, lines), MARGIN, 700, sans())
    assert extract_pdf(sheets.content()).text == (
        "The office of the vice-president found the floor of the government, whose efforts "
        "continued. The vice-president spoke of the republic.\n\n"
        "In the years 2019-2024 the Iraqi-Syrian border was open."
    )


def test_a_raised_number_is_the_mark_of_a_footnote() -> None:
    sheets = Sheets()
    sheets.line(MARGIN, 700, "The treaty was signed.")
    end = MARGIN + sheets.canvas.stringWidth("The treaty was signed.", "Times-Roman", 10)
    sheets.line(end, 704, "1", size=6)
    assert extract_pdf(sheets.content()).text == "The treaty was signed.¹"


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_is_rows_of_cells(ruled: bool) -> None:
    table = [["Country", "Ferries", "Crews"], ["Zembla", "4", "120"], ["Iraq", "12", "300"],
             ["Syria", "", "2"] if ruled else ["Syria", "7", "2"]]  # fmt: skip
    sheets = Sheets()
    top = sheets.column(column_lines(PROSE[:1], BODY), MARGIN, 780) - 30
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            sheets.line(MARGIN + 100 * column + 4, top - 20 * number, cell)
    if ruled:
        sheets.canvas.grid(
            [MARGIN + 100 * n for n in range(4)], [top + 14 - 20 * n for n in range(5)]
        )
    sheets.column(column_lines(PROSE[1:2], BODY), MARGIN, top - 100)
    rows = "\n".join("".join(f"| {cell} " if cell else "| " for cell in row) + "|" for row in table)
    assert extract_pdf(sheets.content()).text == "\n\n".join([PROSE[0], rows, PROSE[1]])


@needs_font
@pytest.mark.parametrize("language", ["ar", "he"])
def test_text_from_right_to_left_is_in_the_order_in_which_it_is_read(language: str) -> None:
    sheets = Sheets()
    top = 780.0
    for paragraph in NEWS[language]:
        for line in wrapped(paragraph, 300, sans(), 12):
            sheets.canvas.setFont(sans(), 12)
            sheets.canvas.drawRightString(WIDTH - MARGIN, top, shaped(line))
            top -= 16
        top -= 10
    assert extract_pdf(sheets.content()).text == "\n\n".join(NEWS[language])


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_page_may_be_turned(quarter: int) -> None:
    sheets = Sheets()
    sheets.canvas.translate(WIDTH / 2, HEIGHT / 2)
    sheets.canvas.rotate(90 * quarter)
    sheets.column(column_lines(PROSE[:3], 400), -200, 150)
    sheets.canvas.setPageRotation(90 * quarter)
    assert extract_pdf(sheets.content()).text == "\n\n".join(PROSE[:3])


@pytest.mark.parametrize(
    ("rows", "is_table"),
    [
        pytest.param(
            [["Country", "What it does", "Why it does so"],
             ["Iran", "Energy cooperation and talks", "Better security at the border"],
             ["Saudi Arabia", "Rapprochement and investment", "More trade, and not only in oil"]],
            True, id="wordy",
        ),
        pytest.param([["•", "first"], ["•", "second"], ["•", "third"]], False, id="bullets"),
        pytest.param([["Iran", "4"], ["Iraq", "12"]], False, id="two rows"),
    ],
)  # fmt: skip
def test_what_stands_in_columns_is_a_table_or_none(rows: list[list[str]], is_table: bool) -> None:
    sheets = Sheets()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            x = MARGIN + (15 if len(cell) == 1 or row[0] == "•" else 150) * column
            sheets.line(x, 700 - 15 * number, cell)
    text = extract_pdf(sheets.content()).text
    assert text.startswith("| ") is is_table
    assert (text == "- first\n- second\n- third") is (rows[0][0] == "•")


def test_the_same_bytes_give_the_same_text() -> None:
    sheets = Sheets()
    sheets.columns(column_lines(PROSE[:5], COLUMN, hyphens=True), 760, 40)
    content = sheets.content()
    assert extract_pdf(content) == extract_pdf(content)
