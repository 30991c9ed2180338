"""Read the earlier turns of a conversation from a line of JSON."""

from typing import Any

from bot.conversing.conversation import Conversation, Turn
from retrieval.errors import ExpectedError


def conversation_from_json(fields: dict[str, Any]) -> Conversation:
    """Return the conversation of the field "history", oldest turn first.

    A turn is a string, the words of a person, or `{"role": "user" | "assistant", "text": …}`. The
    words of an assistant only help to tell what a follow-up refers to. Raises ExpectedError for
    anything else.
    """
    turns = []
    for turn in fields.get("history") or []:
        if isinstance(turn, str):
            turns.append(Turn(turn, turn))
        elif isinstance(turn, dict) and turn.get("role") in ("user", "assistant"):
            text = required_text(turn.get("text"), "history")
            is_person = turn["role"] == "user"
            turns.append(Turn(text, text) if is_person else Turn("", "", answer_text=text))
        else:
            raise bad_line("A turn of the history is neither a string nor {role, text}.")
    return Conversation(turns)


def required_text(value: object, name: str) -> str:
    """Return a value that must be a text; raises ExpectedError that names its field if not."""
    if not isinstance(value, str):
        raise bad_line(f'"{name}" is not a text.')
    return value


def bad_line(message: str) -> ExpectedError:
    """Return the error of a line that is not as it should be."""
    hint = 'A line is {"id": "…", "question": "…", "history": ["…"]}.'
    return ExpectedError(message, hint=hint)
