"""An answer in the making."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.answers import DroppedStatement, Statement, Usage
from bot.extracting.candidates import Candidate
from bot.extracting.citations import CitationList


@dataclass(slots=True)
class Draft:
    """An answer in the making: what a model wrote and was checked, then what is quoted.

    `remark` is a sentence for the person if something went wrong, `reason` says for `--explain`
    what happened. `sufficient`: nothing needs to be quoted besides. `by_model`: a model wrote it.
    `open_parts` are the parts of the question that it left open and that quotes answer.
    """

    citations: CitationList = field(default_factory=CitationList)
    statements: list[Statement] = field(default_factory=list)
    dropped: list[DroppedStatement] = field(default_factory=list)
    usage: Usage | None = None
    remark: str = ""
    reason: str = ""
    sufficient: bool = False
    by_model: bool = False
    open_parts: list[str] = field(default_factory=list)

    def quotes_any(self, candidates: Iterable[Candidate]) -> bool:
        """Return whether one of these sentences is cited."""
        return any(self.citations.has_cited(each.hit, each.sentence) for each in candidates)

    def quote(self, candidates: Sequence[Candidate]) -> Iterator[Statement]:
        """Yield a statement for each sentence that was not cited before."""
        for statement in self.citations.state(candidates):
            self.statements.append(statement)
            yield statement
