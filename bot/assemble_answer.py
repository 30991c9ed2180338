"""Put an answer together from what was asked, what was found and what was written."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain

from bot.answers import Answer, NearMiss, Usage
from bot.ask_options import AskOptions
from bot.conversing.standalone_question import StandaloneQuestion
from bot.extracting.extraction import Extraction, join_parts
from bot.extracting.near_miss import find_near_miss
from bot.generating.partial_answer import PartialAnswer
from bot.selecting.describe_selection import describe_ages, describe_selection
from prompts import say
from retrieval.language.time_words import asks_for_now
from retrieval.search.searcher import SearchResult

NEAREST = 3  # passages that an answer which abstains shows


def assemble_answer(
    question: StandaloneQuestion,
    partials: Sequence[PartialAnswer],
    options: AskOptions,
    start: float,
) -> Answer:
    """Return the answer that partial ones make; `start` is the moment (`time.perf_counter`).

    All of them number their quotes in one list.
    """
    drafts = [partial.draft for partial in partials]
    extraction = _join_extractions(question, partials)
    answered = any(partial.is_answered for partial in partials)
    near_miss = None
    if extraction and not answered:
        near_miss = find_near_miss(question.text, extraction.result)
    remarks = [
        describe_selection(selection, options.language)
        for partial in partials
        for selection in partial.selections
    ]
    if answered:
        remarks += chain.from_iterable(_remarks(partial, options.language) for partial in partials)
        remarks.append(_describe_ages(partials, question.text, options.language))
    else:
        remarks += [draft.remark for draft in drafts]
        if extraction:
            remarks.append(
                _abstention_remark(question.words, extraction, near_miss, options.language)
            )
    usages = [each for each in (question.usage, *(draft.usage for draft in drafts)) if each]
    end = time.perf_counter()
    searched = extraction.searched_at if extraction else start
    answer = Answer(
        question=question.words,
        standalone_question=_understood(question, partials),
        statements=tuple(chain.from_iterable(partial.statements for partial in partials)),
        citations=tuple(drafts[0].citations.citations),
        mode="model" if any(draft.by_model for draft in drafts) else "extractive",
        abstained=not answered,
        remark=" ".join(dict.fromkeys(filter(None, remarks))),
        reason="; ".join(filter(None, chain.from_iterable(map(_reasons, partials)))),
        dropped=tuple(chain.from_iterable(draft.dropped for draft in drafts)),
        timing_ms=(("search", (searched - start) * 1000), ("answer", (end - searched) * 1000)),
        elapsed_ms=(end - start) * 1000,
        usage=reduce(Usage.plus, reversed(usages)) if usages else None,
        language=options.language,
        confidence=max(partial.confidence for partial in partials),
        unanswered=tuple(chain.from_iterable(p.unanswered for p in partials)) if answered else (),
        near_miss=near_miss,
    )
    if not extraction:
        return answer
    result, selections = extraction.result, extraction.selections
    is_empty = selections and not any(each.within for each in selections)
    return replace(
        answer,
        nearest=() if answered else result.hits[:NEAREST],
        searched=0 if is_empty else result.passages,
        hits=result.hits,
    )


def _understood(question: StandaloneQuestion, partials: Sequence[PartialAnswer]) -> str:
    """Return the question as it was understood: by the catalog, most often in its own words."""
    if not question.is_rewritten or all(partial.extraction for partial in partials):
        return question.text
    return " ".join(chain.from_iterable(partial.questions for partial in partials))


def _join_extractions(
    question: StandaloneQuestion, partials: Sequence[PartialAnswer]
) -> Extraction | None:
    """Return what was found in the articles, None if they were not asked."""
    extractions = [partial.extraction for partial in partials if partial.extraction]
    if len(extractions) <= 1:
        return extractions[0] if extractions else None
    parts = chain.from_iterable(each.parts or (each,) for each in extractions)
    return join_parts(question.text, list(parts))


def _reasons(partial: PartialAnswer) -> Iterator[str]:
    """Yield how the decision on a partial answer came about, for `--explain`."""
    if extraction := partial.extraction:
        yield extraction.decision.reason
        yield from map(_describe_reading, extraction.parts or (extraction,))
        yield _describe_readings(extraction.result)
    yield partial.draft.reason


def _remarks(partial: PartialAnswer, language: str) -> Iterator[str]:
    """Yield what is remarked, what of a list is not shown, which parts nothing answers."""
    draft, extraction = partial.draft, partial.extraction
    yield draft.remark
    if extraction and partial.is_answered:
        shown, items = len(draft.statements), len(extraction.list_items)
        if not draft.by_model and shown < items:
            yield say("list-shown", language, shown=shown, items=items)
    for part in draft.open_parts:
        yield say("part-quoted", language, question=part)
    if extraction or not draft.remark:
        for part in partial.unanswered:
            yield say("part-unanswered", language, question=part)


def _describe_ages(partials: Sequence[PartialAnswer], question: str, language: str) -> str:
    """Return how old the articles are that answer, where that matters."""
    citations = partials[0].draft.citations.citations
    from_articles = [partial.statements for partial in partials if partial.extraction]
    numbers = {n for statement in chain(*from_articles) for n in statement.citations}
    published = {
        each.quote.document_id: each.published for each in citations if each.number in numbers
    }
    return describe_ages(published.values(), language, is_now=asks_for_now(question))


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
