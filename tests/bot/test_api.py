"""majlis from Python: one object, many threads, a LangChain chain, a notebook."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from nbclient import NotebookClient
from nbformat import reads

from bot.answers import Answer
from bot.api import Majlis
from bot.app import App
from bot.settings import Settings
from retrieval.errors import ExpectedError
from retrieval.ingest.intake import Change
from tests.support.places import ROOT, SEEDS_FOLDER
from tests.support.processes import articles, sentence
from tests.support.seed_articles import DISTANCING

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


@pytest.fixture
def majlis(seeded: App) -> Iterator[Majlis]:
    """Give majlis over the seeds; tests only read them."""
    with Majlis(seeded.home.path, settings=seeded.settings) as made:
        yield made


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Majlis]:
    """Give majlis over twenty articles of a sentence each."""
    with Majlis(tmp_path / "home", settings=Settings(_env_file=None)) as made:
        outcomes = made.add(articles(tmp_path / "in", range(20)))
        assert [outcome.change for outcome in outcomes] == [Change.ADDED] * 20
        yield made


def test_an_empty_home_takes_in_the_seeds_when_it_is_asked(tmp_path: Path) -> None:
    with Majlis(tmp_path / "home") as majlis:
        assert majlis.articles() == []
        answer = majlis.ask("Where did Iraq send wheat?")
        assert answer.citations[0].quote.document_id == DISTANCING
        assert [entry.id for entry in majlis.articles()] == sorted(
            path.name for path in SEEDS_FOLDER.iterdir()
        )
        assert [kept.answer.id for kept in majlis.answers()] == [answer.id]
        assert majlis.answers("WHEAT iraq") == majlis.answers()
        assert majlis.answers("barley") == []


def test_adding_does_not_take_in_the_seeds(small: Majlis, tmp_path: Path) -> None:
    assert len(small.articles()) == 20
    hits = small.search(sentence(7), limit=2)
    assert [hit.document.id for hit in hits][:1] == ["7.txt"] and len(hits) == 2
    refused = small.add(tmp_path / "missing.txt")
    assert [outcome.change for outcome in refused] == [Change.REFUSED]


def test_an_encoding_may_be_named(small: Majlis, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("kar yağdı".encode("cp1254"))
    assert [each.change for each in small.add(tmp_path / "a.txt")] == ["refused"]
    assert [each.change for each in small.add(tmp_path / "a.txt", encoding="cp1254")] == ["added"]
    with pytest.raises(ExpectedError, match="There is no encoding 'latin-9000'"):
        small.add(tmp_path / "a.txt", encoding="latin-9000")


def test_the_home_of_the_settings_is_used_if_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAJLIS_HOME", str(tmp_path / "named"))
    with Majlis() as majlis:
        assert repr(majlis) == f"<Majlis {str(tmp_path / 'named')!r}>"
    with Majlis(str(tmp_path / "given")) as majlis:
        assert repr(majlis) == f"<Majlis {str(tmp_path / 'given')!r}>"


def test_a_stream_ends_with_the_answer(majlis: Majlis) -> None:
    *statements, answer = majlis.stream("How is Iraq positioned toward Russia?", limit=2)
    assert isinstance(answer, Answer)
    assert (len(answer.statements), answer.statements) == (2, tuple(statements))


def test_a_conversation_keeps_its_turns_and_is_taken_up_by_its_id(majlis: Majlis) -> None:
    talk = majlis.conversation("trip-1")
    assert repr(talk) == "<Conversation of 0 turns>"
    talk.ask("What does Russia contribute to Iraq's security?")
    again = majlis.conversation("trip-1")
    assert repr(again) == "<Conversation of 1 turn>"
    *_, answer = again.stream("And China?")
    assert isinstance(answer, Answer)
    assert answer.standalone_question == "What does China contribute to Iraq's security?"
    assert [turn.question for turn in again.turns][1:] == ["And China?"]
    assert majlis.conversation().ask("And China?").standalone_question == "And China?"


@pytest.mark.parametrize(
    ("options", "said"),
    [({"limit": 0}, "The limit 0 is too small"), ({"mode": "magic"}, "There is no mode 'magic'")],
)
def test_what_cannot_be_asked_is_named(majlis: Majlis, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ExpectedError, match=said):
        majlis.ask("Where did Iraq send wheat?", **options)
    with pytest.raises(ExpectedError, match="empty"):
        majlis.ask(" ")


def test_everything_is_named_on_a_line(majlis: Majlis) -> None:
    question = "How is Iraq positioned toward Russia, " + "and what else is to be said " * 3
    answer = majlis.ask(question)
    hit, citation = answer.hits[0], answer.citations[0]
    assert (
        repr(answer)
        == "<Answer 'How is Iraq posit...else is to be said' 5 statements, 5 citations>"
    )
    assert repr(answer.statements[0]).startswith("<Statement '")
    things: list[object] = [
        answer, answer.statements[0], citation, citation.quote, hit, hit.document, hit.passage,
        majlis.articles()[0], majlis.answers(limit=1)[0], majlis.ask("?!…"), majlis,
    ]  # fmt: skip
    for thing in things:
        line = repr(thing)
        assert line.startswith("<") and len(line) < 120 and "\n" not in line, line
        assert citation.quote.text not in line
    assert repr(citation).startswith(f"<Citation [1] '{citation.quote.document_id}' ")
    start, end = hit.passage.start, hit.passage.end
    assert repr(hit.passage) == f"<Passage '{hit.document.id}' {start}-{end}>"
    assert repr(hit.document).endswith(f"', {len(hit.document.text):,} characters>")


# Many threads


def test_eight_threads_ask_while_another_adds(small: Majlis, tmp_path: Path) -> None:
    done, wrong, asked = threading.Event(), list[BaseException](), list[int]()

    def ask(seed: int) -> None:
        chance = random.Random(seed)
        while not done.is_set():
            number = chance.randrange(20)
            try:
                assert small.search(sentence(number), limit=3)[0].document.id == f"{number}.txt"
                answer = small.ask(f"How many grey geese does the miller keep? {sentence(number)}")
                assert answer.id
                asked.append(number)
            except BaseException as error:  # noqa: BLE001  # told by the main thread
                wrong.append(error)
                return

    askers = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
    for asker in askers:
        asker.start()
    try:
        for first in range(100, 180, 20):
            small.add(articles(tmp_path / str(first), range(first, first + 20)))
            assert small.search(sentence(first + 19))[0].document.id == f"{first + 19}.txt"
    finally:
        done.set()
        for asker in askers:
            asker.join()
    assert wrong == []
    assert len(small.articles()) == 100
    assert len(small.answers(limit=None)) == len(asked) > 8


def test_two_of_one_home_do_not_close_each_others_index(small: Majlis, tmp_path: Path) -> None:
    with Majlis(tmp_path / "home") as other:
        assert other.search(sentence(3), limit=1)[0].document.id == "3.txt"
        assert small.search(sentence(4), limit=1)[0].document.id == "4.txt"
        other.add(articles(tmp_path / "more", [50]))
        assert other.search(sentence(50), limit=1)[0].document.id == "50.txt"
    assert small.search(sentence(50), limit=1)[0].document.id == "50.txt"


def test_indexes_that_were_left_behind_are_closed(small: Majlis, tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil", reason="open files are counted by psutil")
    if not hasattr(psutil.Process(), "num_fds"):
        pytest.skip("this system does not count open files")
    counts = []
    for number in range(60, 66):
        small.add(articles(tmp_path / str(number), [number]))
        assert small.search(sentence(number), limit=1)[0].document.id == f"{number}.txt"
        counts.append(psutil.Process().num_fds())
    assert counts[-1] <= counts[1] + 2, counts


# LangChain


def test_a_retriever_feeds_a_chain(majlis: Majlis) -> None:
    def told(given: dict[str, Any]) -> str:
        first: Document = given["context"][0]
        return f"{given['question']} {first.metadata['document']} {len(given['context'])}"

    retriever = majlis.as_retriever(limit=3)
    chain = {"context": retriever, "question": RunnablePassthrough()} | RunnableLambda(told)
    assert chain.invoke("Where did Iraq send wheat?") == (
        f"Where did Iraq send wheat? {DISTANCING} 3"
    )
    text = (SEEDS_FOLDER / DISTANCING).read_bytes().decode()
    first = retriever.invoke("Where did Iraq send wheat?")[0]
    assert set(first.metadata) == {"document", "start", "end", "title", "score"}
    assert text[first.metadata["start"] : first.metadata["end"]] == first.page_content


# Notebooks


def test_the_notebook_gives_what_it_shows(tmp_path: Path) -> None:
    shown, run = (_notebook() for _ in range(2))
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [_seen(cell) for cell in run.cells] == [_seen(cell) for cell in shown.cells]
    assert sum("<details>" in str(_seen(cell)) for cell in shown.cells) == 2


def _notebook() -> Any:
    return reads(NOTEBOOK.read_text("utf-8"), as_version=4)  # type: ignore[no-untyped-call]  # nbformat has no types


def _seen(cell: Any) -> list[object]:
    """Give what a reader sees below a cell."""
    return [
        dict(output.data) if "data" in output else output.text for output in cell.get("outputs", [])
    ]
