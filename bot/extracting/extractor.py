"""The one way from a question to the sentences that answer it."""

import re
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from bot.extracting.answerability import (
    NOTHING_ASKED,
    NOTHING_FOUND,
    TOPIC_NAMED,
    Decision,
    decide_answerability,
    no_such_party,
    nothing_of_time,
)
from bot.extracting.candidates import Candidate, rank_sentences
from bot.extracting.evidence import measure_evidence
from bot.extracting.extraction import Extraction
from bot.extracting.missing_time import missing_time
from bot.extracting.multilingual import (
    english_relation_query,
    judge_multilingual,
    reads_other_languages,
)
from bot.extracting.named_rows import keep_named_rows
from bot.extracting.newest import is_on_present, prefer_newest, reading_order
from bot.extracting.other_times import demote_other_times
from bot.extracting.positions import missing_parties
from bot.extracting.read_hits import NOTHING_READ, PassageReadings, read_hits
from bot.extracting.select_meant import select_meant
from retrieval.language.question_types import (
    AnswerType,
    classify_question,
    is_question_word,
    read_chat_spelling,
    to_search_query,
    topic_of,
)
from retrieval.language.time_words import TimeMention, asks_for_now, without_now
from retrieval.models.embed import LocalModel
from retrieval.models.reader import Reader
from retrieval.search.searcher import Searcher, SearchResult

HITS = 20


class Extractor:
    """Finds the sentences that answer a question. Safe to share between threads."""

    def __init__(self, searcher: Searcher, reader: Reader | None = None) -> None:
        """Take a reader along with the measurements, if there is one."""
        self.searcher = searcher
        self._reader = reader

    def extract(  # noqa: PLR0913 - what is asked, of which articles, after what
        self,
        question: str,
        *,
        earlier: Sequence[str] = (),
        weight: float = 0.0,
        is_followup: bool = False,
        at_once: int = 1,
        within: Collection[str] | None = None,
        time: TimeMention | None = None,
    ) -> Extraction:
        """Return what answers a question that stands alone.

        Only the articles `within` count, by id; with a `time`, only passages that name it. What the
        `earlier` questions find counts `weight` of what the question finds. One that `is_followup`
        is more often answered where the questions before it were. The more questions wait to be
        answered `at_once`, the less is read.
        """
        is_now = asks_for_now(question) and self.searcher.articles().is_dated
        if is_now and not topic_of(question):
            question = without_now(question)
        result = self.search(question, earlier=earlier, weight=weight, within=within)
        if time:
            result = result.keep([time.is_named_in(hit.text) for hit in result.hits])
        return self.judge(question, result, is_followup=is_followup, at_once=at_once, is_now=is_now)

    def search(
        self,
        question: str,
        *,
        earlier: Sequence[str] = (),
        weight: float = 0.0,
        within: Collection[str] | None = None,
    ) -> SearchResult:
        """Return what a search finds for a question that stands alone.

        A question about two names in another script is also asked in the words of the articles.
        """
        query = to_search_query(question)
        find = partial(
            self.searcher.find, limit=HITS, earlier=earlier, weight=weight, within=within
        )
        result = find(query)
        if not (english := english_relation_query(question, result)):
            return result
        again = find(english)
        return replace(again, query=replace(again.query, readings=result.query.readings))

    def judge(
        self,
        question: str,
        result: SearchResult,
        *,
        is_followup: bool = False,
        at_once: int = 1,
        is_now: bool = False,
    ) -> Extraction:
        """Rank the sentences of a search result and decide whether they answer.

        A question that `is_now` is answered by the newest article that does.
        """
        searched_at = time.perf_counter()
        readings = NOTHING_READ
        if not result.query.in_local_script:
            candidates, decision = judge_multilingual(question, result, self.searcher)
        else:
            decided = _decide_unread(question, result)
            readings = NOTHING_READ if decided else self._read(question, result, at_once)
            candidates = rank_sentences(result, question, readings)
            candidates = keep_named_rows(select_meant(candidates, question), question)
            candidates = demote_other_times(candidates, question)
            decision = NOTHING_FOUND
            if decided and (candidates or not decided.answerable):
                decision = decided
            elif time_lacking := missing_time(question, result.hits, candidates):
                decision = nothing_of_time(time_lacking)
            elif candidates:
                evidence = measure_evidence(result, candidates, readings)
                decision = decide_answerability(question, evidence, is_followup=is_followup)
            if candidates and (is_now or is_on_present(question)):
                candidates = prefer_newest(candidates, question, result, readings, is_now=is_now)
        readable = result.query.in_local_script or reads_other_languages(self.searcher)
        return Extraction(question, result, candidates, decision, readable, searched_at, readings)

    def find_like(self, sentence: str) -> list[Candidate]:
        """Return sentences of the articles, those first that are most like one; nothing is read."""
        result = self.searcher.find(sentence, limit=HITS)
        if not result.query.in_local_script:
            return judge_multilingual(sentence, result, self.searcher)[0]
        return rank_sentences(result, question="")

    def _read(self, question: str, result: SearchResult, at_once: int) -> PassageReadings:
        """Read the hits, with the question's words as they were looked up.

        A question in another script is read in the English words that were searched for.
        """
        if not self._reader:
            return NOTHING_READ
        if not LocalModel.reads_script_of(question):
            question = result.query.text
        question = read_chat_spelling(question)
        for word, meant in result.query.readings.items():
            question = re.sub(rf"\b{re.escape(word)}\b", meant, question, flags=re.IGNORECASE)
        broad = classify_question(question) is not AnswerType.FACT
        hits = reading_order(question, result.hits)
        broad = broad or list(hits) != list(range(len(hits)))
        return read_hits(self._reader, question, hits, broad=broad, at_once=at_once)


def _decide_unread(question: str, result: SearchResult) -> Decision | None:
    """Return the decision on a question for which nothing need be read; None for others."""
    if all(map(is_question_word, result.query.terms)):
        return NOTHING_ASKED
    if topic_of(question):
        return TOPIC_NAMED
    missing = missing_parties(question, result)
    return no_such_party(missing) if missing else None
