"""Save a conversation as Markdown, HTML or JSON, by the end of the file's name."""

import json
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from bot.answers import Answer
from bot.rendering import html
from bot.rendering.text import SCHEMA_VERSION, answer_json, strip_control_characters
from retrieval.errors import ExpectedError


def save(answers: Sequence[Answer], id: str, name: str, *, overwrite: bool = False) -> Path:
    """Write a conversation to a file; gives its path.

    Raises ExpectedError for a name that tells no format, for a file that is there already and for
    one that cannot be written.
    """
    if not name:
        raise ExpectedError("No file was named.", hint="For example: .save iraq.md")
    path = Path(name)
    form = _FORMS.get(path.suffix.lower())
    if not form:
        raise ExpectedError(
            f"The name {name!r} does not say in which format to save.",
            hint="End it with .md, .html or .json.",
        )
    if not answers:
        raise ExpectedError("There is nothing to save yet.", hint="Ask something first.")
    try:
        path = path.expanduser()
        written = form(answers, id)
        with path.open("w" if overwrite else "x", encoding="utf-8", errors="replace") as file:
            file.write(written)
    except FileExistsError:
        raise ExpectedError(
            f"The file {name!r} is there already.",
            hint=f"Choose another name, or overwrite it: .save! {name}",
        ) from None
    except (OSError, ValueError, RuntimeError) as error:  # a NUL; a home that nobody knows
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ExpectedError(
            f"The file {name!r} cannot be written: {why}.", hint="Check the path."
        ) from error
    return path


def _markdown(answers: Sequence[Answer], id: str) -> str:
    parts = [
        f"## {html.plain_html(answer.question)}\n\n{html.markdown(answer)}" for answer in answers
    ]
    return "\n\n".join(("# A conversation with majlis", *parts)) + "\n"


def _html(answers: Sequence[Answer], id: str) -> str:
    parts = [
        f'<h2 dir="auto">{escape(strip_control_characters(answer.question))}</h2>\n'
        + html.html(answer)
        for answer in answers
    ]
    title = "A conversation with majlis"
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
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"


_FORMS: dict[str, Callable[[Sequence[Answer], str], str]] = {
    ".md": _markdown,
    ".html": _html,
    ".json": _json,
}
