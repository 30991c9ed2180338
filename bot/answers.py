"""What a person gets: statements, and for each the citations it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from retrieval.passages import Document, Hit, Quote, digest, short_repr


@dataclass(frozen=True, slots=True)
class Citation:
    """The number a reader sees and the quote it points at.

    `context` holds quotes that make it readable: a list's lead-in, a table's header. `text_hash`
    is the digest of the whole article's text, which tells later whether it was edited. `page` is
    that on which the quote begins, None without pages; `recognized` tells that its words were
    recognised in a picture.
    """

    number: int
    quote: Quote
    title: str
    published: str = ""
    url: str = ""
    context: tuple[Quote, ...] = ()
    text_hash: str = ""
    author: str = ""
    publisher: str = ""
    page: int | None = None
    recognized: bool = False

    @property
    def address(self) -> str:
        """Return the address of the article, at the page of the quote if it has pages."""
        at_page = self.url and self.page and "#" not in self.url
        return f"{self.url}#page={self.page}" if at_page else self.url

    @classmethod
    def of(
        cls, number: int, document: Document, start: int, end: int, context: tuple[Quote, ...] = ()
    ) -> "Citation":
        """Return the citation of a span of a document, with what is known of the document."""
        return cls(
            number,
            document.quote(start, end),
            document.title,
            document.published,
            document.url,
            context,
            digest(document.text),
            document.author,
            document.publisher,
            document.pages.number_at(start),
            document.pages.is_recognized(start),
        )

    def __repr__(self) -> str:
        """Show the number, the place, and the beginning and the end of the quote."""
        quote = self.quote
        place = f"{short_repr(quote.document_id)} {quote.start}-{quote.end}"
        return f"<Citation [{self.number}] {place} {short_repr(quote.text)}>"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]

    def __repr__(self) -> str:
        """Show the beginning, the end and the marks."""
        return f"<Statement {short_repr(self.text)} {list(self.citations)}>"


@dataclass(frozen=True, slots=True)
class DroppedStatement:
    """A sentence that was not shown, and why."""

    text: str
    reason: str


# Reasons for which nothing is missing: a label was struck out, or the sentence is shown already.
NO_SUCH_SENTENCE, SAID_BEFORE = "there is no such sentence", "it was said before"


def left_out(dropped: Iterable[DroppedStatement]) -> list[DroppedStatement]:
    """Return the sentences that are missing in an answer, since nothing supports them."""
    return [each for each in dropped if each.reason not in (NO_SUCH_SENTENCE, SAID_BEFORE)]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A subject that the articles name, in the words of the question, and what they do not tell.

    `lacks` is "cost", "number", "date", "person", "place", "reason", "way" or "other".
    """

    subject: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens and the cost of what a language model did for an answer.

    `prompt` is the version of its prompt, `cost` in the currency of the prices that were set.
    """

    model: str
    prompt: str
    input_tokens: int
    output_tokens: int
    cost: float | None = None

    def plus(self, other: "Usage | None") -> "Usage":
        """Return the sum of this and another usage."""
        if other is None:
            return self
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return replace(
            self,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost=cost,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; numbers are 1..n in order of first use. Abstained: nothing is stated.

    `remark` is a sentence for the person; `reason` says how the decision came about (`--explain`).
    `language` is that of what majlis says around the quotes.
    `confidence`, from 0 to 1, tells how sure it is that the articles answer; None where nobody
    decided. `unanswered` are the parts of the question that nothing answers, if other parts are
    answered; `near_miss` is what the articles come nearest to, if nothing is.
    """

    question: str
    standalone_question: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Hit, ...] = ()
    mode: str = "extractive"
    abstained: bool = False
    remark: str = ""
    reason: str = ""
    searched: int = 0
    dropped: tuple[DroppedStatement, ...] = ()
    hits: tuple[Hit, ...] = ()
    timing_ms: tuple[tuple[str, float], ...] = ()
    elapsed_ms: float = 0.0
    usage: Usage | None = None
    language: str = "en"
    confidence: float | None = None
    unanswered: tuple[str, ...] = ()
    near_miss: NearMiss | None = None
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse an answer whose numbers do not add up."""
        numbers = [citation.number for citation in self.citations]
        used = dict.fromkeys(n for statement in self.statements for n in statement.citations)
        if numbers != list(range(1, len(numbers) + 1)) or list(used) != numbers:
            raise ValueError(f"numbers {list(used)} cite {numbers}")
        if self.abstained and self.statements:
            raise ValueError("an answer that abstains states nothing")
        if any(not statement.citations for statement in self.statements):
            raise ValueError("a statement without a citation")

    def __repr__(self) -> str:
        """Show the question and the number of statements."""
        summary = "abstained"
        if not self.abstained:
            summary = f"{len(self.statements)} statements, {len(self.citations)} citations"
        return f"<Answer {short_repr(self.question)} {summary}>"
