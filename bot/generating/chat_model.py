"""A chat model of any provider. The only module that knows how langchain makes them."""

from __future__ import annotations

import logging
import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.generating.limits_file import LimitsFile
from bot.generating.openai_chat_model import openai_chat_model
from bot.generating.server_limits import NAMES_OF_MAX_TOKENS, ServerLimits
from retrieval.errors import ExpectedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

PromptTurn = tuple[str, str]  # "system", "user" or "assistant", and the words
_COUNTING_S = 3.0  # a tokenizer may try to download its data before it can count
_NOISY = ("httpx", "httpx2", "httpcore", "openai", "langchain_openai", "urllib3")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model, and how it is asked; `key` and `base_url` are for OpenAI-compatible servers.

    `constrained`: such a server is asked to hold the model to a JSON schema.
    """

    name: str
    key: str | None = None
    base_url: str | None = None
    temperature: float = 0.0
    max_tokens: int = 800
    timeout_s: float = 60.0
    retries: int = 2
    constrained: bool = True

    def __repr__(self) -> str:
        """Leave out the key, and the address, which may hold one."""
        return f"ModelSettings({self.name!r})"


class ChatModel:
    """Any chat model that LangChain's `init_chat_model` knows; safe to share between threads."""

    def __init__(self, settings: ModelSettings, limits_file: LimitsFile | None = None) -> None:
        """Note the settings, and what is known of the server; LangChain is imported when used."""
        self.settings = settings
        self.limits = limits_file.read() if limits_file else ServerLimits()
        self._limits_file = limits_file
        self._lock = threading.Lock()
        self._models: dict[tuple[bool, str, bool], BaseChatModel] = {}
        self._counts_itself = True

    @property
    def name(self) -> str:
        """The provider and the name of the model."""
        return self.settings.name

    @property
    def takes_schema(self) -> bool:
        """Whether its server may hold it to a JSON schema, as far as is known."""
        return self.settings.constrained and self._is_openai and self.limits.schema

    def load(self, limits: ServerLimits | None = None) -> BaseChatModel:
        """Return LangChain's model, built at first use; raises ExpectedError if it cannot be."""
        limits = limits or self.limits
        key = limits.temperature, limits.max_tokens_name, limits.usage
        with self._lock:
            if key not in self._models:
                self._models[key] = _langchain_model(self.settings, limits)
            return self._models[key]

    def stream(
        self,
        turns: Sequence[PromptTurn],
        limits: ServerLimits,
        *,
        max_tokens: int,
        response_format: Mapping[str, Any] | None = None,
    ) -> Iterator[AIMessageChunk]:
        """Yield LangChain's pieces of a reply; raises whatever its client raises."""
        fields: dict[str, Any] = {}
        if limits.max_tokens_name == "max_completion_tokens":
            fields = {} if max_tokens == self.settings.max_tokens else {"max_tokens": max_tokens}
        extra: dict[str, Any] = {}
        if limits.max_tokens_name == "max_tokens" and self._is_openai:
            extra["max_tokens"] = max_tokens
        if response_format:
            extra["response_format"] = response_format
        if extra:
            fields["extra_body"] = extra
        words = list(turns) if limits.system_role else without_system(turns)
        return self.load(limits).stream(words, **fields)

    def learn(self, limits: ServerLimits) -> None:
        """Remember what its server was found not to take, besides what is known."""
        with self._lock:
            self._know(self.limits.merged(limits))

    def learn_anew(self) -> None:
        """Forget what its server was found not to take."""
        with self._lock:
            self._know(ServerLimits())

    def forget_schema(self) -> None:
        """Remember that its server pays no attention to a schema."""
        self.learn(ServerLimits(schema=False))

    def _know(self, limits: ServerLimits) -> None:
        if limits != self.limits and self._limits_file:
            self._limits_file.write(limits)
        self.limits = limits

    @property
    def _is_openai(self) -> bool:
        return self.settings.name.startswith("openai:")

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


def without_system(turns: Sequence[PromptTurn]) -> list[PromptTurn]:
    """Return turns in which the words of the system begin the first turn of the user."""
    system = [words for role, words in turns if role == "system"]
    others = [turn for turn in turns if turn[0] != "system"]
    if system and others:
        others[0] = others[0][0], "\n\n".join([*system, others[0][1]])
    return others


def _langchain_model(settings: ModelSettings, limits: ServerLimits) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)  # their notes hold addresses
    fields: dict[str, Any] = {"timeout": settings.timeout_s, "max_retries": 0}
    if limits.temperature:
        fields["temperature"] = settings.temperature
    if limits.max_tokens_name == NAMES_OF_MAX_TOKENS[0]:
        fields["max_tokens"] = settings.max_tokens
    provider, _, name = settings.name.partition(":")
    try:
        if provider == "openai":
            fields |= {"api_key": settings.key or "none", "base_url": settings.base_url}
            if not limits.usage:
                fields["stream_usage"] = False
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
