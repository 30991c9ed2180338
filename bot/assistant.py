"""A question becomes an answer. Start reading here."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.abstain import NOTHING_FOUND, Decision, decide
from bot.answers import Answer, Statement
from bot.citations import cite
from bot.conversation import Conversation
from bot.evidence import measure
from bot.extract import Chosen, choose, in_reading_order, rank
from bot.fulfil import fulfil
from bot.lexical import decide_by_words, rank_by_words
from bot.questions import asked, focus
from bot.requests import requested
from bot.standalone import leaning, standalone
from prompts import render as prompt
from retrieval.errors import ExpectedError
from retrieval.passages import Hit
from retrieval.search import Found, Searcher

HITS = 20
STATEMENTS = 5
NEAREST = 3
MAX_CHARACTERS = 4_000


def _unheard(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a question is to be answered: at most `limit` statements, by what, for whom.

    `mode` is "auto", "extractive" or "model". `tell` hears what is being done; `stop`, once set,
    ends the answer with what was checked by then.
    """

    limit: int = STATEMENTS
    mode: str = "auto"
    user: str = ""
    tell: Callable[[str], None] = _unheard
    stop: threading.Event = field(default_factory=threading.Event)


_USUAL = Manner()


class Assistant:
    """Answers questions from the articles; safe to share between threads."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def ask(
        self, question: str, conversation: Conversation | None = None, manner: Manner = _USUAL
    ) -> Answer:
        """Answer a question; raises ExpectedError for one that cannot be asked."""
        *_, answer = self.stream(question, conversation, manner)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, conversation: Conversation | None = None, manner: Manner = _USUAL
    ) -> Iterator[Statement | Answer]:
        """Yield each checked statement as soon as there is one, and last the whole answer."""
        begun = time.perf_counter()
        words = checked(question)
        if conversation and conversation.last and (request := requested(words)):
            answer = fulfil(request, words, conversation, self._searcher)
            yield from answer.statements
            yield answer
            return
        alone = self.standalone(words, conversation)
        earlier = conversation.questions if conversation else []
        found = self._searcher.find(
            focus(alone), limit=HITS, earlier=earlier, weight=leaning(words, alone)
        )
        searched = time.perf_counter()
        candidates, decision = self._judge(alone, found)
        kind = asked(alone)
        chosen = in_reading_order(choose(candidates, kind, limit=manner.limit), kind)
        statements, citations = cite(chosen if decision.grounded else [])
        yield from statements
        done = time.perf_counter()
        answer = Answer(
            question=words,
            standalone_question=alone,
            statements=statements,
            citations=citations,
            nearest=() if decision.grounded else found.hits[:NEAREST],
            abstained=not decision.grounded,
            remark="" if decision.grounded else _remark(words, found),
            reason=decision.reason + read_as(found.query.read),
            searched=found.passages,
            hits=found.hits,
            timing_ms=(
                ("search", (searched - begun) * 1000),
                ("answer", (done - searched) * 1000),
            ),
            elapsed_ms=(done - begun) * 1000,
        )
        if conversation is not None:
            conversation.remember(answer)
        yield answer

    def _judge(self, question: str, found: Found) -> tuple[list[Chosen], Decision]:
        """Rank the sentences that were found and decide whether they answer."""
        if not found.query.known:
            by_words = rank_by_words(found)
            return by_words, decide_by_words(by_words)
        candidates = rank(found, question)
        if not candidates:
            return [], NOTHING_FOUND
        return candidates, decide(question, measure(found, candidates))

    def search(
        self, question: str, conversation: Conversation | None = None, *, limit: int = 10
    ) -> list[Hit]:
        """Give the passages for a question, best first."""
        words = checked(question)
        alone = self.standalone(words, conversation)
        earlier = conversation.questions if conversation else []
        return self._searcher.search(
            focus(alone), limit=limit, earlier=earlier, weight=leaning(words, alone)
        )

    def standalone(self, question: str, conversation: Conversation | None) -> str:
        """Make a follow-up stand alone."""
        if not conversation or not conversation.questions:
            return question
        return standalone(question, conversation, commonness=self._searcher.commonness)


def read_as(read: Mapping[str, str]) -> str:
    """Say which words were read as others."""
    return "".join(f"; {word!r} was read as {term!r}" for word, term in read.items())


def _remark(question: str, found: Found) -> str:
    """Say why there was no hope, if there was none."""
    if not any(c.isalnum() for c in question):
        return prompt("nothing_asked")
    return "" if found.query.known else prompt("unknown_language")


def checked(question: str) -> str:
    """Give a question that can be searched; what no text may hold is replaced.

    Raises ExpectedError for an empty question and for one that is too long.
    """
    words = question.encode("utf-8", "replace").decode().replace("\0", " ").strip()
    if not words:
        raise ExpectedError("The question is empty.", hint='Ask, for example: majlis ask "How …?"')
    if len(words) > MAX_CHARACTERS:
        raise ExpectedError(
            f"The question has {len(words):,} characters; {MAX_CHARACTERS:,} is the most.",
            hint="Ask in fewer words, or add the text as an article.",
        )
    return words
