"""An answer as JSON whose labels are those shown: what a server is asked to hold a model to.

It is read statement by statement, as it arrives. The only module that knows jiter.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from jiter import from_json

from bot.generating.label_writing import normalize_labels
from bot.generating.sentence_labels import NO_ANSWER, Claim, claims_of, read_claims

MOST_LABELS = 500  # OpenAI takes 1,000 values of enumerations
_LABELS_OF_STATEMENT = 4
_FENCES = ("```json", "```")


def answer_format(labels: Collection[str]) -> dict[str, Any]:
    """Return the `response_format` of an answer whose statements name some of these labels."""
    label = {"type": "string", "enum": list(labels)}
    statement = _object(
        text={"type": "string"},
        labels={
            "type": "array", "items": label, "minItems": 1, "maxItems": _LABELS_OF_STATEMENT,
        },
    )  # fmt: skip
    answer = {
        "anyOf": [
            {"type": "array", "items": statement},
            {"type": "string", "enum": [NO_ANSWER]},
        ]
    }
    schema = {"name": "answer", "strict": True, "schema": _object(answer=answer)}
    return {"type": "json_schema", "json_schema": schema}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_constrained_claims(
    pieces: Iterable[str], shown: Collection[str], on_free_text: Callable[[], None]
) -> Iterator[Claim]:
    """Read the statements of an answer that should be JSON; yield each as soon as it is complete.

    A server may pay no attention to the schema. Text that is no JSON is read as free text, and
    `on_free_text` is called.
    """
    arriving = iter(pieces)
    written = ""
    for piece in arriving:
        written = _without_fence(written + piece)
        if written and not any(fence.startswith(written) for fence in _FENCES):
            break
    if not written.startswith("{"):
        if written:
            on_free_text()
        yield from read_claims(chain([written], arriving), shown)
        return
    count = 0
    for piece in chain([""], arriving):
        written += piece
        if "}" not in piece and piece:
            continue
        try:
            statements = _complete_statements(written)
        except ValueError:
            on_free_text()
            return
        for statement in statements[count:]:
            yield from _claims(statement, frozenset(shown))
        count = len(statements)
    if count == 0 and _says_no_answer(written):
        yield Claim(NO_ANSWER, ())


def _without_fence(written: str) -> str:
    """Return what is written without the marks that Markdown puts around code."""
    text = written.lstrip()
    return text.removeprefix(_FENCES[0]).lstrip() if text.startswith(_FENCES[0]) else text


def _complete_statements(written: str) -> list[Any]:
    """Return the statements of JSON that is arriving which are complete: a brace closes each.

    Raises ValueError for what is no such answer.
    """
    end = written.rfind("}") + 1
    if not end:
        return []
    value = from_json(written[:end].encode(errors="replace"), partial_mode=True)
    answer = value.get("answer", []) if isinstance(value, dict) else None
    if isinstance(answer, str):
        return []
    if not isinstance(answer, list):
        raise ValueError("no answer")
    complete = list(answer)
    if complete and not (
        isinstance(complete[-1], dict) and {"text", "labels"} <= set(complete[-1])
    ):
        complete.pop()  # its brace stands in a text that is not complete
    return complete


def _says_no_answer(written: str) -> bool:
    """Return whether an answer in which no statement is complete says that there is none."""
    try:
        return from_json(written.encode(errors="replace"))["answer"] in (NO_ANSWER, [])
    except (ValueError, TypeError, KeyError):
        return False


def _claims(statement: Any, shown: frozenset[str]) -> Iterator[Claim]:
    """Yield a claim for each sentence of a statement; all have its labels."""
    if not isinstance(statement, dict):
        return
    text, labels = statement.get("text"), statement.get("labels")
    if isinstance(text, str) and isinstance(labels, list):
        names = tuple(dict.fromkeys(label for label in labels if isinstance(label, str)))
        for claim in claims_of(normalize_labels(f"{text}\n", shown)):
            yield Claim(claim.text, names)
