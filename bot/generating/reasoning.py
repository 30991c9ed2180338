"""What a reasoning model thinks before it answers: told from the answer, counted, never shown."""

import re
from collections.abc import Iterable, Mapping

_NAMES = "think|thinking|thought|reasoning"
_OPEN = rf"<(?:{_NAMES})>|\[THINK\]|◁think▷"
_CLOSE = rf"</(?:{_NAMES})>|\[/THINK\]|◁/think▷"
_CLOSING_TAG = re.compile(_CLOSE, re.IGNORECASE)
_TAG = re.compile(rf"(?P<open>{_OPEN})|{_CLOSE}", re.IGNORECASE)
_BEGUN_TAG = re.compile(r"[<\[◁][/a-z]{0,10}\Z", re.IGNORECASE)  # the rest may come with more text
FIELDS = ("reasoning_content", "reasoning")  # of a delta: DeepSeek, vLLM, OpenRouter and others
_BLOCKS = ("thinking", "redacted_thinking", "reasoning", "reasoning_content")
_WORDS = ("thinking", "reasoning", "reasoning_content", "text", "summary")


class ReasoningFilter:
    """Takes `<think>…</think>` out of a text that arrives in pieces.

    `characters` counts what was thought. `unopened`: a tag was closed that the model never opened,
    since its prompt ends with it; what stood before was thought. With `starts_inside` such a model
    is expected, and its text is held until the tag is closed, or has ended.
    """

    def __init__(self, *, starts_inside: bool = False) -> None:
        self.characters = 0
        self.unopened = False
        self._inside = False
        self._opened = False
        self._rest = ""
        self._unsure: list[str] | None = [] if starts_inside else None

    def feed(self, piece: str) -> str:
        """Return what of the text so far is known to belong to the answer, and was not returned."""
        self._rest += piece
        answer = ""
        while match := (_CLOSING_TAG if self._inside else _TAG).search(self._rest):
            answer += self._take(match.start())
            self._rest = self._rest[len(match[0]) :]
            is_open = not self._inside and match["open"] is not None
            unopened = not is_open and not self._opened
            answer += self._settle(unopened=unopened)
            self._inside = is_open
            self._opened |= is_open
            self.unopened |= unopened
        begun = _BEGUN_TAG.search(self._rest)
        return answer + self._take(begun.start() if begun else len(self._rest))

    def end(self) -> str:
        """Return what remains of the answer when nothing more will come."""
        answer = self._take(len(self._rest))
        return "".join(self._unsure or ()) + answer

    def _settle(self, *, unopened: bool) -> str:
        """Return what was held of the answer, now that a tag says whether it was thought."""
        held, self._unsure = self._unsure, None
        words = "".join(held or ())
        if not unopened:
            return words
        self.characters += len(words)
        return "\n" if held is None else ""

    def _take(self, end: int) -> str:
        words, self._rest = self._rest[:end], self._rest[end:]
        if self._inside:
            self.characters += len(words)
            return ""
        if self._unsure is not None:
            self._unsure.append(words)
            return ""
        return words


def reasoning_characters(content: object, fields: Mapping[str, object]) -> int:
    """Return how many characters of thought a piece of a stream has apart from its text.

    `content` is LangChain's, a text or a list of blocks; `fields` are what else the server sent.
    """
    blocks = content if isinstance(content, list) else []
    apart = [b for b in blocks if isinstance(b, dict) and b.get("type") in _BLOCKS]
    count = sum(_length(block.get(name)) for block in apart for name in _WORDS)
    return count + max(_length(fields.get(name)) for name in FIELDS)


def _length(value: object) -> int:
    """Return the characters of all words in a value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_length(value.get(name)) for name in _WORDS)
    return sum(map(_length, value)) if isinstance(value, Iterable) else 0
