"""Pairs of a written lot: its passages are the product's, its gold is where the quotes are."""

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import ExpectedError
from tests.tools.reader.lot_articles import ShownPassage, read_article
from tests.tools.reader.lots import MAX_GROUP, likest, lot_pairs
from tests.tools.reader.pairs import PairKind, TrainingPair, read_pairs, write_pairs

ARTICLE = """The ferry of Rudkøbing

The ferry to Strynø sails six times a day. It was built in **1966** by the Danes of Marstal. The
crossing takes half an hour, and dogs travel free. On Sundays a fiddler plays on deck.

## Fares

- Adults: 60 crowns
- Children: 30 crowns

## Winter

In winter the harbour freezes now and then. Then a helicopter brings the post and the bread, and
the school is closed. The last hard winter was that of 1987, when the ice held for nine weeks.
"""
CLAUSES = ("In winter the harbour freezes now and then.", "Then a helicopter brings the post")


def question(number: int, text: str, *quotes: str, answer: str = "") -> dict[str, Any]:
    gold = [{"document": "ferry", "quote": quote} for quote in quotes]
    name = {"id": f"f-{number}", "kind": "fact", "article": "ferry"}
    return name | {"question": text, "gold": gold, "answer": answer}


QUESTIONS = [
    question(1, "When was the boat built?", "It was built in **1966**", answer="1966"),
    question(2, "What do children pay?", "Children: 30 crowns", answer="30 crowns"),
    question(3, "How does food get there in frost?", *CLAUSES),
    question(4, "Who is the captain?"),
]


@pytest.fixture
def lot(tmp_path: Path) -> Path:
    folder = tmp_path / "lot"
    folder.mkdir()
    (folder / "ferry.txt").write_text(ARTICLE, "utf-8")
    rows = "".join(json.dumps(row) + "\n" for row in QUESTIONS)
    (folder / "questions.jsonl").write_text(rows, "utf-8")
    return folder


def of(pairs: list[TrainingPair], number: int) -> list[TrainingPair]:
    text = QUESTIONS[number - 1]["question"]
    return [pair for pair in pairs if pair.question == text]


def words(pair: TrainingPair) -> str:
    assert pair.span is not None
    return pair.passage[slice(*pair.span)]


def test_a_passage_reads_as_the_product_shows_it(lot: Path) -> None:
    article = read_article(lot / "ferry.txt")
    texts = [passage.text for passage in article.passages]
    assert "built in 1966 by the Danes of Marstal. The crossing" in texts[0]
    assert any(text.startswith("Fares Adults: 60 crowns") or "60 crowns" in text for text in texts)
    for passage in article.passages:
        for sentence in passage.sentences:
            assert sentence.shown.of(passage.text) == sentence.text


def test_the_group_of_a_question_has_its_gold_first_and_its_answer_marked(lot: Path) -> None:
    pairs = of(list(lot_pairs(lot, seed=3)), 1)
    group = [pair for pair in pairs if pair.group == "f-1"]
    assert [pair.answers for pair in group] == [True, *[False] * (len(group) - 1)]
    assert len(group) == len(read_article(lot / "ferry.txt").passages)
    assert (group[0].kind, words(group[0])) == (PairKind.POSITIVE, "1966")


def test_an_item_of_a_list_answers(lot: Path) -> None:
    (answering,) = [pair for pair in of(list(lot_pairs(lot, seed=3)), 2) if pair.answers]
    assert words(answering) == "30 crowns"


def test_sentences_that_follow_each_other_are_marked_together(lot: Path) -> None:
    (answering,) = [pair for pair in of(list(lot_pairs(lot, seed=3)), 3) if pair.answers]
    assert answering.kind is PairKind.SENTENCE
    assert words(answering) == f"{CLAUSES[0]} {CLAUSES[1]} and the bread, and the school is closed."


def test_the_gold_passage_comes_again_without_what_answers(lot: Path) -> None:
    rest = {pair.kind: pair for pair in of(list(lot_pairs(lot, seed=3)), 1) if pair.group is None}
    assert set(rest) == {PairKind.CUT, PairKind.GONE}
    assert "built" not in rest[PairKind.CUT].passage
    assert "The crossing takes half an hour" in rest[PairKind.CUT].passage
    assert "It was built" in rest[PairKind.GONE].passage
    assert "1966" not in rest[PairKind.GONE].passage


def test_nothing_answers_a_question_without_gold(lot: Path) -> None:
    pairs = of(list(lot_pairs(lot, seed=3)), 4)
    assert pairs and {pair.kind for pair in pairs} == {PairKind.NEAR}
    assert {pair.group for pair in pairs} == {"f-4"}


def test_pairs_are_the_same_each_time_and_none_comes_twice(lot: Path) -> None:
    pairs = list(lot_pairs(lot, seed=3))
    assert pairs == list(lot_pairs(lot, seed=3))
    assert len({(pair.question, pair.passage) for pair in pairs}) == len(pairs)


def test_a_group_has_the_passages_with_most_words_of_the_question() -> None:
    texts = ("ice and bread", "the captain of the ship", "a ship")
    passages = [ShownPassage("", text, ()) for text in texts]
    assert likest("Who is captain of the ship?", passages, 2) == [passages[1], passages[2]]
    assert likest("Who?", passages, -1) == []
    assert MAX_GROUP == 4


def test_a_question_about_no_article_is_named(lot: Path) -> None:
    row = question(9, "Who?") | {"article": "bridge"}
    (lot / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    with pytest.raises(ExpectedError, match="'f-9' is about 'bridge'"):
        list(lot_pairs(lot, seed=3))


def test_pairs_are_read_as_they_were_written(lot: Path, tmp_path: Path) -> None:
    pairs = list(lot_pairs(lot, seed=3))
    assert write_pairs(tmp_path / "pairs.jsonl", pairs) == len(pairs)
    assert list(read_pairs(tmp_path / "pairs.jsonl")) == pairs


def test_a_line_that_is_no_pair_is_named(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text('{"source": "lot"}\n', "utf-8")
    with pytest.raises(ExpectedError, match=r"Line 1 of 'pairs.jsonl' is no training pair"):
        list(read_pairs(tmp_path / "pairs.jsonl"))
