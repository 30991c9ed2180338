"""An answer or hits as JSON and as text; every front end shows what is made here."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from bot.answers import left_out
from bot.output import one_line, strip_control_characters
from bot.rendering.citation_place import citation_place
from prompts import say
from retrieval.text.markup import readable_item
from retrieval.text.passage_text import is_read_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answers import Answer, Citation, Statement
    from retrieval.passages import Hit, Quote

SCHEMA_VERSION = 1
LEAD = {"nearest": "- ", "context": "… "}


def answer_json(answer: Answer, *, id: str = "") -> dict[str, Any]:
    """Return an answer as the fields that other programs rely on."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": id or answer.id,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "mode": answer.mode,
        "remark": answer.remark,
        "abstained": answer.abstained,
        "confidence": None if answer.confidence is None else round(answer.confidence, 4),
        "statements": [{"text": s.text, "citations": list(s.citations)} for s in answer.statements],
        "citations": [citation_json(citation) for citation in answer.citations],
        "nearest": [
            {**_span_json(hit), "text": hit.text, "score": round(hit.score, 4)}
            for hit in answer.nearest
        ],
        "dropped": [{"text": d.text, "reason": d.reason} for d in answer.dropped],
        "unanswered": list(answer.unanswered),
        "near_miss": asdict(answer.near_miss) if answer.near_miss else None,
        "elapsed_ms": round(answer.elapsed_ms, 2),
    }


def hits_json(id: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """Return the hits of one search as the fields that other programs rely on."""
    return {"id": id, "hits": [hit_json(hit) for hit in hits]}


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as the fields that other programs rely on."""
    match = hit.match
    return {
        **_span_json(hit),
        "title": hit.document.title,
        "text": hit.text,
        "score": round(hit.score, 4),
        "explain": {
            "dense_rank": match.dense_rank,
            "bm25_rank": match.bm25_rank,
            "fused": round(match.fused, 4),
            "maxsim": None if match.maxsim is None else round(match.maxsim, 4),
            "terms": list(match.terms),
        },
        "duplicates": [
            {"document": p.document_id, "start": p.start, "end": p.end} for p in hit.duplicates
        ],
    }


class HasCitations(Protocol):
    """Whatever has numbered citations and a language: an answer, a checked text."""

    @property
    def citations(self) -> tuple[Citation, ...]: ...

    @property
    def language(self) -> str: ...


def source_rows(answer: HasCitations) -> list[tuple[int, str, str, str]]:
    """Return for each citation its number, title or "the same", document, and place in it."""
    rows = []
    previous = ""
    for citation in answer.citations:
        quote = citation.quote
        same = quote.document_id == previous
        title = say("the-same", answer.language) if same else dated_title(citation)
        previous = quote.document_id
        place = citation_place(citation, answer.language)
        rows.append((citation.number, title, quote.document_id, place))
    return rows


def dated_title(citation: Citation) -> str:
    """Return the title of a citation's article on one line, with its date where it has one."""
    title = " ".join(citation.title.split())
    return f"{title} ({citation.published})" if citation.published else title


def answer_lines(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield the lines of an answer in order, each with what it is.

    Kinds: "note", "context", "statement", "nearest".
    """
    if answer.standalone_question != answer.question:
        yield "note", say("understood", answer.language, question=answer.standalone_question)
    if answer.remark:
        yield "note", answer.remark
    if answer.abstained:
        yield from _nothing(answer)
    seen_quotes: set[Quote] = set()
    by_number = {citation.number: citation for citation in answer.citations}
    for statement in answer.statements:
        for number in statement.citations:
            for quote in by_number[number].context:
                words = readable_item(quote.text)
                if quote not in seen_quotes and not is_read_out(quote.text, statement.text):
                    yield "context", words
                seen_quotes.add(quote)
            seen_quotes.add(by_number[number].quote)
        yield "statement", marked_statement(statement)
    if answer.mode == "model" and (missing := left_out(answer.dropped)):
        yield "note", say("left-out", answer.language, count=len(missing))


def marked_statement(statement: Statement) -> str:
    """Return a statement with its marks."""
    return f"{statement.text} {''.join(f'[{number}]' for number in statement.citations)}"


def _nothing(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield what was searched in vain; a request about the last answer has searched nothing."""
    if not answer.searched:
        return
    yield "note", say("abstained", answer.language, searched=answer.searched)
    for hit in answer.nearest:
        place = f"{one_line(hit.document.id)} {hit.passage.start}-{hit.passage.end}"
        yield "nearest", f"“{shortened(hit.text)}” ({place})"


def web_address(url: str) -> str:
    """Return an address that may become a link, "" for any other: it comes from an article."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def shortened(text: str, limit: int = 160) -> str:
    """Return a text on one line, cut at a word when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]} …"


