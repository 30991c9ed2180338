"""What becomes of a text that is held against the articles."""

from dataclasses import dataclass
from enum import StrEnum

from bot.answers import Citation


class Verdict(StrEnum):
    """What the articles say of a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    NO_CLAIM = "no claim"


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """A sentence of a text, `text[start:end]` of it, and the numbers of the quotes that judge it.

    `why` says in the person's language in what the articles differ, or why nothing was looked for.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    why: str = ""
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A text that was checked; `unread` counts the sentences behind those that were looked up."""

    text: str
    sentences: tuple[SentenceCheck, ...]
    citations: tuple[Citation, ...]
    unchecked: int = 0
    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse numbers that do not add up and sentences that are no part of the text."""
        used = dict.fromkeys(n for each in self.sentences for n in each.citations)
        numbers = [citation.number for citation in self.citations]
        if numbers != list(range(1, len(numbers) + 1)) or list(used) != numbers:
            raise ValueError(f"numbers {list(used)} cite {numbers}")
        if any(self.text[each.start : each.end] != each.text for each in self.sentences):
            raise ValueError("a sentence that is no part of the text")
