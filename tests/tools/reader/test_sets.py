"""Pairs of public sets: where they come from, where their spans lie, and what is no answer."""

import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ExpectedError
from retrieval.passages import Span
from tests.support.places import ROOT
from tests.tools.reader.build import set_pairs
from tests.tools.reader.pairs import PairKind, TrainingPair
from tests.tools.reader.public_sets import SetArticle, read_set
from tests.tools.reader.sources import Recipe, Snapshots, Source, read_sources
from tests.tools.reader.windows import GOALS, LONGEST, SentenceText

TEXTS = (
    "The mill of Ebeltoft was built in 1812. It ground rye for three villages. A storm took its"
    " sails, and the miller went to Hjarnø. Later the mill was a school for a while.",
    "The inn of Ebeltoft burned down in 1850. Its owner built a larger one of stone. Carters slept"
    " in the loft above the horses, and paid with what they carried.",
)
DATA = {
    "data": [
        {
            "title": "Ebeltoft_town",
            "paragraphs": [
                {
                    "context": TEXTS[0],
                    "qas": [
                        {
                            "question": "When was the mill of Ebeltoft built?",
                            "answers": [{"text": "1812", "answer_start": TEXTS[0].index("1812")}],
                        },
                        {"question": "Who built the mill?", "answers": [], "is_impossible": True},
                        {"question": "Who?", "answers": [{"text": "Otto", "answer_start": 3}]},
                    ],
                },
                {"context": TEXTS[1], "qas": []},
            ],
        }
    ]
}
EVERY = Recipe(
    titled=True, exact=True, near=1, cut=1, gone=1, swap=1, antonym=0.5, yes_or_no=1, times=4
)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Return a set whose repository was cloned below `tmp_path`."""
    clone = tmp_path / "town+archive" / "repo"
    clone.mkdir(parents=True)
    content = json.dumps(DATA)
    (clone / "data.json").write_text(content, "utf-8")
    name = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    for command in (["init", "-q"], ["add", "."], [*name, "commit", "-qm", "Add"]):
        subprocess.run(["git", "-C", clone, *command], check=True)
    head = subprocess.check_output(["git", "-C", clone, "rev-parse", "HEAD"], text=True).strip()
    files = {"data.json": hashlib.sha256(content.encode()).hexdigest()}
    return Source("towns", "town/archive", head, "squad", "", "", EVERY, files)


def towns() -> SetArticle:
    (article,) = read_set("squad", {"data.json": [("data.json", json.dumps(DATA))]})
    return article


def test_a_set_in_the_format_of_squad_is_read() -> None:
    when, who = towns().questions  # the third has no answer where it says
    assert when.gold == (Span(TEXTS[0].index("1812"), TEXTS[0].index("1812") + 4),)
    assert (who.gold, who.answerable) == ((), False)
    assert {paragraph.title for paragraph in towns().paragraphs} == {"Ebeltoft town"}


def test_each_kind_of_pair_is_made(source: Source, tmp_path: Path) -> None:
    pairs = list(set_pairs(source, Snapshots(tmp_path), 1))
    assert pairs == list(set_pairs(source, Snapshots(tmp_path), 1))
    by_kind: dict[PairKind, list[TrainingPair]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    assert set(by_kind) == {
        PairKind.POSITIVE, PairKind.NEAR, PairKind.CUT, PairKind.GONE, PairKind.SWAP,
        PairKind.ANTONYM, PairKind.IMPOSSIBLE,
    }  # fmt: skip
    for pair in by_kind[PairKind.POSITIVE]:
        assert pair.span is not None
        assert pair.passage[slice(*pair.span)] == "1812"
    for pair in by_kind[PairKind.GONE] + by_kind[PairKind.CUT] + by_kind[PairKind.NEAR]:
        assert "1812" not in pair.passage
    assert all(pair.passage in TEXTS[1] for pair in by_kind[PairKind.NEAR])
    assert any(pair.question.startswith("Was the mill") for pair in by_kind[PairKind.POSITIVE])
    assert {pair.question for pair in by_kind[PairKind.IMPOSSIBLE]} == {"Who built the mill?"}


def test_as_many_questions_are_taken_as_the_recipe_says(source: Source, tmp_path: Path) -> None:
    one = replace(source, recipe=Recipe(limit=1, exact=True))
    assert len(list(set_pairs(one, Snapshots(tmp_path), 1))) == 1
    assert list(set_pairs(replace(one, recipe=Recipe(share=0)), Snapshots(tmp_path), 1)) == []


def test_another_file_than_the_known_one_is_refused(source: Source, tmp_path: Path) -> None:
    other = replace(source, files={"data.json": "0" * 64})
    with pytest.raises(ExpectedError, match=r"'data.json' of town/archive is not the file"):
        Snapshots(tmp_path).read(other)


def test_a_file_that_is_missing_is_named(source: Source, tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="'towns' cannot be read"):
        Snapshots(tmp_path).read(replace(source, files={"more.json": ""}))


def test_every_clone_that_is_missing_is_named_with_its_command(
    source: Source, tmp_path: Path
) -> None:
    snapshots = Snapshots(tmp_path)
    snapshots.require([source])
    others = [replace(source, repository=name) for name in ("a/b", "a/b", "c/d")]
    with pytest.raises(ExpectedError, match=r"no clone of a/b, c/d in") as error:
        snapshots.require([source, *others])
    assert error.value.hint.splitlines() == [
        "Run:",
        f"git clone --bare https://github.com/a/b {tmp_path}/a+b/repo",
        f"git clone --bare https://github.com/c/d {tmp_path}/c+d/repo",
    ]


def test_every_source_says_its_licence_and_where_it_is_stated() -> None:
    sources = read_sources()
    assert len(sources) == 11
    for source in sources:
        assert source.licence and source.licence_from
        assert len(source.commit) == 40
        assert all(len(sha256) == 64 for sha256 in source.files.values())


@given(st.lists(st.text("abc ", min_size=1, max_size=300), max_size=12), st.integers(0, 99))
def test_a_window_is_whole_sentences_around_its_own(texts: list[str], seed: int) -> None:
    sentences = [f"X{text.strip()}." for text in texts]
    position, spans = 0, []
    for sentence in sentences:
        spans.append(Span(position, position + len(sentence)))
        position += len(sentence) + 1
    text = SentenceText(" ".join(sentences), tuple(spans))
    assert [s.of(text.text) for s in text.sentences] == sentences
    covered = list(text.windows())
    assert [n for span in covered for n in text.numbers_of(span)] == list(range(len(sentences)))
    assert all(span.end - span.start <= max(GOALS) for span in covered)
    for number, span in enumerate(text.sentences):
        window = text.window(range(number, number + 1), Random(seed))
        assert window is not None
        assert window.start <= span.start and span.end <= window.end
        assert window.end - window.start <= max(*GOALS, span.end - span.start) <= LONGEST
        rest = text.without({number})
        assert [s.of(rest.text) for s in rest.sentences] == [
            sentence for other, sentence in enumerate(sentences) if other != number
        ]


def test_the_model_card_names_every_repository_and_its_licence() -> None:
    card = (ROOT / "docs" / "reader.md").read_text("utf-8")
    rows = [line for line in card.splitlines() if line.startswith("| ")]
    for source in read_sources():
        assert any(source.repository in row and source.licence in row for row in rows), source.name
