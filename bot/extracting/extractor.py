"""The one way from a question to the sentences that answer it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.extracting.answerability import NOTHING_FOUND, Decision, decide_answerability
from bot.extracting.candidates import (
    Candidate,
    in_reading_order,
    rank_sentences,
    select_sentences,
)
from bot.extracting.evidence import measure_evidence
from bot.extracting.multilingual import (
    english_relation_query,
    judge_multilingual,
    reads_other_languages,
)
from retrieval.language.question_types import classify_question, to_search_query
from retrieval.search.searcher import Searcher, SearchResult

HITS = 20


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found for a question: its sentences, best first, and whether they answer.

    `readable` tells whether a model reads the question's script; `searched_at` is the moment
    (`time.perf_counter`) at which the search had ended.
    """

    question: str
    result: SearchResult
    candidates: list[Candidate]
    decision: Decision
    readable: bool
    searched_at: float

    def select(self, limit: int) -> list[Candidate]:
        """Return at most `limit` sentences that answer, in reading order; [] if none do."""
        if not self.decision.answerable:
            return []
        kind = classify_question(self.question)
        return in_reading_order(select_sentences(self.candidates, kind, limit=limit), kind)


class Extractor:
    """Finds the sentences that answer a question. Safe to share between threads."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    def extract(
        self,
        question: str,
        *,
        earlier: Sequence[str] = (),
        weight: float = 0.0,
        is_followup: bool = False,
    ) -> Extraction:
        """Return what answers a question that stands alone.

        What the `earlier` questions find counts `weight` of what the question finds. One that
        `is_followup` is more often answered where the questions before it were.
        """
        result = self.search(question, earlier=earlier, weight=weight)
        return self.judge(question, result, is_followup=is_followup)

    def search(
        self, question: str, *, earlier: Sequence[str] = (), weight: float = 0.0
    ) -> SearchResult:
        """Return what a search finds for a question that stands alone.

        A question about two names in another script is also asked in the words of the articles.
        """
        query = to_search_query(question)
        result = self.searcher.find(query, limit=HITS, earlier=earlier, weight=weight)
        if not (english := english_relation_query(question, result)):
            return result
        again = self.searcher.find(english, limit=HITS, earlier=earlier, weight=weight)
        return replace(again, query=replace(again.query, readings=result.query.readings))

    def judge(
        self, question: str, result: SearchResult, *, is_followup: bool = False
    ) -> Extraction:
        """Rank the sentences of a search result and decide whether they answer."""
        searched_at = time.perf_counter()
        if not result.query.in_local_script:
            candidates, decision = judge_multilingual(question, result, self.searcher)
        elif candidates := rank_sentences(result, question):
            evidence = measure_evidence(result, candidates)
            decision = decide_answerability(question, evidence, is_followup=is_followup)
        else:
            decision = NOTHING_FOUND
        readable = result.query.in_local_script or reads_other_languages(self.searcher)
        return Extraction(question, result, candidates, decision, readable, searched_at)
