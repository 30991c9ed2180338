"""Read what was said earlier from a line of JSON, as question sets and batches have it."""

from typing import Any

from bot.conversing.conversation import Conversation, Turn
from retrieval.errors import ExpectedError

_HINT = 'A line is {"id": "…", "question": "…", "history": ["…"]}.'


def read_history(fields: dict[str, Any]) -> Conversation:
    """Return the conversation that the field "history" holds, oldest turn first.

    A turn is a question, or {"role": "user" or "assistant", "text": "…"}; what the assistant said
    only helps to tell what a follow-up means. Raises ExpectedError for anything else.
    """
    return Conversation([_read_turn(turn) for turn in fields.get("history") or []])


def _read_turn(turn: object) -> Turn:
    if isinstance(turn, str):
        return Turn(turn, turn)
    if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
        message = "A turn of the history is neither a string nor {role, text}."
        raise ExpectedError(message, hint=_HINT)
    text = turn.get("text")
    if not isinstance(text, str):
        raise ExpectedError('"history" is not a text.', hint=_HINT)
    return Turn(text, text) if turn["role"] == "user" else Turn("", "", answer_text=text)
