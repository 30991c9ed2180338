"""The state of a chat: its conversation, the answers shown in it, and how to answer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from bot.answers import Answer, Usage
from bot.app import App
from bot.ask_options import STATEMENTS
from bot.conversing.conversation import Conversation
from bot.conversing.resume import resume as resume_conversation
from bot.rendering.terminal import Screen
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry
from retrieval.search.article_filter import ALL_ARTICLES, ArticleFilter

_ID_PREFIX = "chat:"  # of the conversations of chats in the log


@dataclass(slots=True)
class Session:
    """One chat; `answers` were shown, oldest first, and `usages` tells what they cost."""

    app: App
    screen: Screen
    mode: str = "auto"
    limit: int = STATEMENTS
    articles: ArticleFilter = ALL_ARTICLES
    conversation: Conversation = field(default_factory=lambda: Conversation(id=_new_id()))
    answers: list[Answer] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    _entries: tuple[int, list[CatalogEntry]] = (0, [])

    @property
    def entries(self) -> list[CatalogEntry]:
        """Return the articles without their texts; they are read again only when they changed."""
        catalog = self.app.home.catalog
        if self._entries[0] != (generation := catalog.generation):
            self._entries = generation, catalog.entries()
        return self._entries[1]

    def record(self, answer: Answer) -> None:
        """Remember an answer that was shown."""
        self.answers.append(answer)
        if answer.usage:
            self.usages.append(answer.usage)

    def begin(self) -> None:
        """Begin a new conversation."""
        self.conversation = Conversation(id=_new_id())
        self.answers.clear()

    def resume(self) -> bool:
        """Go on with the last conversation in the log; return whether there is one.

        Raises ExpectedError when the log is off.
        """
        if not self.app.settings.log:
            raise ExpectedError(say("chat-log-off"), hint=say("chat-log-off-hint"))
        last = self.app.log.latest(_ID_PREFIX)
        if last:
            self.conversation = resume_conversation(self.app.log, last)
            self.answers = [turn.answer for turn in self.conversation.turns if turn.answer]
        return bool(last)

    def undo(self) -> str:
        """Take back the last turn and return its question; raises ExpectedError without one."""
        if not self.conversation.turns:
            raise ExpectedError(say("chat-nothing-to-undo"), hint=say("chat-ask-first"))
        turn = self.conversation.turns.pop()
        if any(answer is turn.answer for answer in self.answers):
            while self.answers.pop() is not turn.answer:  # requests after it were no turns
                continue
        return turn.question


def _new_id() -> str:
    return f"{_ID_PREFIX}{datetime.now(UTC):%Y%m%d}-{uuid4().hex[:12]}"
