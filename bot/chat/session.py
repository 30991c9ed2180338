"""What a chat knows: its conversation, what was shown in it, and how it is to be answered."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from bot.answers import Answer, Usage
from bot.app import App
from bot.ask_options import STATEMENTS
from bot.conversing.conversation import Conversation
from bot.conversing.resume import resume
from bot.rendering.terminal import Screen
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry

_KIND = "chat:"  # how the log's conversations of a chat begin


@dataclass(slots=True)
class Session:
    """One chat; `answers` are all that were shown, oldest first, `usages` what they cost."""

    app: App
    screen: Screen
    mode: str = "auto"
    limit: int = STATEMENTS
    conversation: Conversation = field(default_factory=lambda: Conversation(id=_named()))
    answers: list[Answer] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    _entries: tuple[int, list[CatalogEntry]] = (0, [])

    @property
    def entries(self) -> list[CatalogEntry]:
        """Give the articles without their texts, read again only when they changed."""
        catalog = self.app.home.catalog
        if self._entries[0] != (generation := catalog.generation):
            self._entries = generation, catalog.entries()
        return self._entries[1]

    def note(self, answer: Answer) -> None:
        """Note an answer that was shown."""
        self.answers.append(answer)
        if answer.usage:
            self.usages.append(answer.usage)

    def begin(self) -> None:
        """Begin a new conversation."""
        self.conversation = Conversation(id=_named())
        self.answers.clear()

    def go_on(self) -> bool:
        """Go on with the last conversation that was kept; gives whether there is one.

        Raises ExpectedError when none is kept because the log is off.
        """
        if not self.app.settings.log:
            raise ExpectedError(
                "The log is off, so no conversation is kept to go on with.",
                hint="Set MAJLIS_LOG=on for the next one, or leave out --resume.",
            )
        last = self.app.log.latest(_KIND)
        if last:
            self.conversation = resume(self.app.log, last)
            self.answers = [turn.answer for turn in self.conversation.turns if turn.answer]
        return bool(last)

    def undo(self) -> str:
        """Take back the last turn; gives its question. Raises ExpectedError if there is none."""
        if not self.conversation.turns:
            raise ExpectedError("There is nothing to take back.", hint="Ask something first.")
        turn = self.conversation.turns.pop()
        if any(answer is turn.answer for answer in self.answers):
            while self.answers.pop() is not turn.answer:  # requests after it were no turns
                continue
        return turn.question


def _named() -> str:
    return f"{_KIND}{datetime.now(UTC):%Y%m%d}-{uuid4().hex[:12]}"
