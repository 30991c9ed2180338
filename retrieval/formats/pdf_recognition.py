"""Recognise the text of a picture with the program Tesseract, if it is installed."""

import os
import re
import shutil
import subprocess

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf_layout import PageLayout
from retrieval.formats.pdf_paragraphs import Part, PartKind
from retrieval.formats.pdf_segments import Segment

OFF, ON = "off", "on"
DOTS_PER_INCH = 300  # of the pictures that Tesseract reads best
_PATIENCE_S = 120.0  # for one page
_SIZE = 10.0  # points, which no line of recognised text tells
_LANGUAGES = re.compile(r"[A-Za-z_]{3,20}(?:\+[A-Za-z_]{3,20}){0,9}")
_GAP = re.compile(r"\n[ \t]*\n")
_INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TMPDIR", "SYSTEMROOT")


def check_recognition(ocr: str) -> None:
    """Raise UnreadableError if pictures cannot be read as a setting wants it."""
    if ocr == OFF:
        raise UnreadableError("set MAJLIS_OCR=on to have Tesseract read them, once it is installed")
    if ocr != ON and not _LANGUAGES.fullmatch(ocr):
        raise UnreadableError(
            f"MAJLIS_OCR is {ocr[:40]!r}, which is not on, off or languages such as eng+ara"
        )
    if not shutil.which("tesseract"):
        raise UnreadableError("Tesseract is not installed, which MAJLIS_OCR wants")


def recognize_page(png: bytes, ocr: str) -> PageLayout:
    """Return the paragraphs that Tesseract reads in a picture; raises UnreadableError."""
    languages = [] if ocr == ON else ["-l", ocr]
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    try:
        run = subprocess.run(
            ["tesseract", "stdin", "stdout", *languages, "--dpi", str(DOTS_PER_INCH)],
            input=png, capture_output=True, timeout=_PATIENCE_S, check=True, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(
            f"Tesseract did not read a page within {_PATIENCE_S:.0f} seconds"
        ) from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise UnreadableError(f"Tesseract failed: {last[:200] or error.returncode}") from error
    except OSError as error:
        raise UnreadableError(f"Tesseract cannot be started: {error.strerror}") from error
    text = run.stdout.decode("utf-8", "replace").replace("\f", "")
    paragraphs = (_lines(paragraph) for paragraph in _GAP.split(text))
    return PageLayout(tuple(Part(PartKind.PARAGRAPH, lines) for lines in paragraphs if lines))


def _lines(paragraph: str) -> tuple[Segment, ...]:
    texts = (" ".join(line.split()) for line in paragraph.split("\n"))
    return tuple(Segment(text, (), 0, 0, 0, 0, _SIZE) for text in texts if text)
