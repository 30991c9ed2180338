"""A chat model of any provider. The only module that knows how langchain makes them."""

from __future__ import annotations

import logging
import queue
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.generating.openai_chat_model import openai_chat_model
from retrieval.errors import ExpectedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_COUNTING_S = 3.0  # a tokenizer may try to download its data before it can count
_NOISY = ("httpx", "httpx2", "httpcore", "openai", "langchain_openai", "urllib3")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model, and how it is asked; `key` and `base_url` are for OpenAI-compatible servers."""

    name: str
    key: str | None = None
    base_url: str | None = None
    temperature: float = 0.0
    max_tokens: int = 800
    timeout_s: float = 60.0
    retries: int = 2

    def __repr__(self) -> str:
        """Leave out the key, and the address, which may hold one."""
        return f"ModelSettings({self.name!r})"


class ChatModel:
    """Any chat model that LangChain's `init_chat_model` knows; safe to share between threads."""

    def __init__(self, settings: ModelSettings) -> None:
        """Note the settings; nothing is imported before the model is used."""
        self.settings = settings
        self._lock = threading.Lock()
        self._model: BaseChatModel | None = None
        self._counts_itself = True

    @property
    def name(self) -> str:
        """The provider and the name of the model."""
        return self.settings.name

    def load(self) -> BaseChatModel:
        """Return LangChain's model, built at first use; raises ExpectedError if it cannot be."""
        with self._lock:
            if self._model is None:
                self._model = _langchain_model(self.settings)
            return self._model

    def count(self, text: str) -> int:
        """Count the tokens of a text: as the model does if it can, else an estimate.

        The estimate is high rather than low: 3.5 characters of ASCII, 2 bytes of anything else.
        """
        if self._counts_itself and not self.settings.base_url:
            try:
                return _call_within(_COUNTING_S, lambda: self.load().get_num_tokens(text))
            except Exception:  # noqa: BLE001  # whatever a provider's tokenizer may raise
                self._counts_itself = False
        ascii_only = sum(c.isascii() for c in text)
        return int(ascii_only / 3.5 + (len(text.encode(errors="replace")) - ascii_only) / 2) + 1


def _langchain_model(settings: ModelSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)  # their notes hold addresses
    fields: dict[str, Any] = {
        "temperature": settings.temperature,
        "max_tokens": settings.max_tokens,
        "timeout": settings.timeout_s,
        "max_retries": 0,
    }
    provider, _, name = settings.name.partition(":")
    try:
        if provider == "openai":
            fields |= {"api_key": settings.key or "none", "base_url": settings.base_url}
            return openai_chat_model(name, **fields)
        model: BaseChatModel = init_chat_model(settings.name, **fields)
    except ImportError as error:
        match = re.search(r"langchain-[\w-]+", str(error))
        package = match[0] if match else "the package of its provider"
        raise ExpectedError(
            f"The model {settings.name!r} needs a package that is not installed.",
            hint=f"Install {package}, or choose another MAJLIS_MODEL.",
        ) from error
    except Exception as error:
        raise ExpectedError(
            f"The model {settings.name!r} cannot be used.",
            hint="Set MAJLIS_MODEL to provider:name, for example openai:gpt-5-mini, and its key.",
        ) from error
    return model


def _call_within(seconds: float, call: Callable[[], int]) -> int:
    """Return what a call returns or raise what it raises; raise queue.Empty if it hangs."""
    results: queue.SimpleQueue[int | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put(call())
        except Exception as error:  # noqa: BLE001  # raised again below
            results.put(error)

    threading.Thread(target=run, name="tokenizer", daemon=True).start()
    if isinstance(result := results.get(timeout=seconds), Exception):
        raise result
    return result
