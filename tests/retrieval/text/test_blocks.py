"""What is one block: paragraphs that were wrapped, posts, items, turns, headings."""

import pytest

from retrieval.passages import Document, SentenceKind
from retrieval.text.blocks import BlockKind, read_blocks
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.headings import looks_like_heading, says_something
from retrieval.text.passage_text import sentence_text
from retrieval.text.split import split

WIRE = """Gasworks sold

The city council of Orrin voted on Thursday to sell the old gasworks to
the firm Vik and Sons for 6.2 million crowns, after a debate of five
hours.

The buyer plans 140 flats and a kindergarten on the site, and must clean
the soil first.
"""
POSTS = """Selden bridge closed to lorries until 14 June
Water is cut in Marrow Street from 9 to 17 on Wednesday
Two trams derailed near Orrin station, nobody hurt
"""
VERSE = """He read the lines that stood upon the stone beneath the willow, and he
read them twice, for he had known the man who lay there.

  The river ran,
  And ran away,
  And took the span
  One night in May.
"""
MAIL = """> The fishing fleet of Marrow landed a total of
> 8,400 tonnes of cod in 2025, the largest catch
> since the quota was cut.
"""
LIST = """Prices:

- Adults pay more than all of the others, as they always did, and they
  know it
- Children
  - Day ticket: 4 crowns
  - Year ticket: 80 crowns
"""
TALK = """BRANDT: Good evening.

We start with the pool.

SAID: How much will it cost?
BRANDT: Nine million crowns.
"""


def texts(text: str) -> list[str]:
    """Return the blocks of a text, each on one line."""
    return [
        " ".join(block.span.of(text).replace("\n>", " ").split()) for block in read_blocks(text)
    ]


def readings(text: str) -> list[str]:
    """Return the sentences of a text as they read."""
    document, cut = Document("d", text, "title"), CutText(text)
    return [
        sentence_text(document, unit)
        for passage in split(document, cut, mark_boilerplate(cut)).passages
        for unit in passage.sentences
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_the_lines_of_a_wrapped_paragraph_are_one(line_end: str) -> None:
    assert texts(WIRE.replace("\n", line_end)) == [
        "Gasworks sold",
        "The city council of Orrin voted on Thursday to sell the old gasworks to the firm Vik and"
        " Sons for 6.2 million crowns, after a debate of five hours.",
        "The buyer plans 140 flats and a kindergarten on the site, and must clean the soil first.",
    ]


def test_posts_keep_their_lines_and_can_be_quoted() -> None:
    assert readings(POSTS) == POSTS.splitlines()


def test_verse_keeps_its_lines() -> None:
    assert texts(VERSE)[1:] == [
        "The river ran,",
        "And ran away,",
        "And took the span",
        "One night in May.",
    ]


def test_quoted_lines_are_one_paragraph() -> None:
    assert len(texts(MAIL)) == 1
    assert readings(MAIL) == [
        "The fishing fleet of Marrow landed a total of 8,400 tonnes of cod in 2025, the largest"
        " catch since the quota was cut."
    ]


def test_an_item_goes_on_in_the_next_line_and_belongs_to_the_one_above() -> None:
    assert readings(LIST)[1:] == [
        "Adults pay more than all of the others, as they always did, and they know it",
        "Children",
        "Children › Day ticket: 4 crowns",
        "Children › Year ticket: 80 crowns",
    ]


def test_the_speaker_goes_with_the_turn_and_a_question_with_its_answer() -> None:
    document, cut = Document("d", TALK, "title"), CutText(TALK)
    units = [u for p in split(document, cut, []).passages for u in p.sentences]
    assert [sentence_text(document, unit) for unit in units] == [
        "BRANDT: Good evening.",
        "BRANDT: We start with the pool.",
        "SAID: How much will it cost?",
        "BRANDT: Nine million crowns.",
    ]
    assert units[1].kind is SentenceKind.TURN
    assert [span.of(TALK) for span in units[3].context] == ["SAID: How much will it cost?"]


def test_an_article_that_quotes_a_talk_goes_on_by_itself() -> None:
    prose = "\n\n".join(f"The council of Orrin met {number} times." for number in range(20))
    talk = TALK.replace("We start with the pool.\n\n", "")
    assert readings(f"{talk}\n{prose}")[-1] == "The council of Orrin met 19 times."


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Title\n\nText is here.", [BlockKind.HEADING, BlockKind.PARAGRAPH]),
        (
            "Title\n=====\n\nText is here.",
            [BlockKind.HEADING, BlockKind.SIGNS, BlockKind.PARAGRAPH],
        ),
        ("# " + "The county grew rye in 2024. It was sold. " * 5, [BlockKind.PARAGRAPH]),
        ("One.\n\n***\n\nTwo.", [BlockKind.PARAGRAPH, BlockKind.SIGNS, BlockKind.PARAGRAPH]),
        ("1. One\n2. Two", [BlockKind.ITEM, BlockKind.ITEM]),
        ("Term\n: what it is", [BlockKind.PARAGRAPH, BlockKind.ITEM]),
        ("14:05 Trams stop\n14:20 Trams run", [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]),
        ("a,b,c\nd,e,f\ng,h,i", [BlockKind.TABLE]),
    ],
)
def test_what_kind_a_block_is(text: str, kinds: list[BlockKind]) -> None:
    assert [block.kind for block in read_blocks(text)] == kinds


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Selden bridge closed to lorries until 14 June", True),
        ("Water is cut in Marrow Street from 9 to 17 on Wednesday", True),
        ("Iraq’s Balancing Act Between Russia and the West", False),
        ("Key Findings", False),
        ("Why does it matter to the farmers?", False),
    ],
)
def test_a_heading_that_says_something_can_be_quoted(title: str, says: bool) -> None:
    assert looks_like_heading(title)
    assert says_something(title) is says
