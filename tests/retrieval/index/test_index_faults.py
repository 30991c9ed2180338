"""Whatever happens to the files of a home, a sentence says what to do, and nothing is lost."""

import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.home_folder import Home
from retrieval.index.keywords import KeywordIndex
from retrieval.ingest.doctor import examine
from retrieval.ingest.rebuild import rebuild
from retrieval.models.embed import Vectors
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write, cut, filled

REBUILD = "Nothing is lost: `majlis rebuild` makes it anew from the catalog."


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels, write: Write) -> Corpus:
    return filled(home, models, write)


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def spoil(path: Path, share: float = 1.0) -> None:
    content = bytearray(path.read_bytes())
    length = int(len(content) * share)
    content[:length] = random.Random(7).randbytes(length)
    path.write_bytes(content)


DAMAGE: list[tuple[str, Callable[[Path], object]]] = [
    ("the index is deleted", lambda index: shutil.rmtree(index.parent)),
    ("Chroma's directory is deleted", lambda index: shutil.rmtree(index / "chroma")),
    ("Chroma's database is deleted", lambda index: (index / "chroma/chroma.sqlite3").unlink()),
    ("Chroma's database is cut", lambda index: cut(index / "chroma/chroma.sqlite3")),
    ("Chroma's database is empty", lambda index: os.truncate(index / "chroma/chroma.sqlite3", 0)),
    ("Chroma's database is garbage", lambda index: spoil(index / "chroma/chroma.sqlite3")),
    ("Chroma's vectors are cut", lambda index: cut(only(index, "chroma/*/data_level0.bin"))),
    ("Chroma's header is cut", lambda index: cut(only(index, "chroma/*/header.bin"))),
    ("Chroma's vectors are deleted", lambda index: only(index, "chroma/*/length.bin").unlink()),
    ("the keyword index is deleted", lambda index: shutil.rmtree(index / "keywords")),
    ("the keyword index is cut", lambda index: cut(only(index, "keywords/*.idx"))),
    ("the keyword index is garbage", lambda index: spoil(only(index, "keywords/*.term"))),
    ("the keyword index lost its list", lambda index: cut(index / "keywords/meta.json")),
]


@pytest.mark.parametrize("damage", [pytest.param(how, id=name) for name, how in DAMAGE])
def test_a_damaged_index_is_named_and_rebuilt(
    corpus: Corpus, models: EmbeddingModels, damage: Callable[[Path], object], write: Write
) -> None:
    damage(corpus.home.index)
    with pytest.raises(IndexDamagedError) as asked:
        corpus.best(HERON)
    assert asked.value.hint == REBUILD
    problems = examine(corpus.home)
    assert len(problems) == 1 and problems[0].startswith("The search index cannot be read")
    added = write("d.txt", HERON + " They are patient.")
    with pytest.raises(IndexDamagedError) as refused:
        corpus.add(added)
    assert refused.value.hint == REBUILD
    rebuild(corpus.home, models)
    corpus.add(added)
    assert examine(corpus.home) == []
    assert [corpus.best(text)[0] for text in (LATHE, COMET)] == ["b.txt", "c.txt"]
    assert corpus.found(HERON) == ["a.txt", "d.txt"]


def test_a_panic_of_rust_is_a_damaged_index(tmp_path: Path) -> None:
    keywords = KeywordIndex(tmp_path, create=True)
    keywords.put([(i, ["heron", f"word{i}"]) for i in range(500)], drop=[])
    spoil(only(tmp_path, "*.idx"), 0.5)
    with pytest.raises(IndexDamagedError) as raised:
        KeywordIndex(tmp_path).best(["heron", "word7"], 5)
    assert str(raised.value) == "The search index cannot be read (keyword index: PanicException)."


@pytest.mark.parametrize("damage", [cut, spoil, Path.unlink, lambda path: os.truncate(path, 0)])
def test_lost_token_vectors_are_made_again_by_rebuild(
    corpus: Corpus, models: EmbeddingModels, damage: Callable[[Path], object]
) -> None:
    before = corpus.home.tokens.map().tobytes()
    damage(corpus.home.tokens.path)
    for broken in (lambda: corpus.best(HERON), corpus.sync):
        with pytest.raises(IndexDamagedError) as raised:
            broken()
        assert raised.value.hint == REBUILD
    assert len(examine(corpus.home)) == 1
    rebuild(corpus.home, models)
    assert examine(corpus.home) == []
    assert corpus.home.tokens.map().tobytes() == before
    assert corpus.best(HERON) == ("a.txt", HERON)


class Silent:
    """An embedder that may not be called."""

    name = "local:all-MiniLM-L6-v2-int8"

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(texts)

    def embed_question(self, question: str) -> Vectors:
        raise AssertionError(question)

    def load_ahead(self) -> None:
        raise AssertionError


class Other:
    """An embedder of another name or dimension: hashed words, of length 1."""

    def __init__(self, name: str, dimension: int) -> None:
        self.name = name
        self._dimension = dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[sum(word.encode()) % self._dimension] += 1
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit

    def embed_question(self, question: str) -> Vectors:
        vector: Vectors = self.embed([question])[0]
        return vector

    def load_ahead(self) -> None:
        """Load nothing."""


def test_rebuild_without_embed_does_not_call_the_embedder(
    corpus: Corpus, models: EmbeddingModels
) -> None:
    assert rebuild(corpus.home, EmbeddingModels(models.local, Silent())) == 3
    assert corpus.found(HERON) == ["a.txt"]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        pytest.param(
            Other("openai:other", 384),
            "The index was made with 'local:all-MiniLM-L6-v2-int8', not with 'openai:other'.",
            id="another name",
        ),
        pytest.param(
            Other("local:all-MiniLM-L6-v2-int8", 64),
            "The index was made with 384 dimensions; 'local:all-MiniLM-L6-v2-int8' now has 64.",
            id="another dimension",
        ),
        pytest.param(
            Other("local:all-MiniLM-L6-v2-int8", 384),
            "The index was made with a 'local:all-MiniLM-L6-v2-int8' that gave other vectors than"
            " today's.",
            id="other vectors",
        ),
    ],
)
def test_another_embedder_is_refused_until_all_is_embedded_again(
    corpus: Corpus, models: EmbeddingModels, other: Other, message: str, write: Write
) -> None:
    changed = Corpus(corpus.home, EmbeddingModels(models.local, other))
    for use in (lambda: changed.best(HERON), lambda: changed.add(write("d.txt", HERON + "!"))):
        with pytest.raises(ExpectedError) as raised:
            use()
        assert raised.value.message == message
        assert "`majlis rebuild --embed`" in raised.value.hint
    assert rebuild(corpus.home, EmbeddingModels(models.local, other), embed=True) == 3
    assert changed.best(HERON) == ("a.txt", HERON)
    assert examine(corpus.home) == []
    with pytest.raises(ExpectedError):
        corpus.best(HERON)


def test_a_searcher_notices_a_rebuilt_index(
    corpus: Corpus, models: EmbeddingModels, write: Write
) -> None:
    searcher = Searcher(corpus.home, models)
    assert searcher.search(HERON)[0].text == HERON
    rebuild(corpus.home, models)
    assert searcher.search(HERON)[0].text == HERON
    corpus.add(write("d.txt", f"{HERON} They wait."))
    assert searcher.search("They wait.")[0].document.id == "d.txt"
    rebuild(corpus.home, models, embed=True)
    assert searcher.search(LATHE)[0].text == LATHE
    searcher.close()
