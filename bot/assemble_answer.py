"""Put an answer together from what was asked, what was found and what was written."""

import time
from dataclasses import dataclass

from bot.answers import Answer, Usage
from bot.ask_options import AskOptions
from bot.extracting.extractor import Extraction
from bot.generating.draft import Draft
from prompts import say
from retrieval.language.words import script
from retrieval.search.searcher import SearchResult

NEAREST = 3  # passages that an answer which abstains shows


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


def assemble_answer(
    question: StandaloneQuestion,
    extraction: Extraction,
    draft: Draft,
    options: AskOptions,
    start: float,
) -> Answer:
    """Return the answer that a draft has become; `start` is the moment (`time.perf_counter`)."""
    result, decision = extraction.result, extraction.decision
    reasons = (decision.reason, _describe_readings(result), draft.reason)
    remark = draft.remark
    if not decision.answerable:
        remark = _abstention_remark(question.words, extraction, options.language)
    searched, end = extraction.searched_at, time.perf_counter()
    return Answer(
        question=question.words,
        standalone_question=question.text,
        statements=tuple(draft.statements),
        citations=tuple(draft.citations.citations),
        nearest=() if decision.answerable else result.hits[:NEAREST],
        mode="model" if draft.by_model else "extractive",
        abstained=not decision.answerable,
        remark=remark,
        reason="; ".join(filter(None, reasons)),
        searched=result.passages,
        dropped=tuple(draft.dropped),
        hits=result.hits,
        timing_ms=(("search", (searched - start) * 1000), ("answer", (end - searched) * 1000)),
        elapsed_ms=(end - start) * 1000,
        usage=draft.usage.plus(question.usage) if draft.usage else question.usage,
        language=options.language,
        confidence=decision.confidence,
    )


def _abstention_remark(words: str, extraction: Extraction, language: str) -> str:
    """Return why no answer could be expected, "" if one could."""
    if not any(c.isalnum() for c in words):
        return say("nothing-asked", language)
    return "" if extraction.readable else say("unknown-language", language)


def _describe_readings(result: SearchResult) -> str:
    """Return which words of the question were read as others, for `--explain`."""
    readings = result.query.readings.items()
    return "; ".join(f"{word!r} was read as {term!r}" for word, term in readings)
