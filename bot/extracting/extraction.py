"""What was found for a question, or for each part of one that asks for several things."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from bot.ask_options import STATEMENTS
from bot.extracting.answerability import Decision
from bot.extracting.candidates import Candidate, in_reading_order, select_sentences
from bot.extracting.list_items import MOST, find_list_items
from bot.extracting.read_hits import NOTHING_READ, PassageReadings
from bot.selecting.read_selection import Selection
from retrieval.index.token_vectors import TokenSimilarity
from retrieval.language.question_types import AnswerType, classify_question
from retrieval.passages import Hit
from retrieval.search.searcher import SearchResult


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found for a question: its sentences, best first, and whether they answer.

    `readable` tells whether a model reads the question's script; `searched_at` is the moment
    (`time.perf_counter`) at which the search had ended. `parts` are those of a question that asks
    for several things. `selection` are the articles that were asked, if not all.
    """

    question: str
    result: SearchResult
    candidates: list[Candidate]
    decision: Decision
    readable: bool
    searched_at: float
    readings: PassageReadings = NOTHING_READ
    parts: tuple["Extraction", ...] = ()
    selection: Selection | None = None

    @property
    def selections(self) -> tuple[Selection, ...]:
        """Return which articles were asked, for each part of the question that names any."""
        parts = self.parts or (self,)
        return tuple(part.selection for part in parts if part.selection and part.selection.filter)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Return the parts of the question that nothing answers, where something answers others."""
        if not self.decision.answerable:
            return ()
        return tuple(part.question for part in self.parts if not part.decision.answerable)

    @property
    def list_items(self) -> list[Candidate]:
        """Return the items of the list that the question asks for, [] if it asks for none."""
        if classify_question(self.question) not in (AnswerType.LIST, AnswerType.ROW):
            return []
        return find_list_items(self.candidates, self.question)

    def select(self, limit: int) -> list[Candidate]:
        """Return at most `limit` sentences that answer, in reading order; [] if none do.

        Each part that is answered has its share of them.
        """
        if not self.decision.answerable:
            return []
        if self.parts:
            answering = [part for part in self.parts if part.decision.answerable]
            share = max(1, limit // len(answering))
            return _without_copies(chain.from_iterable(part.select(share) for part in answering))
        if items := self.list_items:
            return items if len(items) <= MOST and limit >= STATEMENTS else items[:limit]
        kind = classify_question(self.question)
        read = bool(self.readings.by_place)
        return in_reading_order(
            select_sentences(self.candidates, kind, limit=limit, read=read), kind
        )


def join_parts(question: str, parts: Sequence[Extraction]) -> Extraction:
    """Return what was found for the parts of a question together; it is answered if one is."""
    if len(parts) == 1:
        return parts[0]
    hits: dict[tuple[str, int], tuple[Hit, TokenSimilarity | None]] = {}
    pairs = chain.from_iterable(
        zip(part.result.hits, part.result.similarities, strict=True) for part in parts
    )
    for hit, similarity in sorted(pairs, key=lambda pair: -pair[0].score):
        hits.setdefault((hit.document.id, hit.passage.start), (hit, similarity))
    candidates = chain.from_iterable(zip_longest(*(part.candidates for part in parts)))
    return Extraction(
        question,
        replace(
            parts[0].result,
            hits=tuple(hit for hit, _ in hits.values()),
            similarities=tuple(similarity for _, similarity in hits.values()),
        ),
        _without_copies(filter(None, candidates)),
        max((part.decision for part in parts), key=lambda decision: decision.confidence),
        all(part.readable for part in parts),
        max(part.searched_at for part in parts),
        parts=tuple(parts),
    )


def _without_copies(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in order, each sentence once."""
    first: dict[tuple[str, int], Candidate] = {}
    for candidate in candidates:
        first.setdefault((candidate.hit.document.id, candidate.sentence.start), candidate)
    return list(first.values())
