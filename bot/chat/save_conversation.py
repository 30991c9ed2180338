"""Save a conversation as Markdown, HTML or JSON, by the end of the file's name."""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from bot.answers import Answer
from bot.json_text import json_text
from bot.output import strip_control_characters
from bot.rendering import html
from bot.rendering.text import SCHEMA_VERSION, answer_json
from prompts import say
from retrieval.errors import ExpectedError


def save_conversation(
    answers: Sequence[Answer], id: str, name: str, *, overwrite: bool = False
) -> Path:
    """Write a conversation to a file and return its path.

    Raises ExpectedError for an unknown format and for a file that cannot be written or exists.
    """
    render = _renderer(name)
    if not answers:
        raise ExpectedError(say("chat-save-nothing"), hint=say("chat-ask-first"))
    try:
        path = Path(name).expanduser()
        content = render(answers, id)
        with path.open("w" if overwrite else "x", encoding="utf-8", errors="replace") as file:
            file.write(content)
    except FileExistsError:
        raise ExpectedError(
            say("chat-save-over", name=repr(name)), hint=say("chat-save-over-hint", path=name)
        ) from None
    except (OSError, ValueError, RuntimeError) as error:  # a NUL, or ~user of an unknown user
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ExpectedError(
            say("chat-save-failed", name=repr(name), why=why), hint=say("chat-save-failed-hint")
        ) from error
    return path


def _renderer(name: str) -> Callable[[Sequence[Answer], str], str]:
    """Return what renders the format of a file's name."""
    if not name:
        raise ExpectedError(say("chat-save-what"), hint=say("chat-save-what-hint"))
    if render := _RENDERERS.get(Path(name).suffix.lower()):
        return render
    raise ExpectedError(say("chat-save-format", name=repr(name)), hint=say("chat-save-format-hint"))


def _markdown(answers: Sequence[Answer], id: str) -> str:
    parts = [
        f"## {html.plain_html(answer.question)}\n\n{html.markdown(answer)}" for answer in answers
    ]
    return "\n\n".join((f"# {say('chat-title')}", *parts)) + "\n"


def _html(answers: Sequence[Answer], id: str) -> str:
    parts = [
        f'<h2 dir="auto">{escape(strip_control_characters(answer.question))}</h2>\n'
        + html.html(answer)
        for answer in answers
    ]
    title = say("chat-title")
    return "\n".join(
        (
            f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title>',
            "<style>body{max-width:45em;margin:2em auto;padding:0 1em;font:1em/1.5 sans-serif}"
            "code{overflow-wrap:anywhere}</style></head>",
            f"<body><h1>{title}</h1>",
            *parts,
            "</body></html>\n",
        )
    )


def _json(answers: Sequence[Answer], id: str) -> str:
    fields = {
        "schema_version": SCHEMA_VERSION,
        "conversation": id,
        "answers": [answer_json(answer) for answer in answers],
    }
    return json_text(fields, indent=1) + "\n"


_RENDERERS: dict[str, Callable[[Sequence[Answer], str], str]] = {
    ".md": _markdown,
    ".html": _html,
    ".json": _json,
}
