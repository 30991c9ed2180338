"""A question that stands alone."""

from dataclasses import dataclass

from bot.answers import Usage
from retrieval.language.words import script


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that stands alone, the person's own words, and what the rewriting model used."""

    text: str
    words: str
    usage: Usage | None = None

    @property
    def is_rewritten(self) -> bool:
        """Whether the conversation gave it something."""
        return self.text != self.words

    @property
    def for_model(self) -> str:
        """The question as a model is asked it: with the person's words if it was translated."""
        if script(self.words) == script(self.text):
            return self.text
        return f"{self.text} (asked as: {self.words})"
