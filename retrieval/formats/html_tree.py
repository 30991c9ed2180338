"""Parse the bytes of a page into a tree, in the encoding that the page has."""

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from retrieval.formats.decode import decode
from retrieval.formats.extracted import UnreadableError

_MOST_ELEMENTS = 200_000  # the largest articles have a tenth of that
_HEAD = 4_096  # bytes in which a page names its encoding
_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
# What browsers read for these names, which are often given to pages of larger encodings.
_BROWSERS_READ = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc-kr": "cp949", "big5": "big5hkscs", "tis-620": "cp874",
    "iso-8859-8-i": "iso8859_8", "x-sjis": "cp932", "windows-874": "cp874",
}  # fmt: skip
_DEFAULT = "cp1252"  # named by servers and templates for pages in any encoding
_MOST_DAMAGE = 0.002  # share of characters that could not be read
_MARKUP = re.compile(rb"<[^<>]{0,5000}>")
_XHTML = "http://www.w3.org/1999/xhtml"
_SELF_CLOSED = re.compile(r"<([a-zA-Z][\w:-]{0,40})((?:\s[^<>]{0,2000})?)/>")
_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr")
)  # fmt: skip
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def parse_html(content: bytes, encoding: str = "") -> tuple[HtmlElement, tuple[str, ...]]:
    """Return the root of a page and notes on how it was read; raises UnreadableError.

    `encoding` is what its server or a person says; UTF-8 is recognised in spite of it.
    """
    text, note = _decode_html(content, encoding)
    plain = _NOT_IN_XML.sub("", text)
    if _XHTML in plain[:_HEAD]:
        plain = _SELF_CLOSED.sub(_opened, plain)
    if not plain.strip():
        raise UnreadableError("it holds no text")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError("its HTML is damaged") from error
    if sum(1 for _ in islice(root.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        raise UnreadableError(f"its HTML has more than {_MOST_ELEMENTS:,} elements")
    return root, (note,) if note else ()


def _opened(match: re.Match[str]) -> str:
    """Return an element of XML that is closed at once as HTML has it, with an end of its own."""
    name, attributes = match.groups()
    return match[0] if name.lower() in _EMPTY else f"<{name}{attributes}></{name}>"


def _decode_html(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), ""
    for name in (encoding, _declared(content)):
        if text := _read_as(content, name):
            return text, ""
    return _judged(content)


def _declared(content: bytes) -> str:
    match = _CHARSET.search(content[:_HEAD])
    return (match[1] or match[2]).decode("ascii").lower() if match else ""


def _read_as(content: bytes, name: str) -> str:
    """Return the text in an encoding, "" if it is none or evidently another one's name."""
    codec = _BROWSERS_READ.get(name.lower(), name.lower())
    if not codec or codec.startswith("utf-16"):
        return ""
    try:
        text = content.decode(codec, "replace")
    except (LookupError, ValueError):
        return ""
    if text.count("\ufffd") > _MOST_DAMAGE * len(text):
        return ""
    if codec == _DEFAULT and (judged := _judged(content, sure=True)[0]):
        return judged
    return text


def _judged(content: bytes, *, sure: bool = False) -> tuple[str, str]:
    """Return the text in the encoding that fits its words, and a note; "" if none is sure."""
    words = _MARKUP.sub(b"\n", content)
    try:
        decoded = decode(words)
    except ValueError as error:
        if sure:
            return "", ""
        raise UnreadableError(str(error)) from error
    if sure and decoded.note:
        return "", ""
    return content.decode(decoded.encoding or "utf-8", "replace"), decoded.note
