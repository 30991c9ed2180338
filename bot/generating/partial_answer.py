"""What the articles, or the catalog, answer to some parts of a question."""

from dataclasses import dataclass

from bot.answers import Statement
from bot.extracting.extraction import Extraction
from bot.generating.draft import Draft
from bot.selecting.read_selection import Selection


@dataclass(frozen=True, slots=True)
class PartialAnswer:
    """What the articles, or the catalog, answer to some parts of a question.

    `extraction` is what was found in the articles, None for what the catalog answers. `articles`
    are the ids of those that the answer is about, if the catalog gave it.
    """

    questions: tuple[str, ...]
    draft: Draft
    articles: tuple[str, ...]
    selections: tuple[Selection, ...] = ()
    extraction: Extraction | None = None

    @property
    def is_answered(self) -> bool:
        """Return whether anything is answered."""
        return self.extraction.decision.answerable if self.extraction else bool(self.statements)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Return the parts that are not answered."""
        if not self.extraction:
            return () if self.statements else self.questions
        parts = self.extraction.parts or (self.extraction,)
        return tuple(part.question for part in parts if not part.decision.answerable)

    @property
    def confidence(self) -> float:
        """Return how sure it is that this answers, from 0 to 1."""
        return self.extraction.decision.confidence if self.extraction else float(self.is_answered)

    @property
    def statements(self) -> list[Statement]:
        """Return what is stated."""
        return self.draft.statements
