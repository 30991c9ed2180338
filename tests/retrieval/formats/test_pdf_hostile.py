"""PDF files that are broken, locked, huge or made to do harm: one clear sentence, and no more."""

import io
import os
import stat
import sys
from pathlib import Path

import psutil
import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from retrieval.formats.extract import extract
from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf_process import ask_about_pdf
from retrieval.formats.pdf_text import extract_pdf
from retrieval.formats.recognize import Format
from tests.support.pdf_files import Sheets

WORDS = b"BT /F1 12 Tf 10 10 Td (Hi there) Tj ET"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
NO_LETTERS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
    b"/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>>>]>>"
)
DAMAGED = "it is damaged: no page of it can be read"
PICTURES = (
    "its pages hold no text, only pictures; "
    "set MAJLIS_OCR=on to have Tesseract read them, once it is installed"
)


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of objects, of which the first is the catalog."""
    content, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(content))
    )


def page(drawing: bytes, *, box: bytes = b"0 0 600 800", font: bytes = HELVETICA) -> bytes:
    """Return a PDF of one page."""
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 11>>"
    )
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>" % box,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        font,
        form + b"stream\n/X Do /X Do\nendstream",
    )


def locked(password: str) -> bytes:
    file = io.BytesIO()
    lock = pdfencrypt.StandardEncryption(password, ownerPassword="owner")
    sheet = canvas.Canvas(file, encrypt=lock)
    sheet.drawString(72, 700, "Nobody may print this.")
    sheet.save()
    return file.getvalue()


def sheets_of(count: int) -> bytes:
    sheets = Sheets()
    for number in range(count):
        sheets.line(72, 700, f"Sheet {number}")
        sheets.turn()
    return sheets.content()


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the path of a program named tesseract, which the test writes."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "tesseract"


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!{sys.executable}\nimport sys\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 40, DAMAGED, id="no PDF"),
        pytest.param(page(WORDS)[:300], DAMAGED, id="cut off"),
        pytest.param(
            pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), DAMAGED,
            id="no pages",
        ),
        pytest.param(locked("secret"), "it is locked by a password", id="locked"),
        pytest.param(page(b"0 0 500 500 re f"), PICTURES, id="a picture"),
        pytest.param(
            page(b"BT /F1 12 Tf <" + b"000100020003" * 30 + b"> Tj ET", font=NO_LETTERS), PICTURES,
            id="a font that does not tell its letters",
        ),
        pytest.param(page(b""), "it holds no text", id="blank"),
        pytest.param(
            pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"),
            "it holds no text", id="pages in themselves",
        ),
        pytest.param(
            page(b"/X Do " + WORDS), "it is damaged so that its reader gives up",
            id="a form in itself",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        extract(content, Format.PDF)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(page(b"q " * 100_000 + WORDS), id="deep"),
        pytest.param(page(WORDS, box=b"0 0 1e12 1e12"), id="a huge page"),
        pytest.param(page(WORDS, box=b"0 0 -5 0"), id="a page without a size"),
        pytest.param(page(b"9 0 m 9 800 l S " * 10_000 + WORDS), id="many lines"),
    ],
)
def test_what_is_strange_is_read_all_the_same(content: bytes) -> None:
    assert extract_pdf(content).text == "Hi there"


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    assert extract_pdf(locked("")).text == "Nobody may print this."


def test_more_pages_than_are_read_are_refused() -> None:
    with pytest.raises(UnreadableError, match=r"^it has 2,001 pages; at most 2,000 are read$"):
        extract_pdf(sheets_of(2_001))


def test_a_reader_that_takes_too_long_is_ended() -> None:
    with pytest.raises(UnreadableError, match=r"^it takes more than 0\.01 seconds to read$"):
        ask_about_pdf(sheets_of(300), {"ocr": "off"}, patience_s=0.01)


def test_the_process_gets_no_key_and_takes_no_module_of_the_folder_it_runs_in(
    tesseract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tesseract.parent / "json.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tesseract.parent)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    write_program(tesseract, "import os\nprint('sk-secret' in os.environ.values())")
    assert extract_pdf(page(b"0 0 500 500 re f"), ocr="on").text == "False"


def scanned() -> bytes:
    """Return a PDF of three pages, of which the second and the third are pictures."""
    sheets = Sheets()
    sheets.line(72, 700, "The first page holds a sentence of text.")
    sheets.turn()
    for _ in range(2):
        sheets.canvas.rect(72, 300, 300, 300, fill=1)
        sheets.turn()
    return sheets.content()


def test_pages_that_hold_only_pictures_are_counted() -> None:
    extracted = extract_pdf(scanned())
    assert extracted.text == "The first page holds a sentence of text."
    assert (extracted.pages.starts, extracted.pages.pictures) == ((0, 40, 40), (2, 3))
    assert extracted.notes == ("2 of 3 pages hold no text, only pictures",)


def test_tesseract_reads_the_pictures_if_it_may(tesseract: Path) -> None:
    write_program(
        tesseract,
        "png = sys.stdin.buffer.read()\n"
        "assert png.startswith(b'\\x89PNG')\n"
        "print('Read with', *sys.argv[1:5], 'of a gov-\\nernment.\\n\\nA second paragraph.')",
    )
    assert extract_pdf(scanned()).pages.recognized == ()
    extracted = extract_pdf(scanned(), ocr="eng+ara")
    read = "Read with stdin stdout -l eng+ara of a government.\n\nA second paragraph."
    assert extracted.text == f"The first page holds a sentence of text.\n\n{read}\n\n{read}"
    assert (extracted.pages.pictures, extracted.pages.recognized) == ((), (2, 3))
    assert extracted.pages.starts == (0, 42, 42 + len(read) + 2)
    assert extracted.notes == ("the text of 2 of 3 pages was recognised in pictures",)


def test_a_page_in_which_tesseract_reads_nothing_stays_a_picture(tesseract: Path) -> None:
    write_program(tesseract, "sys.stdin.buffer.read()")
    assert extract_pdf(scanned(), ocr="on").pages.pictures == (2, 3)


@pytest.mark.parametrize(
    ("body", "ocr", "why"),
    [
        ("sys.exit('no language data')", "on", "Tesseract failed: no language data"),
        ("", "../x", "MAJLIS_OCR is '../x', which is not on, off or languages such as eng+ara"),
        (None, "on", "Tesseract is not installed, which MAJLIS_OCR wants"),
    ],
)
def test_why_tesseract_does_not_read_is_said(
    tesseract: Path, monkeypatch: pytest.MonkeyPatch, body: str | None, ocr: str, why: str
) -> None:
    if body is None:
        monkeypatch.setenv("PATH", str(tesseract.parent))
    else:
        write_program(tesseract, body)
    note = f"2 of 3 pages hold no text, only pictures ({why})"
    assert extract_pdf(scanned(), ocr=ocr).notes == (note,)
    with pytest.raises(UnreadableError) as refusal:
        extract_pdf(page(b"0 0 500 500 re f"), ocr=ocr)
    assert str(refusal.value) == f"its pages hold no text, only pictures; {why}"


def readers() -> set[int]:
    """Return the processes that wait for a PDF."""
    children = psutil.Process().children()
    return {each.pid for each in children if "retrieval.formats.pdf_child" in each.cmdline()}


def test_one_process_is_asked_about_many_files_and_a_crash_costs_only_one(tesseract: Path) -> None:
    write_program(tesseract, "import os\nos.kill(os.getppid(), 9)")
    assert extract_pdf(page(WORDS)).text == "Hi there"
    before = readers()
    assert extract_pdf(page(WORDS)).text == "Hi there"
    assert readers() == before
    with pytest.raises(UnreadableError, match=r"^it is damaged so that its reader gives up$"):
        extract_pdf(page(b"0 0 500 500 re f"), ocr="on")
    assert len(readers()) < len(before)
    assert extract_pdf(page(WORDS)).text == "Hi there"
