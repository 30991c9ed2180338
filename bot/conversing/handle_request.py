"""Answer a request about the last answer: from its quotes, or from a search for more."""

import time
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.answers import Answer, Citation, Statement
from bot.conversing.conversation import Conversation
from bot.conversing.requests import LAST, Request, RequestKind
from bot.extracting.candidates import Candidate
from bot.extracting.citations import CitationList
from bot.extracting.extractor import Extractor
from prompts import say
from retrieval.passages import Quote
from retrieval.search.searcher import SearchResult

_MORE = 3
_LIKE_ENOUGH = 0.64  # of the score that a sentence has when it is compared with itself
_TITLES = 10
# Requests whose answer the next request is about.
REMEMBERED_KINDS = frozenset({RequestKind.MORE, RequestKind.OTHERS, RequestKind.SHORTER})
_Outcome: TypeAlias = tuple[tuple[Statement, ...], tuple[Citation, ...]] | str


@dataclass(frozen=True, slots=True)
class _Case:
    """A request, the last answer, and the question that it belongs to."""

    request: Request
    last: Answer
    question: str
    extractor: Extractor
    language: str


def handle_request(
    request: Request,
    words: str,
    conversation: Conversation,
    extractor: Extractor,
    language: str = "en",
) -> Answer:
    """Answer a request about the last answer; what cannot be done is said in a remark."""
    start = time.perf_counter()
    last = conversation.last
    assert last is not None
    subject = _subject(conversation)
    outcome = _STEPS[request.kind](_Case(request, last, subject, extractor, language))
    statements, citations = ((), ()) if isinstance(outcome, str) else outcome
    return Answer(
        question=words,
        standalone_question=words,
        statements=statements,
        citations=citations,
        abstained=not statements,
        remark=outcome if isinstance(outcome, str) else "",
        reason=f"a request about the last answer: {request.kind}",
        hits=last.hits,
        language=language,
        elapsed_ms=(time.perf_counter() - start) * 1000,
    )


def remember_request(request: Request, answer: Answer, conversation: Conversation) -> None:
    """Keep the answer in the conversation if the next request may be about it."""
    if request.kind in REMEMBERED_KINDS and answer.statements:
        conversation.remember(answer, _subject(conversation))


def _subject(conversation: Conversation) -> str:
    """Return the question that the last answer belongs to, as it was understood."""
    return next(turn.standalone for turn in reversed(conversation.turns) if turn.answer)


def _show_quotes(case: _Case) -> _Outcome:
    """Show one quote word for word, or all of them."""
    if not case.request.number and case.last.citations:
        return _state_quotes(case.last.citations)
    citation = _requested_citation(case)
    return citation if isinstance(citation, str) else _state_quotes([citation])


def _show_surroundings(case: _Case) -> _Outcome:
    """Show the sentences around a quote, the quote marked."""
    cited = _requested_citation(case)
    if isinstance(cited, str):
        return cited
    quotes = case.extractor.searcher.surrounding_quotes(cited.quote)
    if not quotes and _is_unchanged(case, cited.quote):
        quotes = [cited.quote]  # it lies in no passage, as front matter does
    if not quotes:
        return say("article-gone", case.language)

    def inside(quote: Quote) -> bool:
        return quote.start < cited.quote.end and cited.quote.start < quote.end

    return _state_quotes(
        [replace(cited, quote=quote, context=()) for quote in quotes],
        to_text=lambda quote: f"» {quote.text} «" if inside(quote) else quote.text,
    )


def _is_unchanged(case: _Case, quote: Quote) -> bool:
    """Return whether the words of a quote still stand in its article."""
    document = case.extractor.searcher.document(quote.document_id)
    return document is not None and document.text[quote.start : quote.end] == quote.text


def _find_more(case: _Case) -> _Outcome:
    """Find sentences like a quote, or like the first of the answer."""
    cited = _requested_citation(case)
    if isinstance(cited, str):
        return cited
    candidates = case.extractor.find_like(cited.quote.text)
    quotes = [citation.quote for citation in case.last.citations]
    best = candidates[0].score if candidates else 0.0
    fresh = [
        candidate
        for candidate in candidates
        if not _overlaps(candidate, quotes) and candidate.score >= _LIKE_ENOUGH * best
    ]
    return _state_candidates(fresh[:_MORE]) if fresh else say("no-more", case.language)


