"""Find out what can be expected of a language model and its server, by asking small things."""

import time
from dataclasses import dataclass, replace

from bot.ask_options import AskOptions
from bot.generating.author import Author
from bot.generating.constrained_answer import answer_format, read_constrained_claims
from bot.generating.model_errors import ModelFailedError
from bot.generating.model_reply import Reply
from bot.generating.sentence_labels import Claim, read_claims
from bot.generating.server_limits import ServerLimits
from prompts import turns

_PASSAGE = """<passage number="1" article="The lighthouse of Orlo" published="2020-01-02">
[1.1] The lighthouse of Orlo was built in 1911.
[1.2] Its lamp was replaced in 1974.
[1.3] Forty thousand people visit it in a year.
</passage>"""
_QUESTION = "What happened to the lighthouse of Orlo?"
_LABELS = ("1.1", "1.2", "1.3")
_SENTENCES = 3
_LEAST_TIME_S = 0.001


@dataclass(frozen=True, slots=True)
class ModelExamination:
    """What was found out about a model.

    `failure` continues the sentence "The language model …"; "" if it answered. `keeps_labels` and
    `takes_schema` tell of free text and of constrained answers; None where it was not tried.
    """

    name: str
    limits: ServerLimits
    failure: str = ""
    keeps_labels: bool = False
    takes_schema: bool | None = None
    thinks: bool = False
    first_words_s: float = 0.0
    tokens_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Trial:
    """The claims of one reply, and how fast it came."""

    claims: list[Claim]
    first_words_s: float
    tokens_per_s: float

    @property
    def labelled(self) -> bool:
        """Whether some claim has labels, and none a label that was not shown."""
        labels = [label for claim in self.claims for label in claim.labels]
        return bool(labels) and set(labels) <= set(_LABELS)


def examine_model(author: Author, options: AskOptions) -> ModelExamination:
    """Ask a model twice, for free text and for JSON, and return what was found out.

    Raises OverBudgetError, and ExpectedError for a model that is not installed.
    """
    thoughts: list[str] = []
    options = replace(options, on_progress=thoughts.append)
    model = author.model
    model.load()
    model.learn_anew()
    takes_schema = None
    try:
        if model.takes_schema:
            takes_schema = _takes_schema(author, options)
        free = _try(author, options, constrained=False)
    except ModelFailedError as failed:
        return ModelExamination(model.name, model.limits, failure=str(failed))
    return ModelExamination(
        model.name, model.limits, "", free.labelled, takes_schema, bool(thoughts),
        free.first_words_s, free.tokens_per_s,
    )  # fmt: skip


def _takes_schema(author: Author, options: AskOptions) -> bool:
    """Return whether a server holds its model to a JSON schema."""
    try:
        return _try(author, options, constrained=True).labelled and author.model.takes_schema
    except ModelFailedError as failed:
        if failed.again:
            return False
        raise


def _try(author: Author, options: AskOptions, *, constrained: bool) -> _Trial:
    """Ask about a small passage; raises ModelFailedError."""
    name = "answer_json" if constrained else "answer"
    prompt = turns(name, passages=_PASSAGE, question=_QUESTION, limit=_SENTENCES)
    request = author.model_request(
        prompt, author.model.settings.max_tokens, options, author.deadline()
    )
    if constrained:
        request = replace(request, response_format=answer_format(_LABELS))
    begun = time.monotonic()
    with author.reserved_reply(request, name, options.user) as (reply, _):
        first_s, claims = _read(reply, author, constrained=constrained)
        elapsed = max(time.monotonic() - begun - first_s, _LEAST_TIME_S)
        return _Trial(claims, first_s, reply.output_tokens / elapsed)


def _read(reply: Reply, author: Author, *, constrained: bool) -> tuple[float, list[Claim]]:
    """Return after how many seconds a reply began, and its claims."""
    begun = time.monotonic()
    pieces = iter(reply)
    first = next(pieces, "")
    first_s = time.monotonic() - begun
    rest = [first, *pieces]
    if constrained:
        return first_s, list(read_constrained_claims(rest, _LABELS, author.model.forget_schema))
    return first_s, list(read_claims(rest, _LABELS))
