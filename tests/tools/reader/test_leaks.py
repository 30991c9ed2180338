"""What is reported on stays out of training."""

import json
from pathlib import Path

import pytest

from tests.support.places import DATA
from tests.tools.reader.build import HELD, held_back
from tests.tools.reader.leaks import HeldTexts, read_held
from tests.tools.reader.pairs import PairKind, TrainingPair

TEXT = (
    "Seventeen herring boats left the harbour of Skagen before dawn, and only the Anna Marie came"
    " back, with her mast gone and a crew that would not speak of what they had seen at sea."
)
QUESTION = "Which boat came back to Skagen?"
LOTS = DATA / "reader"
HELD_TEXTS = HeldTexts(frozenset()).with_texts([TEXT], [QUESTION])


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param(TEXT, True, id="the text"),
        pytest.param(f"It is said: {TEXT.upper()} Nobody knows.", True, id="inside another"),
        pytest.param(TEXT[30:].replace(",", " -"), True, id="from elsewhere, other signs"),
        pytest.param(TEXT[:60], False, id="less than a piece"),
        pytest.param(
            "Seventeen herring boats left. Another crew spoke at length.", False, id="words"
        ),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_text_is_held_back_if_it_shares_a_long_piece(text: str, held: bool) -> None:
    assert HELD_TEXTS.holds(text) is held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        pytest.param("which boat came back to skagen", True, id="as people type it"),
        pytest.param("Which boat came back?", False, id="another"),
    ],
)
def test_a_question_is_held_back_as_a_whole(question: str, held: bool) -> None:
    assert HELD_TEXTS.holds_question(question) is held


def test_pairs_with_a_text_or_a_question_that_is_held_back_are_left_out() -> None:
    pairs = [
        TrainingPair("set", PairKind.NEAR, "", question, passage)
        for question in (QUESTION, "Who was it?")
        for passage in (TEXT, "Nobody came.")
    ]
    assert list(HELD_TEXTS.left_in(pairs)) == [pairs[3]]


def test_a_text_without_latin_letters_holds_nothing_back() -> None:
    held = HeldTexts(frozenset()).with_texts(["Из гавани вышли лодки."], ["Кто?"])
    assert held.hashes == frozenset()


def test_the_seeds_our_questions_and_the_sets_are_held_back(tmp_path: Path) -> None:
    folder = tmp_path / "own_set"
    folder.mkdir()
    (folder / "docs.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", "utf-8")
    (folder / "questions.jsonl").write_text(json.dumps({"question": QUESTION}) + "\n", "utf-8")
    held = held_back(tmp_path)
    assert held.holds(TEXT)
    assert held.holds_question(QUESTION)
    assert held.holds_question("What is Iraq's position toward China?")
    assert held.hashes > read_held(HELD).hashes


def test_the_hashes_that_are_kept_are_hashes() -> None:
    hashes = read_held(HELD).hashes
    assert len(hashes) == 13024
    assert all(len(each) == 12 and set(each) <= set("0123456789abcdef") for each in hashes)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> HeldTexts:
    """Give what is reported on and lies in the tree, and the hashes of the rest."""
    return held_back(tmp_path_factory.mktemp("no-sets"))


@pytest.mark.parametrize("lot", sorted(path.name for path in LOTS.iterdir()))
def test_no_lot_shares_its_words_with_what_is_reported(lot: str, reported: HeldTexts) -> None:
    for article in (LOTS / lot).glob("*.txt"):
        assert not reported.holds(article.read_text("utf-8")), article
    for line in (LOTS / lot / "questions.jsonl").read_text("utf-8").splitlines():
        assert not reported.holds_question(json.loads(line)["question"]), line
