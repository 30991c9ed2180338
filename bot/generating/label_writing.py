"""How models write the labels of sentences, and how other text is kept from looking like one.

"[3.2]" is how a label is asked for. Models also write ［3.2］, (3.2), ^3.2^, [3-2], [label 3.2],
³·² and [3.2](#3.2); these are labels only where 3.2 was shown, since "(3.2)" may be a number.
"""

import re
import unicodedata

LABEL = r"\d{1,3}\.\d{1,3}"
GAP = r"[^\S\n]"  # a line ends a claim, however it arrives
GROUP = rf"[\[【]{GAP}*{LABEL}(?:(?:{GAP}*[,;]{GAP}*|{GAP}*,?{GAP}+and{GAP}+){LABEL})*{GAP}*[\]】]"
_ANY_GROUP = re.compile(GROUP)
_BETWEEN = re.compile(rf"({GROUP})\s*[,;]\s*(?={GROUP})")  # "[1.1], [1.2]" is one group in two
_AND = rf"(?:{GAP}*(?:[,;،؛，、；/&|]|\b(?:and|or|и|و)\b){GAP}*|{GAP}+)"
_WORD = rf"(?:[^\W\d_]{{1,12}}[.:]?{GAP}*|[#§¶]{GAP}*)?"  # [label 3.2], [#3.2]
_ANY = r"\d{1,3}[.．٫:·‧-]\d{1,3}"  # (2-1) and (2:1) are the goals of a match, [2-1] is a label


def _row(label: str) -> str:
    return rf"{GAP}*+({label}(?:{_AND}{label})*+){GAP}*+"


_LINK = r"(?:\([^()\[\]\s]{0,200}\))?"
_OTHER_GROUP = re.compile(
    rf"[\[［【〔]{_row(_WORD + _ANY)}[\]］】〕]{_LINK}|[(（]{_row(LABEL)}[)）]|\^{_row(LABEL)}\^"
)
_OTHER_LABEL = re.compile(_ANY)
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = re.compile(rf"([{_RAISED_DIGITS}]{{1,3}})[.·˙⋅‧]([{_RAISED_DIGITS}]{{1,3}})")
_RAISED_LABEL = re.compile(rf"(?<![{_RAISED_DIGITS}]){_RAISED.pattern}(?=[^{_RAISED_DIGITS}])")


def normalize_labels(text: str, shown: frozenset[str]) -> str:
    """Return a text with each label that was shown written as "[3.2]".

    A text that is still arriving may be normalized again and again: nothing changes that more text
    would read otherwise.
    """

    def plain(match: re.Match[str]) -> str:
        row = next(filter(None, match.groups()))
        labels = [_plain_label(label) for label in _OTHER_LABEL.findall(row)]
        return f"[{', '.join(labels)}]" if shown.issuperset(labels) else match[0]

    def lowered(match: re.Match[str]) -> str:
        label = f"{_lower(match[1])}.{_lower(match[2])}"
        return f"[{label}]" if label in shown else match[0]

    return _RAISED_LABEL.sub(lowered, _OTHER_GROUP.sub(plain, text))


def remove_label_marks(text: str) -> str:
    """Return a text in which nothing can be read as a label: "[3.2]" becomes "‹3.2›"."""
    low = _RAISED.sub(lambda match: f"{_lower(match[1])}.{_lower(match[2])}", text)
    apart = _OTHER_GROUP.sub(lambda match: f"‹{next(filter(None, match.groups()))}›", low)
    return _ANY_GROUP.sub(lambda match: f"‹{match[0][1:-1]}›", apart)


def labels_in(written: str) -> tuple[str, ...]:
    """Return the labels of a text that is normalized, each once."""
    groups = _ANY_GROUP.findall(written)
    return tuple(dict.fromkeys(label for group in groups for label in re.findall(LABEL, group)))


def without_labels(written: str) -> str:
    """Return a text that is normalized without its labels."""
    return _ANY_GROUP.sub("", _BETWEEN.sub(r"\1", written))


def _plain_label(label: str) -> str:
    """Return a label with a point between ASCII digits."""
    digits = (str(unicodedata.digit(c)) if c.isdecimal() else "." for c in label)
    return "".join(digits)


def _lower(raised: str) -> str:
    return "".join(str(unicodedata.digit(c)) for c in raised)
