"""Passages are slices that cover the document, and units are what a reader would quote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.passages import Document, Passage, SentenceKind
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.fill_passages import PASSAGE_CHARACTERS
from retrieval.text.passage_text import passage_text, sentence_text
from retrieval.text.split import Layout, split
from tests.support.places import SEEDS_FOLDER
from tests.support.seed_articles import SHIFTING

LINES = st.sampled_from(
    [
        "", "", "# Heading", "== Wiki ==", "= = Deep = =", "A plain heading", "Key points include:",
        "- First item: it is here.", "- Second item. It has two sentences.", "1. Numbered",
        "| Country | Goal |", "|---|---|", "| Iraq | Peace |", "Country | Goal |", "---|---|---",
        "A sentence. Another one! A third?", "Leave a Reply", "Print Page. Something else is here.",
        "  indented text that goes on.", "ends without a mark", "\t", "x" * 1500, "слово. " * 90,
        "يقول النص شيئا. ثم ينتهي؟", "…", "a | b", "\r", "  ", "***",
    ]
)  # fmt: skip


def laid_out(text: str) -> tuple[Document, Layout]:
    document = Document("d", text, "Title", language="en")
    return document, split(document, CutText(text), mark_boilerplate(CutText(text)))


def covered(document: Document, layout: Layout) -> list[int]:
    counts = [0] * len(document.text)
    spans = [(mark.span.start, mark.span.end) for mark in mark_boilerplate(CutText(document.text))]
    spans += [(span.start, span.end) for span in layout.headings]
    spans += [(passage.start, passage.end) for passage in layout.passages]
    for start, end in spans:
        for i in range(start, end):
            counts[i] += 1
    return counts


def check(document: Document, layout: Layout) -> None:
    counts = covered(document, layout)
    for i, character in enumerate(document.text):
        assert counts[i] <= 1, (i, document.text[max(0, i - 20) : i + 20])
        covered_or_sign = counts[i] or character.isspace() or character == ">"
        assert covered_or_sign, (i, document.text[max(0, i - 20) : i + 20])
    for passage in layout.passages:
        positions = [passage.start]
        for sentence in passage.sentences:
            positions += [sentence.start, sentence.end]
            assert document.text[sentence.start : sentence.end].strip()
        assert positions == sorted(positions) and positions[-1] == passage.end


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_passages_headings_and_marks_cover_everything_once(rows: list[str], end: str) -> None:
    check(*laid_out(end.join(rows)))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_covered(text: str) -> None:
    check(*laid_out(text))


@pytest.mark.parametrize("path", sorted(SEEDS_FOLDER.iterdir()), ids=lambda path: path.name[:3])
def test_the_seeds_are_covered_and_their_passages_are_short(path) -> None:  # type: ignore[no-untyped-def]  # pytest gives the path
    document, layout = laid_out(path.read_bytes().decode())
    check(document, layout)
    assert all(
        len(p.sentences) == 1 or p.end - p.start <= PASSAGE_CHARACTERS for p in layout.passages
    )


def units(text: str) -> list[tuple[SentenceKind, str, list[str]]]:
    _, layout = laid_out(text)
    return [
        (unit.kind, text[unit.start : unit.end], [span.of(text) for span in unit.context])
        for passage in layout.passages
        for unit in passage.sentences
    ]


TABLES = {
    "outer pipes": (
        "| Country | Goal |\n|---|---|\n| Russia | Arms, aid |\n",
        "| Russia | Arms, aid |",
    ),
    "trailing pipes": (
        "Country | Goal |\n---|---|\nRussia | Arms, aid |\n",
        "Russia | Arms, aid |",
    ),
    "no outer pipes": ("Country | Goal\n---|---\nRussia | Arms, aid\n", "Russia | Arms, aid"),
    "no rule": ("| Country | Goal |\n| Russia | Arms, aid |\n", "| Russia | Arms, aid |"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_row_is_a_unit_and_reads_with_its_header(name: str) -> None:
    text, row = TABLES[name]
    document, layout = laid_out(text)
    (passage,) = layout.passages
    (unit,) = passage.sentences
    assert unit.kind is SentenceKind.ROW
    assert text[unit.start : unit.end] == row
    assert [span.of(text) for span in unit.context] == [text.split("\n")[0]]
    assert sentence_text(document, unit) == "Russia — Goal: Arms, aid"


def test_the_rows_of_a_seed_read_as_promised() -> None:
    path = SEEDS_FOLDER / SHIFTING
    document, layout = laid_out(path.read_bytes().decode())
    rows = [
        sentence_text(document, unit)
        for passage in layout.passages
        for unit in passage.sentences
        if unit.kind is SentenceKind.ROW
    ]
    assert len(rows) == 11
    assert rows[5] == (
        "Russia — Security Contribution: Arms sales, training programs;"
        " Strategic Goal: Diversify defense options"
    )


def test_items_keep_their_lead_in_as_context() -> None:
    text = "Some prose. Key steps include:\n- One thing.\n- Another thing.\n\nNo lead-in here.\n- Third."
    assert units(text)[2:] == [
        (SentenceKind.ITEM, "- One thing.", ["Key steps include:"]),
        (SentenceKind.ITEM, "- Another thing.", ["Key steps include:"]),
        (SentenceKind.SENTENCE, "No lead-in here.", []),
        (SentenceKind.ITEM, "- Third.", []),
    ]


def test_headings_make_a_path_by_level() -> None:
    text = "# A\n\nOne is here.\n\n## B\n\nTwo is here.\n\n# C\n\nThree is here.\n\nPlain words\n\nFour is here.\n"
    document, layout = laid_out(text)
    assert [(p.headings, text[p.start : p.end]) for p in layout.passages] == [
        (("A",), "One is here."),
        (("A", "B"), "Two is here."),
        (("C",), "Three is here."),
        (("C", "Plain words"), "Four is here."),
    ]
    assert passage_text(document, layout.passages[1]).text == "Title. A. B\nTwo is here."


def test_wiki_headings_count_their_signs() -> None:
    text = " = Robert Boulter = \n\nHe acts.\n\n = = Career = = \n\nHe played.\n"
    _, layout = laid_out(text)
    assert [p.headings for p in layout.passages] == [
        ("Robert Boulter",),
        ("Robert Boulter", "Career"),
    ]


def test_a_marked_sentence_parts_two_passages() -> None:
    text = "Before it stands this. Print Page. After it stands that."
    _, layout = laid_out(text)
    assert [text[p.start : p.end] for p in layout.passages] == [
        "Before it stands this.",
        "After it stands that.",
    ]


def test_a_very_long_line_without_sentences_is_cut_at_words() -> None:
    text = "word " * 2000
    document, layout = laid_out(text)
    check(document, layout)
    assert max(p.end - p.start for p in layout.passages) <= PASSAGE_CHARACTERS
    assert all(text[p.start : p.end].startswith("word") for p in layout.passages)


def test_how_a_passage_reads_begins_each_unit_where_it_says() -> None:
    document, layout = laid_out("Points:\n- One.\n- Two.\n\n| A | B |\n|---|---|\n| x | y |\n")
    passage: Passage = layout.passages[0]
    reading = passage_text(document, passage)
    assert [
        reading.text[start:][: len(u)]
        for start, u in zip(reading.starts, reading.units, strict=True)
    ] == list(reading.units)
    assert reading.units == ("Points:", "One.", "Two.", "x — B: y")
