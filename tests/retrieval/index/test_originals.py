"""Originals are kept once, within a limit, and dropped when no article has them."""

from hashlib import sha256
from pathlib import Path

from retrieval.index.home_folder import Home
from retrieval.index.originals import Originals
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, Corpus, Write


def name_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_an_original_is_kept_once_and_read_by_its_hash(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals", 1)
    assert originals.keep(b"page one")
    assert originals.keep(b"page one")
    assert [path.name for path in (tmp_path / "originals").iterdir()] == [name_of(b"page one")]
    assert originals.read(name_of(b"page one")) == b"page one"
    assert originals.read(name_of(b"page two")) is None
    assert originals.read("") is None


def test_a_damaged_original_is_none(tmp_path: Path) -> None:
    originals = Originals(tmp_path, 1)
    originals.keep(b"page one")
    (tmp_path / name_of(b"page one")).write_bytes(b"another")
    assert originals.read(name_of(b"page one")) is None


def test_no_more_is_kept_than_the_limit_allows(tmp_path: Path) -> None:
    originals = Originals(tmp_path, 1)
    assert originals.keep(b"a" * 600_000)
    assert not originals.keep(b"b" * 600_000)
    assert originals.keep(b"c" * 400_000)
    assert not Originals(tmp_path, 0).keep(b"d")


def test_dropping_makes_room(tmp_path: Path) -> None:
    originals = Originals(tmp_path, 1)
    originals.keep(b"a" * 600_000)
    originals.drop_all_but({name_of(b"b" * 600_000)})
    assert originals.keep(b"b" * 600_000)


def test_the_original_of_a_page_leaves_with_its_article(
    tmp_path: Path, models: EmbeddingModels, write: Write
) -> None:
    corpus = Corpus(Home(tmp_path / "kept", originals_mb=1), models)
    page = f"<html><body><article><h1>Herons</h1><p>{HERON} {COMET}</p></article></body></html>"
    corpus.add(write("heron.html", page), write("comet.txt", COMET))
    kept = [path.read_text("utf-8") for path in (tmp_path / "kept" / "originals").iterdir()]
    assert kept == [page]
    corpus.remove("heron.html")
    assert list((tmp_path / "kept" / "originals").iterdir()) == []
    corpus.home.catalog.close()


def test_an_article_whose_original_finds_no_room_is_told(
    tmp_path: Path, models: EmbeddingModels, write: Write
) -> None:
    corpus = Corpus(Home(tmp_path / "kept", originals_mb=1), models)
    page = f"<html><body><article><h1>Herons</h1><p>{HERON} {COMET}</p></article>"
    filler = f"<script>{'x' * 1_000_000}</script></body></html>"
    added = corpus.add(write("heron.html", page + filler))
    why = "its original is not kept, since MAJLIS_ORIGINALS_MB is used up"
    assert added == [("heron.html", "added", why)]
    corpus.home.catalog.close()
