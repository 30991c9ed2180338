"""Turn a question for a value into one for yes or no: "When was it built?", "Was it in 1890?"."""

import re
from functools import cache

from tests.tools.reader.words import word_list, word_tables


def yes_or_no(question: str, answer: str) -> str | None:
    """Return the question whether it is the answer, None for a question of another form."""
    for pattern, becomes in _ways():
        if match := pattern.fullmatch(question):
            verb, rest = match["verb"].capitalize(), match["rest"]
            asked = becomes.format(verb=verb, rest=rest, answer=answer)
            return asked.replace(f" in {answer}", f" {answer}") if _has_leading(answer) else asked
    return None


def _has_leading(answer: str) -> bool:
    return answer.lower().split(" ")[0] in word_list("before_value")


@cache
def _ways() -> tuple[tuple[re.Pattern[str], str], ...]:
    ways = word_tables()["yes_or_no"]["ways"]
    return tuple((re.compile(way["pattern"]), way["becomes"]) for way in ways)
