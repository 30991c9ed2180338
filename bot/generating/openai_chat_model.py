"""LangChain's client of OpenAI-compatible servers, which survives what such servers send.

The only module that knows langchain's client of them.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from bot.generating.reasoning import FIELDS

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.outputs import ChatGenerationChunk


def openai_chat_model(name: str, **fields: Any) -> BaseChatModel:
    """Return the chat model of a name on an OpenAI-compatible server."""
    from langchain_openai import ChatOpenAI

    class TolerantChatOpenAI(ChatOpenAI):
        """Reads the first of several answers in a stream, and keeps what a model thinks apart."""

        def _convert_chunk_to_generation_chunk(
            self, chunk: dict[str, Any], *args: Any
        ) -> ChatGenerationChunk | None:
            delta = _first_delta(chunk)
            read = super()._convert_chunk_to_generation_chunk(chunk, *args)
            if read is not None:
                read.message.additional_kwargs |= {k: delta[k] for k in FIELDS if delta.get(k)}
            return read

    # It warns of what a server refuses; we ask again without it.
    warnings.filterwarnings("ignore", module="langchain_openai")
    return TolerantChatOpenAI(model=name, **fields)


def _first_delta(chunk: dict[str, Any]) -> dict[str, Any]:
    """Keep only a piece of the first answer in a chunk, and no calls of tools; return the piece."""
    choices = chunk.get("choices")
    first = [
        choice
        for choice in (choices if isinstance(choices, list) else [])
        if isinstance(choice, dict)
        and not choice.get("index")
        and isinstance(choice.get("delta"), dict)
    ][:1]
    chunk["choices"] = first
    delta: dict[str, Any] = first[0]["delta"] if first else {}
    for name in ("tool_calls", "function_call"):
        delta.pop(name, None)
    if not isinstance(delta.get("content"), str | list | None):
        delta["content"] = ""
    return delta
