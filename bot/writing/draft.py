"""An answer in the making: what a model claims is checked against what its labels name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answers import Dropped, Statement, Usage
from bot.quoting.citations import Citing
from bot.quoting.extract import Chosen
from bot.quoting.orders import speaks_for_itself, tells_nothing
from bot.writing.cut import cut
from bot.writing.labels import Claim, Shown
from bot.writing.support import Ground, adds, translated, unsupported
from retrieval.passages import Hit, Sentence, Span
from retrieval.reading import said

FAR = 0.35  # below the best sentence, from which on one has nothing to do with the question


@dataclass(slots=True)
class Draft:
    """An answer in the making: what a model wrote and was checked, then what is quoted.

    `remark` is a sentence for the person when it went wrong, `reason` says for `--explain` how it
    went; `sufficient` tells that nothing need be quoted besides, `written` that a model wrote.
    """

    citing: Citing = field(default_factory=Citing)
    statements: list[Statement] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    usage: Usage | None = None
    remark: str = ""
    reason: str = ""
    sufficient: bool = False
    written: bool = False

    def quote(self, chosen: Sequence[Chosen]) -> Iterator[Statement]:
        """Yield a statement for each sentence that was not cited before."""
        for statement in self.citing.quote(chosen):
            self.statements.append(statement)
            yield statement


def scores(ranked: Sequence[Chosen]) -> dict[tuple[int, int], float]:
    """Give how far below the best each sentence lies."""
    return {
        (choice.hit.passage.id, choice.sentence.start): ranked[0].score - choice.score
        for choice in ranked
    }


class Checker:
    """Holds each claim against the sentences that its labels name."""

    def __init__(
        self, question: str, material: Shown, behind: Mapping[tuple[int, int], float]
    ) -> None:
        self._question = question
        self._material = material
        self._behind = behind
        self._said: set[str] = set()
        self.translated = False

    def check(self, claim: Claim, draft: Draft) -> Statement | None:
        """Give the statement of a claim with its citations, or note why there is none."""
        known = self._material.sentences
        named = [known[label] for label in claim.labels if label in known]
        struck = [label for label in claim.labels if label not in known]
        for label in struck:
            draft.dropped.append(Dropped(f"[{label}]", "there is no such sentence"))
        reason = self._wrong(claim, named, bool(struck))
        if reason:
            draft.dropped.append(Dropped(claim.text, reason))
            return None
        self._said.add(claim.text)
        spans = [cut(hit, sentence, claim.text) for hit, sentence in named]
        if any(spans) and self._unproven(claim.text, named, spans):
            spans = [None] * len(named)
        numbers = [
            draft.citing.cite(hit, sentence, span)
            for (hit, sentence), span in zip(named, spans, strict=True)
        ]
        return Statement(claim.text, tuple(dict.fromkeys(numbers)))

    def _unproven(
        self, text: str, named: Sequence[tuple[Hit, Sentence]], spans: Sequence[Span | None]
    ) -> str:
        """Say why a claim would not be supported if only these parts were quoted, or ""."""
        grounds = [
            ground(hit, sentence, span) for (hit, sentence), span in zip(named, spans, strict=True)
        ]
        return unsupported(text, grounds, self._question, self._material.text)

    def _wrong(self, claim: Claim, named: Sequence[tuple[Hit, Sentence]], struck: bool) -> str:
        """Say what is wrong with a claim, or ""."""
        if not named:
            return "its labels name no sentence" if struck else "it has no label"
        if claim.text in self._said:
            return "it was said before"
        if not adds(claim.text, self._question):
            return "it says no more than the question"
        if speaks_for_itself(claim.text):
            return "it is no report of what the articles say"
        if any(tells_nothing(h.document.text[s.start : s.end], s.kind) for h, s in named):
            return "the quote is an order or a question"
        if all(self._behind.get((h.passage.id, s.start), 0.0) > FAR for h, s in named):
            return "the quote has nothing to do with the question"
        grounds = [ground(hit, sentence) for hit, sentence in named]
        reason = unsupported(claim.text, grounds, self._question, self._material.text)
        if not reason and translated(claim.text, grounds[0].text):
            self.translated = True
        return reason


def ground(hit: Hit, sentence: Sentence, part: Span | None = None) -> Ground:
    """Give what a label names, with what makes it readable and where it is from."""
    document = hit.document
    context = " ".join(span.of(document.text) for span in sentence.context)
    about = " ".join((document.title, *hit.passage.headings))
    around = document.text[hit.passage.start : hit.passage.end]
    words = part.of(document.text) if part else said(document, sentence)
    return Ground(f"{context} {words}", about, document.published, around)