def _ask_other_articles(case: _Case) -> _Outcome:
    """Answer the same question from the articles that the last answer did not quote."""
    cited_documents = {citation.quote.document_id for citation in case.last.citations}
    result = case.extractor.search(case.question)
    others = {hit.document.id for hit in result.hits} - cited_documents
    selected = _answering(case, result, others)
    return _state_candidates(selected) if selected else say("no-other-article", case.language)


def _name_silent_articles(case: _Case) -> _Outcome:
    """Name the articles that do not answer the question."""
    titles = case.extractor.searcher.titles()
    result = case.extractor.search(case.question)
    speaking = {citation.quote.document_id for citation in case.last.citations}
    for document in {hit.document.id for hit in result.hits} - speaking:
        if _answering(case, result, {document}):
            speaking.add(document)
    silent = [f"“{title}” ({name})" for name, title in titles.items() if name not in speaking]
    if not silent:
        return say("none-silent", case.language)
    names = "; ".join(silent[:_TITLES]) + ("; …" if len(silent) > _TITLES else "")
    return say("silent", case.language, count=len(silent), total=len(titles), named=names)


def _shorten(case: _Case) -> _Outcome:
    """Keep the first half of the statements."""
    last = case.last
    if len(last.statements) < 2:
        return say("not-shorter", case.language)
    statements = last.statements[: len(last.statements) // 2]
    numbers = list(dict.fromkeys(n for statement in statements for n in statement.citations))
    renumbered = {old: new for new, old in enumerate(numbers, 1)}
    return (
        tuple(Statement(s.text, tuple(renumbered[n] for n in s.citations)) for s in statements),
        tuple(replace(last.citations[old - 1], number=new) for old, new in renumbered.items()),
    )


def _explain_no_translation(case: _Case) -> _Outcome:
    """Return why quotes stay in their own words."""
    return say("own-words", case.language)


_STEPS: dict[RequestKind, Callable[[_Case], _Outcome]] = {
    RequestKind.QUOTE: _show_quotes,
    RequestKind.SOURCE: _show_quotes,
    RequestKind.CONTEXT: _show_surroundings,
    RequestKind.MORE: _find_more,
    RequestKind.OTHERS: _ask_other_articles,
    RequestKind.SILENT: _name_silent_articles,
    RequestKind.SHORTER: _shorten,
    RequestKind.LANGUAGE: _explain_no_translation,
}


def _requested_citation(case: _Case) -> Citation | str:
    """Return the citation a request is about, the first if it names none, or say there is none."""
    request, citations = case.request, case.last.citations
    count = len(citations)
    if not count:
        return say("nothing-quoted", case.language)
    number = count if request.number == LAST else request.number or 1
    if 1 <= number <= count:
        return citations[number - 1]
    return say("no-such-quote", case.language, number=number, quotes=count)


def _state_candidates(candidates: Sequence[Candidate]) -> _Outcome:
    """Return candidates as statements with their citations."""
    citing = CitationList()
    return tuple(citing.state(candidates)), tuple(citing.citations)


def _state_quotes(
    citations: Sequence[Citation], to_text: Callable[[Quote], str] = lambda quote: quote.text
) -> _Outcome:
    """Return quotes as statements, word for word, numbered from 1."""
    return (
        tuple(Statement(to_text(c.quote), (number,)) for number, c in enumerate(citations, 1)),
        tuple(replace(citation, number=number) for number, citation in enumerate(citations, 1)),
    )


def _answering(case: _Case, result: SearchResult, documents: Set[str]) -> list[Candidate]:
    """Return what answers the question in some of the articles that were found; [] if nothing."""
    return case.extractor.judge(case.question, result.within(documents)).select(_MORE)


def _overlaps(choice: Candidate, quotes: Sequence[Quote]) -> bool:
    """Return whether a sentence was quoted already."""
    return any(
        quote.document_id == choice.hit.document.id
        and quote.start < choice.sentence.end
        and choice.sentence.start < quote.end
        for quote in quotes
    )
