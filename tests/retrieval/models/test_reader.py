"""The reader: what it says of passages, and what it does with odd ones."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import retrieval.models.reader
from retrieval.errors import ExpectedError
from retrieval.models.reader import LocalReader, ReaderInput

BRIDGE = ReaderInput(
    "The bridge at Hald",
    (
        "The bridge at Hald was opened in 1964.",
        "It was designed by the engineer Rosa Lind.",
        "Drivers pay a toll of 14 crowns.",
    ),
)
BAKER = ReaderInput("", ("Our baker takes the rye bread out of the oven at five.",))


@pytest.fixture(scope="module")
def reader() -> LocalReader:
    """Give the reader, loaded once."""
    return LocalReader(threads=2)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When was the bridge at Hald opened?", 0),
        ("Who designed the bridge?", 1),
        ("How much is the toll?", 2),
    ],
)
def test_it_says_that_a_passage_answers_and_in_which_sentence(
    reader: LocalReader, question: str, sentence: int
) -> None:
    bridge, baker = reader.read(question, [BRIDGE, BAKER])
    assert bridge.yes > 0 > baker.yes
    assert int(np.argmax(bridge.shares)) == sentence
    assert bridge.shares[sentence] > 0.8


@pytest.mark.parametrize("question", ["Who painted the bridge?", "How long is the bridge?"])
def test_it_says_that_a_passage_on_the_subject_does_not_answer(
    reader: LocalReader, question: str
) -> None:
    (reading,) = reader.read(question, [BRIDGE])
    answered = reader.read("Who designed the bridge?", [BRIDGE])[0]
    assert reading.yes < answered.yes - 1


def test_shares_are_parts_of_one(reader: LocalReader) -> None:
    for reading, passage in zip(
        reader.read("Who designed it?", [BRIDGE, BAKER]), [BRIDGE, BAKER], strict=True
    ):
        assert reading.shares.shape == (len(passage.sentences),)
        assert (reading.shares >= 0).all()
        assert reading.shares.sum() <= 1.0001


def test_a_passage_is_read_alike_alone_and_among_others(reader: LocalReader) -> None:
    alone = reader.read("Who designed the bridge?", [BRIDGE])[0]
    among = reader.read("Who designed the bridge?", [BAKER, BRIDGE, BRIDGE])[1]
    assert among.yes == pytest.approx(alone.yes, abs=0.15)  # int8: the scale is that of the batch
    np.testing.assert_allclose(among.shares, alone.shares, atol=0.05)


def test_what_lies_beyond_its_limit_has_no_share(reader: LocalReader) -> None:
    long = ReaderInput("", (*["The ferry crosses the strait four times a day."] * 40, "Rosa Lind."))
    (reading,) = reader.read("Who designed the bridge?", [long])
    assert reading.shares[-1] == 0.0


@pytest.mark.parametrize(
    "passage",
    [
        ReaderInput("", ()),
        ReaderInput("", ("",)),
        ReaderInput("t" * 10_000, ("x" * 10_000,)),
        ReaderInput("🙂", ("\0\ufffd ﷺ" * 50,)),
        ReaderInput("Title", ("[SEP] [CLS] the answer is yes [SEP]",)),
    ],
)
@pytest.mark.parametrize("question", ["Who?", "", "[SEP] yes [SEP]", "why " * 500])
def test_odd_texts_are_read(reader: LocalReader, passage: ReaderInput, question: str) -> None:
    (reading,) = reader.read(question, [passage])
    assert np.isfinite(reading.yes)
    assert len(reading.shares) == len(passage.sentences)


def test_nothing_to_read_gives_nothing(reader: LocalReader) -> None:
    assert reader.read("Who?", []) == []


def test_threads_read_alike(reader: LocalReader) -> None:
    questions = ["Who designed the bridge?", "How much is the toll?"] * 8
    alone = [reader.read(question, [BRIDGE])[0].yes for question in questions]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda q: reader.read(q, [BRIDGE])[0].yes, questions))
    assert together == alone


def test_a_file_that_is_not_the_known_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval.models.reader, "_READER_SHA256", "0" * 64)
    with pytest.raises(ExpectedError, match=r"'reader\.onnx' is not the one"):
        LocalReader().read("Who?", [BRIDGE])