def plain(answer: Answer) -> str:
    """Return an answer as plain text that ends with its sources."""
    lines = [f"{LEAD.get(kind, '')}{text}" for kind, text in answer_lines(answer)]
    return strip_control_characters("\n".join([*lines, *source_lines(answer)]))


def source_lines(cited: HasCitations) -> list[str]:
    """Return an empty line and a line for each citation; nothing if there are none."""
    rows = source_rows(cited)
    width = max((len(shortened(title, 70)) for _, title, _, _ in rows), default=0)
    return [""] * bool(rows) + [
        f"[{number}] {shortened(title, 70):<{width}}  {document} {place}"
        for number, title, document, place in rows
    ]


def explain_answer(answer: Answer) -> str:
    """Return how an answer was found: the decision, what was dropped, the ranks of each hit."""
    lines = [f"{'abstained' if answer.abstained else 'answered'}: {answer.reason}"]
    lines += [f"dropped, since {each.reason}: {each.text}" for each in answer.dropped]
    lines.append(" ".join(f"{stage} {ms:.1f} ms" for stage, ms in answer.timing_ms))
    for rank, hit in enumerate(answer.hits, 1):
        lines.append(f"{rank:>3}. {hit_line(hit)}")
    return strip_control_characters("\n".join(lines))


def hit_line(hit: Hit) -> str:
    """Return how one hit was found."""
    match = hit.match
    dense = f"dense {match.dense_rank}" if match.dense_rank else "dense -"
    bm25 = f"BM25 {match.bm25_rank}" if match.bm25_rank else "BM25 -"
    maxsim = f"MaxSim {match.maxsim:.3f}" if match.maxsim is not None else "MaxSim -"
    terms = f" ({', '.join(match.terms)})" if match.terms else ""
    place = f"{one_line(hit.document.id)} {hit.passage.start}-{hit.passage.end}"
    return f"{maxsim}, fused {match.fused:.3f}, {dense}, {bm25}{terms}: {place}"


def hits_plain(hits: Sequence[Hit], *, explain: bool = False) -> str:
    """Return hits as plain text."""
    lines = []
    for rank, hit in enumerate(hits, 1):
        place = f"{one_line(hit.document.id)} {hit.passage.start}-{hit.passage.end}"
        lines.append(f"{rank}. {shortened(hit.text, 240)}\n   {place}")
        if hit.duplicates:
            same = ", ".join(f"{one_line(p.document_id)} {p.start}-{p.end}" for p in hit.duplicates)
            lines.append(f"   the same text: {same}")
        if explain:
            lines.append(f"   {hit_line(hit)}")
    return strip_control_characters("\n".join(lines))


def _span_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {"document": hit.document.id, "start": passage.start, "end": passage.end}


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation as the fields that other programs rely on."""
    quote = citation.quote
    return {
        "number": citation.number,
        "document": quote.document_id,
        "title": citation.title,
        "published": citation.published,
        "url": citation.url,
        "author": citation.author,
        "publisher": citation.publisher,
        "page": citation.page,
        "recognized": citation.recognized,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.text,
        "context": [{"start": q.start, "end": q.end, "text": q.text} for q in citation.context],
    }
