"""An answer as text, compared whole."""

from bot.answers import Answer, Citation, Statement
from bot.output import strip_control_characters
from bot.rendering.text import answer_json, plain
from retrieval.passages import Document, Hit, Match, Passage

TEXT = "Steps:\n- Talk to them.\nThey came. \x1b[31mRed\x1b[0m ends."
DOCUMENT = Document("a.txt", TEXT, "A title\nof two lines", published="2024-05-01")


def answer() -> Answer:
    lead_in, item, last = DOCUMENT.quote(0, 6), DOCUMENT.quote(7, 22), DOCUMENT.quote(23, 33)
    citations = (
        Citation(1, item, DOCUMENT.title, DOCUMENT.published, context=(lead_in,)),
        Citation(2, last, DOCUMENT.title, DOCUMENT.published),
    )
    statements = (Statement("Talk to them.", (1,)), Statement("They came.", (2,)))
    return Answer("What steps?", "What steps?", statements, citations)


def test_an_answer_as_text() -> None:
    assert plain(answer()) == (
        "… Steps:\n"
        "Talk to them. [1]\n"
        "They came. [2]\n"
        "\n"
        "[1] A title of two lines (2024-05-01)  a.txt 7-22\n"
        "[2] the same                           a.txt 23-33"
    )


def test_an_abstention_as_text() -> None:
    passage = Passage("a.txt", 23, 33, (), ())
    hit = Hit(passage, DOCUMENT, 0.5, Match())
    abstained = Answer("Who?", "Who came?", abstained=True, nearest=(hit,), searched=1)
    assert plain(abstained) == (
        "Understood as: Who came?\n"
        "The articles do not answer this. 1 passage was searched; the nearest passages, which do"
        " not answer it either, are:\n"
        "- “They came.” (a.txt 23-33)"
    )


def test_an_answer_as_json() -> None:
    fields = answer_json(answer(), id="q1")
    assert fields["id"] == "q1"
    assert fields["statements"][0] == {"text": "Talk to them.", "citations": [1]}
    assert fields["citations"][0] == {
        "number": 1, "document": "a.txt", "title": "A title\nof two lines",
        "published": "2024-05-01", "url": "", "author": "", "publisher": "", "page": None,
        "recognized": False, "start": 7, "end": 22, "quote": "- Talk to them.",
        "context": [{"start": 0, "end": 6, "text": "Steps:"}],
    }  # fmt: skip


def test_an_article_cannot_steer_the_terminal() -> None:
    assert strip_control_characters("a\x1b[31mb\u202ec\td\n") == "a�[31mb�c\td\n"
