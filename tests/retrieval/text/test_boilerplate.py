"""Boilerplate is marked by its form, and nothing else is."""

import json

import pytest

from retrieval.text.boilerplate import mark_boilerplate, repeatable_lines
from retrieval.text.cut_text import CutText
from tests.support.places import SEEDS_FOLDER, SHARED
from tests.support.seed_articles import ALLIES, DISTANCING, MOSCOW, SHIFTING, TENSIONS


def marked(text: str) -> list[tuple[str, str]]:
    return [(mark.rule, mark.span.of(text)) for mark in mark_boilerplate(CutText(text))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (SHIFTING, []),
        (TENSIONS, []),
        (DISTANCING, ["ARTICLE AD BOX", "English (US) ·"]),
        (
            MOSCOW,
            [
                "PoliticsBreaking News",
                "Leave a Reply",
                "Your email address will not be published. Required fields are marked *",
                "Back to top button",
            ],
        ),
    ],
)
def test_the_boilerplate_of_the_seeds_is_marked(name: str, expected: list[str]) -> None:
    text = (SEEDS_FOLDER / name).read_bytes().decode()
    assert [words for _, words in marked(text)] == expected


def test_single_sentences_inside_a_paragraph_are_marked() -> None:
    text = (SEEDS_FOLDER / ALLIES).read_bytes().decode()
    words = [words for _, words in marked(text)]
    assert "Print Page." in words
    assert "By using this website, you agree to our cookie policy." in words
    assert "Issues Projects Regions Blogs." in words
    assert "Related analysis from Carnegie The Politics of Perdition. Popular Articles." in words
    assert words[-2:] == ["0コメント", "• 1000 / 1000"]
    assert not any("Baghdad" in mark for mark in words)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("---\ntitle: A\ndate: 2020\n---\nText here.", "front matter"),
        ("Home · World · Politics · Contact", "menu"),
        ("[About us](https://example.org/about)", "link"),
        ("- https://example.org/next", "link"),
        ("© 2024 The Daily Example", "phrase"),
        ("Ваш адрес email не будет опубликован.", "phrase"),
        ("Follow us on Facebook and Twitter", "phrase"),
    ],
)
def test_other_forms_of_boilerplate_are_marked(text: str, rule: str) -> None:
    assert [found for found, _ in marked(text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "Share of exports",
        "| Home | About | Contact |",
        "net sales | 2012 | 2011 | 2010",
        "Subscribers rose to two million. Advertising paid for it.",
        "He read more. She learned less.",
        "Gulf Wars. Cold War.",
    ],
)
def test_articles_are_left_alone(text: str) -> None:
    assert marked(text) == []


def test_a_line_is_furniture_only_when_other_documents_hold_it() -> None:
    text = "The Daily Example\n\nIraq sent wheat to Syria.\n- an item\n| a | b |\n"
    assert repeatable_lines(CutText(text)) == {"the daily example"}
    assert marked(text) == []
    cut = CutText(text)
    marks = mark_boilerplate(cut, repeated=repeatable_lines(cut))
    assert [(m.rule, m.span.of(text)) for m in marks] == [("repeated", "The Daily Example")]


@pytest.mark.skipif(not (SHARED / "evals").exists(), reason="the development sets are not here")
def test_fewer_than_one_in_a_thousand_characters_of_clean_text_are_marked() -> None:
    rows = (SHARED / "evals" / "clapnq_dev" / "docs.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    false = sum(
        mark.span.end - mark.span.start
        for text in texts
        for mark in mark_boilerplate(CutText(text))
    )
    assert false / sum(map(len, texts)) < 0.001
