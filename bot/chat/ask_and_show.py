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

    from bot.chat.session import Session
    from bot.rendering.terminal import Screen

_SOON_S = 0.15  # an answer that is there by then needs no status line
_GRACE_S = 0.05  # a statement waits so long for the whole answer, which is shown better at once


@dataclass(frozen=True, slots=True)
class _Told:
    """What is being done, or how a question was understood."""

    words: str
    understood: bool = False


_Event: TypeAlias = Statement | Answer | _Told | BaseException


def ask(session: Session, question: str) -> None:
    """Show the answer to a question; raises ExpectedError."""
    if session.screen.plain:
        manner = AskOptions(limit=session.limit, mode=session.mode)
        answer = session.app.assistant.ask(question, session.conversation, manner)
        session.screen.show(answer)
    else:
        answer = _streamed(session, question)
    session.note(answer)


def _streamed(session: Session, question: str) -> Answer:
    """Answer in a thread, and show what arrives from it."""
    events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
    catalog = session.app.home.catalog

    def tell(words: str) -> None:
        counted = words == SEARCHING
        events.put(_Told(f"searching {catalog.count_passages():,} passages" if counted else words))

    manner = AskOptions(
        limit=session.limit,
        mode=session.mode,
        on_progress=tell,
        on_rewrite=lambda words: events.put(_Told(words, understood=True)),
    )

    def work() -> None:
        try:
            for said in session.app.assistant.stream(question, session.conversation, manner):
                events.put(said)
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that shows
            events.put(error)

    writes = session.app.author is not None and session.mode != "extractive"
    threading.Thread(target=work, name="answer", daemon=True).start()
    with _interrupting(manner.stop):
        answer, rest = _Showing(session.screen, writes).until_answered(events)
    if STOPPED in answer.reason:
        rest = [*rest, ("note", "Stopped." if answer.statements else "Stopped; nothing is shown.")]
    for kind, words in rest:
        session.screen.line(kind, words)
    session.screen.sources(answer)
    return answer


@dataclass(slots=True)
class _Showing:
    """What was shown of an answer so far."""

    screen: Screen
    writes: bool
    held: list[Statement] = field(default_factory=list)
    count: int = 0
    understood: str = ""

    def until_answered(
        self, events: queue.SimpleQueue[_Event]
    ) -> tuple[Answer, list[tuple[str, str]]]:
        """Show what arrives; gives the answer, and the lines of it that are still to be shown."""
        if status := self.screen.status():
            self.screen.say(status, "one moment …")
        with ExitStack() as stack:
            visible = False
            while True:
                try:
                    event = events.get(timeout=_GRACE_S if self.held else _SOON_S)
                except queue.Empty:
                    self._flush()
                    if not visible:
                        stack.enter_context(status_context(status))
                        visible = True
                    continue
                if isinstance(event, Answer):
                    return event, list(self._rest(event))
                if isinstance(event, BaseException):
                    raise event
                if isinstance(event, Statement):
                    self.held.append(event)
                elif event.understood:
                    self.understood = event.words
                elif status:
                    self.screen.say(status, f"{event.words} …")

    def _flush(self) -> None:
        """Show the statements that are held, if more of them take their time."""
        if not self.writes:
            return
        if self.held and not self.count and self.understood:
            self.screen.line("note", say("understood", question=self.understood))
        for statement in self.held:
            self.screen.statement(statement)
        self.count += len(self.held)
        self.held.clear()

    def _rest(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Yield the lines of an answer without those that were shown."""
        lines = list(answer_lines(answer))
        if not self.count:
            yield from lines
            return
        left, leads = self.count, []
        for kind, words in lines[1 if self.understood else 0 :]:
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
def _interrupting(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C stop an answer, and a second one everything."""

    def interrupted(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
