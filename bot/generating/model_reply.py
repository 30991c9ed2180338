"""What a chat model writes, read as it arrives and within its time."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bot.generating.chat_model import ChatModel, PromptTurn
from bot.generating.model_errors import ModelDeclinedError, ModelFailedError, model_error, pause_s
from bot.generating.reasoning import ReasoningFilter, reasoning_characters
from bot.generating.server_limits import ServerLimits

_CHARACTERS_PER_TOKEN = 16  # a model that writes more than this for each token is cut off
_PATIENCE_S = 0.1  # how often it is checked whether the person has stopped the answer

log = logging.getLogger(__name__)


def _ignore() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What a model is asked, and when (`time.monotonic`) its reply must have ended.

    The reply also ends when `stop` is set. `on_thinking` is called once, when the model begins to
    think before it answers. `response_format` is what the server shall hold it to. `limits` are
    those for which the turns were written; without them, those that are known.
    """

    turns: Sequence[PromptTurn]
    max_tokens: int
    until: float
    stop: threading.Event = field(default_factory=threading.Event)
    on_thinking: Callable[[], None] = _ignore
    response_format: Mapping[str, Any] | None = None
    limits: ServerLimits | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some text of an answer, and how many characters of thought came with it."""

    text: str
    thought: int = 0


class Reply:
    """What a model writes; iterate over it once.

    Raises ModelFailedError when the model cannot be reached, says nothing, or is not done in time.
    What a reasoning model thinks is not part of it, but of its tokens.
    """

    def __init__(self, model: ChatModel, request: ModelRequest) -> None:
        self._model = model
        self._request = request
        self._pieces: queue.SimpleQueue[_Piece | BaseException | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._server_counts: tuple[int, int] | None = None
        self._characters = 0
        self._thought = 0
        self._refused = False
        self._started = False

    @property
    def input_tokens(self) -> int:
        """The tokens that were sent: the server's count, else our own; 0 if it refused."""
        if self._server_counts:
            return self._server_counts[0]
        if self._refused:
            return 0
        return sum(self._model.count(words) for _, words in self._request.turns)

    @property
    def output_tokens(self) -> int:
        """The tokens that were received, with thoughts: the server's count, else an estimate."""
        if self._server_counts:
            return self._server_counts[1]
        return min(self._request.max_tokens, (self._characters + self._thought) // 3)

    def close(self) -> None:
        """Stop reading; the connection is closed at the next piece, or after the timeout."""
        self._closed.set()

    def __iter__(self) -> Iterator[str]:
        """Yield the text in pieces as it arrives."""
        self._model.load()
        threading.Thread(target=self._fetch, name="model", daemon=True).start()
        try:
            while (piece := self._next()) is not None:
                if piece.thought and not self._thought:
                    self._request.on_thinking()
                self._thought += piece.thought
                self._characters += len(piece.text)
                if piece.text:
                    yield piece.text
        finally:
            self.close()
        if not self._characters and not self._request.stop.is_set():
            raise ModelFailedError("thinking" if self._thought else "silent")

    def _next(self) -> _Piece | None:
        piece = self._wait_for_piece()
        if isinstance(piece, BaseException):
            self._refused = not self._characters and not self._thought
            log.info("The model failed (%s).", type(piece).__name__)  # its text may hold the key
            raise (piece if isinstance(piece, ModelFailedError) else model_error(piece)) from None
        return piece

    def _wait_for_piece(self) -> _Piece | BaseException | None:
        """Wait for a piece; None when the person wants no more."""
        while not self._request.stop.is_set():
            left_s = self._request.until - time.monotonic()
            if left_s <= 0:
                raise ModelFailedError("timeout")
            with suppress(queue.Empty):
                return self._pieces.get(timeout=min(_PATIENCE_S, left_s))
        return None

    def _fetch(self) -> None:
        """Read the stream, in a thread of its own: a socket cannot be waited for with a deadline.

        Retries are ours and not the client's, which would go on, and cost, after the deadline.
        """
        again = self._model.settings.retries
        prompt = self._request.limits or self._model.limits
        while True:
            limits = replace(
                self._model.limits, schema=prompt.schema, context_tokens=prompt.context_tokens
            )
            try:
                self._read(limits)
            except Exception as error:  # noqa: BLE001  # whatever a provider's client may raise
                learnt = limits if self._started else self._learn(error, limits)
                if _needs_other_prompt(learnt, limits):
                    why = "request" if learnt.schema != limits.schema else "too-long"
                    return self._pieces.put(ModelFailedError(why, again=True))
                if learnt != limits and not self._closed.is_set():
                    continue
                wait_s = None if self._started else pause_s(error)
                if not again or wait_s is None or self._closed.wait(wait_s):
                    return self._pieces.put(error)
                again -= 1
            else:
                return self._pieces.put(None)

    def _learn(self, error: BaseException, limits: ServerLimits) -> ServerLimits:
        """Remember what the server refused; return the limits that hold now."""
        learnt = limits.after(
            error,
            sent_tokens=sum(self._model.count(words) for _, words in self._request.turns),
            with_schema=self._request.response_format is not None,
        )
        if learnt != limits:
            log.info("The model's server refused a request, which is changed for it.")
            self._model.learn(learnt)
        return learnt

    def _read(self, limits: ServerLimits) -> None:
        """Put into the queue what arrives, until it has ended or is more than anybody asked for.

        Thoughts and answer have a limit each, so that a long thought leaves room for the answer.
        """
        most = self._request.max_tokens * _CHARACTERS_PER_TOKEN
        request = self._request
        stream = self._model.stream(
            request.turns, limits,
            max_tokens=request.max_tokens, response_format=request.response_format,
        )  # fmt: skip
        visible = ReasoningFilter(starts_inside=limits.thinks_unopened)
        read = apart = 0
        for chunk in stream:
            if self._closed.is_set() or read > most or apart + visible.characters > most:
                break
            self._started = True
            self._note_usage(chunk)
            before = visible.characters
            text = visible.feed(str(chunk.text)[: most + 1])
            thought = reasoning_characters(chunk.content, chunk.additional_kwargs)
            self._pieces.put(_Piece(text, thought + visible.characters - before))
            read += len(text)
            apart += thought
        getattr(stream, "close", bool)()
        before = visible.characters
        rest = visible.end()
        self._pieces.put(_Piece(rest, visible.characters - before))
        if visible.unopened:
            self._model.learn(ServerLimits(thinks_unopened=True))

    def _note_usage(self, chunk: Any) -> None:
        """Keep the token counts of a piece; raises ModelDeclinedError if a filter stopped it."""
        if usage := chunk.usage_metadata:
            self._server_counts = usage["input_tokens"], usage["output_tokens"]
        if chunk.response_metadata.get("finish_reason") == "content_filter":
            raise ModelDeclinedError


def _needs_other_prompt(one: ServerLimits, other: ServerLimits) -> bool:
    """Return whether what was learnt asks for another prompt: a shorter one, or for free text."""
    return one.schema != other.schema or one.context_tokens != other.context_tokens
