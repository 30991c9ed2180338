"""Files of every kind come in or are refused, each with a reason, and none stops the others."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from retrieval.formats.extract import extract
from retrieval.formats.extracted import Extracted
from retrieval.formats.recognize import SUFFIXES, Format
from retrieval.index.home_folder import Home
from retrieval.ingest.doctor import examine
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write

RUSSIAN = (
    "Старый маяк на северном берегу погас зимой тысяча девятьсот пятого года. "
    "Смотритель ушёл вместе с последним кораблём, и огонь больше никто не зажигал."
)
ARABIC = (
    "أضاء الحارس القديم المنارة كل ليلة حتى جاء الشتاء القاسي. "
    "ثم رحل مع آخر سفينة ولم يعد أحد يشعل النار على الشاطئ الشمالي."
)
FRENCH = (
    "Le vieux phare de la côte s’éteignit à l’hiver après une tempête très sévère. "
    "Le gardien était déjà parti, et personne n’a rallumé la flamme dès lors."
)


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels) -> Corpus:
    return Corpus(home, models)


def put(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "text", "language"),
    [
        pytest.param(b"\xef\xbb\xbf" + RUSSIAN.encode(), RUSSIAN, "ru", id="UTF-8 with a BOM"),
        pytest.param(RUSSIAN.encode("utf-16"), RUSSIAN, "ru", id="UTF-16 with a BOM"),
        pytest.param(b"\xfe\xff" + ARABIC.encode("utf-16-be"), ARABIC, "ar", id="UTF-16 BE"),
        pytest.param(RUSSIAN.encode("cp1251"), RUSSIAN, "ru", id="Windows-1251"),
        pytest.param(FRENCH.encode("cp1252"), FRENCH, "fr", id="Windows-1252"),
        pytest.param(ARABIC.encode("cp1256"), ARABIC, "ar", id="Windows-1256"),
        pytest.param(b"One line.\r\n\r\nTwo\rlines.\n", "One line.\r\n\r\nTwo\rlines.\n", "en",
                     id="line ends"),
        pytest.param(f"  {HERON}\t\n\n".encode(), f"  {HERON}\t\n\n", "en", id="white space"),
    ],
)  # fmt: skip
def test_the_stored_text_is_exactly_the_text_of_the_file(
    corpus: Corpus, tmp_path: Path, content: bytes, text: str, language: str
) -> None:
    assert corpus.add(put(tmp_path, "a.txt", content)) == [("a.txt", "added", "")]
    document = corpus.home.catalog.document("a.txt")
    assert document is not None
    assert (document.text, document.language) == (text, language)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "it holds no text", id="empty"),
        pytest.param(b" \n\t\n", "it holds no text", id="only white space"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
                     "it is a picture", id="a picture"),
        pytest.param(b"\x01\x02\x03" + bytes(range(256)) * 20,
                     "it is not text in an encoding that majlis knows", id="binary"),
        pytest.param(b"words \0 words", "it is not text (it holds NUL characters)", id="NUL"),
        pytest.param(b"\xff\xfe" + "words \0".encode("utf-16-le"),
                     "it is not text (it holds NUL characters)", id="NUL in UTF-16"),
        pytest.param(b"\xff\xfea", "its text is damaged", id="half a character of UTF-16"),
        pytest.param(RUSSIAN.encode()[:-4] + b"\xd0.",
                     "its text is damaged (UTF-8 with bytes that do not belong)",
                     id="UTF-8 with a bad byte"),
        pytest.param(b"word " * 10_000_000, "it is larger than 20 MB", id="50 MB in one line"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_and_does_not_stop_the_others(
    corpus: Corpus, tmp_path: Path, content: bytes, why: str
) -> None:
    bad = put(tmp_path / "in", "bad.txt", content)
    put(tmp_path / "in", "good.txt", HERON.encode())
    assert corpus.add(tmp_path / "in") == [(str(bad), "refused", why), ("good.txt", "added", "")]
    assert corpus.sync() == [(str(bad), "refused", why), ("good.txt", "unchanged", "")]
    assert corpus.found(HERON) == ["good.txt"]


def test_json_lines_come_in_and_bad_ones_are_refused_by_number(
    corpus: Corpus, tmp_path: Path
) -> None:
    good = {
        "id": 7,
        "title": "Herons",
        "text": HERON,
        "url": "http://a.example/7",
        "published": 1996,
    }
    lines = [
        json.dumps(good).encode(),
        b"{not json",
        b"",
        b'["a list"]',
        b'{"id": "no text"}',
        b'{"text": "no id"}',
        b'{"id": true, "text": "t"}',
        b'{"id": "t", "text": "t", "title": {"x": 1}}',
        b'{"id": "u", "text": "t", "source": [true]}',
        b'{"id": "half", "text": "\\ud800"}',
        b'{"id": "nul", "text": "\\u0000"}',
        b"[" * 100_000,
        '{"id": "latin", "text": "é"}'.encode("latin-1"),
        b'{"id": "long", "text": "' + b"x" * 50_000_000 + b'"}',
        json.dumps(good).encode(),
        json.dumps({"id": "last", "text": LATHE}).encode(),
    ]
    path = put(tmp_path, "rows.jsonl", b"\n".join(lines))
    refused = {
        2: "the line is not JSON",
        4: "the line is not a JSON object",
        5: 'the line has no "text"',
        6: 'the line has no "id"',
        7: 'the line has no "id"',
        8: 'the line\'s "title" is not a text',
        9: 'the line\'s "source" is not a text',
        10: "a field holds half a character (a lone surrogate)",
        11: "a field holds a NUL character",
        12: "the line is not JSON",
        13: "the line is not UTF-8",
        14: "the line is larger than 20 MB",
    }
    assert corpus.add(path) == [
        ("7", "added", ""),
        *((f"{path}:{number}", "refused", why) for number, why in refused.items()),
        (f"{path} (7)", "refused", "the id occurs twice"),
        ("last", "added", ""),
    ]
    document = corpus.home.catalog.document("7")
    assert document is not None
    assert (document.title, document.text) == ("Herons", HERON)
    assert (document.url, document.published) == ("http://a.example/7", "1996")
    assert examine(corpus.home) == []


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"author": "Jonas Wirth", "date": "7 Feb 2026"}, ("Jonas Wirth", "2026-02-07", "")),
        ({"byline": "By Jonas Wirth"}, ("Jonas Wirth", "", "")),
        ({"by": "Jonas Wirth", "author": ""}, ("Jonas Wirth", "", "")),
        ({"authors": ["Jonas Wirth", "Ida Holm"]}, ("Jonas Wirth, Ida Holm", "", "")),
        ({"authors": [{"name": "Ida Holm"}, 7, {}]}, ("Ida Holm, 7", "", "")),
        (
            {"source": {"id": None, "name": "Harbour Post"}, "publishedAt": "2026-02-07T09:10:00Z"},
            ("", "2026-02-07T09:10:00Z", "Harbour Post"),
        ),
        ({"pubDate": "Sat, 07 Feb 2026 09:10:00 GMT"}, ("", "2026-02-07", "")),
        ({"date": "soon", "byline": {}}, ("", "", "")),
    ],
)  # fmt: skip
def test_a_json_line_tells_who_wrote_it_and_when_in_the_words_of_its_service(
    corpus: Corpus, write: Write, fields: dict[str, Any], facts: tuple[str, str, str]
) -> None:
    corpus.add(write("rows.jsonl", json.dumps({"id": "x", "text": HERON, **fields})))
    document = corpus.home.catalog.document("x")
    assert document is not None
    assert (document.author, document.published, document.publisher) == facts


def test_a_json_line_that_left_its_file_is_removed_by_sync(corpus: Corpus, write: Write) -> None:
    rows = [json.dumps({"id": name, "text": text}) for name, text in (("x", HERON), ("y", LATHE))]
    path = write("rows.jsonl", "\n".join(rows))
    corpus.add(path)
    path.write_text(rows[1] + "\n", encoding="utf-8")
    assert corpus.sync() == [("y", "unchanged", ""), ("x", "removed", "")]


def test_an_id_that_belongs_to_a_text_file_is_refused(corpus: Corpus, write: Write) -> None:
    text = write("a.txt", HERON)
    rows = write("rows.jsonl", json.dumps({"id": "a.txt", "text": LATHE}))
    corpus.add(text)
    why = f"the id belongs to {text}"
    assert corpus.add(rows) == [(f"{rows} (a.txt)", "refused", why)]
    assert corpus.found(HERON) == ["a.txt"]


def test_an_id_in_two_json_lines_files_stays_with_the_last_one_added(
    corpus: Corpus, write: Write
) -> None:
    corpus.add(write("monday.jsonl", json.dumps({"id": "x", "text": HERON})))
    rows = [("x", "replaced", "")]
    assert corpus.add(write("tuesday.jsonl", json.dumps({"id": "x", "text": LATHE}))) == rows
    assert corpus.sync() == [("x", "unchanged", "")]
    assert corpus.best(LATHE) == ("x", LATHE)


def test_the_folder_goes_before_a_path_that_is_taken(corpus: Corpus, write: Write) -> None:
    one, two = write("one/a.txt", HERON).parent, write("two/a.txt", LATHE).parent
    assert corpus.add(one, two) == [("a.txt", "added", ""), ("two/a.txt", "added", "")]
    assert corpus.sync() == [("a.txt", "unchanged", ""), ("two/a.txt", "unchanged", "")]
    other = write("three/two/a.txt", COMET)
    assert corpus.add(other) == [("three/two/a.txt", "added", "")]


def test_hidden_files_and_other_kinds_of_files_are_skipped(corpus: Corpus, write: Write) -> None:
    for name in (".hidden.txt", ".git/x.txt", "deep/.x.md", "picture.png"):
        write(name, LATHE)
    write("deep/UPPER.TXT", HERON)
    folder = write("b.md", COMET).parent
    assert corpus.add(folder) == [("b.md", "added", ""), ("deep/UPPER.TXT", "added", "")]


def test_what_cannot_be_added_is_refused_with_a_sentence(
    corpus: Corpus, write: Write, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    misnamed = write("x.png", HERON)
    url = "https://me:secret@a.example/article"
    assert corpus.add(url, tmp_path / "no", empty, misnamed, write("a.txt", HERON)) == [
        (url, "refused", "the address holds a user name or a password"),
        (str(tmp_path / "no"), "refused", "there is no such file or folder"),
        (str(empty), "refused", f"the folder holds no articles ({', '.join(SUFFIXES)})"),
        ("x.png", "added", ""),
        ("a.txt", "duplicate", "the same text as x.png"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are text")
def test_a_name_that_is_not_text_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "good.txt", HERON.encode())
    bad = put(folder, os.fsdecode(b"bad\xff.txt"), LATHE.encode())
    why = "its name is not valid text; give it another one"
    for path in (folder, bad):
        assert (str(bad), "refused", why) in corpus.add(path)
    assert corpus.listed() == {"good.txt": "indexed"}


def test_front_matter_gives_title_and_date(corpus: Corpus, write: Write) -> None:
    head = '---\ntitle: "Bait"\ndate: 1996-05-02\nlink: http://a.example/bait\n---\n'
    corpus.add(write("a.md", head + HERON), write("b.md", LATHE))
    document, other = (corpus.home.catalog.document(name) for name in ("a.md", "b.md"))
    assert document is not None and other is not None
    assert (document.title, document.published) == ("Bait", "1996-05-02")
    assert document.url == "http://a.example/bait"
    assert (other.title, other.published) == ("b.md", "")
    assert corpus.best(HERON) == ("a.md", HERON)


def test_a_statement_that_three_articles_repeat_is_indexed(corpus: Corpus, write: Write) -> None:
    line = "Border post at Kesh closed"
    for name, text in (("a", HERON), ("b", LATHE), ("c", COMET)):
        folder = write(f"{name}.txt", f"{text}\n\n{line}\nBorder post at Orrin open\n").parent
    corpus.add(folder)
    assert corpus.found("Kesh") != []


def test_a_line_that_three_articles_repeat_is_not_indexed(corpus: Corpus, write: Write) -> None:
    line = "The Fenland Courier Weekend Supplement"
    for name, text in (("a", HERON), ("b", LATHE), ("c", COMET)):
        folder = write(f"{name}.txt", f"{text}\n\n{line}\n").parent
    corpus.add(folder)
    assert corpus.found("Fenland") == []
    for name in ("a.txt", "b.txt", "c.txt"):
        document = corpus.home.catalog.document(name)
        assert document is not None
        marks = [(span.of(document.text), rule) for span, rule in corpus.home.catalog.marks(name)]
        assert marks == [(line, "repeated")]


def test_the_title_of_a_mail_is_its_subject(corpus: Corpus, write: Write) -> None:
    path = write("m.txt", "From: Ann <a@b.example>\nSubject: Re: Venue\n\nThe hall is free.\n")
    corpus.add(path)
    document = corpus.home.catalog.document("m.txt")
    assert document is not None and document.title == "Re: Venue"


def test_whatever_reading_a_file_raises_does_not_stop_the_others(
    corpus: Corpus, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(content: bytes, kind: Format, **options: str) -> Extracted:
        if b"Halley" in content:
            raise ZeroDivisionError
        return extract(content, kind, **options)

    monkeypatch.setattr("retrieval.ingest.read.extract", fail)
    bad, good = write("comet.txt", COMET), write("heron.txt", HERON)
    assert corpus.add(bad, good) == [
        (str(bad), "refused", "it is damaged so that its reader gives up (ZeroDivisionError)"),
        ("heron.txt", "added", ""),
    ]
