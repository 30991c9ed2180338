"""Words that a hyphen at the end of a line parts."""

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_HEAD = re.compile(r"([^\W\d_]+(?:[-‐][^\W\d_]+)*)[-‐\xad]\Z")
_LONGEST_WORD = 100  # characters
_HYPHENS = "-‐\xad"


class DocumentWords:
    """The words of a document that no line end parts, by which its hyphens are judged."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            whole = line.rstrip()
            if whole.endswith(tuple(_HYPHENS)):
                whole = whole.rpartition(" ")[0]
            self._words.update(_WORD.findall(whole.replace("\xad", "").casefold()))

    def glue(self, text: str, following: str) -> tuple[int, str]:
        """Return how many characters to take off a text before the next line, and what to put.

        >>> DocumentWords(["a government", "vice-presidents"]).glue("the govern-", "ment fell")
        (1, '')
        """
        if not text.endswith(tuple(_HYPHENS)):
            return 0, " "
        if text.endswith("\xad"):
            return 1, ""
        head = _HEAD.search(text[-_LONGEST_WORD:])
        tail = _WORD.match(following[:_LONGEST_WORD])
        if not head:
            return 0, "" if text[-2:-1].isdigit() and following[:1].isdigit() else " "
        if not tail or not following[0].islower():
            return 0, ""
        parts = head[1].casefold(), tail[0].casefold()
        if self._words["".join(parts)] or not self._words["-".join(parts)]:
            return 1, ""
        return 0, ""
