"""Question sets: the formats that are read, and what is said of a mistake in one."""

import csv
import io
import json
import tempfile
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversing.conversation import Turn
from bot.evaluating.csv_sets import disarm
from bot.evaluating.draft_questions import Proposal, as_csv, as_json_lines, draft_questions
from bot.evaluating.locate_quotes import Articles
from bot.evaluating.question_sets import Question, half, sample
from bot.evaluating.read_set import read_set
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import Corpus, Write
from tests.support.places import ROOT, SEEDS_FOLDER

TEXTS = {
    "ferry.txt": "The ferry crosses the strait\nfour times a day. It carries “grain”.",
    "bread.txt": "The baker bakes | bread at five. It carries “grain”.",
}


def read(tmp_path: Path, name: str, text: str) -> list[Question]:
    """Write a set and read it."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_set(path, Articles(TEXTS)).questions)


def test_a_hand_written_row_finds_the_place_of_its_quote(tmp_path: Path) -> None:
    (question,) = read(
        tmp_path,
        "own.csv",
        "id,question,answer,document,quote,answerable,history,type,language,note\n"
        'q1,How often?,four times|4 times,ferry,"crosses the strait four times",yes,'
        "What crosses it?|Where?,fact,en,mine\n",
    )
    assert question == Question(
        "q1", "How often?", ("four times", "4 times"), ("ferry.txt",), (("ferry.txt", 10, 39),),
        True, "fact", "en", (Turn("What crosses it?", "What crosses it?"), Turn("Where?", "Where?")),
    )  # fmt: skip


def test_only_the_question_must_be_there(tmp_path: Path) -> None:
    rows = read(tmp_path, "own.csv", "﻿Question;answerable\nWho?;\nHow?;no\n\n")
    assert [(q.words, q.answerable) for q in rows] == [("Who?", None), ("How?", False)]
    assert rows[0].id == read(tmp_path, "new.csv", "question\nWhy?\nWho?\n")[1].id


def test_several_quotes_stand_on_lines_of_a_cell(tmp_path: Path) -> None:
    text = 'question,quote\nWhat?,"bakes | bread\nfour times a day"\n'
    assert read(tmp_path, "own.csv", text)[0].spans == (
        ("bread.txt", 10, 23), ("ferry.txt", 29, 45),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param("question,anwser\n", "line 1: no column is named 'anwser'", "answer", id="name"),
        pytest.param("answer\nx\n", "line 1: there is no column `question`", "The col", id="none"),
        pytest.param("question,type\n,fact\n", "line 2: there is no question", "The col", id="empty"),
        pytest.param(
            'question,quote\nA?,\n"B\n?",bakes cake\n', "line 3: the quote 'bakes cake' is not in any",
            "show DOC", id="quote",
        ),
        pytest.param(
            "question,document,quote\nA?,ferry.txt,The ferry crosses the strait four hours a day\n",
            "line 2: the quote 'The ferry crosses the strait four hours a day' is not in ferry.txt",
            "ferry.txt says 'The ferry crosses", id="nearly",
        ),
        pytest.param(
            'question,quote\nA?,"It carries ""grain"""\n', "stands in 2 articles", "`document`",
            id="two",
        ),
        pytest.param("question,document\nA?,x.txt\n", "there is no article 'x.txt'", "list", id="doc"),
        pytest.param("question,answerable\nA?,maybe\n", "`answerable` is 'maybe'", "yes or no", id="?"),
        pytest.param(
            "question,answer,answerable\nA?,x,no\n", "not answerable, yet it has an answer", "Empty",
            id="both",
        ),
        pytest.param("question\nA?,b\n", "line 2: it has 2 cells", "quotation marks", id="cells"),
        pytest.param("question\nA?\nA?\n", "the question 'A?'", "ask it once", id="twice"),
        pytest.param("question\n", "holds no question", "format", id="no rows"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_what_to_do(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    with pytest.raises(ExpectedError) as failure:
        read(tmp_path, "own.csv", text)
    assert message in failure.value.message and hint in failure.value.hint


def test_a_seed_question_is_read(tmp_path: Path) -> None:
    row = {
        "id": "s", "type": "stance", "question": "How?", "history": ["Who?"], "lang": "en",
        "answerable": True, "must_mention": ["bread|cake"],
        "gold": [{"source": "bread.txt", "start": 4, "end": 9, "quote": "baker"}],
    }  # fmt: skip
    assert read(tmp_path, "seed.jsonl", json.dumps(row)) == [
        Question(
            "s", "How?", (), ("bread.txt",), (("bread.txt", 4, 9),), True, "stance", "en",
            (Turn("Who?", "Who?"),), ("bread|cake",),
        )
    ]  # fmt: skip


def test_a_line_may_lack_all_but_its_question(tmp_path: Path) -> None:
    text = '{"question": "Who?"}\n\n{"question": "How?", "answers": ["so"]}\n'
    assert [(q.words, q.answerable) for q in read(tmp_path, "q.jsonl", text)] == [
        ("Who?", None), ("How?", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[]", "q.jsonl, line 1: the line is not a JSON object", id="no object"),
        pytest.param('\n{"id": "x"}', 'q.jsonl, line 2: it has no "question"', id="no question"),
        pytest.param('{"question": "A?", "history": [1]}', "A turn of the history", id="history"),
        pytest.param(
            '{"question": "A?", "spans": [{"doc_id": "bread.txt", "start": 4, "end": 9,'
            ' "text": "miller"}]}',
            "line 1: 'bread.txt' does not say 'miller' at 4-9", id="span",
        ),
        pytest.param('{"question": "A?", "spans": ["x"]}', "'x' is no span", id="no span"),
        pytest.param('{"question": "A?", "answers": 5}', '"answers" is not a list', id="no list"),
        pytest.param(
            '{"question": "A?", "must_mention": ["("]}', "'(' is no regular expression", id="pattern"
        ),
    ],
)  # fmt: skip
def test_a_wrong_line_of_json_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ExpectedError) as failure:
        read(tmp_path, "q.jsonl", text)
    assert message in failure.value.message


def test_the_set_of_the_documentation_can_be_asked(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    text = "question,answer," + page.partition("\nquestion,answer,")[2].partition("\nCSV\n")[0]
    seeds = {path.name: path.read_bytes().decode() for path in SEEDS_FOLDER.iterdir()}
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    questions = read_set(tmp_path / "mine.csv", Articles(seeds)).questions
    assert [(q.answerable, len(q.spans), len(q.history)) for q in questions] == [
        (True, 1, 0), (True, 1, 1), (False, 0, 0),
    ]  # fmt: skip


FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
CELLS = st.text(st.sampled_from("=+-@\t\n＝＋－＠'\" ,;a1")).map("a{}1".format) | st.text(
    st.sampled_from("=+-@＝＋－＠'\""), min_size=1, max_size=3
).map("{}a1".format)


@given(CELLS)
@example("=cmd|' /C calc'!A0").via("what a spreadsheet would run")
@example("'=1").via("behind a quotation mark")
@example("''＝1").via("behind two, and wide")
def test_a_spreadsheet_runs_no_cell_and_the_words_are_read_again(words: str) -> None:
    words = words.replace("|", "/")
    text = "@SUM says it."
    proposal = Proposal(words, words, "=1.txt", 0, len(text), text, "table row")
    written = as_csv([proposal])
    for cell in chain.from_iterable(csv.reader(io.StringIO(written))):
        assert cell.startswith("'") or not cell.lstrip(' "').startswith(FORMULAS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.csv"
        path.write_text(written, encoding="utf-8", newline="")
        (question,) = read_set(path, Articles({"=1.txt": text})).questions
    assert question.words == words.strip() and question.answers == (words.strip(),)
    assert question.spans == (("=1.txt", 0, len(text)),)


def test_what_breaks_a_line_is_no_cell_of_its_own() -> None:
    assert disarm("\r=1") == "'\r=1" and disarm("\ta") == "'\ta"
    assert disarm("a=1") == "a=1" and disarm("1-2") == "1-2"


def test_an_apostrophe_before_a_word_is_a_sign_of_it(tmp_path: Path) -> None:
    rows = read(tmp_path, "own.csv", "question,answer\n'Why?',' =1\n")
    assert [(q.words, q.answers) for q in rows] == [("'Why?'", ("=1",))]


def test_a_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="There is no question set"):
        read_set(tmp_path / "nowhere", Articles({}))


def test_a_sample_is_spread_over_the_set_and_halves_are_fixed() -> None:
    questions = tuple(Question(str(number), "?") for number in range(10))
    assert [q.id for q in sample(questions, 4)] == ["0", "2", "5", "7"]
    assert sample(questions, 0) == sample(questions, 99) == questions
    assert [half(q.id) for q in questions] == [1, 1, 1, 0, 0, 1, 1, 1, 1, 1]


ARTICLE = """The long strait

## Effects of the ferry on trade

The ferry of Zembla carries most of the grain that is sold on the island today.
Zembla signed a treaty with the mainland in 1978 after a long dispute over fish.

| Port | Ships |
|---|---|
| Onhava | forty-four ferries |
| Bokay | =cmd() |
"""


def test_a_draft_proposes_questions_with_verbatim_quotes(
    home: Home, models: EmbeddingModels, write: Write, tmp_path: Path
) -> None:
    Corpus(home, models).add(write("strait.md", ARTICLE))
    found = draft_questions(home.catalog, 10)
    assert [(each.question, each.answer) for each in found] == [
        ("According to the table, what is the Ships of Onhava?", "forty-four ferries"),
        (
            "What are the effects of the ferry on trade?",
            "The ferry of Zembla carries most of the grain that is sold on the island today.",
        ),
        (
            "When was it that Zembla signed a treaty with the mainland after a long dispute over"
            " fish?",
            "1978",
        ),
        ("According to the table, what is the Ships of Bokay?", "=cmd()"),
    ]
    assert all(ARTICLE[each.start : each.end] == each.quote for each in found)
    assert (
        found == draft_questions(home.catalog, 10) and draft_questions(home.catalog, 1) == found[:1]
    )
    articles = Articles({"strait.md": ARTICLE})
    spans = [((each.document, each.start, each.end),) for each in found]
    for name, text in (("own.csv", as_csv(found)), ("own.jsonl", as_json_lines(found))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        read_back = read_set(tmp_path / name, articles).questions
        assert [q.spans for q in read_back] == spans
        assert "proposal from a table row: correct it" in text
        assert [q.answers for q in read_back] == [(each.answer,) for each in found]
