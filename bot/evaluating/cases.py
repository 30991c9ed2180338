"""The worst cases of an evaluation as HTML, each folded until somebody opens it."""

from collections.abc import Iterator, Sequence
from html import escape

from bot.answers import Answer
from bot.evaluating.faults import Fault, worst
from bot.evaluating.score_case import Case
from bot.rendering.text import marked_statement, shortened, strip_control_characters

_FOUND = 5
_LONGEST = 1500  # characters of a passage that are shown


def safe(text: str) -> str:
    """Give a text that can neither steer a page nor a terminal."""
    return escape(strip_control_characters(text))


def worst_cases(cases: Sequence[Case]) -> Iterator[str]:
    """Yield the heading and the cases, of each kind of fault in turn."""
    faults = worst(cases)
    if not faults:
        yield "<h2>Worst cases</h2>\n<p>There are none: nothing was wrong.</p>"
        return
    yield f"<h2>The {len(faults)} worst cases</h2>"
    yield '<p class="faint">Of each kind of fault in turn, the worst first.</p>'
    yield from map(_details, faults)


def _details(fault: Fault) -> str:
    case = fault.case
    question = case.question
    parts = [
        f'<p class="faint" dir="auto">{safe(t.question or t.answer_text)}</p>'
        for t in question.history
    ]
    parts += _wanted(case)
    parts += _given(case.answer)
    parts += _found(case)
    summary = f'<bdi>{safe(question.words)}</bdi> <span class="faint">{safe(fault.kind)}</span>'
    body = "\n".join(parts)
    return f"<details>\n<summary>{summary}</summary>\n{body}\n</details>"


def _wanted(case: Case) -> Iterator[str]:
    """Yield what should have been found and said."""
    question = case.question
    if question.answerable is False:
        yield "<h3>Wanted</h3>\n<p>That the articles do not say.</p>"
        return
    yield "<h3>Wanted</h3>"
    yield from (f'<p dir="auto">{safe(answer)}</p>' for answer in question.answers)
    for document, start, end in case.gold:
        text = case.texts[document][start:end]
        yield _quote(text, f"{document} {start}-{end}", kind="gold")
    if not case.gold:
        yield from (f"<p><code>{safe(each)}</code></p>" for each in case.documents)


def _given(answer: Answer) -> Iterator[str]:
    """Yield the answer and its quotes."""
    sure = "" if answer.confidence is None else f", confidence {answer.confidence:.2f}"
    yield f'<h3>Given <span class="faint">{safe(answer.mode)}{sure}</span></h3>'
    if answer.abstained:
        yield f'<p>Nothing: it abstained. <span class="faint">{safe(answer.reason)}</span></p>'
    yield from (f'<p dir="auto">{safe(marked_statement(each))}</p>' for each in answer.statements)
    for citation in answer.citations:
        quote = citation.quote
        place = f"[{citation.number}] {quote.document_id} {quote.start}-{quote.end}"
        yield _quote(quote.text, place)


def _found(case: Case) -> Iterator[str]:
    """Yield the first passages that were found; those that hold gold are marked."""
    yield f"<h3>Found, the first {_FOUND} passages</h3>"
    for rank, hit in enumerate(case.answer.hits[:_FOUND], 1):
        passage = hit.passage
        right = any(
            document == hit.document.id and start < passage.end and passage.start < end
            for document, start, end in case.gold
        ) or (not case.gold and hit.document.id in case.documents)
        place = f"{rank}. {hit.document.id} {passage.start}-{passage.end}"
        yield _quote(shortened(hit.text, 300), place, kind="gold" if right else "")


def _quote(text: str, place: str, *, kind: str = "") -> str:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    name = f' class="{kind}"' if kind else ""
    quoted = f'<blockquote{name} dir="auto">{safe(shown)}</blockquote>'
    return f"<p><code>{safe(place)}</code></p>\n{quoted}"
