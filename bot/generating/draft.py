"""An answer in the making: what a model claims is checked against what its labels name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answers import DroppedStatement, Statement, Usage
from bot.extracting.candidates import Candidate
from bot.extracting.citations import CitationList
from bot.generating.claim_support import Premise, adds_information, find_unsupported, is_translated
from bot.generating.labels import Claim, LabelledPassages
from bot.generating.trim_quote import trim_quote
from retrieval.language.directives import addresses_reader, is_not_evidence
from retrieval.passages import Hit, Sentence, Span
from retrieval.text.passage_text import sentence_text

MAX_DISTANCE = (
    0.35  # below the best sentence, from which on one has nothing to do with the question
)


@dataclass(slots=True)
class Draft:
    """An answer in the making: what a model wrote and was checked, then what is quoted.

    `remark` is a sentence for the person when it went wrong, `reason` says for `--explain` how it
    went; `sufficient` tells that nothing need be quoted besides, `written` that a model wrote.
    """

    citing: CitationList = field(default_factory=CitationList)
    statements: list[Statement] = field(default_factory=list)
    dropped: list[DroppedStatement] = field(default_factory=list)
    usage: Usage | None = None
    remark: str = ""
    reason: str = ""
    sufficient: bool = False
    written: bool = False

    def quote(self, chosen: Sequence[Candidate]) -> Iterator[Statement]:
        """Yield a statement for each sentence that was not cited before."""
        for statement in self.citing.state(chosen):
            self.statements.append(statement)
            yield statement


def distances_from_best(ranked: Sequence[Candidate]) -> dict[tuple[int, int], float]:
    """Give how far below the best each sentence lies."""
    return {
        (choice.hit.passage.id, choice.sentence.start): ranked[0].score - choice.score
        for choice in ranked
    }


class Checker:
    """Holds each claim against the sentences that its labels name."""

    def __init__(
        self, question: str, material: LabelledPassages, behind: Mapping[tuple[int, int], float]
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
            draft.dropped.append(DroppedStatement(f"[{label}]", "there is no such sentence"))
        reason = self._reason_to_drop(claim, named, bool(struck))
        if reason:
            draft.dropped.append(DroppedStatement(claim.text, reason))
            return None
        self._said.add(claim.text)
        spans = [trim_quote(hit, sentence, claim.text) for hit, sentence in named]
        if any(spans) and self._reason_against_parts(claim.text, named, spans):
            spans = [None] * len(named)
        numbers = [
            draft.citing.cite(hit, sentence, span)
            for (hit, sentence), span in zip(named, spans, strict=True)
        ]
        return Statement(claim.text, tuple(dict.fromkeys(numbers)))

    def _reason_against_parts(
        self, text: str, named: Sequence[tuple[Hit, Sentence]], spans: Sequence[Span | None]
    ) -> str:
        """Say why a claim would not be supported if only these parts were quoted, or ""."""
        grounds = [
            premise_of(hit, sentence, span)
            for (hit, sentence), span in zip(named, spans, strict=True)
        ]
        return find_unsupported(text, grounds, self._question, self._material.text)

    def _reason_to_drop(
        self, claim: Claim, named: Sequence[tuple[Hit, Sentence]], struck: bool
    ) -> str:
        """Say what is wrong with a claim, or ""."""
        if not named:
            return "its labels name no sentence" if struck else "it has no label"
        if claim.text in self._said:
            return "it was said before"
        if not adds_information(claim.text, self._question):
            return "it says no more than the question"
        if addresses_reader(claim.text):
            return "it is no report of what the articles say"
        if any(is_not_evidence(h.document.text[s.start : s.end], s.kind) for h, s in named):
            return "the quote is an order or a question"
        if all(self._behind.get((h.passage.id, s.start), 0.0) > MAX_DISTANCE for h, s in named):
            return "the quote has nothing to do with the question"
        grounds = [premise_of(hit, sentence) for hit, sentence in named]
        reason = find_unsupported(claim.text, grounds, self._question, self._material.text)
        if not reason and is_translated(claim.text, grounds[0].text):
            self.translated = True
        return reason


def premise_of(hit: Hit, sentence: Sentence, part: Span | None = None) -> Premise:
    """Give what a label names, with what makes it readable and where it is from."""
    document = hit.document
    context = " ".join(span.of(document.text) for span in sentence.context)
    about = " ".join((document.title, *hit.passage.headings))
    around = document.text[hit.passage.start : hit.passage.end]
    words = part.of(document.text) if part else sentence_text(document, sentence)
    return Premise(f"{context} {words}", about, document.published, around)
