"""Where sentences end: a table of cases, and the holes of scraped text."""

import pytest

from retrieval.text.sentences import broken, sentences

CASES = [
    pytest.param("He met the U.S. President. He left.", ["He met the U.S. President.", "He left."], id="U.S."),
    pytest.param("Dr. Smith saw No. 5 of St. James. Then he left.", ["Dr. Smith saw No. 5 of St. James.", "Then he left."], id="Dr. No. St."),
    pytest.param("It's over… Really? Yes.", ["It's over… Really?", "Yes."], id="ellipsis"),
    pytest.param("He said “we go.” Then he left.", ["He said “we go.”", "Then he left."], id="closing quote"),
    pytest.param("«Мы идём.» Он ушёл.", ["«Мы идём.»", "Он ушёл."], id="guillemets"),
    pytest.param("هل هذا صحيح؟ نعم، هذا صحيح.", ["هل هذا صحيح؟", "نعم، هذا صحيح."], id="Arabic question mark"),
    pytest.param("これは文です。次の文です。", ["これは文です。", "次の文です。"], id="ideographic full stop"),
    pytest.param("its sovereignty.These militias have grown.", ["its sovereignty.", "These militias have grown."], id="missing space"),
    pytest.param("They fight. this includes dialog.", ["They fight.", "this includes dialog."], id="lower-case start"),
    pytest.param("It opposed the U. Damascus gave refuge.", ["It opposed the U.", "Damascus gave refuge."], id="half of U.S."),
    pytest.param("They voted at 5 p.m. Monday. It passed.", ["They voted at 5 p.m. Monday.", "It passed."], id="p.m. and a weekday"),
    pytest.param("Gen. Qasim spoke. Nobody replied.", ["Gen. Qasim spoke.", "Nobody replied."], id="Gen."),
    pytest.param("It cost $1.5 trillion. Version 2.0.1 is out.", ["It cost $1.5 trillion.", "Version 2.0.1 is out."], id="decimals"),
    pytest.param("Он живёт на ул. Ленина. Она нет.", ["Он живёт на ул. Ленина.", "Она нет."], id="ул."),
    pytest.param("  Spaces around.  ", ["Spaces around."], id="white space"),
    pytest.param("A heading without an end", ["A heading without an end"], id="no mark"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_sentences_end_where_a_reader_would_end_them(line: str, expected: list[str]) -> None:
    language = "ru" if any("а" <= c <= "я" for c in line) else "en"
    assert [span.of(line) for span in sentences(line, 0, len(line), language)] == expected


def test_only_the_line_is_cut() -> None:
    text = "First. Second.\nThird. Fourth."
    assert [span.of(text) for span in sentences(text, 15, len(text))] == ["Third.", "Fourth."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Beijing currently imports about thousand barrels of Iraqi crude per day.",
        "The policy is in accordance with the U.",
        "In , NATO agreed to grant Iraq partner status.",
        "Baghdad and Damascus restored relations in and began to cooperate.",
        "Since , the United States has contributed billions.",
    ],
)
def test_a_sentence_that_lost_words_is_recognised(sentence: str) -> None:
    assert broken(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The U.S. and the U.K. agreed in January 2013, after talks.",
        "In Syria, wheat shipments were sent despite local shortages.",
        "About two thousand people came in and out of the city.",
        "It is what they agreed to.",
    ],
)
def test_a_whole_sentence_is_not_called_broken(sentence: str) -> None:
    assert not broken(sentence)
