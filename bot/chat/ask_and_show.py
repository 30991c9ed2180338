"""Ask a question in a chat: each statement is shown once it is checked, Ctrl-C keeps those."""

from __future__ import annotations

import queue
import signal
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.answers import Answer, Statement
from bot.ask_options import SEARCHING, STOPPED, AskOptions
from bot.rendering.terminal import status_context
from bot.rendering.text import answer_lines
from prompts import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from rich.status import Status

    from bot.chat.session import Session
    from bot.rendering.terminal import Screen

_STATUS_AFTER_S = 0.15  # an answer that is there by then needs no status line
_FLUSH_AFTER_S = (
    0.05  # a statement waits so long for the whole answer, which is shown better at once
)


@dataclass(frozen=True, slots=True)
class _Progress:
    """What is being done, or how a question was understood (`is_rewrite`)."""

    words: str
    is_rewrite: bool = False


_Event: TypeAlias = Statement | Answer | _Progress | BaseException


def ask(session: Session, question: str) -> None:
    """Show the answer to a question; raises ExpectedError."""
    if session.screen.plain:
        options = AskOptions(limit=session.limit, mode=session.mode, articles=session.articles)
        answer = session.app.assistant.ask(question, session.conversation, options)
        session.screen.show(answer)
    else:
        answer = _ask_and_stream(session, question)
    session.record(answer)


def _ask_and_stream(session: Session, question: str) -> Answer:
    """Answer in a thread, and show its statements as they arrive."""
    events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
    stop = _start_answer(session, question, events)
    writes = session.app.author is not None and session.mode != "extractive"
    with _stopped_by_ctrl_c(stop):
        answer, rest = _Display(session.screen, writes).until_answered(events)
    if STOPPED in answer.reason:
        note = say("chat-stopped") if answer.statements else say("chat-stopped-empty")
        rest = [*rest, ("note", note)]
    for kind, words in rest:
        session.screen.line(kind, words)
    session.screen.sources(answer)
    return answer


def _start_answer(
    session: Session, question: str, events: queue.SimpleQueue[_Event]
) -> threading.Event:
    """Answer in a thread that puts all that happens into `events`; return what stops it."""
    options = _options(session, events)

    def work() -> None:
        try:
            for part in session.app.assistant.stream(question, session.conversation, options):
                events.put(part)
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that shows
            events.put(error)

    threading.Thread(target=work, name="answer", daemon=True).start()
    return options.stop


def _options(session: Session, events: queue.SimpleQueue[_Event]) -> AskOptions:
    """Return the options of a chat; what is being done goes into `events`."""

    def report(words: str) -> None:
        if words == SEARCHING:
            count = session.app.home.catalog.count_passages()
            words = say("chat-searching", passages=count)
        events.put(_Progress(words))

    return AskOptions(
        limit=session.limit,
        mode=session.mode,
        articles=session.articles,
        on_progress=report,
        on_rewrite=lambda words: events.put(_Progress(words, is_rewrite=True)),
    )


@dataclass(slots=True)
class _Display:
    """An answer that is shown piece by piece; `shown` statements of it are on the screen."""

    screen: Screen
    writes: bool
    waiting: list[Statement] = field(default_factory=list)
    shown: int = 0
    rewrite: str = ""

    def until_answered(
        self, events: queue.SimpleQueue[_Event]
    ) -> tuple[Answer, list[tuple[str, str]]]:
        """Show what arrives; return the answer and the lines of it that are not shown yet."""
        if status := self.screen.status():
            self.screen.say(status, say("chat-wait"))
        with ExitStack() as stack:
            visible = False
            while True:
                try:
                    event = events.get(timeout=_FLUSH_AFTER_S if self.waiting else _STATUS_AFTER_S)
                except queue.Empty:
                    self._flush()
                    if not visible:
                        stack.enter_context(status_context(status))
                        visible = True
                    continue
                if isinstance(event, Answer):
                    return event, list(self._rest(event))
                self._note(event, status)

    def _note(self, event: Statement | _Progress | BaseException, status: Status | None) -> None:
        if isinstance(event, BaseException):
            raise event
        if isinstance(event, Statement):
            self.waiting.append(event)
        elif event.is_rewrite:
            self.rewrite = event.words
        elif status:
            self.screen.say(status, f"{event.words} …")

    def _flush(self) -> None:
        """Show the statements that wait for the end of the answer, since it takes its time."""
        if not self.writes:
            return
        if self.waiting and not self.shown and self.rewrite:
            self.screen.line("note", say("understood", question=self.rewrite))
        for statement in self.waiting:
            self.screen.statement(statement)
        self.shown += len(self.waiting)
        self.waiting.clear()

    def _rest(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Yield kind and text of the lines of an answer that were not shown yet."""
        lines = list(answer_lines(answer))
        if not self.shown:
            yield from lines
            return
        left, leads = self.shown, []
        for kind, words in lines[1 if self.rewrite else 0 :]:
            if kind == "context":
                leads.append((kind, words))
            elif kind != "statement":
                yield kind, words
            elif left:
                left -= 1
                leads.clear()
            else:
                yield from (*leads, (kind, words))
                leads.clear()


@contextmanager
def _stopped_by_ctrl_c(stop: threading.Event) -> Iterator[None]:
    """Let the first Ctrl-C stop the answer, and a second one the chat."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
