"""A quote is the slice or does not exist; an answer's numbers add up."""

from dataclasses import FrozenInstanceError

import pytest

from bot.answers import Answer, Citation, Statement
from retrieval.passages import Document, Quote

DOCUMENT = Document("d.txt", "Iraq sent wheat. Syria took it.", "Wheat")


def test_a_quote_is_cut_out_of_its_document() -> None:
    quote = DOCUMENT.quote(0, 16)
    assert (quote.document_id, quote.start, quote.end) == ("d.txt", 0, 16)
    assert quote.text == "Iraq sent wheat."


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 16, "Iraq sent wheat!"),
        (0, 15, "Iraq sent wheat."),
        (5, 5, ""),
        (-3, 0, ""),
        (20, 99, "a took it."),
    ],
)
def test_words_that_are_not_the_slice_are_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(ValueError, match=r"not the words at"):
        Quote("d.txt", start, end, text, DOCUMENT)


def test_a_quote_belongs_to_one_document() -> None:
    with pytest.raises(ValueError, match=r"other\.txt"):
        Quote("other.txt", 0, 16, "Iraq sent wheat.", DOCUMENT)


def test_a_quote_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        DOCUMENT.quote(0, 4).text = "Iran"  # type: ignore[misc]  # what a type checker forbids is tried


def test_the_hash_follows_what_a_reader_sees() -> None:
    same = Document("other.txt", DOCUMENT.text, "Wheat", source="elsewhere")
    changed = Document("d.txt", DOCUMENT.text, "Grain")
    assert same.content_hash == DOCUMENT.content_hash != changed.content_hash


def citation(number: int) -> Citation:
    return Citation(number, DOCUMENT.quote(0, 16), "Wheat")


@pytest.mark.parametrize(
    ("statements", "citations"),
    [
        ((Statement("a", (1,)),), ()),
        ((Statement("a", (1,)),), (citation(1), citation(2))),
        ((Statement("a", (2,)), Statement("b", (1,))), (citation(1), citation(2))),
        ((Statement("a", ()),), ()),
        ((Statement("a", (1,)),), (citation(2),)),
    ],
    ids=["dangling", "unused", "out of order", "uncited", "gap"],
)
def test_an_answer_whose_numbers_do_not_add_up_is_refused(
    statements: tuple[Statement, ...], citations: tuple[Citation, ...]
) -> None:
    with pytest.raises(ValueError, match="cit"):
        Answer("q", "q", statements=statements, citations=citations)


def test_an_answer_that_abstains_states_nothing() -> None:
    with pytest.raises(ValueError, match="abstains"):
        Answer("q", "q", (Statement("a", (1,)),), (citation(1),), abstained=True)
