"""Decode the bytes of a file: the encoding that fits best, or none."""

import codecs
import math
from dataclasses import dataclass, field

from retrieval.errors import ExpectedError
from retrieval.formats.encodings import ENCODINGS, Reading, read_as

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAMPLE = 4_000  # bytes
# A reading is sure if the next best is e^8 times less likely, and its signs are usual; it is
# believed with a note down to e^2.5. On XQuAD in KOI8-R, cp1251, cp1256 and cp1252 (3,000 texts of
# 100 and 300 characters) none is read wrongly; 4 of 1,000 are noted.
_SURE_MARGIN, _NEAR_MARGIN = 8.0, 2.5
_SURE_QUALITY, _NEAR_QUALITY = -0.8, -1.5
_UNKNOWN = "it is not text in an encoding that majlis knows"
_NAME_IT = "name its encoding with --encoding NAME"
_HINT = f"save it as UTF-8, or {_NAME_IT}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and its encoding; `note` says so where another reading is near."""

    text: str
    note: str = ""
    encoding: str = field(default="", compare=False)


def decode(content: bytes, encoding: str = "") -> Decoded:
    """Return the text of a file, in an encoding if one is named; a BOM is dropped.

    Newlines stay as they are. Raises ValueError with the reason for bytes that are not text.
    """
    decoded = _decode_as(content, encoding) if encoding else _decode(content)
    if "\0" in decoded.text:
        raise ValueError("it is not text (it holds NUL characters)")
    return decoded


def check_encoding(name: str) -> str:
    """Return the name by which Python knows an encoding of text; raise ExpectedError for none."""
    try:
        known = codecs.lookup(name)
        "".encode(name)  # some codecs that are known encode no text
    except (LookupError, ValueError) as error:
        raise ExpectedError(
            f"There is no encoding {name!r}.",
            hint="Name one such as utf-8, cp1252, cp1254, koi8-r, gb18030, big5 or shift_jis.",
        ) from error
    return known.name


def _decode_as(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).removeprefix("\ufeff"))
    except UnicodeError as error:
        raise ValueError(f"it is not text in the encoding {encoding}") from error


def _decode(content: bytes) -> Decoded:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return Decoded(content[len(bom) :].decode(encoding))
    try:
        return Decoded(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            raise ValueError("its text is damaged (UTF-8 with bytes that do not belong)") from error
    if sum(b < 9 or 13 < b < 32 for b in content) > len(content) / 50:
        raise ValueError(_UNKNOWN)
    return _decode_by_judgement(content)


def _is_damaged_utf8(content: bytes) -> bool:
    """Return whether bytes are UTF-8 with a few bad ones, rather than another encoding."""
    decoded = content.decode("utf-8", "replace")
    bad = decoded.count("\ufffd")
    return sum(character > "\x7f" for character in decoded) > 2 * bad


def _decode_by_judgement(content: bytes) -> Decoded:
    """Return the most likely reading, if no other comes near."""
    best, margin = _judge(content)
    if best is None or best.quality < _NEAR_QUALITY:
        raise ValueError(f"{_UNKNOWN}; {_HINT}")
    if margin < _NEAR_MARGIN:
        raise ValueError(f"its encoding cannot be told for certain; {_HINT}")
    sure = margin >= _SURE_MARGIN and best.quality >= _SURE_QUALITY
    note = "" if sure else f"read as {best.encoding}; if that is wrong, {_NAME_IT}"
    return Decoded(content.decode(best.encoding), note, best.encoding)


def _judge(content: bytes) -> tuple[Reading | None, float]:
    """Return the most likely reading of a sample, and by how much the next text is less likely."""
    sample = _sample(content)
    readings = [reading for each in ENCODINGS if (reading := read_as(each, sample))]
    readings.sort(key=lambda reading: -reading.score)
    valid = (reading for reading in readings if _is_valid(content, reading.encoding))
    best = next(valid, None)
    if best is None:
        return None, 0.0
    rival = next((reading for reading in valid if reading.text != best.text), None)
    return best, best.score - rival.score if rival else math.inf


def _sample(content: bytes) -> bytes:
    """Return lines with bytes beyond ASCII, from all over a text; the last one may be cut."""
    lines = [line for line in content.splitlines() if not line.isascii()]
    step = max(1, sum(map(len, lines)) // _SAMPLE)
    return b"\n".join(lines[::step])[:_SAMPLE]


def _is_valid(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
