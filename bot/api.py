"""majlis from Python: `from bot.api import Majlis`."""

import threading
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from bot.answer_log.entries import LogEntry
from bot.answers import Answer, Statement
from bot.app import App, build
from bot.ask_options import STATEMENTS, AskOptions
from bot.conversing.conversation import Conversation, Turn
from bot.conversing.resume import resume
from bot.corpus import open_writer, prepare
from bot.rendering.notebook import show_answers_in_notebooks
from bot.settings import Settings, load
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.intake import Outcome
from retrieval.ingest.update import add
from retrieval.passages import Hit

if TYPE_CHECKING:
    from bot.langchain_retriever import MajlisRetriever

show_answers_in_notebooks()
_MODES = ("auto", "extractive", "model")


class Majlis:
    """Asks the articles of one home; safe to share between threads.

    >>> with Majlis() as majlis:
    ...     answer = majlis.ask("How is Iraq positioned toward Russia?")

    What cannot be done raises ExpectedError, whose `hint` says what to do.
    """

    def __init__(
        self, home: str | PathLike[str] | None = None, *, settings: Settings | None = None
    ) -> None:
        """Open a home, that of the settings if none is named; nothing is loaded yet.

        The settings are those of the environment and of `.env` if none are given.
        """
        chosen = settings or load()
        if home is not None:
            chosen = chosen.model_copy(update={"home": Path(home)})
        self._set_up(build(chosen), prepared=False)

    @classmethod
    def from_app(cls, app: App) -> "Majlis":
        """Return it for parts that are built, and prepared, already."""
        majlis = cls.__new__(cls)
        majlis._set_up(app, prepared=True)
        return majlis

    def _set_up(self, app: App, *, prepared: bool) -> None:
        self._app = app
        self._preparing = threading.Lock()
        self._prepared = prepared

    def __repr__(self) -> str:
        """Name the home."""
        return f"<Majlis {str(self._app.home.path)!r}>"

    def __enter__(self) -> "Majlis":
        """Return it for a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._app.close()

    def ask(self, question: str, *, limit: int = STATEMENTS, mode: str = "auto") -> Answer:
        """Answer a question in at most `limit` statements; `mode` as in `majlis ask`."""
        return self._ready().assistant.ask(question, None, _options(limit, mode))

    def stream(
        self, question: str, *, limit: int = STATEMENTS, mode: str = "auto"
    ) -> Iterator[Statement | Answer]:
        """Yield each checked statement as soon as there is one, and last the whole answer."""
        return self._ready().assistant.stream(question, None, _options(limit, mode))

    def search(self, query: str, *, limit: int = 10) -> list[Hit]:
        """Return the best passages for a query, best first."""
        return self._ready().assistant.search(query, limit=_checked_limit(limit))

    def conversation(self, id: str = "") -> "Talk":
        """Begin a conversation, in which a question may refer to the last ones.

        One that has an id is kept under it in the log, and taken up again where it ended.
        """
        return Talk(self, resume(self._app.log, id) if id else Conversation())

    def add(self, *paths: str | PathLike[str], encoding: str = "") -> list[Outcome]:
        """Add files and folders of articles; return what happened to each article.

        Without an `encoding`, that of each file is recognised.
        """
        with open_writer(self._app) as writer:
            return add(writer, [str(path) for path in paths], encoding=encoding)

    def articles(self) -> list[CatalogEntry]:
        """Return the articles, without their texts."""
        return self._app.home.catalog.entries()

    def answers(self, search: str | None = None, *, limit: int | None = 20) -> list[LogEntry]:
        """Return the answers that were kept, newest first; those with all the words of `search`."""
        return self._app.log.find(search or "", limit=limit)

    def as_retriever(self, *, limit: int = 10) -> "MajlisRetriever":
        """Return a LangChain retriever; its documents tell where their words stand."""
        from bot.langchain_retriever import MajlisRetriever

        return MajlisRetriever(search=self.search, limit=_checked_limit(limit))

    def _ready(self) -> App:
        """Return the app; the first time, the seeds are indexed if the home is empty."""
        with self._preparing:
            if not self._prepared:
                self._app.load_ahead()
                prepare(self._app)
                self._prepared = True
        return self._app


class Talk:
    """A conversation with a Majlis; for one thread at a time."""

    def __init__(self, majlis: Majlis, conversation: Conversation) -> None:
        self._majlis = majlis
        self._conversation = conversation

    def __repr__(self) -> str:
        """Return how many turns there were."""
        count = len(self._conversation.turns)
        return f"<Conversation of {count} {'turn' if count == 1 else 'turns'}>"

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Return the last turns, oldest first."""
        return tuple(self._conversation.turns)

    def ask(self, question: str, *, limit: int = STATEMENTS, mode: str = "auto") -> Answer:
        """Answer a question that may refer to the last ones."""
        assistant = self._majlis._ready().assistant
        return assistant.ask(question, self._conversation, _options(limit, mode))

    def stream(
        self, question: str, *, limit: int = STATEMENTS, mode: str = "auto"
    ) -> Iterator[Statement | Answer]:
        """Yield each checked statement as soon as there is one, and last the whole answer."""
        assistant = self._majlis._ready().assistant
        return assistant.stream(question, self._conversation, _options(limit, mode))


def _options(limit: int, mode: str) -> AskOptions:
    if mode not in _MODES:
        raise ExpectedError(f"There is no mode {mode!r}.", hint=f"Use one of {', '.join(_MODES)}.")
    return AskOptions(limit=_checked_limit(limit), mode=mode)


def _checked_limit(limit: int) -> int:
    if limit < 1:
        raise ExpectedError(f"The limit {limit} is too small.", hint="Ask for one at least.")
    return limit
