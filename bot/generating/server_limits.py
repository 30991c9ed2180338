"""What a model's server does not take, learnt from what it refuses."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.generating.model_errors import chain_of

_LEARNS_FROM = (0, 400, 404, 413, 415, 422, 500, 501)  # statuses; 0: an error inside of a stream
_TOO_LARGE = 413
_LEAST_CONTEXT, _LONGEST_TEXT = 256, 4000
_CONTEXT = re.compile(
    r"context.?(?:length|size|window)|n_ctx|exceed_context|context the overflows"
    r"|(?:prompt|input) is too (?:long|large)|too many (?:input )?tokens|input token count"
    r"|maximum number of tokens|reduce the length|request too large",
    re.IGNORECASE,
)
_TOKENS = r"\D{0,3}?([1-9][\d,]{2,9})"
_CONTEXT_TOKENS = tuple(
    re.compile(pattern + _TOKENS, re.IGNORECASE)
    for pattern in (
        r"n_ctx['\"]?\s?[:=]",
        r"context (?:length|size|window)(?: of| is| only| limit| for this model)*",
        r"tokens\s?>",
        r"maximum number of tokens(?: allowed)?",
        r"limit(?: of| is| to)?",
    )
)
_SCHEMA = re.compile(
    r"response_?format|json.?schema|structured.?output|grammar|guided|schema", re.IGNORECASE
)
_MAX_TOKENS = re.compile(r"max_(?:completion_|output_|new_)?tokens", re.IGNORECASE)
_TEMPERATURE = re.compile(r"temperature", re.IGNORECASE)
_USAGE = re.compile(r"stream_options|include_usage", re.IGNORECASE)
_SYSTEM = re.compile(
    r"\bsystem\b[^.\n]{0,80}(?:role|message|prompt|instruction)|developer instruction"
    r"|\broles?\b[^.\n]{0,80}\b(?:system|alternate|user)",
    re.IGNORECASE,
)
_REFUSES_REQUEST = (400, 415, 422, 501)

MaxTokensName = Literal["max_completion_tokens", "max_tokens", ""]
NAMES_OF_MAX_TOKENS: tuple[MaxTokensName, ...] = ("max_completion_tokens", "max_tokens", "")


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What a server takes: all, until it has refused something.

    `max_tokens_name` is what it calls the length of an answer, "" if it takes none. `usage` asks
    it to count tokens, `schema` to hold to a JSON schema. `thinks_unopened`: what its model writes
    begins inside of a thought.
    """

    system_role: bool = True
    temperature: bool = True
    max_tokens_name: MaxTokensName = NAMES_OF_MAX_TOKENS[0]
    usage: bool = True
    schema: bool = True
    context_tokens: int | None = None
    thinks_unopened: bool = False

    def after(self, error: BaseException, *, sent_tokens: int, with_schema: bool) -> "ServerLimits":
        """Return what is known after an error; the same if it tells nothing new.

        `sent_tokens` is about how long the request was, `with_schema` whether it had one.
        """
        refusal = next((link for link in chain_of(error) if hasattr(link, "body")), None)
        status = getattr(refusal, "status_code", None) or 0
        if refusal is None or status not in _LEARNS_FROM:
            return self
        text = f"{refusal} {getattr(refusal, 'body', '')}"[:_LONGEST_TEXT]
        if status == _TOO_LARGE or _CONTEXT.search(text):
            return replace(self, context_tokens=self._context(text, sent_tokens))
        if with_schema and self.schema and _SCHEMA.search(text):
            return replace(self, schema=False)
        learnt = self._without_parameter(text)
        if learnt == self and with_schema and status in _REFUSES_REQUEST:
            return replace(self, schema=False)
        return learnt

    def merged(self, other: "ServerLimits") -> "ServerLimits":
        """Return what is known if both are."""
        names = NAMES_OF_MAX_TOKENS
        lengths = [each.context_tokens for each in (self, other) if each.context_tokens]
        return ServerLimits(
            system_role=self.system_role and other.system_role,
            temperature=self.temperature and other.temperature,
            max_tokens_name=max(self.max_tokens_name, other.max_tokens_name, key=names.index),
            usage=self.usage and other.usage,
            schema=self.schema and other.schema,
            context_tokens=min(lengths, default=None),
            thinks_unopened=self.thinks_unopened or other.thinks_unopened,
        )

    def _without_parameter(self, text: str) -> "ServerLimits":
        if self.max_tokens_name and _MAX_TOKENS.search(text):
            following = NAMES_OF_MAX_TOKENS.index(self.max_tokens_name) + 1
            return replace(self, max_tokens_name=NAMES_OF_MAX_TOKENS[following])
        if self.temperature and _TEMPERATURE.search(text):
            return replace(self, temperature=False)
        if self.usage and _USAGE.search(text):
            return replace(self, usage=False)
        if self.system_role and _SYSTEM.search(text):
            return replace(self, system_role=False)
        return self

    def _context(self, text: str, sent_tokens: int) -> int:
        """Return how long a request may be: what the error names, or else less than was sent."""
        limits = [match[1] for each in _CONTEXT_TOKENS if (match := each.search(text))]
        named = int(limits[0].replace(",", "")) if limits else sent_tokens // 2
        most = self.context_tokens * 3 // 4 if self.context_tokens else named
        return max(_LEAST_CONTEXT, min(named, most))
