"""Put an answer together from what was asked, what was found and what was written."""

import time

from bot.answers import Answer, NearMiss
from bot.ask_options import AskOptions
from bot.conversing.standalone_question import StandaloneQuestion
from bot.extracting.extraction import Extraction
from bot.extracting.near_miss import find_near_miss
from bot.generating.draft import Draft
from bot.selecting.describe_selection import describe_ages, describe_selection
from prompts import say
from retrieval.language.time_words import asks_for_now
from retrieval.search.searcher import SearchResult

NEAREST = 3  # passages that an answer which abstains shows


def assemble_answer(
    question: StandaloneQuestion,
    extraction: Extraction,
    draft: Draft,
    options: AskOptions,
    start: float,
) -> Answer:
    """Return the answer that a draft has become; `start` is the moment (`time.perf_counter`)."""
    result, decision = extraction.result, extraction.decision
    parts = extraction.parts or (extraction,)
    reasons = (
        decision.reason, *map(_describe_reading, parts), _describe_readings(result), draft.reason
    )  # fmt: skip
    near_miss = None if decision.answerable else find_near_miss(question.text, result)
    if decision.answerable:
        remark = _answer_remark(draft, extraction, options.language)
    else:
        remark = _abstention_remark(question.words, extraction, near_miss, options.language)
    described = (describe_selection(each, options.language) for each in extraction.selections)
    selected = " ".join(dict.fromkeys(described))
    is_empty = extraction.selections and not any(each.within for each in extraction.selections)
    ages = _describe_ages(draft, question.text, options.language)
    remark = " ".join(filter(None, (selected, remark, ages)))
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
        searched=0 if is_empty else result.passages,
        dropped=tuple(draft.dropped),
        hits=result.hits,
        timing_ms=(("search", (searched - start) * 1000), ("answer", (end - searched) * 1000)),
        elapsed_ms=(end - start) * 1000,
        usage=draft.usage.plus(question.usage) if draft.usage else question.usage,
        language=options.language,
        confidence=decision.confidence,
        unanswered=extraction.unanswered,
        near_miss=near_miss,
    )


def _describe_ages(draft: Draft, question: str, language: str) -> str:
    """Return how old the sources of an answer are, where that matters."""
    published = {each.quote.document_id: each.published for each in draft.citations.citations}
    return describe_ages(published.values(), language, is_now=asks_for_now(question))


def _answer_remark(draft: Draft, extraction: Extraction, language: str) -> str:
    """Return what a draft remarks, what of a list is not shown, which parts nothing answers."""
    remarks = [draft.remark]
    shown, items = len(draft.statements), len(extraction.list_items)
    if not draft.by_model and shown < items:
        remarks.append(say("list-shown", language, shown=shown, items=items))
    remarks += [say("part-quoted", language, question=part) for part in draft.open_parts]
    remarks += [say("part-unanswered", language, question=part) for part in extraction.unanswered]
    return " ".join(filter(None, remarks))


def _abstention_remark(
    words: str, extraction: Extraction, near_miss: NearMiss | None, language: str
) -> str:
    """Return why no answer could be expected, or what the articles come nearest to."""
    if not any(c.isalnum() for c in words):
        return say("nothing-asked", language)
    if not extraction.readable:
        return say("unknown-language", language)
    if near_miss is None:
        return ""
    return say("near-miss", language, subject=near_miss.subject, lacks=near_miss.lacks)


def _describe_reading(extraction: Extraction) -> str:
    """Return what was read, and where an answer was found the likeliest, for `--explain`."""
    readings = extraction.readings.by_place
    if not readings:
        return ""
    place, surest = max(readings.items(), key=lambda item: item[1].yes)
    passage = extraction.result.hits[place].passage
    sentence = passage.sentences[int(surest.shares.argmax())]
    return (
        f"{len(readings)} passages were read; the surest is {passage.document_id}"
        f" {sentence.start}-{sentence.end} ({surest.yes:+.1f})"
    )


def _describe_readings(result: SearchResult) -> str:
    """Return which words of the question were read as others, for `--explain`."""
    readings = result.query.readings.items()
    return "; ".join(f"{word!r} was read as {term!r}" for word, term in readings)
