"""Requests about the last answer, in words: "show quote 2", "who disagrees?", "shorter".

Only whole sentences of these forms are requests: "What is the source of the conflict?" is none.
"""

from dataclasses import dataclass
from enum import StrEnum

from retrieval.language.rules import pattern, table

LAST = -1  # the number of "the last one"
_ORDINALS = {word: int(number) for word, number in table("pieces", "ordinal").items()}
_END = pattern("requests", "end")


class RequestKind(StrEnum):
    """What can be requested of an answer."""

    QUOTE = "quote"
    SOURCE = "source"
    CONTEXT = "context"
    MORE = "more"
    OTHERS = "others"
    SILENT = "silent"
    SHORTER = "shorter"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Request:
    """What is requested, of the quote of which number: 0 if none was named, LAST for the last."""

    kind: RequestKind
    number: int = 0


_FORMS = {
    RequestKind.CONTEXT: pattern("requests", "context"),
    RequestKind.SOURCE: pattern("requests", "source"),
    RequestKind.QUOTE: pattern("requests", "quote"),
    RequestKind.MORE: pattern("requests", "more"),
    RequestKind.OTHERS: pattern("requests", "others"),
    RequestKind.SILENT: pattern("requests", "silent"),
    RequestKind.SHORTER: pattern("requests", "shorter"),
    RequestKind.LANGUAGE: pattern("requests", "language"),
}  # the first that matches counts


def parse_request(words: str) -> Request | None:
    """Return what is requested of the last answer; None for a question."""
    plain = _END.sub("", " ".join(words.split()))
    for kind, form in _FORMS.items():
        if match := form.fullmatch(plain):
            return Request(kind, _number([group for group in match.groups() if group]))
    return None


def _number(groups: list[str]) -> int:
    if not groups:
        return 0
    return int(groups[0]) if groups[0].isdigit() else _ORDINALS[groups[0].lower()]
