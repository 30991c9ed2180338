"""Split a question that asks for several things into questions that each stand alone."""

import re

from bot.conversing.rewrite_followup import complete_after
from retrieval.language.rules import pattern

MOST = 4  # parts; what asks for more is left whole
_BOUNDARY = pattern("question_parts", "boundary")
_ASKING_START = pattern("question_parts", "asking_start")
_BARE = pattern("question_parts", "bare")
_FIRST_WORD = re.compile(r"\w+")


def split_question(question: str) -> list[str]:
    """Return the questions that a question is made of, in order; often only itself.

    "Who designed the bridge and what does it cost?" asks who designed the bridge, and what the
    bridge costs: "it" is replaced by what it means in the parts before.
    """
    if not _ASKING_START.match(question):
        return [question]
    parts = [part.strip(" ,;?") for part in _BOUNDARY.split(question)]
    parts = [part for part in parts if part]
    if not 1 < len(parts) <= MOST or not all(map(_ASKING_START.match, parts)):
        return [question]
    for place in range(len(parts) - 1):
        if _BARE.fullmatch(parts[place]):
            parts[place] = _FIRST_WORD.sub(parts[place].strip(), parts[place + 1], count=1)
    whole: list[str] = []
    for part in parts:
        words = f"{part[0].upper()}{part[1:]}?"
        whole.append(complete_after(words, whole) if whole else words)
    return whole
