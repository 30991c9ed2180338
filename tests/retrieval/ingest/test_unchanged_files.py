"""A file is extracted again only if its bytes, the extractor or its options have changed."""

import os
from pathlib import Path
from typing import Any

import pytest

from retrieval.formats import extract as extract_module
from retrieval.index.home_folder import Home
from retrieval.ingest import read as read_module
from retrieval.ingest.reading_options import ReadingOptions
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, LATHE, Corpus
from tests.support.pdf_files import Sheets


@pytest.fixture
def extractions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a list that grows with the format of each file that is extracted."""
    formats: list[str] = []
    real = extract_module.extract

    def counted(content: bytes, format: Any, **options: str) -> Any:
        formats.append(format.value)
        return real(content, format, **options)

    monkeypatch.setattr(read_module, "extract", counted)
    return formats


def page(words: str) -> str:
    return f"<html><body><h1>A report</h1><p>{words}</p></body></html>"


def sheet(words: str, *, picture: bool = False) -> bytes:
    sheets = Sheets()
    sheets.line(72, 700, words)
    sheets.turn()
    if picture:
        sheets.canvas.rect(72, 300, 300, 300, fill=1)
        sheets.turn()
    return sheets.content()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a page, the same page again, and a PDF."""
    made = tmp_path / "in"
    made.mkdir()
    for name in ("a.html", "b.html"):
        (made / name).write_text(page(HERON), encoding="utf-8")
    (made / "c.pdf").write_bytes(sheet(LATHE))
    return made


SAME = [
    ("a.html", "unchanged", ""),
    ("b.html", "duplicate", "the same text as a.html"),
    ("c.pdf", "unchanged", ""),
]


def test_files_with_the_same_bytes_are_not_extracted_again(
    home: Home, models: EmbeddingModels, folder: Path, extractions: list[str]
) -> None:
    corpus = Corpus(home, models)
    corpus.add(folder)
    assert extractions == ["HTML", "HTML", "PDF"]
    os.utime(folder / "c.pdf")
    assert corpus.add(folder) == corpus.sync() == SAME
    assert corpus.add(folder / "c.pdf") == SAME[2:]
    assert extractions == ["HTML", "HTML", "PDF"]


def test_a_changed_or_moved_file_is_extracted_again(
    home: Home, models: EmbeddingModels, folder: Path, extractions: list[str]
) -> None:
    corpus = Corpus(home, models)
    corpus.add(folder)
    (folder / "c.pdf").write_bytes(sheet(COMET))
    assert corpus.sync() == [*SAME[:2], ("c.pdf", "replaced", "")]
    (folder / "c.pdf").rename(folder / "d.pdf")
    assert corpus.sync()[-1] == ("d.pdf", "added", "in place of c.pdf")
    assert extractions[3:] == ["PDF", "PDF"]
    assert corpus.best(COMET)[0] == "d.pdf"


def test_what_is_promoted_without_an_extraction_is_the_whole_article(
    home: Home, models: EmbeddingModels, folder: Path, extractions: list[str]
) -> None:
    corpus = Corpus(home, models)
    corpus.add(folder)
    (folder / "a.html").unlink()
    assert ("b.html", "added", "in place of a.html") in corpus.sync()
    document = home.catalog.document("b.html")
    assert document is not None
    assert (document.title, HERON in document.text) == ("A report", True)
    assert corpus.best(HERON)[0] == "b.html"
    assert extractions == ["HTML", "HTML", "PDF"]


def test_a_new_extractor_or_encoding_reads_every_file_once_more(
    home: Home,
    models: EmbeddingModels,
    folder: Path,
    extractions: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = Corpus(home, models)
    corpus.add(folder)
    monkeypatch.setattr(extract_module, "VERSION", -1)
    assert corpus.sync() == corpus.sync() == SAME
    assert len(extractions) == 6
    assert corpus.add(folder, encoding="latin-1") == corpus.sync() == SAME
    assert len(extractions) == 9


def test_pictures_are_tried_again_as_tesseract_may_have_been_installed(
    home: Home, models: EmbeddingModels, tmp_path: Path, extractions: list[str]
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(sheet(LATHE, picture=True))
    for ocr, count in (("off", 1), ("off", 1), ("on", 2), ("on", 3)):
        with Writer(home, models, reading=ReadingOptions(ocr)) as writer:
            add(writer, [str(path)])
        assert len(extractions) == count
