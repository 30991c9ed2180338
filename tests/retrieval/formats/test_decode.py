"""Bytes are read in the encoding that they were written in, or else with a note or a reason."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from retrieval.errors import ExpectedError
from retrieval.formats.decode import Decoded, decode
from retrieval.formats.encodings import ENCODINGS
from retrieval.index.home_folder import Home
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import Corpus
from tests.support.places import ROOT

NEWS = tomllib.loads((ROOT / "tests" / "data" / "news.toml").read_text("utf-8"))
WRITTEN_IN = {
    "ru": ("koi8_r", "cp1251"), "uk": ("koi8_u", "cp1251"), "pl": ("cp1250",), "cs": ("cp1250",),
    "hu": ("cp1250",), "el": ("cp1253",), "tr": ("cp1254",), "he": ("cp1255",), "ar": ("cp1256",),
    "fa": ("cp1256",), "th": ("cp874",), "zh": ("gb18030",), "zh-tw": ("big5",),
    "ja": ("cp932", "euc_jp"), "fr": ("cp1252",), "de": ("cp1252",), "es": ("cp1252",),
}  # fmt: skip
PAIRS = [(language, each) for language, encodings in WRITTEN_IN.items() for each in encodings]
OLD_QUOTES = str.maketrans("«»—’№", '""-\'N')  # KOI8 has none of these
TURKISH = "Değirmen ırmağın kıyısında, şimdi de buğday öğütüyor."


def texts(language: str, encoding: str) -> Iterator[str]:
    """Yield paragraphs on which the judge was not fitted, one by one and joined."""
    paragraphs = NEWS[language][1::2]
    for text in (*paragraphs, "\n\n".join(paragraphs)):
        yield text.translate(OLD_QUOTES) if encoding.startswith("koi8") else text


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_news_are_read_as_they_were_written(language: str, encoding: str) -> None:
    for text in texts(language, encoding):
        content = text.encode(encoding)
        decoded = decode(content)
        assert decoded.text == text
        assert not decoded.note or len(content) < 80


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_a_piece_of_news_is_never_read_wrongly_without_a_note(language: str, encoding: str) -> None:
    whole = "\n\n".join(texts(language, encoding))
    for start in range(0, len(whole) - 80, 40):
        piece = whole[start : start + 80]
        with suppress(ValueError):
            decoded = decode(piece.encode(encoding))
            assert decoded.text == piece or decoded.note


@pytest.mark.parametrize("encoding", ["koi8_r", "cp1251"])
def test_a_text_in_capitals_is_read_as_it_was_written(encoding: str) -> None:
    for text in texts("ru", encoding):
        content = text.upper().encode(encoding)
        with suppress(ValueError):
            decoded = decode(content)
            assert decoded.text == text.upper() or (decoded.note and len(content) < 80)


def test_english_with_a_dash_needs_no_note() -> None:
    text = "Only 100–150 species of the comb jellies have been described so far."
    assert decode(text.encode("cp1252")) == Decoded(text)


def test_a_short_text_is_read_with_a_note_or_refused_with_a_hint() -> None:
    assert decode("Café déjà vu à Bagdad".encode("cp1252")) == Decoded("Café déjà vu à Bagdad")
    note = "read as cp1252; if that is wrong, name its encoding with --encoding NAME"
    assert decode("El niño".encode("cp1252")) == Decoded("El niño", note)
    with pytest.raises(ValueError, match="its encoding cannot be told for certain; save it as UTF"):
        decode("kar yağdı".encode("cp1254"))


@pytest.mark.parametrize(("language", "encoding"), [("ru", "cp855"), ("de", "cp500")])
def test_a_text_in_an_encoding_that_is_not_known_is_refused(language: str, encoding: str) -> None:
    content = NEWS[language][7].encode(encoding, "ignore")
    with pytest.raises(ValueError, match="it is not text in an encoding that majlis knows"):
        decode(content)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_python_knows_every_encoding(encoding: str) -> None:
    assert "plain".encode(encoding).decode(encoding) == "plain"


def test_a_sample_of_a_long_text_decides(tmp_path: Path) -> None:
    text = "\n".join(NEWS["zh"] * 300)
    assert decode(text.encode("gb18030")) == Decoded(text)
    line = text.replace("\n", "")
    assert decode(line.encode("gb18030")) == Decoded(line)


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels) -> Corpus:
    return Corpus(home, models)


def stored(corpus: Corpus, name: str) -> str:
    document = corpus.home.catalog.document(name)
    assert document is not None
    return document.text


def test_a_named_encoding_is_used_and_used_again(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes("kar yağdı".encode("cp1254"))
    why = "its encoding cannot be told for certain; save it as UTF-8, or name its encoding with"
    assert corpus.add(folder)[0][2].startswith(why)
    assert corpus.add(folder, encoding="windows-1254") == [("a.txt", "added", "")]
    assert stored(corpus, "a.txt") == "kar yağdı"
    (folder / "a.txt").write_bytes("dağa kar yağdı".encode("cp1254"))
    assert corpus.sync() == [("a.txt", "replaced", "")]
    assert stored(corpus, "a.txt") == "dağa kar yağdı"


def test_the_encoding_of_the_nearest_folder_counts(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "in" / "turkish").mkdir(parents=True)
    (tmp_path / "in" / "turkish" / "a.txt").write_bytes(TURKISH.encode("cp1254"))
    corpus.add(tmp_path / "in", encoding="cp1252")
    assert stored(corpus, "turkish/a.txt").startswith("Deðirmen")
    corpus.add(tmp_path / "in" / "turkish", encoding="cp1254")
    assert stored(corpus, "turkish/a.txt") == TURKISH
    assert corpus.sync() == [("turkish/a.txt", "unchanged", "")] * 2
    assert corpus.add(tmp_path / "in" / "turkish") == [("turkish/a.txt", "unchanged", "")]


def test_json_lines_may_have_a_named_encoding(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(f'{{"id": "x", "text": "{TURKISH}"}}\n'.encode("cp1254"))
    assert corpus.add(path) == [(f"{path}:1", "refused", "the line is not UTF-8")]
    assert corpus.add(path, encoding="cp1254") == [("x", "added", "")]
    assert stored(corpus, "x") == TURKISH


def test_bytes_that_do_not_fit_a_named_encoding_are_refused(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TURKISH.encode("cp1254"))
    why = "it is not text in the encoding utf-8"
    assert corpus.add(path, encoding="UTF8") == [(str(path), "refused", why)]


def test_a_byte_order_mark_is_dropped_in_a_named_encoding(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TURKISH.encode("utf-8-sig"))
    assert corpus.add(path, encoding="utf-8") == [("a.txt", "added", "")]
    assert stored(corpus, "a.txt") == TURKISH


@pytest.mark.parametrize("name", ["latin-9000", "rot13", "undefined", "a\0b"])
def test_an_encoding_that_does_not_exist_is_named(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.txt").write_text(TURKISH, encoding="utf-8")
    with pytest.raises(ExpectedError) as raised:
        corpus.add(tmp_path / "a.txt", encoding=name)
    assert raised.value.message == f"There is no encoding {name!r}."
    assert raised.value.hint.startswith("Name one such as utf-8, ")
    assert corpus.home.catalog.roots() == {}
