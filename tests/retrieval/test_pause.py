"""Long work pauses while somebody waits, and goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.index.token_vectors import TokenFile
from retrieval.ingest.prepare import PreparedDocument, encode
from retrieval.models.embed import LocalModel
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document
from retrieval.pause import give_way, pausing_while
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.passage_text import passage_text
from retrieval.text.split import split

TEXT = "\n".join(f"Line {number} tells of grain and of ships." for number in range(50))
DOCUMENT = Document("a", TEXT, "Ships")


class Waiting:
    """Somebody who waits while it is looked so many times, and has the answer then."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> bool:
        self.left -= 1
        return self.left >= 0


def test_work_pauses_until_nobody_waits() -> None:
    waiting = Waiting(5)
    with pausing_while(waiting):
        give_way()
    assert waiting.left == -1


def test_work_goes_on_where_somebody_always_waits() -> None:
    waiting = Waiting(1_000_000)
    with pausing_while(waiting):
        give_way()
        after_a_pause = waiting.left
        give_way()  # just after a pause, none is due
    assert 1_000_000 - 50 < after_a_pause == waiting.left


def test_outside_of_the_block_nothing_pauses() -> None:
    waiting = Waiting(1_000_000)
    with pausing_while(waiting):
        pass
    give_way()
    with pausing_while(waiting), ThreadPoolExecutor(1) as other:
        other.submit(give_way).result()
    assert waiting.left == 1_000_000


@pytest.mark.parametrize(
    "work",
    [
        lambda cut: CutText(cut.text, "en").blocks,
        mark_boilerplate,
        lambda cut: split(DOCUMENT, cut, []),
    ],
    ids=["blocks", "boilerplate", "split"],
)
def test_what_cuts_a_text_gives_way(work: Callable[[CutText], object]) -> None:
    cut, waiting = CutText(TEXT, "en"), Waiting(3)
    assert cut.blocks  # which gives way itself
    with pausing_while(waiting):
        work(cut)
    assert waiting.left < 0


def test_the_thread_that_encodes_gives_way_too(tmp_path: Path) -> None:
    passages = split(DOCUMENT, CutText(TEXT, "en"), []).passages
    texts = tuple((passage, passage_text(DOCUMENT, passage)) for passage in passages)
    model, waiting = LocalModel(), Waiting(3)
    with pausing_while(waiting):
        prepared = [PreparedDocument(DOCUMENT, (), texts)]
        encode(prepared, EmbeddingModels(model, model), TokenFile(tmp_path / "tokens"))
    assert waiting.left < 0
