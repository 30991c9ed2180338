"""An answer as the log keeps it, and as one line of JSON."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic takes typing's own only from Python 3.12 on

from bot.answers import Answer, Citation, DroppedStatement, Statement, Usage
from retrieval.errors import ExpectedError
from retrieval.passages import Document, Hit, Match, Passage, Quote, short_repr

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LONGEST = 20_000_000  # characters; no article is larger


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An answer, when it was given (UTC, ISO 8601), to whom, and in which conversation."""

    answer: Answer
    time: str
    user: str = ""
    conversation: str = ""

    @property
    def id(self) -> str:
        """Give the id of the answer."""
        return self.answer.id

    def __repr__(self) -> str:
        """Show the id, the minute and the question."""
        return (
            f"<LogEntry {short_repr(self.id)} {self.time[:16]} {short_repr(self.answer.question)}>"
        )


class _Span(TypedDict):
    start: int
    end: int
    text: str


class _Statement(TypedDict):
    text: str
    citations: list[int]


class _Citation(TypedDict):
    number: int
    document: str
    title: str
    published: str
    url: str
    text_hash: str
    start: int
    end: int
    quote: str
    context: list[_Span]


class _Nearest(_Span):
    document: str
    title: str
    score: float


class _Dropped(TypedDict):
    text: str
    reason: str


class _Usage(TypedDict):
    model: str
    prompt: str
    input_tokens: int
    output_tokens: int
    cost: float | None


class _Line(TypedDict):
    schema_version: Literal[1]
    id: str
    time: str
    user: str
    conversation: str
    question: str
    standalone_question: str
    mode: str
    abstained: bool
    remark: str
    reason: str
    searched: int
    statements: list[_Statement]
    citations: list[_Citation]
    nearest: list[_Nearest]
    dropped: list[_Dropped]
    usage: _Usage | None
    elapsed_ms: float
    language: NotRequired[str]  # what was kept earlier is in English
    confidence: NotRequired[float | None]


def log_time(time: datetime) -> str:
    """Give a time as the log writes it; such texts are ordered as their times are."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def entry_to_json(kept: LogEntry) -> dict[str, Any]:
    """Give a kept answer as JSON fields that `restored` takes back without loss."""
    answer, usage = kept.answer, kept.answer.usage
    line: _Line = {
        "schema_version": 1,
        "id": kept.id,
        "time": kept.time,
        "user": kept.user,
        "conversation": kept.conversation,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "mode": answer.mode,
        "abstained": answer.abstained,
        "remark": answer.remark,
        "reason": answer.reason,
        "searched": answer.searched,
        "statements": [{"text": s.text, "citations": list(s.citations)} for s in answer.statements],
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [
            {
                "document": hit.document.id, "title": hit.document.title,
                "start": hit.passage.start, "end": hit.passage.end,
                "text": hit.text, "score": hit.score,
            }
            for hit in answer.nearest
        ],
        "dropped": [{"text": d.text, "reason": d.reason} for d in answer.dropped],
        "usage": _usage(usage) if usage else None,
        "elapsed_ms": answer.elapsed_ms,
        "language": answer.language,
        "confidence": answer.confidence,
    }  # fmt: skip
    return dict(line)


def entry_from_json(fields: object) -> LogEntry:
    """Give the kept answer of JSON fields; raises ExpectedError for what is none."""
    try:
        line = _lines().validate_python(fields, strict=True)
        time = log_time(datetime.fromisoformat(line["time"]))
        return LogEntry(_answer(line), time, line["user"], line["conversation"])
    except (ValueError, OverflowError) as error:  # pydantic's ValidationError is a ValueError
        raise ExpectedError(
            "This is no kept answer.", hint="Lines are what `majlis log --export` writes."
        ) from error


@cache
def _lines() -> "TypeAdapter[_Line]":
    from pydantic import TypeAdapter

    return TypeAdapter(_Line)


def _answer(line: _Line) -> Answer:
    documents = _documents(line)
    return Answer(
        question=line["question"],
        standalone_question=line["standalone_question"],
        statements=tuple(Statement(s["text"], tuple(s["citations"])) for s in line["statements"]),
        citations=tuple(
            Citation(
                each["number"], _quote(documents[each["document"]], each["start"], each["quote"]),
                each["title"], each["published"], each["url"],
                tuple(_quote(documents[each["document"]], s["start"], s["text"])
                      for s in each["context"]),
                each["text_hash"],
            )
            for each in line["citations"]
        ),
        nearest=tuple(
            Hit(
                Passage(each["document"], each["start"], each["end"], (), ()),
                documents[each["document"]], each["score"], Match(),
            )
            for each in line["nearest"]
        ),
        mode=line["mode"],
        abstained=line["abstained"],
        remark=line["remark"],
        reason=line["reason"],
        searched=line["searched"],
        dropped=tuple(DroppedStatement(d["text"], d["reason"]) for d in line["dropped"]),
        elapsed_ms=line["elapsed_ms"],
        usage=line["usage"] and Usage(**line["usage"]),
        language=line.get("language", "en"),
        confidence=line.get("confidence"),
        id=line["id"],
    )  # fmt: skip


def _documents(line: _Line) -> dict[str, Document]:
    """Give the articles of a line as far as it quotes them; the rest of each is blank."""
    titles: dict[str, str] = {}
    spans: dict[str, list[tuple[int, str]]] = {}
    for each in line["nearest"]:
        titles[each["document"]] = each["title"]
        spans.setdefault(each["document"], []).append(_span(each))
    for cited in line["citations"]:
        titles[cited["document"]] = cited["title"]
        own = spans.setdefault(cited["document"], [])
        own.append(_span({"start": cited["start"], "end": cited["end"], "text": cited["quote"]}))
        own += map(_span, cited["context"])
    return {name: Document(name, _pieced(own), titles[name]) for name, own in spans.items()}


def _span(span: _Span) -> tuple[int, str]:
    start, text = span["start"], span["text"]
    if not 0 <= start < span["end"] == start + len(text) <= _LONGEST:
        raise ValueError(f"no text of {start}-{span['end']}")
    return start, text


def _pieced(spans: list[tuple[int, str]]) -> str:
    text = ""
    for start, words in sorted(spans):
        text = text.ljust(start)
        text = text[:start] + words + text[start + len(words) :]
    return text


def _quote(document: Document, start: int, text: str) -> Quote:
    return Quote(document.id, start, start + len(text), text, document)


def _usage(usage: Usage) -> _Usage:
    return {
        "model": usage.model, "prompt": usage.prompt, "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens, "cost": usage.cost,
    }  # fmt: skip


def _citation(citation: Citation) -> _Citation:
    quote = citation.quote
    return {
        "number": citation.number, "document": quote.document_id, "title": citation.title,
        "published": citation.published, "url": citation.url, "text_hash": citation.text_hash,
        "start": quote.start, "end": quote.end, "quote": quote.text,
        "context": [{"start": q.start, "end": q.end, "text": q.text} for q in citation.context],
    }  # fmt: skip
