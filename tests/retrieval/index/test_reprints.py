"""Reprints are recognised, and speak with one voice."""

from pathlib import Path

import pytest

from retrieval.index.catalog import Catalog
from retrieval.index.database import Database
from retrieval.index.home_folder import Home
from retrieval.index.reprints import estimated_jaccard, minhash_signature
from retrieval.index.rows import document_row
from retrieval.index.schema import MIGRATIONS
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document

WORDS = [f"word{i}" for i in range(300)]
TEXT = " ".join(WORDS)


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [
        pytest.param(TEXT, 1.0, 1.0, id="the same"),
        pytest.param(TEXT.upper(), 1.0, 1.0, id="capitals"),
        pytest.param(" ".join(["One", "more", *WORDS, "line"]), 0.9, 1.0, id="lines around it"),
        pytest.param(" ".join(WORDS[:150]), 0.35, 0.65, id="half of it"),
        pytest.param(" ".join(reversed(WORDS)), 0.0, 0.0, id="other runs of the same words"),
        pytest.param("Too short to tell.", 0.0, 0.0, id="very short"),
    ],
)
def test_likeness_is_about_the_share_of_common_runs(other: str, low: float, high: float) -> None:
    assert low <= estimated_jaccard(minhash_signature(TEXT), minhash_signature(other)) <= high


def article(name: str, text: str) -> tuple[Document, str]:
    return Document(name, text, name, language="en"), "root"


def test_a_reprint_has_the_voice_of_the_first(tmp_path: Path, models: EmbeddingModels) -> None:
    home = Home(tmp_path)
    sentences = [f"In year {1900 + i} the ministry signed agreement number {i}." for i in range(40)]
    reprint = ["Reprinted by another paper.", *sentences[:20], "A correction.", *sentences[20:]]
    with Writer(home, models) as writer:
        writer.put([article("b first", " ".join(sentences))])
        writer.put([article("a reprint", " ".join(reprint)), article("c other", TEXT + ".")])
    voices = {entry.id: entry.reprint_group for entry in home.catalog.entries()}
    assert voices == {"a reprint": "b first", "b first": "b first", "c other": "c other"}
    with Writer(home, models) as writer:
        writer.put([article("a reprint", "Now it says something else. " * 30)])
    assert home.catalog.entries("id = 'a reprint'")[0].reprint_group == "a reprint"


def test_a_catalog_of_the_first_version_is_brought_on(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    old = Database(path, MIGRATIONS[:1], remedy="add your articles again")
    row = list(document_row(Document("a.txt", TEXT, "A"), "root", [], "indexed").values())[:12]
    old.rows(f"INSERT INTO documents VALUES ({', '.join('?' * 12)})", *row)
    old.close()
    catalog = Catalog(path)
    assert [(entry.id, entry.reprint_group) for entry in catalog.entries()] == [("a.txt", "")]
    catalog.put(Document("b.txt", TEXT, "B"), root="root", state="indexed")
    assert [(entry.id, entry.reprint_group) for entry in catalog.entries()] == [
        ("a.txt", ""),
        ("b.txt", "b.txt"),
    ]
    catalog.close()
