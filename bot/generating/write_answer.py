"""Write the statements of an answer: a model's, or else quoted sentences."""

from collections.abc import Generator, Iterator

from bot.answers import Statement
from bot.ask_options import AskOptions
from bot.extracting.citations import CitationList
from bot.extracting.extraction import Extraction
from bot.generating.author import Author
from bot.generating.draft import Draft


def write_answer(  # noqa: PLR0913  # what is asked, what was extracted, who writes, and how
    question: str,
    extraction: Extraction,
    author: Author | None,
    options: AskOptions,
    deadline: float,
    citations: CitationList,
) -> Generator[Statement, None, Draft]:
    """Yield the statements of an answer: those of the author, or else quoted sentences.

    `question` is as a model is asked it; `deadline` is the moment (`time.monotonic`) for a model.
    Quotes are added to the `citations`.
    """
    draft = Draft(citations)
    if not extraction.decision.answerable:
        return draft
    if author:
        draft = yield from author.write(
            question, extraction.candidates, options, deadline, citations
        )
    if not draft.sufficient:
        yield from draft.quote(extraction.select(options.limit))
    elif not options.stop.is_set():
        yield from _quote_open_parts(extraction, draft, options)
    return draft


def _quote_open_parts(
    extraction: Extraction, draft: Draft, options: AskOptions
) -> Iterator[Statement]:
    """Yield quoted sentences for each part of a question that a model left open."""
    share = max(1, options.limit // max(1, len(extraction.parts)))
    for part in extraction.parts:
        chosen = part.select(options.limit)
        if chosen and not draft.quotes_any(chosen):
            draft.open_parts.append(part.question)
            yield from draft.quote(part.select(share))
