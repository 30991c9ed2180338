"""Markup inside of a sentence: links, images, HTML, footnote marks, emphasis, line ends.

It is part of the words that are quoted, and is read past by whatever compares, judges or shows
them.
"""

import html
import re

# A line end, with the ">" of a quotation on the next line. An emoji, with its modifiers. An address
# in plain text, and one behind the words of a Markdown link. The mark of a footnote: Wikipedia's
# [1], Markdown's [^1], raised digits, a dagger. What stands before a list item.
LINE_END = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*(?:>[ \t]?)*")
EMOJI = (
    "[\u203c\u2049\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
)
URL = r"(?:https?://|www\.)[^\s<>\"”»\]]*[^\s<>\"”».,;:!?)\]'…]"
IMAGE_MARK = re.compile(r"!(?=\[)")
LINK_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"\n]*\")?\)")
FOOTNOTE_MARK = r"\[\^?[\w*]{1,4}\]|\[[a-z]+ needed\]|\[\^[\w-]{1,20}\]|[¹²³⁰⁴-⁹]+|[†‡]"
BULLET = re.compile(
    r"(?:[-*+•‣⁃◦–·▪▫●○■□◆➤➢►▶✓✔✗✘]|\(?\d{1,3}[.)]|\(?[a-z][.)]|:)[ \t\u00a0]+(?=\S)"
)

_LINE_END = re.compile(rf"[ \t]*{LINE_END.pattern}")
_HYPHEN = re.compile(rf"(?<=[^\W\d_]-){LINE_END.pattern}(?=[^\W\d_])")
_LINK = re.compile(rf"!?\[([^\[\]]*){LINK_TARGET.pattern}")
_IMAGE = re.compile(rf"!{_LINK.pattern[2:]}")
_REFERENCE = re.compile(r"!?\[([^\[\]]+)\]\[[^\[\]]*\]")
_AUTOLINK = re.compile(rf"<({URL})>")
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*(?:-->)?")
_BREAK = re.compile(
    r"<(?:br|hr|p|/p|li|/li|td|/td|th|/th|tr|/tr|div|/div)\b[^<>]{0,200}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,500})?/?>")
_NOTE = re.compile(
    r"(?<=[\w.!?,;:%\"”»’)])(?:\[\^?\w{1,4}\]|\[\^[\w-]{1,20}\])+(?![\w(\[])"
    r"|(?<=[.!?,;:\"”»])[¹²³⁰⁴-⁹†‡]+|(?<=[^\W\d_]{4})[¹²³⁰⁴-⁹†‡]+"
)
_EMPHASIS = re.compile(
    r"(?<![\w*`\\])(\*{1,3}|_{1,3}|~~|``?)(?=[^\s*_])([^*_`~\n]{1,400}?)(?<=[^\s\\])\1(?![\w*`])"
)
# Emphasis that begins or ends in another sentence.
_LOOSE = re.compile(r"\A[*_]{1,3}(?=\w)|(?<=[\w.!?…)\"”])[*_]{1,3}\Z")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARKS = re.compile(r"[\[<&*_`~\\¹²³⁰⁴-⁹†‡]")
_SPACES = re.compile(r"  +")


def readable(words: str) -> str:
    """Return the words of a sentence without its markup, on one line.

    A link is shown as its label, a line end as a space; an image only where nothing else stands.
    """
    if _BREAKS.search(words):
        words = _LINE_END.sub(" ", _HYPHEN.sub("", words))
    if not _MARKS.search(words):
        return words
    words = _NOTE.sub("", _COMMENT.sub("", words))
    words = _AUTOLINK.sub(r"\1", words)
    words = _IMAGE.sub("", words) or words
    for _ in range(2):  # an image may be the label of a link
        words = _LINK.sub(r"\1", words)
    words = _REFERENCE.sub(r"\1", words)
    words = _TAG.sub("", _BREAK.sub(" ", words))
    for _ in range(2):  # bold may stand inside of italics
        words = _EMPHASIS.sub(r"\2", words)
    words = _LOOSE.sub("", words)
    words = html.unescape(_ESCAPED.sub(r"\1", words))
    return _SPACES.sub(" ", words).strip()


def readable_item(words: str) -> str:
    """Return a list item like `readable`, without its bullet; anything else as it reads."""
    bullet = BULLET.match(words)
    return readable(words[bullet.end() :] if bullet else words)
