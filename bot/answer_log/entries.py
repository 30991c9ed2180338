"""An answer as the log stores it, and as one line of JSON.

`majlis log --export` writes such lines, and later versions read them: a field may be added, but
none may be renamed or removed.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic takes typing's own only from Python 3.12 on

from bot.answers import Answer, Citation, DroppedStatement, NearMiss, Statement, Usage
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.passages import Document, Hit, Match, Passage, Quote, short_repr

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_MAX_CHARACTERS = 20_000_000  # no article is longer


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An answer, when it was given (UTC, ISO 8601), to which user, in which conversation."""

    answer: Answer
    time: str
    user: str = ""
    conversation: str = ""

    @property
    def id(self) -> str:
        """Return the id of the answer."""
        return self.answer.id

    def __repr__(self) -> str:
        """Show the id, the minute and the question."""
        return (
            f"<LogEntry {short_repr(self.id)} {self.time[:16]} {short_repr(self.answer.question)}>"
        )


class _QuoteLine(TypedDict):
    start: int
    end: int
    text: str


class _CitationLine(TypedDict):
    number: int
    document: str
    title: str
    published: str
    url: str
    text_hash: str
    start: int
    end: int
    quote: str
    context: list[_QuoteLine]
    author: NotRequired[str]
    publisher: NotRequired[str]
    page: NotRequired[int]
    recognized: NotRequired[bool]


class _HitLine(_QuoteLine):
    document: str
    title: str
    score: float


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
    statements: tuple[Statement, ...]
    citations: list[_CitationLine]
    nearest: list[_HitLine]
    dropped: tuple[DroppedStatement, ...]
    usage: Usage | None
    elapsed_ms: float
    language: NotRequired[str]  # lines of early versions lack it and are in English
    confidence: NotRequired[float | None]
    unanswered: NotRequired[tuple[str, ...]]
    near_miss: NotRequired[NearMiss | None]


# The fields of a citation that a line has only where there is something to tell.
_OPTIONAL = ("author", "publisher", "page", "recognized")
# What a line and an `Answer` name alike, in the order of a line.
_FIRST = ("question", "standalone_question", "mode", "abstained", "remark", "reason", "searched")
_LAST = ("elapsed_ms", "language", "confidence")
_SAME_FIELDS = ("id", *_FIRST, "statements", "dropped", "usage", *_LAST, "unanswered", "near_miss")


def log_time(time: datetime) -> str:
    """Return a time as the log writes it; such texts are ordered as their times are."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def entry_to_json(entry: LogEntry) -> dict[str, Any]:
    """Return the JSON fields of an entry, from which `entry_from_json` makes an equal one.

    Every answer is written, so this needs no pydantic, whose schema for this takes 70 ms to build.
    """
    answer = entry.answer
    return {
        "schema_version": 1,
        "id": entry.id,
        "time": entry.time,
        "user": entry.user,
        "conversation": entry.conversation,
        **{name: getattr(answer, name) for name in _FIRST},
        "statements": [asdict(statement) for statement in answer.statements],
        "citations": [_citation_line(citation) for citation in answer.citations],
        "nearest": [_hit_line(hit) for hit in answer.nearest],
        "dropped": [asdict(dropped) for dropped in answer.dropped],
        "usage": answer.usage and asdict(answer.usage),
        **{name: getattr(answer, name) for name in _LAST},
        **_optional_fields(answer),
    }


def _optional_fields(answer: Answer) -> dict[str, Any]:
    """Return the fields that a line has only where there is something to tell."""
    fields: dict[str, Any] = {"unanswered": answer.unanswered} if answer.unanswered else {}
    return fields | ({"near_miss": asdict(answer.near_miss)} if answer.near_miss else {})


def entry_from_json(fields: object) -> LogEntry:
    """Return the entry of JSON fields; raises ExpectedError for fields that are none."""
    try:
        line = _line_type().validate_json(json.dumps(fields), strict=True)
        time = log_time(datetime.fromisoformat(line["time"]))
        return LogEntry(_answer(line), time, line["user"], line["conversation"])
    except (TypeError, ValueError, OverflowError) as error:  # a ValidationError is a ValueError
        raise ExpectedError(say("log-no-entry"), hint=say("log-no-entry-hint")) from error


@cache
def _line_type() -> "TypeAdapter[_Line]":
    from pydantic import TypeAdapter

    return TypeAdapter(_Line)


def _citation_line(citation: Citation) -> dict[str, Any]:
    quote = citation.quote
    return {
        "number": citation.number, "document": quote.document_id, "title": citation.title,
        "published": citation.published, "url": citation.url, "text_hash": citation.text_hash,
        "start": quote.start, "end": quote.end, "quote": quote.text,
        "context": [{"start": q.start, "end": q.end, "text": q.text} for q in citation.context],
        **{name: value for name in _OPTIONAL if (value := getattr(citation, name))},
    }  # fmt: skip


def _hit_line(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document.id, "title": hit.document.title, "start": hit.passage.start,
        "end": hit.passage.end, "text": hit.text, "score": hit.score,
    }  # fmt: skip


def _answer(line: _Line) -> Answer:
    documents = _documents(line)
    fields = {name: value for name, value in line.items() if name in _SAME_FIELDS}
    citations = [_citation(each, documents[each["document"]]) for each in line["citations"]]
    nearest = [_hit(each, documents[each["document"]]) for each in line["nearest"]]
    return Answer(citations=tuple(citations), nearest=tuple(nearest), **fields)  # type: ignore[arg-type]  # `fields` are checked by pydantic


def _citation(line: _CitationLine, document: Document) -> Citation:
    return Citation(
        line["number"],
        Quote(document.id, line["start"], line["end"], line["quote"], document),
        line["title"],
        line["published"],
        line["url"],
        tuple(Quote(document.id, document=document, **quote) for quote in line["context"]),
        line["text_hash"],
        **{name: line[name] for name in _OPTIONAL if name in line},  # type: ignore[literal-required]  # the names of its optional fields
    )


def _hit(line: _HitLine, document: Document) -> Hit:
    passage = Passage(document.id, line["start"], line["end"], (), ())
    return Hit(passage, document, line["score"], Match())


def _documents(line: _Line) -> dict[str, Document]:
    """Return the articles of a line by id, each with its quoted text in place and the rest blank.

    Raises ValueError for a text that does not have the length of its span.
    """
    titles: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, title, start, end, quoted in sorted(_quoted_texts(line)):
        if not 0 <= start < end == start + len(quoted) <= _MAX_CHARACTERS:
            raise ValueError(f"no text of {start}-{end}")
        text = texts.get(name, "").ljust(start)
        texts[name], titles[name] = text[:start] + quoted + text[end:], title
    return {name: Document(name, text, titles[name]) for name, text in texts.items()}


def _quoted_texts(line: _Line) -> Iterator[tuple[str, str, int, int, str]]:
    """Yield document id, title, start, end and text of every hit, quote and context quote."""
    for hit in line["nearest"]:
        yield hit["document"], hit["title"], hit["start"], hit["end"], hit["text"]
    for each in line["citations"]:
        name, title = each["document"], each["title"]
        yield name, title, each["start"], each["end"], each["quote"]
        for quote in each["context"]:
            yield name, title, quote["start"], quote["end"], quote["text"]
