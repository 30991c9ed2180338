"""Words from a chat model, as they arrive. The only module that knows langchain's chat models."""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.generating.model_errors import ModelDeclinedError, ModelFailedError, model_error, pause_s
from retrieval.errors import ExpectedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_CHARACTERS_PER_TOKEN = 16  # a model that writes more than this for each token is cut off
_PATIENCE_S = 0.1  # how often it is checked whether the person has stopped the answer
_COUNTING_S = 3.0  # a tokenizer may try to download its data before it can count
_NOISY = ("httpx", "httpx2", "httpcore", "openai", "langchain_openai", "urllib3")

log = logging.getLogger(__name__)
PromptTurn = tuple[str, str]  # "system", "user" or "assistant", and the words


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

    def reply(
        self, turns: Sequence[PromptTurn], *, max_tokens: int, until: float, stop: threading.Event
    ) -> Reply:
        """Ask the model; `until` (`time.monotonic`) is when the reply must have ended."""
        return Reply(self, turns, max_tokens, until, stop)


class Reply:
    """What a model writes; iterate over it once. It ends when `stop` is set.

    Raises ModelFailedError when the model cannot be reached, says nothing, or is not done in time.
    """

    def __init__(
        self,
        model: ChatModel,
        turns: Sequence[PromptTurn],
        max_tokens: int,
        until: float,
        stop: threading.Event,
    ) -> None:
        self._model = model
        self._turns = turns
        self._max_tokens = max_tokens
        self._until = until
        self._stop = stop
        self._pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._server_counts: tuple[int, int] | None = None
        self._characters = 0
        self._refused = False
        self._started = False

    @property
    def input_tokens(self) -> int:
        """The tokens that were sent: the server's count, else our own; 0 if it refused."""
        if self._server_counts:
            return self._server_counts[0]
        return 0 if self._refused else sum(self._model.count(words) for _, words in self._turns)

    @property
    def output_tokens(self) -> int:
        """The tokens that were received: the server's count, else an estimate."""
        if self._server_counts:
            return self._server_counts[1]
        return min(self._max_tokens, self._characters // 3)

    def close(self) -> None:
        """Stop reading; the connection is closed at the next piece, or after the timeout."""
        self._closed.set()

    def __iter__(self) -> Iterator[str]:
        """Yield the text in pieces as it arrives."""
        self._model.load()
        threading.Thread(target=self._fetch, name="model", daemon=True).start()
        try:
            while (piece := self._next()) is not None:
                yield piece
        finally:
            self.close()
        if not self._characters and not self._stop.is_set():
            raise ModelFailedError("silent")

    def _next(self) -> str | None:
        piece = self._wait_for_piece()
        if isinstance(piece, BaseException):
            self._refused = not self._characters
            log.info("The model failed (%s).", type(piece).__name__)  # its text may hold the key
            raise model_error(piece) from None
        if piece:
            self._characters += len(piece)
        return piece

    def _wait_for_piece(self) -> str | BaseException | None:
        """Wait for a piece; None when the person wants no more."""
        while not self._stop.is_set():
            left_s = self._until - time.monotonic()
            if left_s <= 0:
                raise ModelFailedError("timeout")
            with suppress(queue.Empty):
                return self._pieces.get(timeout=min(_PATIENCE_S, left_s))
        return None

    def _fetch(self) -> None:
        """Read the stream, in a thread of its own: a socket cannot be waited for with a deadline.

        Retries are ours and not the client's, which would go on, and cost, after the deadline.
        """
        for again in range(self._model.settings.retries, -1, -1):
            try:
                self._read()
                break
            except Exception as error:  # noqa: BLE001  # whatever a provider's client may raise
                wait_s = None if self._started else pause_s(error)
                if not again or wait_s is None or self._closed.wait(wait_s):
                    return self._pieces.put(error)
        return self._pieces.put(None)

    def _read(self) -> None:
        most = self._max_tokens * _CHARACTERS_PER_TOKEN
        usual = self._max_tokens == self._model.settings.max_tokens
        limits: dict[str, Any] = {} if usual else {"max_tokens": self._max_tokens}
        stream = self._model.load().stream(list(self._turns), **limits)
        read = 0
        for chunk in stream:
            if self._closed.is_set() or read > most:
                break
            self._started = True
            self._note_usage(chunk)
            if text := str(chunk.text)[: most + 1]:
                self._pieces.put(text)
            read += len(text)
        getattr(stream, "close", bool)()

    def _note_usage(self, chunk: Any) -> None:
        """Keep the token counts of a piece; raises ModelDeclinedError if a filter stopped it."""
        if usage := chunk.usage_metadata:
            self._server_counts = usage["input_tokens"], usage["output_tokens"]
        if chunk.response_metadata.get("finish_reason") == "content_filter":
            raise ModelDeclinedError


def _langchain_model(settings: ModelSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)  # their notes hold addresses
    server: dict[str, Any] = {}
    if settings.name.startswith("openai:"):
        server = {"api_key": settings.key or "none", "base_url": settings.base_url}
    try:
        model: BaseChatModel = init_chat_model(
            settings.name,
            temperature=settings.temperature,
            max_tokens=settings.max_tokens,
            timeout=settings.timeout_s,
            max_retries=0,
            **server,
        )
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
