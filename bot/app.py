"""Wiring: settings in, finished parts out. The only place that picks implementations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import ExpectedError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.log import Log
    from bot.settings import Settings
    from retrieval.embed import Embedder, LocalModel
    from retrieval.home import Home
    from retrieval.prepare import Models


@dataclass(frozen=True, slots=True)
class App:
    """What every front end needs."""

    settings: Settings
    home: Home
    models: Models
    assistant: Assistant
    log: Log

    def close(self) -> None:
        """Let go of the files."""
        self.assistant.close()
        self.log.close()
        self.home.catalog.close()


def build(settings: Settings) -> App:
    """Join the parts; nothing is loaded before it is needed."""
    from bot.assistant import Assistant
    from bot.log import Log
    from retrieval.embed import LocalModel
    from retrieval.home import Home
    from retrieval.prepare import Models
    from retrieval.search import Searcher

    local = LocalModel(threads=settings.threads)
    models = Models(local, _embedder(settings, local))
    home = Home(settings.home)
    log = Log(home.path / "log.sqlite3", days=settings.log_days)
    assistant = Assistant(Searcher(home, models), log if settings.log else None)
    return App(settings, home, models, assistant, log)


def _embedder(settings: Settings, local: LocalModel) -> Embedder:
    kind, _, model = settings.embedder.partition(":")
    if settings.embedder == "local":
        return local
    if kind == "openai" and model:
        from retrieval.embed_openai import OpenAIEmbedder

        key = settings.openai_api_key
        if key is None and not settings.openai_base_url:
            raise ExpectedError(
                f"The embedder {settings.embedder!r} needs a key.",
                hint="Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.",
            )
        secret = key.get_secret_value() if key else "none"
        return OpenAIEmbedder(model, key=secret, base_url=settings.openai_base_url)
    raise ExpectedError(
        f"There is no embedder {settings.embedder!r}.",
        hint="Set MAJLIS_EMBEDDER to local or to openai:MODEL.",
    )
